"""Vietnamese letters: one form, no marks, tones in one place, and the order of the alphabet.

How a Vietnamese syllable is spelt is told by one pattern, `_SYLLABLE`; what does not fit it is left as it is written.
"""

import re
import unicodedata
from functools import cache

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng
_STROKED = str.maketrans("đðɖ", "ddd")  # they have no decomposition
_ETH = str.maketrans("ðÐɖƉ", "đĐđĐ")
_VOWELS = "aăâeêioôơuưy"
_SHAPED = "ăâêôơư"
_SYLLABLE = re.compile(
    rf"(?P<onset>qu|gi(?=[{_VOWELS}])|ngh|ng|nh|gh|kh|ph|th|tr|ch|[bcdđghklmnprstvx])?"
    rf"(?P<vowels>[{_VOWELS}]{{1,3}})"
    r"(?P<coda>ch|ng|nh|[cmnpt])?"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_SPELT_WITH_I_OR_Y = re.compile(r"\b([hklmst]|qu)y\b")


def nfc(text: str) -> str:
    """The composed form, in which this registry keeps all text."""
    return unicodedata.normalize("NFC", text)


def eth_as_d(text: str) -> str:
    """Text with eth (ð, Ð) and its look-alikes, which old keyboards give for đ and Đ, made đ and Đ."""
    return text.translate(_ETH)


def fold(text: str) -> str:
    """Lower case without marks, đ as d, one space for every run of what is neither a letter nor a digit.

    It merges words (thuế and thuê): good for finding, not for telling apart.
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_STROKED)
    return " ".join("".join(map(_kept, apart)).split())


def one_i(folded: str) -> str:
    """Folded text with the y that is also written i made i: ky and ki, ly and li, quy and qui."""
    return _SPELT_WITH_I_OR_Y.sub(r"\1i", folded)


def place_tones(text: str) -> str:
    """NFC text with each syllable's tone where statutes put it: hoà and hòa become hòa, lựơng becomes lượng.

    Quý keeps its tone on y, già on a, for there u and i belong to the consonant. Eth is read as đ.
    """
    return _LETTERS.sub(lambda word: _placed(word[0]), eth_as_d(nfc(text)))


def collation_key(text: str) -> str:
    """A string whose code point order is the Vietnamese order of `text`.

    Letters first (a ă â b c d đ e ê ...), then tones (huyền, hỏi, ngã, sắc, nặng), then capitals, as CLDR has it.
    """
    letters, tones, capitals = [], [], []
    for char in nfc(text):
        letter, tone = _apart(char)
        letters.append(_rank(letter.lower()))
        tones.append(str(_TONES.get(tone, 0)))
        capitals.append("1" if letter != letter.lower() else "0")
    words = re.sub(" +", " ", "".join(letters)).strip()
    return "\u0001".join((words, "".join(tones), "".join(capitals)))


def _kept(char: str) -> str:
    kind = unicodedata.category(char)
    if kind[0] == "M" or (kind == "Cf" and char != "\u200b"):
        return ""
    return char if char.isalnum() else " "


def _placed(word: str) -> str:
    parts = [_apart(char) for char in word]
    tones = [tone for _, tone in parts if tone]
    bare = "".join(letter for letter, _ in parts)
    syllable = _SYLLABLE.fullmatch(bare.lower()) if len(tones) == 1 else None
    if syllable is None:
        return word
    place = syllable.start("vowels") + _bearer(syllable["vowels"], closed=syllable["coda"] is not None)
    return nfc(bare[: place + 1] + tones[0] + bare[place + 1 :])


def _bearer(vowels: str, *, closed: bool) -> int:
    """Which of the vowels bears the tone: the shaped one, else the last before a consonant, else the first of two and
    the middle of three."""
    shaped = [place for place, vowel in enumerate(vowels) if vowel in _SHAPED]
    if shaped:
        return shaped[-1]
    if closed:
        return len(vowels) - 1
    return len(vowels) // 3


@cache
def _apart(char: str) -> tuple[str, str]:
    """A letter without its tone, and the tone ("" for none)."""
    marks = unicodedata.normalize("NFD", char)
    tone = "".join(mark for mark in marks if mark in _TONES)
    return nfc("".join(mark for mark in marks if mark not in _TONES)), tone


@cache
def _rank(letter: str) -> str:
    if letter in _ALPHABET:
        return chr(0x100 + _ALPHABET.index(letter))
    plain = unicodedata.normalize("NFD", letter)[:1]
    if plain in _ALPHABET and plain:
        return chr(0x100 + _ALPHABET.index(plain))
    if not letter.isalnum():
        return " "
    return letter if letter.isdigit() and letter < "\x7f" else chr(max(ord(letter[0]), 0x200))
