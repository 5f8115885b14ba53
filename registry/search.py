"""The search index: full text in Vietnamese and English, facets with counts, some orders; a view of the ledger.

Each record is searched in three zones (title, names, text), folded and with its marks: `search_terms` says why. A
searcher's words become a tree of queries, never a query language, so no text can break it. All telling words must be
found; only when nothing holds them is a slip of one letter forgiven. The index may be thrown away: it remembers the
ledger position inside its own commit, and one that is damaged or of another version opens empty, at position 0.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice, pairwise
from pathlib import Path

from tantivy import DocAddress, Document, Index, IndexWriter, Occur, Order, Query, Searcher, SearchResult

from registry.errors import RegistryError
from registry.search_conditions import EVERYTHING, query_of
from registry.search_index import VERSION, ZONES, document, index_schema, kept, new, written_position
from registry.search_rows import FACETS, Indexed, indexed
from registry.search_terms import FUZZY_LENGTH, Asked, marked, readings
from registry.search_values import Found, Hit, Listed, Wanted

__all__ = ["FACETS", "SORTS", "Found", "Hit", "Indexed", "Listed", "Search", "SearchFault", "Wanted", "indexed"]

SORTS: Mapping[str, tuple[str, Order]] = {
    "modified": ("newest", Order.Desc),
    "title": ("order", Order.Asc),
    "record": ("record", Order.Asc),
    "created": ("created", Order.Asc),
    "changed": ("changed", Order.Desc),
}
"""By what is sorted, and which way; by anything else means by relevance."""
MOST_HITS = 1000
FARTHEST_HIT = 100_000

_EXACT, _FOLDED, _FOLDED_UNDER_MARKS, _NEIGHBOURS = 1.6, 1.0, 0.4, 1.5
_HEAP = 32 << 20
Put = Callable[[Iterable[Indexed], Iterable[str]], None]
"""Puts rows in, and takes the records (IRIs) of the second out."""


class SearchFault(RegistryError):
    """The index could not be written: the disk is full or its files were touched. What it held stays searchable."""


class Search:
    """The index of one registry. One process writes; any thread may search."""

    def __init__(self, path: Path, index: Index) -> None:
        self._path = path
        self._schema = index_schema()
        self._writing = threading.Lock()
        self._writer: IndexWriter | None = None
        self._index = index
        self._position = written_position(index) or 0

    @classmethod
    def open(cls, path: Path) -> "Search":
        """The index in folder `path`; a new one at position 0 when there is none, or none of use."""
        return cls(path, kept(path) or new(path))

    @property
    def position(self) -> int:
        """The ledger sequence up to which every entry is in the index."""
        return self._position

    def apply(self, rows: Iterable[Indexed], removed: Iterable[str], position: int) -> None:
        """Puts each record in its new form, takes the `removed` ones (record IRIs) out, and stands at `position`, all
        in one commit. Raises SearchFault; then nothing has changed."""
        with self.changing(position) as put:
            put(rows, removed)

    @contextmanager
    def changing(self, position: int) -> Iterator[Put]:
        """The same in portions: `put(rows, removed)` as often as one likes, and all of it is committed at the end of the
        block. Raises SearchFault; after that or an error in the block nothing has changed."""
        with self._writing:
            try:
                yield self._put
                self._stand_at(position)
            except BaseException:
                # What was put and not committed goes with the writer.
                self._writer = None
                raise
            self._position = position

    def renew(self, rows: Iterable[Indexed], position: int) -> None:
        """Makes the index anew of these rows alone, in one commit: searchers see the old or the new, and no file keeps
        what is not among the rows. Raises SearchFault, and then nothing has changed.
        """
        with self._writing:
            with self._faults():
                writer = self._open_writer()
                writer.delete_all_documents()
                for row in rows:
                    writer.add_document(document(row))
                writer.add_document(Document(kind="position", position=position, version=VERSION))
                writer.commit()
                self._index.reload()
                writer.garbage_collect_files()
            self._position = position

    def clear(self) -> None:
        """Throws everything away; the position is 0 again."""
        with self._writing:
            self._writer = None
            self._index = new(self._path)
            self._position = 0

    def find(self, wanted: Wanted) -> Found:
        """The records that suit. Any text may be asked; a facet not known here is passed over, and an unknown sort
        means relevance, which without words means the newest."""
        started = time.perf_counter()
        searcher = self._index.searcher()
        question = readings(_utf8(wanted.q))
        words, forgiving = self._telling(searcher, question)
        total, hits = self._page(searcher, words, wanted)
        asked = tuple(word for reading in question for word in reading)
        return Found(
            tuple(_hit(searcher.doc(hit)["shown"][0], asked) for hit in hits),
            total,
            self._counts(searcher, words, wanted),
            time.perf_counter() - started,
            forgiving and total > 0,
        )

    def listed(self, wanted: Wanted) -> Listed:
        """The same records as `find` has, by their IRIs alone."""
        searcher = self._index.searcher()
        words, _ = self._telling(searcher, readings(_utf8(wanted.q)))
        total, hits = self._page(searcher, words, wanted)
        records = tuple(str(searcher.doc(hit)["record"][0]) for hit in hits)
        return Listed(records, total, self._counts(searcher, words, wanted))

    def titles(self, records: Iterable[str]) -> dict[str, Mapping[str, str]]:
        """The titles by language of these records (IRIs), by their keys, as far as they are in the index: public ones.

        One look for all of them, of which the first MOST_HITS are sought.
        """
        wanted = [_utf8(record) for record in islice(dict.fromkeys(records), MOST_HITS)]
        if not wanted:
            return {}
        searcher = self._index.searcher()
        query = Query.term_set_query(self._schema, "record", wanted)
        hits = searcher.search(query, len(wanted), count=False).hits
        rows = (json.loads(searcher.doc(address)["shown"][0]) for _, address in hits)
        return {row["key"]: row["titles"] for row in rows}

    def close(self) -> None:
        """Waits for the writer's threads; searching goes on."""
        with self._writing:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as fault:
            self._writer = None
            raise SearchFault(
                f"Không ghi được chỉ mục tìm kiếm {self._path}: {fault}",
                f"The search index {self._path} could not be written: {fault}",
            ) from fault

    def _open_writer(self) -> IndexWriter:
        self._writer = self._writer or self._index.writer(_HEAP, 1)
        return self._writer

    def _put(self, rows: Iterable[Indexed], removed: Iterable[str]) -> None:
        with self._faults():
            writer = self._open_writer()
            for record in removed:
                writer.delete_documents_by_term("record", record)
            for row in rows:
                writer.delete_documents_by_term("record", row.record)
                writer.add_document(document(row))

    def _stand_at(self, position: int) -> None:
        with self._faults():
            writer = self._open_writer()
            writer.delete_documents_by_term("kind", "position")
            writer.add_document(Document(kind="position", position=position, version=VERSION))
            writer.commit()
            self._index.reload()

    def _telling(self, searcher: Searcher, question: tuple[tuple[Asked, ...], ...]) -> tuple[Query | None, bool]:
        """The tree for a question, None when it has no words; and whether slips had to be forgiven in it."""
        words = self._question(question, forgiving=False)
        if words is None or _count(searcher, words):
            return words, False
        return self._question(question, forgiving=True), True

    def _question(self, question: tuple[tuple[Asked, ...], ...], *, forgiving: bool) -> Query | None:
        """The tree for all readings of a question; None when it has no words."""
        if not question:
            return None
        return Query.disjunction_max_query([self._reading(words, forgiving) for words in question])

    def _reading(self, words: Sequence[Asked], forgiving: bool) -> Query:
        parts = [(Occur.Must if word.needed else Occur.Should, self._word(word, forgiving)) for word in words]
        parts += [(Occur.Should, self._neighbours(left, right)) for left, right in pairwise(words)]
        return Query.boolean_query(parts)

    def _word(self, word: Asked, forgiving: bool) -> Query:
        """A word in any zone: with its marks weighs most, and a word typed with marks weighs little without them."""
        folded = _FOLDED_UNDER_MARKS if word.has_marks else _FOLDED
        parts = []
        for zone, weight in ZONES.items():
            parts.append(_weighed(Query.term_query(self._schema, f"{zone}_exact", word.exact), weight * _EXACT))
            for spelling in word.folded:
                name = f"{zone}_folded"
                query = Query.term_query(self._schema, name, spelling)
                if forgiving and len(spelling) >= FUZZY_LENGTH:
                    query = Query.fuzzy_term_query(self._schema, name, spelling, distance=1, prefix=False)
                parts.append(_weighed(query, weight * folded))
        return Query.boolean_query(parts)

    def _neighbours(self, left: Asked, right: Asked) -> Query:
        """Vietnamese words are made of syllables: two that were typed side by side should be found side by side."""
        pairs = {"folded": [left.folded[0], right.folded[0]], "exact": [left.exact, right.exact]}
        return Query.boolean_query(
            [
                _weighed(Query.phrase_query(self._schema, f"{zone}_{way}", list(pair)), weight * _NEIGHBOURS)
                for zone, weight in ZONES.items()
                for way, pair in pairs.items()
            ]
        )

    def _page(self, searcher: Searcher, words: Query | None, wanted: Wanted) -> tuple[int, list[DocAddress]]:
        query = self._all_of(searcher, words, wanted, wanted.filters)
        size = min(wanted.size, MOST_HITS)
        offset = (max(wanted.page, 1) - 1) * size if wanted.start is None else wanted.start
        if size < 1 or offset > FARTHEST_HIT:
            return _count(searcher, query), []
        by, order = SORTS.get(wanted.sort, SORTS["modified"])
        if wanted.sort not in SORTS and words is not None:
            result = searcher.search(query, size, offset=offset)
        else:
            order = _TURNED[order] if wanted.backwards else order
            result = searcher.search(query, size, offset=offset, order_by_field=by, order=order)
        return _total(result), [address for _, address in result.hits]

    def _counts(
        self, searcher: Searcher, words: Query | None, wanted: Wanted
    ) -> dict[str, tuple[tuple[str, int], ...]]:
        """Every facet's counts; those without a choice of their own share one pass."""
        filters = wanted.filters
        chosen = [name for name in wanted.counted if filters.get(name)]
        free = [name for name in wanted.counted if name not in chosen]
        counts = self._counted(searcher, self._all_of(searcher, words, wanted, filters), free, wanted.most)
        for name in chosen:
            others = {other: values for other, values in filters.items() if other != name}
            query = self._all_of(searcher, words, wanted, others)
            counts |= self._counted(searcher, query, [name], wanted.most)
        return {name: counts[name] for name in wanted.counted}

    def _counted(
        self, searcher: Searcher, query: Query, names: Sequence[str], most: int
    ) -> dict[str, tuple[tuple[str, int], ...]]:
        if not names:
            return {}
        asked = {name: {"terms": {"field": name, "size": most}} for name in names}
        said = searcher.aggregate(query, asked)
        buckets = {name: [(str(b["key"]), int(b["doc_count"])) for b in said[name]["buckets"]] for name in names}
        return {name: tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))) for name, pairs in buckets.items()}

    def _all_of(
        self, searcher: Searcher, words: Query | None, wanted: Wanted, filters: Mapping[str, tuple[str, ...]]
    ) -> Query:
        parts = [_silent(Query.term_query(self._schema, "kind", "dataset"))]
        if wanted.where != EVERYTHING:
            asked = query_of(wanted.where, self._schema, lambda said: self._telling(searcher, readings(_utf8(said)))[0])
            parts.append(_silent(asked))
        for name in FACETS:
            if values := [_utf8(value) for value in filters.get(name, ())]:
                parts.append(_silent(Query.term_set_query(self._schema, name, values)))
        if words is not None:
            parts.append(words)
        return Query.boolean_query([(Occur.Must, part) for part in parts])


_TURNED = {Order.Asc: Order.Desc, Order.Desc: Order.Asc}


def _count(searcher: Searcher, query: Query) -> int:
    return _total(searcher.search(query, 1))


def _total(result: SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined]  # the library's stubs forget it


def _weighed(query: Query, weight: float) -> tuple[Occur, Query]:
    return Occur.Should, Query.boost_query(query, weight)


def _silent(query: Query) -> Query:
    """A condition that adds nothing to the score."""
    return Query.const_score_query(query, 0.0)


def _hit(said: bytes, asked: Iterable[Asked]) -> Hit:
    row = json.loads(said)
    row["marked"] = {lang: marked(title, asked) for lang, title in row["titles"].items()}
    for name in ("fields", "themes", "formats"):
        row[name] = tuple(row[name])
    return Hit(**row)


def _utf8(text: str) -> str:
    """Text that can be written as UTF-8; half a surrogate pair cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")
