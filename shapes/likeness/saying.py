"""The sentences of evidence: what each feature found, in Vietnamese and English."""

import re
from collections.abc import Callable, Iterator, Sequence

from shapes.evidence import Feature
from shapes.likeness.asking import Asking
from shapes.likeness.extent import meets
from shapes.likeness.reach import Reach
from shapes.likeness.subject import Subject
from shapes.likeness.weighing import Weighed, explained, foreign
from vocab.lexicon import Lexicon

NAMED = 3  # so many things a sentence names
_AND = re.compile(r"\s*\b(?:và|and)\b\s*")

Said = tuple[str, str]  # Vietnamese, English
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
    keys = [key for _, key in strongest] or [" ".join(pair) for _, pair in phrases]
    return _concepts("Cùng nội dung: {}", "Same matter: {}", keys, lexicon)


def _same_fields(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    return _columns("Cùng trường: {}", "Same fields: {}", weights, asking, known=True)


def _own_fields(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    return _columns("Trường riêng: {}", "Fields of its own: {}", weights, asking, known=False)


def _title_share(weights: Weighed, asking: Asking, reach: Reach, lexicon: Lexicon) -> Said:
    percent = round(100 * max(explained(title, asking, reach) for title in asking.titles))
    return f"{percent}% tên là nội dung của tập kia", f"{percent}% of the title is the other's matter"


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
    return "Không trường nào là của tập kia", "Not one field is the other's"


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
    columns = zip(asking.columns, weights.columns, strict=True)
    listed = [item.text for item, share in columns if bool(share) == known]
    texts = dict.fromkeys(part for text in listed for part in _AND.split(text) if part)
    said = ", ".join(list(texts)[:NAMED])
    return vi.format(said), en.format(said)


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
