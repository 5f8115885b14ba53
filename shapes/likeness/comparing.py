"""Two datasets beside each other: every likeness and difference becomes a feature, their sum the score."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shapes.evidence import Evidence, Feature, Grade, graded
from shapes.likeness import weights as w
from shapes.likeness.gist import AGGREGATE, NO_DESCRIPTION, Gist, Item, Trouble, gist_of
from shapes.likeness.rarity import Rarity
from shapes.likeness.reach import Reach, reach_of
from shapes.likeness.subject import Subject
from vocab.lexicon import Lexicon

NAMED = 3  # so many things a sentence names
SCOPES = ("plan", "event", "survey", "rating")  # kinds that are another record than a registry's


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing found: the evidence when there is any, and the score, which is there in any case."""

    score: float
    features: tuple[Feature, ...]
    evidence: Evidence | None
    troubles: tuple[Trouble, ...]

    @property
    def label(self) -> str:
        return self.evidence.grade if self.evidence else "none"


def compare(subject: Subject, other: Subject, lexicon: Lexicon, rarity: Rarity) -> Comparison:
    """One dataset against another, read on the spot."""
    return compared(gist_of(subject, lexicon), reach_of(gist_of(other, lexicon), lexicon), lexicon, rarity)


def compared(gist: Gist, reach: Reach, lexicon: Lexicon, rarity: Rarity) -> Comparison:
    """One dataset, read, against the reach of another."""
    other = reach.gist.subject
    exact = tuple(_exact(gist, reach.gist))
    features = [*exact]
    topic, touching = _topic(gist, reach, rarity)
    if topic >= w.LEAST_TOPIC and not hindrances(gist, reach.gist):
        features += _likenesses(gist, reach, topic, touching, lexicon, rarity)
    score = min(1.0, max(0.0, sum(-one.weight if one.against else one.weight for one in features)))
    if any(one.weight >= w.EXACT_TITLE for one in exact):
        score = max(one.weight for one in exact)
    grade = grade_of(score)
    return Comparison(
        score,
        tuple(features),
        graded(other.iri, grade, score, features) if grade else None,
        hindrances(gist, reach.gist),
    )


def hindrances(gist: Gist, other: Gist) -> tuple[Trouble, ...]:
    """Why two are not compared by their matter. A record may lack a description; what it is measured against may not,
    for a title alone cannot tell a copy from a namesake."""
    mine = tuple(one for one in gist.troubles if one is not NO_DESCRIPTION)
    return tuple(dict.fromkeys((*mine, *other.troubles)))


def grade_of(score: float) -> Grade | None:
    """The grade that a score gives, None below any."""
    if score >= w.DUPLICATE:
        return "duplicate"
    return "overlap" if score >= w.OVERLAP else None


def _exact(gist: Gist, other: Gist) -> Iterator[Feature]:
    mine, its = gist.subject, other.subject
    for code in mine.identifiers:
        if code in its.identifiers:
            yield Feature("same-identifier", w.EXACT, f"Cùng mã: {code}", f"Same identifier: {code}")
    for place in mine.addresses:
        if place in its.addresses:
            yield Feature(
                "same-address", w.EXACT, f"Cùng nguồn hoặc địa chỉ: {place}", f"Same source or address: {place}"
            )
    if set(gist.title_keys) & set(other.title_keys):
        vi, en = _title(its, "vi"), _title(its, "en")
        yield Feature("same-title", w.EXACT_TITLE, f"Cùng tên: {vi}", f"Same title: {en}")


def _topic(gist: Gist, reach: Reach, rarity: Rarity) -> tuple[float, list[tuple[float, str]]]:
    """How much of the other's matter this one touches (0 to 1), and by what: contributions, the strongest first."""
    by: list[tuple[float, str]] = []
    for key, weight in gist.said.items():
        strength = reach.core.get(key)
        if strength:
            by.append((weight * strength * rarity.concept(key), key))
    known = reach.folded if gist.is_bare else reach.phrases
    for pair, weight in gist.phrases.items():
        strength = known.get(pair)
        if strength and _is_free(gist.within[pair], reach.gist.within.get(pair, frozenset()), reach):
            by.append((weight * strength * rarity.phrase(pair, is_bare=gist.is_bare), " ".join(pair)))
    left = 1.0
    for strength, _ in by:
        left *= 1 - min(strength, 0.95)
    return 1 - left, sorted(by, reverse=True)


def _is_free(mine: frozenset[str], its: frozenset[str], reach: Reach) -> bool:
    """A phrase in two terms that mean different things is no likeness."""
    return not mine or not its or bool(mine & its) or any(key in reach.known for key in mine)


def _likenesses(
    gist: Gist,
    reach: Reach,
    topic: float,
    touching: Sequence[tuple[float, str]],
    lexicon: Lexicon,
    rarity: Rarity,
) -> Iterator[Feature]:
    yield _same_subject(topic, touching, lexicon)
    yield from _fields(gist, reach, lexicon)
    yield from _units(gist, reach, lexicon)
    yield from _other_subject(gist, reach, lexicon, rarity)
    yield from _kinds(gist, reach, lexicon)
    if set(gist.subject.theme) & set(reach.gist.subject.theme):
        yield Feature("same-theme", w.SAME_THEME, "Cùng chủ đề", "Same theme")


