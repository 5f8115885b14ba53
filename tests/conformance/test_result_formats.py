"""The W3C's tests of result formats: the same query over the same data gives the same table, in CSV, TSV and JSON.

https://www.w3.org/2009/sparql/docs/tests/data-sparql11/csv-tsv-res/ and json-res/. Read from `../shared`, never
committed. Labels of blank nodes, the spelling of numbers and the order in which SELECT * names its variables are free,
so rows are compared by variable and terms by what they mean.
"""

import csv
import json
import re
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pyoxigraph import RdfFormat, Store

from sparql.answering import Answer, AnswerCaps, answer
from sparql.protocol import Plan, Request, plan
from sparql.scanner import Caps

TABLES = {
    "csv01": ("csvtsv01.rq", "data.ttl", "csvtsv01.csv"),
    "csv02": ("csvtsv02.rq", "data.ttl", "csvtsv02.csv"),
    "csv03": ("csvtsv01.rq", "data2.ttl", "csvtsv03.csv"),
    "tsv01": ("csvtsv01.rq", "data.ttl", "csvtsv01.tsv"),
    "tsv02": ("csvtsv02.rq", "data.ttl", "csvtsv02.tsv"),
    "tsv03": ("csvtsv01.rq", "data2.ttl", "csvtsv03.tsv"),
}
JSON = {f"jsonres0{at}": (f"jsonres0{at}.rq", "data.ttl", f"jsonres0{at}.srj") for at in (1, 2, 3, 4)}
_NUMBER = re.compile(r'"(.*)"\^\^<http://www.w3.org/2001/XMLSchema#(?:\w*[iI]nteger|decimal|double)>')
"""The store keeps numbers by value, and a derived integer comes back as xsd:integer (docs/sparql.md says so)."""


def asked(folder: Path, query: str, data: str, format: str) -> str:
    store = Store()
    store.load((folder / data).read_bytes(), format=RdfFormat.TURTLE, base_iri="http://example.org/")
    made = plan(Request("GET", urlencode({"query": (folder / query).read_text("utf-8"), "format": format})), Caps())
    assert isinstance(made, Plan), made
    given = answer(store, made, AnswerCaps())
    assert isinstance(given, Answer), given
    return given.body.decode("utf-8")


def meaning(term: str) -> str:
    """A term without what is free: a blank node's label, the writing of a number."""
    if term.startswith("_:"):
        return "_:"
    number = _NUMBER.fullmatch(term)
    try:
        return f"{float(number[1] if number else term):g}"
    except ValueError:
        return term


def table(text: str, delimiter: str) -> list[dict[str, str]]:
    quoting = csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE
    rows = list(csv.reader(StringIO(text.replace("\r\n", "\n")), delimiter=delimiter, quoting=quoting))
    return [dict(zip(rows[0], map(meaning, row), strict=True)) for row in rows[1:] if row]


@pytest.mark.parametrize("name", TABLES)
def test_w3c_table(shared: Path, name: str) -> None:
    folder = shared / "w3c/sparql11/csv-tsv-res"
    query, data, result = TABLES[name]
    format = name[:3]
    delimiter = "," if format == "csv" else "\t"
    wanted = (folder / result).read_text("utf-8")
    assert table(asked(folder, query, data, format), delimiter) == table(wanted, delimiter)


@pytest.mark.parametrize("name", JSON)
def test_w3c_json(shared: Path, name: str) -> None:
    folder = shared / "w3c/sparql11/json-res"
    query, data, result = JSON[name]
    given, wanted = json.loads(asked(folder, query, data, "json")), json.loads((folder / result).read_text("utf-8"))
    for said in (given, wanted):
        said["head"].get("vars", []).sort()
        for row in said.get("results", {}).get("bindings", ()):
            for term in row.values():
                term["value"] = "" if term["type"] == "bnode" else term["value"]
    assert given == wanted
