"""The W3C's SPARQL 1.1 protocol tests, written as requests to our own endpoint over our own graphs.

https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/ (approved 2012-11-20). Each exchange names its test
there and asks the same thing the same way; the data are three records of the registry, where the W3C loads three files.
Words in braces stand for IRIs: {g1} {g2} {g3} graphs, {d1} {d2} {d3} a dataset described in each.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"

TWO = "ASK {{ <{d1}> a ?type . <{d2}> a ?type . }}"
NAMED = "ASK {{ GRAPH ?g1 {{ <{d1}> a ?type }} GRAPH ?g2 {{ <{d2}> a ?type }} }}"
FULL = "ASK {{ <{d3}> a ?type GRAPH ?g1 {{ <{d1}> a ?type }} GRAPH ?g2 {{ <{d2}> a ?type }} }}"
FROM = "ASK FROM <{g3}> {{ GRAPH ?g1 {{ <{d1}> a ?type }} GRAPH ?g2 {{ <{d2}> a ?type }} }}"
WRITTEN = "ASK {{ GRAPH <http://example.org/protocol-update-test/> {{ ?s ?p ?o }} }}"
WRITES = (
    "DROP ALL ; INSERT DATA {{ GRAPH <{g1}> {{ <{d1}> a <urn:T> }} }} ; "
    "INSERT {{ GRAPH <http://example.org/protocol-update-test/> {{ ?s a <urn:U> }} }} WHERE {{ ?s a <urn:T> }}"
)
NOWHERE = (("default-graph-uri", "http://example.org/data0.rdf"),)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what is to come of it: a status, and the kind of answer or its yes or no."""

    test: str
    method: str = "GET"
    address: tuple[tuple[str, str], ...] = ()
    content_type: str | None = None
    body: str = ""
    form: tuple[tuple[str, str], ...] = ()
    encoding: str = "utf-8"
    status: int = 200
    answer: bool | str | None = None


def get(test: str, *address: tuple[str, str], status: int = 200, answer: bool | str | None = None) -> Exchange:
    return Exchange(test, "GET", address, status=status, answer=answer)


def direct(test: str, text: str, *address: tuple[str, str], answer: bool | str | None = None) -> Exchange:
    return Exchange(test, "POST", address, DIRECT, text, answer=answer)


def defaults(*graphs: str) -> tuple[tuple[str, str], ...]:
    return tuple(("default-graph-uri", graph) for graph in graphs)


def named(*graphs: str) -> tuple[tuple[str, str], ...]:
    return tuple(("named-graph-uri", graph) for graph in graphs)


QUERIES = (
    Exchange("query_post_form", "POST", NOWHERE, FORM, "query=ASK%20%7B%7D", answer=True),
    get("query_dataset_default_graphs_get", ("query", TWO), *defaults("{g1}", "{g2}"), answer=True),
    direct("query_dataset_default_graphs_post", TWO, *defaults("{g1}", "{g2}"), answer=True),
    direct("query_dataset_named_graphs_post", NAMED, *named("{g1}", "{g2}"), answer=True),
    get("query_dataset_named_graphs_get", ("query", NAMED), *named("{g1}", "{g2}"), answer=True),
    direct("query_dataset_full", FULL, *defaults("{g3}"), *named("{g1}", "{g2}"), answer=True),
    direct("query_multiple_dataset", FROM, *named("{g1}", "{g2}"), answer=True),
    get("query_get", ("query", "ASK {{}}"), *NOWHERE, answer=True),
    direct("query_content_type_select", "SELECT (1 AS ?value) {{}}", *NOWHERE, answer="tabular"),
    direct("query_content_type_ask", "ASK {{}}", *NOWHERE, answer="boolean"),
    direct("query_content_type_describe", "DESCRIBE <http://example.org/>", *NOWHERE, answer="RDF"),
    direct("query_content_type_construct", "CONSTRUCT {{ <s> <p> 1 }} WHERE {{}}", *NOWHERE, answer="RDF"),
    direct("query_post_direct", "ASK {{}}", answer=True),
    Exchange("bad_query_method", "PUT", (("query", "ASK {{}}"), *NOWHERE), FORM, status=405),
    get("bad_multiple_queries", ("query", "ASK {{}}"), ("query", "SELECT * {{}}"), status=400),
    Exchange("bad_query_wrong_media_type", "POST", (), "text/plain", "ASK {{}}", status=415),
    Exchange("bad_query_missing_form_type", "POST", (), None, "query=ASK%20%7B%7D", status=400),
    Exchange("bad_query_missing_direct_type", "POST", (), None, "ASK {{}}", status=400),
    Exchange("bad_query_non_utf8", "POST", (), f"{DIRECT}; charset=UTF-16", "ASK {{}}", encoding="utf-16", status=415),
    get("bad_query_syntax", ("query", "ASK {{"), status=400),
)
"""The tests of queries, all 20."""

