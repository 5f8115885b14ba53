"""The endpoint as its clients ask it: SPARQLWrapper, rdflib's store, pandas, curl, R, JavaScript.

What they bring home is what the same question gets in process, of the same generation.
"""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from xml.dom.minidom import Document

import pandas
import pytest
import requests
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store, serialize
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from registry.web.query_programs import WAYS, WRITTEN_FOR
from sparql.queries import examples
from tests.walks.processes import Keeping

ROOT = Path(__file__).parents[2]
HOUSE = """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX reg: <https://w3id.org/so-dang-ky/def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
ROWS = f"{HOUSE}SELECT ?dataset ?title ?gone WHERE {{ ?dataset a dcat:Dataset ; dct:title ?title }}"
YES = f"{HOUSE}ASK {{ ?dataset a dcat:Dataset }}"
NO = f"{HOUSE}ASK {{ ?dataset a reg:NoSuchClass }}"
GRAPH = f"{HOUSE}CONSTRUCT {{ ?d dct:title ?t }} WHERE {{ ?d a dcat:Dataset ; dct:title ?t }}"
ABOUT = f'{HOUSE}DESCRIBE ?d WHERE {{ ?d dct:identifier "bd-ds-072" }}'
LATE = f"""{HOUSE}SELECT ?agency ?due ?days ?synced WHERE {{
  ?f reg:ofDataset ?d ; reg:due ?due ; reg:daysLate ?days .
  ?d dct:publisher/skos:prefLabel ?agency .
  OPTIONAL {{ ?d reg:lastSynced ?synced }}
  FILTER(LANG(?agency) = "vi") }}"""
ASKING = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]
Term = URIRef | BNode | Literal | None
Rows = list[tuple[str | None, ...]]


@pytest.fixture(scope="module")
def inside(served: Keeping) -> Iterator[Store]:
    """The generation that the keeper answers from, opened in this process."""
    newest = max((served.data / "generations").iterdir(), key=lambda place: place.name)
    yield Store.read_only(str(newest))


def rows(store: Store, query: str) -> Rows:
    """The values of the rows in some fixed order; None where a variable is unbound."""
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    names = found.variables
    return by_text([tuple(row[name].value if row[name] is not None else None for name in names) for row in found])


def graph(store: Store, query: str) -> Graph:
    found = store.query(query)
    assert isinstance(found, QueryTriples)
    return Graph().parse(data=serialize(found, format=RdfFormat.N_TRIPLES) or b"", format="nt")


def by_text(found: Rows) -> Rows:
    return sorted(found, key=str)


def wrapper(served: Keeping, query: str, form: str, method: str, sending: str) -> Wrapper:
    client = Wrapper(f"{served.address}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    client.setRequestMethod(sending)
    return client


@pytest.mark.parametrize(("method", "sending"), ASKING)
def test_sparqlwrapper_reads_the_rows_in_every_form(served: Keeping, inside: Store, method: str, sending: str) -> None:
    said = {form: wrapper(served, ROWS, form, method, sending).queryAndConvert() for form in (JSON, XML, CSV, TSV)}
    wanted = rows(inside, ROWS)
    names = ("dataset", "title", "gone")
    found = [tuple(row[name]["value"] if name in row else None for name in names) for row in bindings(said[JSON])]
    assert by_text(found) == wanted
    assert by_text(from_xml(said[XML], names)) == wanted
    sheet = list(csv.reader(io.StringIO(said[CSV].decode())))
    assert tuple(sheet[0]) == names
    assert by_text([(dataset, title, gone or None) for dataset, title, gone in sheet[1:]]) == wanted
    lines = said[TSV].decode().splitlines()
    assert lines[0] == "?dataset\t?title\t?gone" and len(lines) == len(wanted) + 1
    assert {line.partition("\t")[0].strip("<>") for line in lines[1:]} == {row[0] for row in wanted}


def bindings(said: dict[str, dict[str, list[dict[str, dict[str, str]]]]]) -> list[dict[str, dict[str, str]]]:
    return said["results"]["bindings"]


def from_xml(said: Document, names: tuple[str, ...]) -> Rows:
    found: Rows = []
    for result in said.getElementsByTagName("result"):
        bound = {one.getAttribute("name"): one for one in result.getElementsByTagName("binding")}
        texts = {name: "".join(leaf.data for leaf in one.childNodes[0].childNodes) for name, one in bound.items()}
        found.append(tuple(texts.get(name) for name in names))
    return found


@pytest.mark.parametrize(("method", "sending"), ASKING)
def test_sparqlwrapper_is_told_yes_and_no(served: Keeping, inside: Store, method: str, sending: str) -> None:
    for query in (YES, NO):
        wanted = inside.query(query)
        assert isinstance(wanted, QueryBoolean)
        said = wrapper(served, query, JSON, method, sending).queryAndConvert()
        assert said["boolean"] is bool(wanted)
        told = wrapper(served, query, XML, method, sending).queryAndConvert().getElementsByTagName("boolean")[0]
        assert told.firstChild.data == str(bool(wanted)).lower()


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser makes one
@pytest.mark.parametrize("query", [GRAPH, ABOUT], ids=["construct", "describe"])
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_sparqlwrapper_reads_a_graph_in_every_form(served: Keeping, inside: Store, query: str, form: str) -> None:
    wanted = graph(inside, query)
    assert wanted
    for method, sending in ASKING:
        said = wrapper(served, query, form, method, sending).queryAndConvert()
        found = said if isinstance(said, Graph) else Graph().parse(data=said, format="turtle")
        assert len(found) == len(wanted) and isomorphic(found, wanted)


def test_sparqlwrapper_names_a_graph_of_the_dataset(served: Keeping, inside: Store) -> None:
    record = rows(inside, "SELECT ?g WHERE { GRAPH ?g { ?d a <http://www.w3.org/ns/dcat#Dataset> } }")[0][0]
    assert record
    client = wrapper(served, "SELECT * WHERE { ?s ?p ?o }", JSON, GET, URLENCODED)
    client.addDefaultGraph(record)
    assert len(bindings(client.queryAndConvert())) == len(
        list(inside.query(f"SELECT * {{ GRAPH <{record}> {{ ?s ?p ?o }} }}"))
    )


def test_sparqlwrapper_understands_a_refusal(served: Keeping) -> None:
    with pytest.raises(QueryBadFormed, match=r"SELECT|cú pháp|syntax"):
        wrapper(served, "SELECT ?a WHERE { ?a }", JSON, GET, URLENCODED).query()


@pytest.fixture(scope="module", params=["GET", "POST", "POST_FORM"])
def store(served: Keeping, request: pytest.FixtureRequest) -> SPARQLStore:
    """The endpoint as a store of rdflib, by each of its ways of sending."""
    return SPARQLStore(f"{served.address}/sparql", method=request.param)


def test_rdflib_walks_the_triples(store: SPARQLStore, inside: Store) -> None:
    remote = Graph(store)
    wanted = {row[0] for row in rows(inside, ROWS)}
    datasets = set(remote.subjects(RDF.type, DCAT.Dataset))
    assert {str(one) for one in datasets} == wanted
    one = min(datasets)
    titles = set(remote.objects(one, DCTERMS.title))
    assert titles and {str(title) for title in titles} == {row[1] for row in rows(inside, ROWS) if row[0] == str(one)}
    assert all(title.language for title in titles if isinstance(title, Literal))
    assert set(remote.triples((one, DCTERMS.title, None))) == {(one, DCTERMS.title, title) for title in titles}


def test_rdflib_asks_with_bindings_and_of_one_graph(store: SPARQLStore, inside: Store) -> None:
    remote = Graph(store)
    field = f"{HOUSE}SELECT ?title WHERE {{ ?d a dcat:Dataset ; dct:title ?title ; reg:field/skos:notation ?field }}"
    found = [str(row.title) for row in remote.query(field, initBindings={"field": Literal("y-te")})]
    bound = f'{HOUSE}SELECT ?title WHERE {{ ?d a dcat:Dataset ; dct:title ?title ; reg:field/skos:notation "y-te" }}'
    assert found and by_text([(title,) for title in found]) == rows(inside, bound)
    assert remote.query(YES).askAnswer is True and remote.query(NO).askAnswer is False
    assert isomorphic(remote.query(GRAPH).graph or Graph(), graph(inside, GRAPH))
    record = remote.value(None, FOAF.primaryTopic, URIRef(str(rows(inside, ROWS)[0][0])))
    assert isinstance(record, URIRef)
    own = Graph(store, identifier=record)
    within = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{record}> {{ ?s ?p ?o }} }}"
    assert len(own) == len(rows(inside, within)) == len(list(own.query("SELECT * WHERE { ?s ?p ?o }")))


def test_rdflib_sees_the_graphs(served: Keeping, inside: Store) -> None:
    store = SPARQLStore(f"{served.address}/sparql")
    assert {str(one) for one in store.contexts()} == {one.value for one in inside.named_graphs()}
    dataset = URIRef(str(rows(inside, ROWS)[0][0]))
    record = Graph(store).value(None, FOAF.primaryTopic, dataset)
    assert [str(one) for one in store.contexts((dataset, RDF.type, DCAT.Dataset))] == [str(record)]


def test_other_engines_join_it_to_their_own_data(served: Keeping, inside: Store) -> None:
    """A researcher's store asks ours by SERVICE; the other way round is refused."""
    noted = (
        f"{HOUSE}SELECT ?title WHERE {{ SERVICE <{served.address}/sparql> {{ ?d a dcat:Dataset ; dct:title ?title }} }}"
    )
    wanted = by_text([(title,) for _, title, _ in rows(inside, ROWS)])
    assert by_text([(str(row.title),) for row in Graph().query(noted)]) == wanted
    assert rows(Store(), noted) == wanted


