"""The index on the disk: its fields, its folder, whether it is whole, and the ledger position it stands for."""

import json
import shutil
import zlib
from pathlib import Path

from tantivy import Document, Index, Query, Schema, SchemaBuilder

from registry.search_rows import FACETS, OTHER_FACETS, Indexed
from registry.search_terms import analysers

VERSION = 2
"""Goes up when the same description would be indexed otherwise."""
ZONES = {"title": 4.0, "names": 1.5, "text": 1.0}
"""Where words are looked for, and what a word found there weighs."""


def index_schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("record", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    for zone in ZONES:
        for way in ("exact", "folded"):
            builder.add_text_field(f"{zone}_{way}", tokenizer_name=way)
    for name in (*FACETS, *OTHER_FACETS, "order"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("newest", fast=True)
    for name in ("created", "changed"):
        builder.add_integer_field(name, fast=True, indexed=True)
    builder.add_bytes_field("shown", stored=True)
    for name in ("position", "version"):
        builder.add_integer_field(name, stored=True)
    return builder.build()


def document(row: Indexed) -> Document:
    texts = {"title": row.title, "names": row.names, "text": row.text}
    zones = {f"{zone}_{way}": text for zone, text in texts.items() for way in ("exact", "folded")}
    facets = {name: list(values) for name, values in row.facets.items()}
    return Document(
        kind="dataset",
        record=row.record,
        order=row.order,
        newest=row.newest,
        created=row.created,
        changed=row.changed,
        shown=row.shown.encode(),
        **zones,
        **facets,
    )


def new(path: Path) -> Index:
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return _ready(Index(index_schema(), str(path)))


def kept(path: Path) -> Index | None:
    """The index in the folder when it is whole and of this version."""
    try:
        if not all(_is_whole(file) for file in _committed(path)):
            return None
        index = _ready(Index(index_schema(), str(path)))
    except (ValueError, KeyError, OSError):
        return None
    return index if written_position(index) is not None else None


def written_position(index: Index) -> int | None:
    """The position that the last commit wrote; None when there is none of this version."""
    searcher = index.searcher()
    found = searcher.search(Query.term_query(index.schema, "kind", "position"), 1)
    said = [searcher.doc(address) for _, address in found.hits]
    return next((int(one["position"][0]) for one in said if one["version"] == [VERSION]), None)


def _ready(index: Index) -> Index:
    for name, analyser in analysers().items():
        index.register_tokenizer(name, analyser)
    index.config_reader("manual")
    index.reload()
    return index


def _committed(path: Path) -> list[Path]:
    """The files of the last commit; what a killed writer left beside them does not count."""
    segments = json.loads((path / "meta.json").read_bytes())["segments"]
    names = {segment["segment_id"].replace("-", ""): segment["deletes"] or {} for segment in segments}
    files = [file for file in path.iterdir() if file.name.partition(".")[0] in names]
    return [file for file in files if _is_in_force(file, names[file.name.partition(".")[0]].get("opstamp"))]


def _is_in_force(file: Path, deletes: int | None) -> bool:
    return file.suffix != ".del" or file.suffixes == [f".{deletes}", ".del"]


def _is_whole(file: Path) -> bool:
    """Whether a file of the index is what was written. Each ends in a note of its CRC, which the engine itself does not
    look at: body, note, the note's length, a magic number."""
    data = file.read_bytes()
    length = int.from_bytes(data[-8:-4], "little")
    note = json.loads(data[-8 - length : -8])
    return bool(zlib.crc32(data[: -8 - length]) == note["crc"])
