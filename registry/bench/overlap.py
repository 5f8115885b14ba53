"""`registry bench overlap`: what measuring records against the ministries' datasets costs.

Synthetic datasets of ministries are composed of the lexicon's own words (a subject, its units and fields, and strange
ones beside), so that a record meets as many likely candidates as in a real catalogue, and more. The floor is reading a
record's words by the lexicon, without comparing it with anything.
"""

import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.bench.figures import Line, Report, middle, percentile
from shapes.likeness.gist import gist_of
from shapes.likeness.index import Index, measure
from shapes.likeness.subject import Subject
from vocab.lexicon import Concept, Lexicon, load_lexicon

ONE_RECORD, IN_BULK = 20.0, 2.0
"""Milliseconds that a call for one record, and a record in bulk, may take."""
GROWTH = 1.3
"""How many times as much a record may cost among all of them as among a quarter."""
_SEED = 4
_OPENINGS = ("Cơ sở dữ liệu về", "Danh sách", "Hệ thống thông tin", "Số liệu", "Dữ liệu", "Kết quả", "Sổ theo dõi")
_LOCAL = (
    "tổ công tác",
    "nhóm tình nguyện",
    "ngày trực",
    "người nhận",
    "đợt",
    "mức hỗ trợ của tỉnh",
    "ý kiến",
    "ghi chú",
)


def bench_overlap(datasets: int = 10_000, records: int = 20_000, singly: int = 300) -> Report:
    """Measures `records` in bulk, and `singly` of them one call each, against `datasets` of ministries."""
    lexicon = load_lexicon()
    chance = random.Random(_SEED)
    started = time.process_time()
    index = Index.build((_dataset(f"urn:ministry:{n}", lexicon, chance) for n in range(datasets)), lexicon)
    built = time.process_time() - started
    subjects = [_dataset(f"urn:record:{n}", lexicon, chance, local=3) for n in range(records + singly)]
    alone = _one_by_one(subjects[records : records + singly], index)
    first = _in_bulk(subjects[: records // 4], index)
    whole = _in_bulk(subjects[:records], index)
    floor = _reading(subjects[:records], lexicon)
    lines = (
        Line("one record, median / 20 ms", middle(alone) * 1000, ONE_RECORD, "ms", singly, 1.0),
        Line("one record, p95 / 20 ms", percentile(alone) * 1000, ONE_RECORD, "ms", singly, 1.0),
        Line(f"{records} records, each / 2 ms", whole.each, IN_BULK, "ms", records, 1.0),
        Line(f"{records} records, each / reading it only", whole.each, floor, "ms", records),
        Line(f"each of {records} / of {records // 4}", whole.each, first.each, "ms", records, GROWTH),
    )
    notes = (
        f"{datasets} ministry datasets composed of {len(lexicon)} concepts, indexed in {built:.1f} s",
        f"{whole.found / records:.1f} evidences a record; processor time of one process",
    )
    return Report("overlap", "measured", "against", lines, notes)


@dataclass(frozen=True, slots=True)
class _Bulk:
    """A measured run: milliseconds of processor time each, and how many evidences were found."""

    each: float
    found: int


def _in_bulk(subjects: Sequence[Subject], index: Index) -> _Bulk:
    started = time.process_time()
    found = sum(len(measure(subject, index)) for subject in subjects)
    return _Bulk((time.process_time() - started) * 1000 / len(subjects), found)


def _one_by_one(subjects: Sequence[Subject], index: Index) -> list[float]:
    samples = []
    for subject in subjects:
        started = time.perf_counter()
        measure(subject, index)
        samples.append(time.perf_counter() - started)
    return samples


def _reading(subjects: Iterable[Subject], lexicon: Lexicon) -> float:
    started = time.process_time()
    count = sum(1 for _ in (gist_of(subject, lexicon) for subject in subjects))
    return (time.process_time() - started) * 1000 / count


def _dataset(iri: str, lexicon: Lexicon, chance: random.Random, local: int = 0) -> Subject:
    """A dataset about one subject of the lexicon: most of its columns tell of it, one or two are strange, and `local`
    ones at most are the province's own."""
    matter = chance.choice(lexicon.of_scheme("subject"))
    near = [lexicon[key] for key in sorted(lexicon.beside(matter.key)) if key in lexicon]
    strange = chance.sample(lexicon.all, 2)
    columns = [*chance.sample(near, min(len(near), 5)), *strange[: chance.randint(0, 2)]]
    said = [_label(concept, chance) for concept in columns] + chance.sample(_LOCAL, chance.randint(0, local))
    chance.shuffle(said)
    beside = f" theo {_label(columns[0], chance)}" if columns and chance.random() < 0.4 else ""
    return Subject(
        iri=iri,
        titles=(("vi", f"{chance.choice(_OPENINGS)} {_label(matter, chance)}{beside} số {iri.rpartition(':')[2]}"),),
        descriptions=(("vi", ", ".join(said) or "Số liệu"),),
        keywords=tuple(_label(concept, chance) for concept in (matter, *columns[:2])),
        theme=(chance.choice(("GOVE", "ECON", "ENVI", "TRAN", "EDUC", "HEAL")),),
    )


def _label(concept: Concept, chance: random.Random) -> str:
    return chance.choice(concept.labels["vi"])