def test_too_much_is_told_apart_from_a_part(served: Keeping) -> None:
    client = wrapper(served, "SELECT * WHERE { ?s ?p ?o }", JSON, POST, URLENCODED)
    with pytest.raises(HTTPError) as refused:
        client.query()
    assert refused.value.code == 413
    refused.value.close()
    client.addParameter("partial", "1")
    said = client.query()
    assert said.info()["x-truncated"] == "rows" and len(bindings(said.convert())) == 10_000


def test_pandas_gets_numbers_and_days(served: Keeping, inside: Store) -> None:
    address = f"{served.address}/sparql?{urlencode({'query': LATE, 'format': 'csv'})}"
    table = pandas.read_csv(address, parse_dates=["due", "synced"])
    wanted = rows(inside, LATE)
    assert list(table.columns) == ["agency", "due", "days", "synced"]
    assert table.dtypes["days"] == "int64"
    assert all(str(table.dtypes[name]).startswith("datetime64") for name in ("due", "synced"))
    assert table["synced"].isna().sum() == sum(row[3] is None for row in wanted) > 0
    text = table.assign(due=table["due"].dt.strftime("%Y-%m-%d"), synced=table["synced"].dt.strftime("%Y-%m-%d"))
    found = [tuple(None if pandas.isna(cell) else str(cell) for cell in row) for row in text.itertuples(index=False)]
    assert by_text(found) == wanted
    asked = pandas.read_csv(
        f"{served.address}/sparql?{urlencode({'query': LATE})}", storage_options={"Accept": "text/csv"}
    )
    assert asked.shape == table.shape


