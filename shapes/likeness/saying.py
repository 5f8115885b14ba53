"""The sentences of evidence: what each feature found, in Vietnamese and English."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from shapes.evidence import Feature
from shapes.likeness.asking import Asking
from shapes.likeness.extent import meets
from shapes.likeness.reach import Reach
from shapes.likeness.subject import Subject, Texts
from shapes.likeness.weighing import Weighed, explained, foreign
from vocab.lexicon import Lexicon
from vocab.wording import ALSO_BREAK, folded, wording

NAMED = 3  # so many things a sentence names
MOST = 0.5  # of a title: beyond this "most of it" is said
ALL = 0.95
_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[,;:.!?()\[\]{}\n\r•|]|\s[-–—]\s|\b(?:và|hoặc|and|or)\b", re.IGNORECASE)

Said = tuple[str, str]  # Vietnamese, English


class Name(NamedTuple):
    """A column as measuring has it, and the same without marks."""

    text: str
    plain: str


Saying = Callable[[Weighed, Asking, Reach, Lexicon], Said]


def features(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Iterator[Feature]:
    """What was weighed, each with its sentence."""
    for parts, against in ((weights.alike, False), (weights.other, True), (weights.own, True)):
        for name, weight in parts:
            side, slash, kind = name.partition("-kind/")
            vi, en = _of_kind(f"kind/{kind}", lexicon) if slash else SAYINGS[name](weights, asking, reach, lexicon)
            yield Feature(f"{side}-kind" if slash else name, weight, vi, en, against)


def title_of(subject: Subject, lang: str) -> str:
    """A title of the subject in this language, else its first, else its IRI."""
    titles = [text for spoken, text in subject.titles if spoken == lang] or [text for _, text in subject.titles]
    return titles[0] if titles else subject.iri


def _same_subject(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    strongest = sorted((-strength, key) for key, strength in weights.touched if isinstance(key, str))
    phrases = sorted((-strength, key) for key, strength in weights.touched if not isinstance(key, str))
    subject = asking.gist.subject
    texts = [text for _, text in (*subject.titles, *subject.descriptions)] + list(subject.keywords)
    keys = [key for _, key in strongest] or [_spelled(pair, texts) for _, pair in phrases[:NAMED]]
    return _concepts("Cùng nội dung: {}", "Same matter: {}", keys, lexicon)


def _same_fields(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    vi, en = (
        "Phần mô tả cũng là nội dung của tập kia: {}",
        "Parts of the description that are the other's matter too: {}",
    )
    return _columns(vi, en, weights, asking, known=True)


def _own_fields(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    vi, en = "Phần mô tả không có ở tập kia: {}", "Parts of the description that the other does not have: {}"
    return _columns(vi, en, weights, asking, known=False)


def _title_share(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    share = max(explained(title, asking, reach) for title in asking.titles)
    percent = round(100 * share)
    if share >= ALL:
        return "Cả tên gọi nói về nội dung của tập kia", "The whole title is about the other dataset's matter"
    if share > MOST:
        vi, en = (
            "Phần lớn tên gọi ({}%) nói về nội dung của tập kia",
            "Most of the title ({}%) is about the other's matter",
        )
    else:
        vi, en = (
            "Một phần tên gọi ({}%) nói về nội dung của tập kia",
            "Part of the title ({}%) is about the other's matter",
        )
    return vi.format(percent), en.format(percent)


def _same_unit(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    both = sorted(asking.told_units & reach.units, key=lambda key: (key not in asking.units, key))
    return _concepts("Cùng đơn vị quan sát: {}", "Same unit of observation: {}", both, lexicon)


def _other_unit(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    vi, en = _concepts("{}", "{}", sorted(asking.named_units), lexicon)
    its_vi, its_en = _concepts("{}", "{}", sorted(reach.gist.units), lexicon)
    return f"Khác đơn vị quan sát: {vi}, không phải {its_vi}", f"Another unit of observation: {en}, not {its_en}"


def _elsewhere(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    vi = "Tên nói nội dung của tập khác của bộ, ngành: {}"
    en = "The title speaks of what another ministry's dataset is about: {}"
    return _concepts(vi, en, foreign(asking, reach, elsewhere=True), lexicon)


def _own_matter(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    vi, en = "Tên còn nói việc riêng: {}", "The title speaks of a matter of its own: {}"
    return _concepts(vi, en, foreign(asking, reach, elsewhere=False), lexicon)


def _no_field(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    return "Không phần nào của mô tả là nội dung của tập kia", "No part of the description is the other's matter"


def _theme(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    return "Cùng chủ đề", "Same theme"


def _branch(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    return "Cùng ngành quản lý", "Same branch of administration"


def _same_space(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    both = meets(asking.gist.places, reach.gist.places, lexicon)
    return _concepts("Cùng địa bàn: {}", "Same place: {}", both, lexicon)


def _other_space(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    vi, en = _concepts("{}", "{}", sorted(asking.gist.places), lexicon)
    its_vi, its_en = _concepts("{}", "{}", sorted(reach.gist.places), lexicon)
    return f"Khác địa bàn: {vi}, không phải {its_vi}", f"Another place: {en}, not {its_en}"


def _same_time(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    mine, its = _spans(asking, reach)
    return f"Cùng thời gian: {mine} và {its}", f"Same time: {mine} and {its}"


def _other_time(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    mine, its = _spans(asking, reach)
    return f"Khác thời gian: {mine}, không phải {its}", f"Another time: {mine}, not {its}"


def _spans(asking: Asking, reach: Reach) -> list[str]:
    """The years of both, as people write them."""
    spans = [span for span in (asking.gist.years, reach.gist.years) if span]
    return [f"{first}–{last}" if first < last else str(first) for first, last in spans]


def _aggregated(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    return "Số tổng hợp, không phải từng bản ghi", "Totals, not single records"


def _of_kind(kind: str, lexicon: Lexicon) -> Said:
    return _concepts("Khác loại bản ghi: {}", "Another kind of record: {}", [kind], lexicon)


def _concepts(vi: str, en: str, keys: Sequence[str], lexicon: Lexicon) -> Said:
    """A sentence that names the first few concepts; what is no concept is said as it is, when there is no concept."""
    names: dict[str, str] = {}
    for key in keys:
        if key in lexicon:
            names[lexicon[key].label("vi")] = lexicon[key].label("en")
            if len(names) == NAMED:
                break
    names = names or {f"“{key}”": f"“{key}”" for key in keys[:NAMED]}
    return vi.format(", ".join(names)), en.format(", ".join(names.values()))


def _columns(vi: str, en: str, weights: Weighed, asking: Asking, *, known: bool) -> Said:
    """A sentence that names the first few parts of the description, those that the other knows or those that it does not."""
    names: dict[bool, list[Name]] = {True: [], False: []}
    for column, share in zip(asking.columns, weights.columns, strict=True):
        names[bool(share)].append(_name(column.words))
    written = _written(asking.gist.subject.descriptions)
    # A column is often named in the description too, there with marks: it is said once, and as known if it is known once.
    said: dict[str, str] = {}
    for name in names[known]:
        if name.text:
            said.setdefault(name.plain, written.get(name.text, name.text))
    also_known = set() if known else {name.plain for name in names[True]}
    named = [text for plain, text in said.items() if plain not in also_known] or list(said.values())
    listed = ", ".join(f"“{text}”" for text in named[:NAMED])
    return vi.format(listed), en.format(listed)


@lru_cache(maxsize=16)
def _written(texts: Texts) -> Mapping[str, str]:
    """The parts of some texts as they are written, by what measuring makes of them. Beside texts of a language those of
    none are names of columns, of which `subject` takes the strokes away."""
    found: dict[str, str] = {}
    has_columns = any(lang for lang, _ in texts)
    for lang, text in texts:
        is_bare = wording(text).is_bare
        for part in map(str.strip, _PARTS.split(text)):
            words = wording(part)
            is_column = has_columns and not lang and part.isascii() and part.islower()
            key = " ".join(words.folded if is_bare else words.words)
            found.setdefault(key, part.replace(" ", "_") if is_column else part)
    return found


def _spelled(pair: Sequence[str], texts: Iterable[str]) -> str:
    """A pair of syllables as it is written where it is found first, else as measuring has it."""
    wanted = tuple(map(folded, pair))
    for text in texts:
        for two in pairwise(_WORD.findall(text)):
            if tuple(" ".join(wording(word, opened=False).folded) for word in two) == wanted:
                return " ".join(two)
    return " ".join(pair)


@lru_cache(maxsize=8192)
def _name(words: tuple[str, ...]) -> Name:
    """The part of a text that these words are, without the conjunction that it may begin with."""
    named = words[1:] if words[0] in ALSO_BREAK else words
    return Name(" ".join(named), " ".join(map(folded, named)))


SAYINGS: dict[str, Saying] = {
    "same-subject": _same_subject,
    "same-fields": _same_fields,
    "title-share": _title_share,
    "same-unit": _same_unit,
    "same-theme": _theme,
    "same-branch": _branch,
    "same-space": _same_space,
    "same-time": _same_time,
    "other-space": _other_space,
    "other-time": _other_time,
    "matter-elsewhere": _elsewhere,
    "no-field": _no_field,
    "other-unit": _other_unit,
    "own-matter": _own_matter,
    "own-fields": _own_fields,
    "aggregated": _aggregated,
}
