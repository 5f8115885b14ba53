"""What tells two datasets apart, each as a feature that speaks against.

Some differences say that the other dataset is another one; some only that this one has parts of its own, and these leave
an overlap where the rest is alike.
"""

from collections.abc import Iterator

from shapes.evidence import Feature
from shapes.likeness import weights as w
from shapes.likeness.gist import Gist
from shapes.likeness.likenesses import covered
from shapes.likeness.naming import named
from shapes.likeness.rarity import Rarity
from shapes.likeness.reach import Reach, units_of
from vocab.lexicon import Lexicon

AGGREGATE = "kind/aggregate"
OTHER_KINDS = ("kind/event", "kind/news", "kind/teaching")
LOCAL_KINDS = ("kind/plan", "kind/survey", "kind/rating", "kind/forecast", "kind/schedule")


def other_matter(gist: Gist, reach: Reach, lexicon: Lexicon, rarity: Rarity) -> Iterator[Feature]:
    """What says that the two are about different things."""
    yield from _other_subject(gist, reach, lexicon, rarity)
    yield from _other_unit(gist, reach, lexicon, rarity)
    for kind in OTHER_KINDS:
        yield from _kind("other-kind", kind, w.OTHER_KIND, gist, reach, lexicon)


def local_parts(gist: Gist, reach: Reach, lexicon: Lexicon) -> Iterator[Feature]:
    """What the one has for itself beside what it shares."""
    if AGGREGATE in gist.kinds and AGGREGATE not in reach.gist.kinds:
        weight = round(w.AGGREGATED * gist.kinds[AGGREGATE], 3)
        yield Feature("aggregated", weight, "Số tổng hợp, không phải từng bản ghi", "Totals, not single records", True)
    for kind in LOCAL_KINDS:
        yield from _kind("local-kind", kind, w.LOCAL_KIND, gist, reach, lexicon)
    columns = [item for item in gist.columns if not item.is_generic]
    foreign = [item.text for item in columns if not covered(item, gist, reach)]
    if foreign:
        weight = round(w.FOREIGN_FIELDS * len(foreign) / len(columns), 3)
        said = ", ".join(foreign[:3])
        yield Feature("foreign-fields", weight, f"Trường riêng: {said}", f"Fields of its own: {said}", True)


def _other_subject(gist: Gist, reach: Reach, lexicon: Lexicon, rarity: Rarity) -> Iterator[Feature]:
    titled = {key: strength for title in gist.titles for key, strength in title.concepts.items()}
    telling = {key: strength for key, strength in titled.items() if rarity.concept(key) >= w.TELLING}
    foreign = sorted(key for key in telling if key not in reach.known)
    for name, keys, most, vi, en in (
        (
            "matter-elsewhere",
            [key for key in foreign if rarity.is_matter(key)],
            w.MATTER_ELSEWHERE,
            "Tên nói nội dung của tập khác của bộ, ngành",
            "The title speaks of what another ministry's dataset is about",
        ),
        (
            "other-subject",
            [key for key in foreign if not rarity.is_matter(key)],
            w.OTHER_MATTER,
            "Tên nói việc khác",
            "The title speaks of another matter",
        ),
    ):
        if keys:
            share = sum(telling[key] for key in keys) / sum(telling.values())
            said_vi, said_en = named(keys, lexicon, "vi"), named(keys, lexicon, "en")
            yield Feature(name, round(most * share, 3), f"{vi}: {said_vi}", f"{en}: {said_en}", True)


def _other_unit(gist: Gist, reach: Reach, lexicon: Lexicon, rarity: Rarity) -> Iterator[Feature]:
    mine, its = units_of(gist, lexicon), units_of(reach.gist, lexicon)
    telling = sorted(key for key in mine if rarity.concept(key) >= w.TELLING)
    apart = all(lexicon.above(key).isdisjoint(its) and lexicon.below(key).isdisjoint(its) for key in mine)
    if telling and its and apart:
        vi = f"Khác đơn vị quan sát: {named(telling, lexicon, 'vi')}, không phải {named(sorted(its), lexicon, 'vi')}"
        en = f"Another unit of observation: {named(telling, lexicon, 'en')}, not {named(sorted(its), lexicon, 'en')}"
        yield Feature("other-unit", w.OTHER_UNIT, vi, en, True)


def _kind(name: str, kind: str, most: float, gist: Gist, reach: Reach, lexicon: Lexicon) -> Iterator[Feature]:
    if kind in gist.kinds and kind not in reach.gist.kinds:
        vi, en = lexicon[kind].label("vi"), lexicon[kind].label("en")
        weight = round(most * gist.kinds[kind], 3)
        yield Feature(name, weight, f"Khác loại bản ghi: {vi}", f"Another kind of record: {en}", True)