def test_pandas_reads_json(served: Keeping, inside: Store) -> None:
    address = f"{served.address}/sparql?{urlencode({'query': LATE, 'format': 'json'})}"
    said = pandas.read_json(address, typ="series")
    table = pandas.json_normalize(said["results"]["bindings"])
    assert len(table) == len(rows(inside, LATE))
    assert table["days.value"].astype(int).sum() == sum(int(row[2] or 0) for row in rows(inside, LATE))
    assert set(table["agency.xml:lang"]) == {"vi"}


def test_every_example_finds_something_in_the_demonstration_or_says_why_not(inside: Store) -> None:
    for example in examples():
        found = inside.query(example.text)
        if isinstance(found, QueryBoolean):
            continue
        lines = [str(line) for line in found]
        assert bool(lines) is not bool(example.demonstration), f"{example.name}: {len(lines)} rows"
        assert len(lines) <= 1000, f"{example.name}: {len(lines)} rows are more than anybody reads"
        assert len(set(lines)) == len(lines), f"{example.name} says a row twice"


def test_each_agency_of_today_publishes_or_is_told_of_as_one_that_does_not(inside: Store) -> None:
    """The province's own committee too, which stands under no other agency."""
    asked = {example.name: example.text for example in examples()}
    today = """
        PREFIX dct: <http://purl.org/dc/terms/> PREFIX org: <http://www.w3.org/ns/org#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT DISTINCT ?agency {
            ?agency org:classification/skos:notation ?kind MINUS { ?agency dct:isReplacedBy ?next }
            FILTER(?kind NOT IN ("bo-nganh", "co-quan-nganh-doc"))
        }
    """
    texts = (asked["agencies-without-datasets"], asked["datasets-per-agency"], today)
    without, publishing, all_of_them = (agencies(inside, text) for text in texts)
    assert sorted(without + publishing) == sorted(all_of_them)


