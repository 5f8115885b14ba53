"""What two datasets have in common, each as a feature with its sentence."""

from collections.abc import Iterator

from shapes.evidence import Feature
from shapes.likeness import weights as w
from shapes.likeness.gist import Gist, Item
from shapes.likeness.naming import named, title_of
from shapes.likeness.phrases import Words
from shapes.likeness.rarity import Rarity
from shapes.likeness.reach import Reach, units_of
from vocab.lexicon import Lexicon

Touch = tuple[float, str]  # how strongly a concept or a phrase touches the other's matter, and which


def exact(gist: Gist, other: Gist) -> Iterator[Feature]:
    """One identifier, one address or one title: that decides alone."""
    mine, its = gist.subject, other.subject
    for code in mine.identifiers:
        if code in its.identifiers:
            yield Feature("same-identifier", w.EXACT, f"Cùng mã: {code}", f"Same identifier: {code}")
    for place in mine.addresses:
        if place in its.addresses:
            vi, en = f"Cùng nguồn hoặc địa chỉ: {place}", f"Same source or address: {place}"
            yield Feature("same-address", w.EXACT, vi, en)
    if not set(gist.title_keys).isdisjoint(other.title_keys):
        vi, en = f"Cùng tên: {title_of(its, 'vi')}", f"Same title: {title_of(its, 'en')}"
        yield Feature("same-title", w.EXACT_TITLE, vi, en)


def topic(gist: Gist, reach: Reach, rarity: Rarity) -> tuple[float, list[Touch]]:
    """How much of the other's matter this one touches (0 to 1), and by what, the strongest first."""
    touches: list[Touch] = []
    for key, weight in gist.said.items():
        strength = reach.core.get(key)
        if strength:
            touches.append((weight * strength * rarity.concept(key), key))
    known = reach.pairs_for(gist)
    for pair, weight in gist.phrases.items():
        strength = known.get(pair)
        if strength and _is_free(gist.within[pair], reach.gist.within.get(pair, frozenset()), reach):
            touches.append((weight * strength * rarity.phrase(pair, is_bare=gist.is_bare), " ".join(pair)))
    left = 1.0
    for strength, _ in touches:
        left *= 1 - min(strength, 0.95)
    return 1 - left, sorted(touches, reverse=True)


def likenesses(
    gist: Gist, reach: Reach, share: float, touches: list[Touch], lexicon: Lexicon, rarity: Rarity
) -> Iterator[Feature]:
    """The likenesses of two datasets whose matters touch, `share` of the other's matter by `touches`."""
    keys = [key for _, key in touches]
    vi, en = f"Cùng nội dung: {named(keys, lexicon, 'vi')}", f"Same matter: {named(keys, lexicon, 'en')}"
    yield Feature("same-subject", round(w.SAME_SUBJECT * share, 3), vi, en)
    explained = max((_explained(title, gist, reach, rarity) for title in gist.titles), default=0.0)
    if explained:
        percent = round(explained * 100)
        vi, en = f"{percent}% tên là nội dung của tập kia", f"{percent}% of the title is the other's matter"
        yield Feature("title-share", round(w.SAME_TITLE_SHARE * explained, 3), vi, en)
    yield from _same_fields(gist, reach)
    yield from _same_unit(gist, reach, lexicon)
    if not set(gist.subject.theme).isdisjoint(reach.gist.subject.theme):
        yield Feature("same-theme", w.SAME_THEME, "Cùng chủ đề", "Same theme")


def covered(item: Item, gist: Gist, reach: Reach) -> float:
    """How far the other dataset knows this column (0 to 1)."""
    best = max((reach.known.get(key, 0.0) for key in item.concepts), default=0.0)
    if best:
        return 1.0 if best >= w.COLUMN * w.UNMARKED else 0.7
    if _is_known(item.words, gist, reach):
        return 0.6
    return w.WORD if any(word in reach.gist.words for word, _ in item.words) else 0.0


def _is_free(mine: frozenset[str], its: frozenset[str], reach: Reach) -> bool:
    """A phrase in two terms that mean different things is no likeness."""
    return not mine or not its or not mine.isdisjoint(its) or any(key in reach.known for key in mine)


def _explained(title: Item, gist: Gist, reach: Reach, rarity: Rarity) -> float:
    """How much of what a title says the other dataset knows."""
    known = whole = 0.0
    for key, strength in title.concepts.items():
        weight = strength * rarity.concept(key)
        whole += weight
        known += weight if key in reach.known else 0.0
    pairs = reach.pairs_for(gist)
    for _, around in title.words:
        whole += w.FREE_WORD
        known += w.FREE_WORD if any(pair in pairs for pair in around) else 0.0
    return known / whole if whole else 0.0


def _is_known(words: Words, gist: Gist, reach: Reach) -> bool:
    pairs = reach.pairs_for(gist)
    return any(pair in pairs for _, around in words for pair in around)


def _same_fields(gist: Gist, reach: Reach) -> Iterator[Feature]:
    columns = [(item.text, covered(item, gist, reach)) for item in gist.columns if not item.is_generic]
    known = [text for text, share in columns if share]
    if known:
        weight = w.SAME_FIELDS * sum(share for _, share in columns) / len(columns)
        said = ", ".join(known[:3])
        yield Feature("same-fields", round(weight, 3), f"Cùng trường: {said}", f"Same fields: {said}")


def _same_unit(gist: Gist, reach: Reach, lexicon: Lexicon) -> Iterator[Feature]:
    its = units_of(reach.gist, lexicon)
    both = [
        key
        for key in sorted(units_of(gist, lexicon))
        if not lexicon.above(key).isdisjoint(its) or not lexicon.below(key).isdisjoint(its)
    ]
    if both:
        vi, en = named(both, lexicon, "vi"), named(both, lexicon, "en")
        yield Feature("same-unit", w.SAME_UNIT, f"Cùng đơn vị quan sát: {vi}", f"Same unit of observation: {en}")