UPDATES = (
    Exchange(
        "update_dataset_default_graph", "POST", (("using-graph-uri", "{g1}"),), UPDATE, WRITES, status=403, answer=False
    ),
    Exchange(
        "update_dataset_default_graphs",
        "POST",
        (("using-graph-uri", "{g1}"), ("using-graph-uri", "{g2}")),
        UPDATE,
        WRITES,
        status=403,
    ),
    Exchange("update_dataset_named_graphs", "POST", (("using-named-graph-uri", "{g1}"),), UPDATE, WRITES, status=403),
    Exchange(
        "update_dataset_full",
        "POST",
        (("using-graph-uri", "{g1}"), ("using-named-graph-uri", "{g2}")),
        UPDATE,
        WRITES,
        status=403,
    ),
    Exchange("update_post_form", "POST", (), FORM, "update=CLEAR+ALL", status=403),
    Exchange("update_post_direct", "POST", (), UPDATE, "CLEAR ALL", status=403),
    Exchange(
        "update_base_uri",
        "POST",
        (),
        UPDATE,
        "INSERT DATA {{ GRAPH <http://example.org/protocol-update-test/> "
        "{{ <http://example.org/s> <http://example.org/p> <test> }} }}",
        status=403,
    ),
    get("bad_update_get", ("update", "CLEAR ALL"), status=403),
    Exchange("bad_multiple_updates", "POST", (), FORM, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", status=400),
    Exchange("bad_update_wrong_media_type", "POST", (), "text/plain", "CLEAR NAMED", status=415),
    Exchange("bad_update_missing_form_type", "POST", (), None, "update=CLEAR%20NAMED", status=400),
    Exchange(
        "bad_update_non_utf8", "POST", (), f"{UPDATE}; charset=UTF-16", "CLEAR NAMED", encoding="utf-16", status=415
    ),
    Exchange("bad_update_syntax", "POST", (), FORM, "update=CLEAR%20XYZ", status=403),
    Exchange(
        "bad_update_dataset_conflict",
        "POST",
        (("using-named-graph-uri", "http://example/people"),),
        UPDATE,
        "WITH <http://example/addresses> DELETE {{ ?s ?p 'Bill' }} INSERT {{ ?s ?p 'William' }} WHERE {{ ?s ?p 'Bill' }}",
        status=403,
    ),
)
"""The tests of updates, all 14: each refused, for the public endpoint only reads, and nothing is written."""

OURS = (
    Exchange("head", "HEAD", (("query", "ASK {{}}"),)),
    Exchange("form_dataset_in_body", "POST", (), FORM, form=(("query", TWO), *defaults("{g1}", "{g2}")), answer=True),
    Exchange(
        "form_dataset_in_both", "POST", defaults("{g1}"), FORM, form=(("query", TWO), *defaults("{g2}")), answer=True
    ),
    get("one_default_graph_is_not_the_other", ("query", TWO), *defaults("{g1}"), answer=False),
    get("only_named_leaves_the_default_empty", ("query", "ASK {{ ?s ?p ?o }}"), *named("{g1}"), answer=False),
    get(
        "only_default_leaves_no_graph_named",
        ("query", "ASK {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
        *defaults("{g1}"),
        answer=False,
    ),
    get(
        "protocol_wins_over_from_named",
        ("query", "ASK FROM NAMED <{g1}> {{ GRAPH <{g1}> {{ ?s ?p ?o }} }}"),
        *named("{g2}"),
        answer=False,
    ),
    get("from_alone_names_the_dataset", ("query", "ASK FROM <{g1}> {{ <{d2}> ?p ?o }}"), answer=False),
    get("without_dataset_all_graphs", ("query", TWO), answer=True),
    get("a_graph_that_is_not_there", ("query", "ASK {{ ?s ?p ?o }}"), *defaults("urn:not-there"), answer=False),
    get("a_graph_named_twice", ("query", TWO), *defaults("{g1}", "{g1}", "{g2}"), answer=True),
    get("relative_graph", ("query", "ASK {{}}"), *defaults("g1"), status=400),
    get("relative_iri_in_text", ("query", "ASK {{ FILTER(STRENDS(STR(<x>), '/x') && <x> = <./x>) }}"), answer=True),
    get("base_in_text", ("query", "BASE <urn:a:> ASK {{ FILTER(STR(<urn:b>) = 'urn:b') }}"), answer=True),
    get("empty_query", ("query", ""), status=400),
    get("comment_only", ("query", "# ASK {{}}"), status=400),
    get("dataset_without_query", *defaults("{g1}"), status=400),
    get("query_and_update", ("query", "ASK {{}}"), ("update", "CLEAR ALL"), status=400),
    get("unknown_parameter", ("query", "ASK {{}}"), ("timeout", "5"), answer=True),
    get("format_parameter", ("query", "SELECT (1 AS ?x) {{}}"), ("format", "csv"), answer="tabular"),
    get("unknown_format", ("query", "ASK {{}}"), ("format", "xlsx"), status=400),
    get("service", ("query", "ASK {{ SERVICE <urn:x> {{}} }}"), status=400),
    get("update_as_query", ("query", "CLEAR ALL"), status=400),
    Exchange("byte_order_mark", "POST", (), DIRECT, "\ufeffASK {{}}", answer=True),
    Exchange("type_in_capitals", "POST", (), 'APPLICATION/SPARQL-QUERY; Charset="UTF-8"', "ASK {{}}", answer=True),
    Exchange("form_with_charset", "POST", (), f"{FORM}; charset=utf-8", "query=ASK+%7B%7D", answer=True),
    Exchange(
        "latin_1", "POST", (), f"{DIRECT}; charset=iso-8859-1", "ASK {{ ?s ?p 'é' }}", encoding="latin-1", status=415
    ),
    Exchange("not_utf_8", "POST", (), DIRECT, "ASK {{ ?s ?p 'é' }}", encoding="latin-1", status=400),
    Exchange("not_utf_8_encoded", "POST", (), FORM, "query=ASK%20%7B%7D%23%E9", status=400),
    Exchange(
        "plus_is_a_space", "POST", (), FORM, "query=ASK+%7B+FILTER%28%27%2B%27+%3D+%22%5Cu002B%22%29+%7D", answer=True
    ),
    Exchange("vietnamese", "POST", (), DIRECT, "ASK {{ FILTER(UCASE('đất') = 'ĐẤT') }}", answer=True),
    Exchange("query_in_address_of_a_post", "POST", (("query", "ASK {{}}"),), FORM, "format=json", status=400),
    Exchange("query_in_address_and_body", "POST", (("query", "ASK {{}}"),), DIRECT, "ASK {{}}", status=400),
    Exchange("empty_body", "POST", (), DIRECT, "", status=400),
    Exchange("form_without_query", "POST", (), FORM, "a=b", status=400),
    Exchange("too_long", "POST", (), DIRECT, "ASK {{}} #" + "a" * 65_536, status=413),
    Exchange("delete", "DELETE", (("query", "ASK {{}}"),), status=405),
    Exchange("patch", "PATCH", (), DIRECT, "ASK {{}}", status=405),
)
"""What the protocol says besides, and what its tests leave open."""


def target(exchange: Exchange, iris: dict[str, str]) -> str:
    """The address to ask, with its parameters."""
    return f"/sparql?{_encoded(exchange.address, iris)}" if exchange.address else "/sparql"


def body(exchange: Exchange, iris: dict[str, str]) -> bytes | None:
    """What is sent; None for what has no body."""
    if exchange.form:
        return _encoded(exchange.form, iris).encode()
    return exchange.body.format(**iris).encode(exchange.encoding) if exchange.method in ("POST", "PATCH") else None


def _encoded(pairs: tuple[tuple[str, str], ...], iris: dict[str, str]) -> str:
    return urlencode([(name, value.format(**iris)) for name, value in pairs], quote_via=quote)
