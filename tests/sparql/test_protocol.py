"""The SPARQL 1.1 Protocol as one table: what comes in, what is planned or refused."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparql.protocol import Dataset, Plan, Request, ServiceDescription, plan
from sparql.refusal import Refusal
from sparql.scanner import Caps

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
ASK = urlencode({"query": "ASK {}"})
G1, G2 = "urn:g1", "urn:g2"


def planned(request: Request) -> Plan:
    made = plan(request, Caps())
    assert isinstance(made, Plan), made
    return made


def get(**parameters: str) -> Request:
    return Request("GET", urlencode(parameters))


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", ASK),
        Request("HEAD", ASK),
        Request("POST", "", FORM, ASK.encode()),
        Request("POST", "", f"{FORM.upper()}; charset=UTF-8", ASK.encode()),
        Request("POST", "", DIRECT, b"ASK {}"),
        Request("POST", "", f'  {DIRECT.title()} ; Charset = "UTF-8" ; q=1', b"ASK {}"),
        Request("POST", "", f"{DIRECT};charset=us-ascii", b"ASK {}"),
        Request("POST", "", DIRECT, b"\xef\xbb\xbfASK {}"),
        Request("GET", "query=%EF%BB%BFASK%20{}&QUERY=no&x&&=y"),
        Request("POST", "", f'{DIRECT};charset="utf-8"', b"ASK {}"),
    ],
)
def test_each_way_to_send_a_query(request_: Request) -> None:
    assert planned(request_).text == "ASK {}"


def test_a_text_is_decoded_once() -> None:
    text = 'ASK { ?s ?p "Đất 100%25 + a%20b" }'
    assert planned(get(query=text)).text == text
    assert planned(Request("POST", "", FORM, urlencode({"query": text}).encode())).text == text
    assert planned(Request("POST", "", DIRECT, text.encode())).text == text
    assert planned(Request("GET", "query=ASK+%7B%7D")).text == "ASK {}"
    assert planned(Request("GET", "query=ASK+{}+%2B+%26+%zz")).text == "ASK {} + & %zz"


def test_signs_that_were_not_percent_encoded_are_utf_8() -> None:
    raw = "query=ASK {} # Đất;a=b".encode()
    assert planned(Request("GET", raw.decode("latin-1"))).text == "ASK {} # Đất;a=b"
    assert planned(Request("POST", "", FORM, raw)).text == "ASK {} # Đất;a=b"


@pytest.mark.parametrize(
    ("request_", "status", "slug"),
    [
        (Request("PUT", ASK), 405, "method-not-allowed"),
        (Request("DELETE"), 405, "method-not-allowed"),
        (Request("POST", "", None, ASK.encode()), 400, "content-type-missing"),
        (Request("POST", "", "text/plain", b"ASK {}"), 415, "content-type-unknown"),
        (Request("POST", "", f"{DIRECT}; charset=UTF-16", "ASK {}".encode("utf-16")), 415, "charset-unknown"),
        (Request("POST", "", DIRECT, b"ASK { ?s ?p '\xff' }"), 400, "not-utf8"),
        (Request("GET", "query=%FF"), 400, "not-utf8"),
        (Request("POST", "", FORM, b"query=%FF"), 400, "not-utf8"),
        (Request("GET", f"{ASK}&{ASK}"), 400, "many-queries"),
        (Request("POST", ASK, DIRECT, b"ASK {}"), 400, "many-queries"),
        (Request("POST", ASK, FORM, ASK.encode()), 400, "many-queries"),
        (Request("POST", ASK, FORM, b"format=json"), 400, "query-in-address"),
        (Request("POST", ASK, FORM, b"update=CLEAR%20ALL"), 400, "query-and-update"),
        (Request("POST", "", FORM, b"update=CLEAR%20ALL&update=x"), 400, "many-updates"),
        (Request("POST", "", "application/sparql-update; charset=utf-16", b"x"), 415, "charset-unknown"),
        (Request("POST", "", "multipart/form-data; boundary=x", b"x"), 415, "content-type-unknown"),
        (Request("POST", "", ";charset=utf-8", b"ASK {}"), 400, "content-type-missing"),
        (Request("POST", "", DIRECT, b""), 400, "query-no-form"),
        (Request("GET", "query="), 400, "query-no-form"),
        (Request("GET", "default-graph-uri=urn:g1"), 400, "no-query"),
        (Request("GET", "\xff=1"), 400, "not-utf8"),
        (Request("GET", f"{ASK}&" + "a=&" * 1_000), 400, "many-parameters"),
        (get(**{"query": "ASK {}", "default-graph-uri": ""}), 400, "graph-iri"),
        (Request("POST", "", FORM, b"x=1"), 400, "no-query"),
        (Request("GET", f"{ASK}&update=x"), 400, "query-and-update"),
        (Request("GET", "update=CLEAR%20ALL"), 403, "update-refused"),
        (Request("POST", "", FORM, b"update=CLEAR%20ALL"), 403, "update-refused"),
        (Request("POST", "", "application/sparql-update", b"CLEAR ALL"), 403, "update-refused"),
        (get(query="CLEAR ALL"), 400, "query-is-update"),
        (Request("GET", ASK, accept="text/turtle"), 406, "not-acceptable"),
        (Request("GET", urlencode({"query": "DESCRIBE <urn:a>"}), accept="text/csv"), 406, "not-acceptable"),
        (get(query="ASK {}", format="xlsx"), 400, "format-unknown"),
        (get(**{"query": "ASK {}", "default-graph-uri": "not an IRI"}), 400, "graph-iri"),
        (get(**{"query": "ASK {}", "named-graph-uri": "relative"}), 400, "graph-iri"),
        (Request("POST", "", FORM, b"query=" + b"a" * 300_000), 413, "query-too-long"),
        (get(query="ASK {} #" + "a" * 65_536), 413, "query-too-long"),
        (get(query="ASK " + "{" * 65), 400, "query-too-deep"),
        (get(query="SELECT * { SERVICE <urn:a> {} }"), 400, "query-service"),
    ],
)
def test_each_refusal_has_its_status_and_a_sentence(request_: Request, status: int, slug: str) -> None:
    refused = plan(request_, Caps())
    assert isinstance(refused, Refusal)
    assert (refused.status, refused.slug) == (status, slug)
    assert refused.vi and refused.en


def test_a_method_refused_says_which_are_allowed() -> None:
    refused = plan(Request("PATCH"), Caps())
    assert isinstance(refused, Refusal) and dict(refused.headers)["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_the_dataset_of_the_protocol_comes_from_address_and_form_together() -> None:
    address = urlencode([("default-graph-uri", G1), ("default-graph-uri", G2)])
    body = urlencode([("query", "ASK {}"), ("named-graph-uri", G2)]).encode()
    assert planned(Request("POST", address, FORM, body)).dataset == Dataset((G1, G2), (G2,))
    assert planned(Request("POST", address, DIRECT, b"ASK {}")).dataset == Dataset((G1, G2))
    assert not planned(Request("GET", ASK)).dataset


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("SELECT * {}", None, "application/sparql-results+json"),
        ("SELECT * {}", "text/html, text/csv;q=0.5", "text/csv; charset=utf-8"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", None, "text/turtle; charset=utf-8"),
        ("DESCRIBE <urn:a>", "application/rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json", "application/ld+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/trig", "application/trig"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", "application/n-triples"),
    ],
)
def test_the_form_of_the_answer_fits_the_form_of_the_query(query: str, accept: str | None, expected: str) -> None:
    assert planned(Request("GET", urlencode({"query": query}), accept=accept)).offer.content_type == expected


@pytest.mark.parametrize(
    ("query", "format", "expected"),
    [
        ("ASK {}", "application/sparql-results+json", "json"),
        ("ASK {}", "application%2Fsparql-results%2Bxml", "xml"),
        ("ASK {}", "text/csv", "csv"),
        ("ASK {}", "srj", "json"),
        ("DESCRIBE <urn:a>", "xml", "rdf"),
        ("DESCRIBE <urn:a>", "json", "jsonld"),
        ("DESCRIBE <urn:a>", "json-ld", "jsonld"),
        ("DESCRIBE <urn:a>", "Turtle", "ttl"),
        ("DESCRIBE <urn:a>", "rdf+xml", "rdf"),
        ("DESCRIBE <urn:a>", "n3", "ttl"),
    ],
)
def test_a_form_goes_by_the_names_clients_know(query: str, format: str, expected: str) -> None:
    """A `+` that was not encoded is read as a space, and still understood."""
    asked = Request("GET", f"{urlencode({'query': query})}&format={format}&output=x")
    assert planned(asked).offer.format == expected


def test_format_wins_over_accept_for_links() -> None:
    asked = Request("GET", f"{ASK}&format=XML", accept="text/csv")
    assert planned(asked).offer.format == "xml"


def test_without_a_query_the_endpoint_describes_itself() -> None:
    described = plan(Request("GET", accept="application/rdf+xml"), Caps())
    assert isinstance(described, ServiceDescription) and described.offer.format == "rdf"
    refused = plan(Request("GET", accept="text/csv"), Caps())
    assert isinstance(refused, Refusal) and refused.status == 406


def test_relative_iris_are_read_against_the_endpoint_when_it_says_where_it_is() -> None:
    assert planned(Request("GET", ASK)).base is None
    assert planned(Request("GET", ASK, address="http://a/sparql")).base == "http://a/sparql"


def test_plans_with_equal_answers_have_equal_keys() -> None:
    one, same = planned(Request("GET", ASK)), planned(Request("POST", "", DIRECT, b"ASK {}"))
    assert one.key == same.key
    others = [get(query="ASK { }"), get(query="ASK {}", format="xml"), get(query="ASK {}", partial="1")]
    others.append(get(**{"query": "ASK {}", "default-graph-uri": G1}))
    others.append(get(**{"query": "ASK {}", "named-graph-uri": G1}))
    others.append(Request("GET", ASK, accept="text/xml"))  # the same form under another name
    others.append(Request("GET", ASK, address="http://a/sparql"))
    assert len({planned(other).key for other in others} | {one.key}) == len(others) + 1


@pytest.mark.parametrize("call", ["NOW()", "rand ()", "UUID()", "STRUUID\n()", "BNODE('a')", "UUID#\n()"])
def test_what_is_new_each_time_is_known(call: str) -> None:
    assert planned(get(query=f"SELECT ({call} AS ?x) {{}}")).is_volatile
    assert not planned(get(query="SELECT (STR(1) AS ?now) {}")).is_volatile


def test_a_part_is_asked_for_in_one_way_only_and_an_empty_format_says_nothing() -> None:
    assert planned(get(query="ASK {}", partial="1")).partial
    assert not planned(get(query="ASK {}", partial="0")).partial
    assert planned(Request("GET", f"{ASK}&format=&format=csv")).offer.format == "csv"
    assert planned(Request("GET", f"{ASK}&format=", accept="text/csv")).offer.format == "csv"


def test_as_many_parameters_as_are_said_and_no_more() -> None:
    assert planned(Request("GET", ASK + "&a=" * 999)).text == "ASK {}"
    refused = plan(Request("GET", ASK + "&a=" * 1_000), Caps())
    assert isinstance(refused, Refusal) and refused.slug == "many-parameters"


PIECES = st.lists(
    st.sampled_from(
        [b"query=", b"update=", b"format=", b"default-graph-uri=", b"&", b"=", b"%", b"%00", b"ASK {}", b"\xff"]
    )
    | st.binary(max_size=6)
).map(b"".join)
TYPES = (
    st.sampled_from([None, "", ";", FORM, DIRECT, f"{DIRECT};charset=", f'{FORM};charset="', "text/plain"]) | st.text()
)


@given(st.sampled_from(["GET", "HEAD", "POST", "PUT", ""]), PIECES, TYPES, PIECES, st.none() | st.text())
def test_no_request_breaks_it(
    method: str, address: bytes, content_type: str | None, body: bytes, accept: str | None
) -> None:
    made = plan(Request(method, address.decode("latin-1"), content_type, body, accept, "http://a/sparql"), Caps())
    if isinstance(made, Refusal):
        assert 400 <= made.status < 500 and made.vi and made.en
    else:
        assert isinstance(made, Plan | ServiceDescription)