def _same_subject(topic: float, touching: Sequence[tuple[float, str]], lexicon: Lexicon) -> Feature:
    keys = [key for _, key in touching]
    vi, en = _named(keys, lexicon, "vi"), _named(keys, lexicon, "en")
    return Feature("same-subject", round(w.SAME_SUBJECT * topic, 3), f"Cùng nội dung: {vi}", f"Same matter: {en}")


def _fields(gist: Gist, reach: Reach, lexicon: Lexicon) -> Iterator[Feature]:
    columns = [item for item in gist.items if not item.is_generic]
    if not columns:
        return
    shares = [_covered(item, gist, reach) for item in columns]
    covered = sum(shares) / len(columns)
    known = [item.text for item, share in zip(columns, shares, strict=True) if share >= w.WORD]
    foreign = [item.text for item, share in zip(columns, shares, strict=True) if share < w.WORD]
    if known:
        named = ", ".join(known[:NAMED])
        yield Feature(
            "same-fields", round(w.SAME_FIELDS * covered, 3), f"Cùng trường: {named}", f"Same fields: {named}"
        )
    if foreign:
        named = ", ".join(foreign[:NAMED])
        weight = round(w.FOREIGN_FIELDS * len(foreign) / len(columns), 3)
        yield Feature("foreign-fields", weight, f"Trường riêng: {named}", f"Fields of its own: {named}", True)


def _covered(item: Item, gist: Gist, reach: Reach) -> float:
    """How far the other dataset knows this column."""
    best = max((reach.known.get(key, 0.0) for key in item.concepts), default=0.0)
    if best:
        return 1.0 if best >= w.COLUMN * w.UNMARKED else 0.7
    known = reach.folded if gist.is_bare else reach.phrases
    if any(pair in known for pair in item.phrases):
        return 0.6
    return w.WORD if item.words & reach.gist.words else 0.0


def _units(gist: Gist, reach: Reach, lexicon: Lexicon) -> Iterator[Feature]:
    mine, its = _units_of(gist, lexicon), _units_of(reach.gist, lexicon)
    both = sorted(key for key in mine if any(key in lexicon.above(one) or one in lexicon.above(key) for one in its))
    if both:
        vi, en = _named(both, lexicon, "vi"), _named(both, lexicon, "en")
        yield Feature("same-unit", w.SAME_UNIT, f"Cùng đơn vị quan sát: {vi}", f"Same unit of observation: {en}")
    elif mine and its:
        vi, en = _named(sorted(mine), lexicon, "vi"), _named(sorted(mine), lexicon, "en")
        its_vi, its_en = _named(sorted(its), lexicon, "vi"), _named(sorted(its), lexicon, "en")
        yield Feature(
            "other-unit",
            w.OTHER_UNIT,
            f"Khác đơn vị quan sát: {vi}, không phải {its_vi}",
            f"Another unit of observation: {en}, not {its_en}",
            True,
        )


def _units_of(gist: Gist, lexicon: Lexicon) -> frozenset[str]:
    named = {key for key in (*gist.core, *gist.subject.units) if key.startswith("unit/")}
    by_subject = {one for key in gist.titled for one in lexicon.beside(key) if one.startswith("unit/")}
    return frozenset(named | by_subject)


def _other_subject(gist: Gist, reach: Reach, lexicon: Lexicon, rarity: Rarity) -> Iterator[Feature]:
    foreign = sorted(key for key in gist.titled if key not in reach.known)
    if foreign:
        whole = sum(rarity.concept(key) for key in gist.titled)
        share = sum(rarity.concept(key) for key in foreign) / whole
        vi, en = _named(foreign, lexicon, "vi"), _named(foreign, lexicon, "en")
        yield Feature(
            "other-subject",
            round(w.OTHER_SUBJECT * share, 3),
            f"Tên nói việc khác: {vi}",
            f"The title speaks of another matter: {en}",
            True,
        )


def _kinds(gist: Gist, reach: Reach, lexicon: Lexicon) -> Iterator[Feature]:
    if gist.has(AGGREGATE) and not reach.gist.has(AGGREGATE):
        weight = round(w.AGGREGATED * gist.has(AGGREGATE), 3)
        yield Feature("aggregated", weight, "Số tổng hợp, không phải từng bản ghi", "Totals, not single records", True)
    for kind in (f"kind/{scope}" for scope in SCOPES):
        if gist.has(kind) and not reach.gist.has(kind):
            vi, en = lexicon[kind].label("vi"), lexicon[kind].label("en")
            weight = round(w.OTHER_KIND * gist.has(kind), 3)
            yield Feature("other-kind", weight, f"Khác loại bản ghi: {vi}", f"Another kind of record: {en}", True)


def _named(keys: Iterable[str], lexicon: Lexicon, lang: str) -> str:
    said = (lexicon[key].label(lang) if key in lexicon else key for key in keys)
    return ", ".join(list(dict.fromkeys(said))[:NAMED])


def _title(subject: Subject, lang: str) -> str:
    by_language = dict(reversed(subject.titles))
    return by_language.get(lang) or subject.titles[0][1]
