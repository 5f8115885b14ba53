"""Vietnamese letters: one form, nothing unseen, no marks, tones in one place, and the order of the alphabet.

How a Vietnamese syllable is spelt is told by one pattern, `_SYLLABLE`; what does not fit it is left as it is written.
"""

import re
import unicodedata
from functools import cache, lru_cache

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
# Controls but tab and line ends, what Unicode calls ignorable or a format (soft hyphens, zero-width and bidirectional
# marks, fillers, variation selectors, tags), lone surrogates, non-characters: between letters, nobody sees them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Letters of other scripts, and phonetic ones, that people take for Latin: with them a title looks like another one's and
# has not a word in common with it. Those that look so in italics or in part only are left out, for they change no look.
_LOOK_ALIKES = str.maketrans(
    "\u0430\u0435\u043a\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u0475\u04cf"  # Cyrillic
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u051a\u051c\u0474\u04c0"
    "\u03b1\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03b3\u03f3"  # Greek
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u0585\u0578\u057d\u0570\u0581\u0566\u0575"  # Armenian
    "\u0131\u0251\u0261\u026a\u0274\u0280\u028f\u0299\u0262\u029c\u029f"  # phonetic
    "\u1d00\u1d04\u1d05\u1d07\u1d0a\u1d0b\u1d0d\u1d0f\u1d18\u1d1b\u1d1c\u1d20\u1d21\u1d22\ua731",
    "aekopcyxijshdqwvlABEKMHOPCTYXIJSQWVIanikvoptuxyjABEZHIKMNOPTYXonuhgqjiaginrybghlacdejkmoptuvwzs",
)
_STRANGE = re.compile("[^\x00-\u0130\u0132-\u0250\u0300-\u036f\u1e00-\u1eff\u2000-\u206f]")
_WITH_MARKS = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
_STRAY_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_LETTERS = re.compile(r"[^\W\d_]+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_SPELT_WITH_I_OR_Y = re.compile(r"\b([hklmst]|qu)y\b")

_ALL_SEEN = re.compile("[\t\n\r -~\u00a0-\u00ac\u00ae-\u024f\u1e00-\u1eff\u2010-\u2027\u2030-\u205f]*")
"""Latin letters and common marks, none of them unseen: what nearly every text consists of."""


def nfc(text: str) -> str:
    """The composed form, in which this registry keeps all text."""
    return unicodedata.normalize("NFC", text)


def without_unseen(text: str) -> str:
    """Text without what nobody sees in it; line ends and tabs stay."""
    return text if _ALL_SEEN.fullmatch(text) else _UNSEEN.sub("", text)


def latin(text: str) -> str:
    """NFC text as people read it: nothing unseen, one width of letters, no mark that no letter bears, and what only
    looks like Latin letters made Latin in words that mix scripts or consist of such look-alikes."""
    seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    if _STRANGE.search(seen):
        seen = nfc(_WITH_MARKS.sub(lambda word: _as_latin(word[0]), unicodedata.normalize("NFKD", seen)))
    return nfc(_STRAY_MARKS.sub("", seen))


def eth_as_d(text: str) -> str:
    """Text with eth (ð, Ð) and its look-alikes, which old keyboards give for đ and Đ, made đ and Đ."""
    return text.translate(_ETH)


def fold(text: str) -> str:
    """Lower case without marks, đ as d, one space for every run of what is neither a letter nor a digit.

    It merges words (thuế and thuê): good for finding, not for telling apart.
    """
    seen = _UNSEEN.sub("", text.replace("\u200b", " "))  # where a line may break, a word may begin
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", seen).casefold()).translate(_STROKED)
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


@lru_cache(maxsize=4096)
def _kept(char: str) -> str:
    if unicodedata.category(char)[0] == "M":
        return ""
    return char if char.isalnum() else " "


def _as_latin(word: str) -> str:
    letters = [char for char in word if char.isalpha()]
    is_mixed = any(char < "\u0250" for char in letters)
    if is_mixed or all(ord(char) in _LOOK_ALIKES for char in letters):
        return word.translate(_LOOK_ALIKES)
    return word


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