def agencies(inside: Store, text: str) -> list[str]:
    found = inside.query(text)
    assert isinstance(found, QuerySolutions)
    return [str(row["agency"]) for row in found]


# The programs of the page, as it gives them to whoever asks

OWN = {name: value for name, value in os.environ.items() if name != "PYTHONPYCACHEPREFIX"}
"""Strangers' libraries are compiled where they are installed; the place of this run would have pandas compiled anew."""


def run(served: Keeping, place: Path, file: str, *command: str) -> str:
    """The program as this registry's page gives it, run in a folder of its own; what it prints."""
    told = requests.get(f"{served.address}/sparql/programs/{file}", timeout=60)
    assert told.status_code == 200 and WRITTEN_FOR not in told.text and served.address in told.text
    (place / file).write_bytes(told.content)
    done = subprocess.run(
        [*command, file], cwd=place, env=OWN, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def python(served: Keeping, place: Path, file: str) -> str:
    return run(served, place, file, sys.executable, "-W", "error", "-X", "utf8")


def test_the_program_with_sparqlwrapper(served: Keeping, tmp_path: Path, inside: Store) -> None:
    said = python(served, tmp_path, "ask_sparqlwrapper.py").splitlines()
    assert all(re.match(r"\d+ \w", line) for line in said)
    assert sum(int(line.split()[0]) for line in said[:-1]) == len({row[0] for row in rows(inside, ROWS)})
    assert said[-1] == f"{len(graph(inside, GRAPH))} triples"


def test_the_program_with_rdflib(served: Keeping, tmp_path: Path) -> None:
    said = python(served, tmp_path, "ask_rdflib.py").splitlines()
    assert said[0].partition(" ")[0].rpartition("/")[0].endswith("/id/dataset") and len(said) > 10
    assert re.fullmatch(r"\d+ triples by SPARQL, \d+ as published", said[-1])


def test_the_program_with_pandas(served: Keeping, tmp_path: Path) -> None:
    said = python(served, tmp_path, "ask_pandas.py")
    assert re.search(r"due\s+datetime64", said) and re.search(r"days\s+int64", said) and "tỉnh Gia Lai" in said


def test_the_program_that_asks_again(served: Keeping, tmp_path: Path) -> None:
    assert re.fullmatch(r"\d+ rows in all\n", python(served, tmp_path, "ask_again.py"))
    # The province may still settle: a new copy of its data in between is news indeed.
    assert any(python(served, tmp_path, "ask_again.py") == "nothing new\n" for _ in range(5))


def test_the_program_for_the_shell(served: Keeping, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("no curl on this machine: the program for the shell is not run")
    said = run(served, tmp_path, "ask.sh", "sh").splitlines()
    assert said[:2] == ["200", "304"] and said[2].startswith("dataset,title,quarter") and len(said) == 5
    assert (tmp_path / "late.json").read_bytes().startswith(b'{"head"')


def test_the_program_for_javascript(served: Keeping, tmp_path: Path) -> None:
    node = shutil.which("node", path=str(Path(sys.executable).parent))
    if not node:
        pytest.skip("no node in the environment: the program for JavaScript is not run")
    assert run(served, tmp_path, "ask.mjs", node).splitlines()[-1] == "20 rows"


def test_the_program_for_r(served: Keeping, tmp_path: Path) -> None:
    script = shutil.which("Rscript")
    if not script:
        pytest.skip("no R on this machine: the program for R is not run")
    assert "2026" in run(served, tmp_path, "ask.R", script)


def test_every_program_of_the_page_is_run_here() -> None:
    text = Path(__file__).read_text("utf-8")
    shown = {path.name for path in (ROOT / "registry/web/snippets").iterdir() if path.is_file()}
    assert shown == {file for _, file in WAYS}
    assert all(f'"{file}"' in text for file in shown)


def test_the_program_for_r_is_balanced() -> None:
    """As far as one can see without R."""
    text = re.sub(r'"[^"\n]*"|#.*', "", (ROOT / "registry/web/snippets/ask.R").read_text("utf-8"))
    assert '"' not in text
    assert all(text.count(one) == text.count(other) for one, other in ("()", "[]", "{}"))
