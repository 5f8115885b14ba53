"""The scanner: each cap at its value and one above, and SERVICE found however the engine would let it be written."""

import pytest
from pyoxigraph import Store

from sparql.refusal import Refusal
from sparql.scanner import Caps, Scan, limited, scan

CAPS = Caps()


def read(text: str, caps: Caps = CAPS) -> Scan:
    seen = scan(text, caps)
    assert isinstance(seen, Scan), seen
    return seen


def refused(text: str, caps: Caps = CAPS) -> str:
    seen = scan(text, caps)
    assert isinstance(seen, Refusal), seen
    assert seen.vi and seen.en
    return seen.slug


def test_the_length_is_counted_in_bytes_of_utf_8() -> None:
    start = "ASK {} #"
    read(start + "a" * (CAPS.text - len(start)))
    assert refused(start + "a" * (CAPS.text - len(start) + 1)) == "query-too-long"
    assert refused(start + "đ" * (CAPS.text // 2)) == "query-too-long"
    read("ASK {} # \ud800")


@pytest.mark.parametrize(("opens", "closes"), [("{", "}"), ("(", ")"), ("[", "]")])
def test_the_depth_may_reach_its_cap(opens: str, closes: str) -> None:
    assert read("ASK " + opens * CAPS.depth + closes * CAPS.depth).depth == CAPS.depth
    assert refused("ASK " + opens * (CAPS.depth + 1)) == "query-too-deep"


@pytest.mark.parametrize("chain", ["1+", "?a||", "!", "/<urn:p>", "-", "{}", "OPTIONAL{}", "BIND(1 AS ?x)", "STR()"])
def test_the_operators_and_brackets_may_reach_their_cap(chain: str) -> None:
    each = read(f"ASK {chain}").operators
    most = CAPS.operators // each
    assert read("ASK " + chain * most).operators == most * each
    assert refused("ASK " + chain * (most + 1)) == "query-too-many-operators"


def test_values_iris_texts_and_comments_do_not_count() -> None:
    rows = " ".join(f'("a+b{{{at}" <urn:a/b-{at}> -1.5e-3 UNDEF)' for at in range(1_500))
    seen = read(f"SELECT * {{ ?s ?p ?o VALUES (?a ?b ?c ?d) {{ {rows} }} }} # {{{{((((")
    assert (seen.operators, seen.depth) == (4, 3)
    assert refused(f"SELECT * {{ VALUES ?a {{ 1 }} {'{}' * CAPS.operators} }}") == "query-too-many-operators"


def test_a_long_but_ordinary_query_passes() -> None:
    lines = "\n".join(f"  OPTIONAL {{ ?d dct:p{at} ?v{at} . FILTER(LANG(?v{at}) = 'vi') }}" for at in range(200))
    assert read(f"PREFIX dct: <http://purl.org/dc/terms/>\nSELECT * WHERE {{ ?d a ?c .\n{lines}\n}}").form == "SELECT"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("prefix ask: <urn:> BASE <urn:SELECT> construct where { ?s ask:a ?o }", "CONSTRUCT"),
        ("# SELECT\nDESCRIBE <urn:a>", "DESCRIBE"),
        ("ASK FROM <urn:g> {}", "ASK"),
        ("SELECT*FROMNAMED<urn:g>{}", "SELECT"),
        ("SELECT ?from { ?s <urn:FROM> 'FROM' ; ?p ?from }", "SELECT"),
        ("SELECTREDUCED * {}", "SELECT"),
        ("PREFIX a\u200cSELECT\u200cb: <urn:> ASK {}", "ASK"),
        ("SELECT (?a<<urn:b> AS ?x) FROM <urn:g> {}", "SELECT"),
    ],
)
def test_the_form_is_seen(text: str, form: str) -> None:
    assert read(text).form == form


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT <urn:x> { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE <urn:x> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1.SERVICE <urn:x> { ?s ?p ?o } }",
        "PREFIX : <urn:> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX : <urn:> SELECT * { ?s ?p true.SERVICE:x { ?s ?p ?o } }",
        "SELECT * { BIND(1 AS ?a) FILTER(?a<'x>y')SERVICE <urn:x> { ?s ?p ?o } FILTER('z'='w') }",
        "SELECT * { BIND(1 AS ?a) FILTER(?a<'x>y')SERVICE <urn:x> { ?s ?p ?o } FILTER('z'=?a||'w'='') }",
        "PREFIX e: <urn:> SELECT * { BIND(1 AS ?a) FILTER(?a<e:b#>'''\n)SERVICE <urn:x> { ?s ?p ?o } #'''\n}",
        "SELECT * { ?s <\\u0075rn:x#> ?o SERVICE <urn:x> { ?s ?p ?o } }",
        "SELECT * { ?s <\\U00000075rn:x'> ?o SERVICE <urn:x> { ?s ?p ?o } } #'",
        "SELECT * { BIND(1 AS ?a) FILTER(?a<<urn:b#>) SERVICE <urn:x> { ?s ?p ?o }\n}",
        "SELECT * { BIND(1 AS ?a) FILTER(?a<<(b#>) SERVICE <urn:x> { ?s ?p ?o }\n}",
        "SELECT * { VALUES ?x { ''' ' } SERVICE <urn:x> { ?s ?p ?o } # \\q '''\n }",
        'SELECT * { VALUES ?x { """ " } SERVICE <urn:x> { ?s ?p ?o } # \\uD800 """\n }',
        "SELECT * { VALUES ?x { ''' ' } SERVICE <urn:x> { ?s ?p ?o } # \\U00110000 '''\n }",
        "PREFIX e: <http://a:8> SELECT * { ?s ?p e:SERVICE <urn:x> { ?s ?p ?o } }",
        "PREFIX e: <http://a:8> SELECT * { ?s e:trueSERVICE SILENT ?x { ?s ?p ?o } }",
        "PREFIX e: <http://a:8> PREFIX f: <urn:> SELECT * { ?s ?p e:SERVICEf:x { ?s ?p ?o } }",
        "PREFIX e: <http://a:8> PREFIX f: <urn:> SELECT * { ?s e:1.SERVICE:x { ?s ?p ?o } }",
    ],
)
def test_service_is_found_wherever_the_engine_would_read_it(text: str) -> None:
    """Each of these is a query the engine takes, so the scanner must not."""
    if "'w'=" not in text:
        Store().query(text, base_iri="http://a/", prefixes={"": "urn:"})
    assert refused(text) in ("query-service", "query-syntax")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <urn:x> {}' } # SERVICE <urn:x> {}",
        'SELECT * { ?s <urn:SERVICE> """\nSERVICE <urn:x> {\n""" }',
        "PREFIX service: <urn:> SELECT * { service:a service:b ?service FILTER(?service < 5) }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (<urn:SERVICE>, <urn:b>)) }",
        "PREFIX e: <urn:> SELECT * { ?s a e:Service ; e:accessService ?x . { ?x e:service ?y } }",
        "PREFIX e: <urn:> SELECT * { ?s e:a e:DataService { ?s ?p ?o } VALUES (?p ?o) { (<urn:a> <urn:service>) } }",
        "SELECT * { ?s <\\u0075rn:SERVICE#> 'SERVICE \\' \\u00e1 \\U0001F600' }",
    ],
)
def test_the_word_in_a_text_an_iri_a_name_or_a_comment_is_let_through(text: str) -> None:
    read(text)
    Store().query(text)


@pytest.mark.parametrize(
    "word", ["INSERT DATA", "DELETE WHERE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "with"]
)
def test_an_update_sent_as_a_query_is_called_one(word: str) -> None:
    assert refused(f"PREFIX a: <urn:> {word} {{ }}") == "query-is-update"


@pytest.mark.parametrize("escape", ["\\q", "\\u12", "\\uD800", "\\U00110000", "\\x41", "\\\n"])
@pytest.mark.parametrize("quote", ["'", '"""'])
def test_a_false_escape_is_refused_at_its_place(escape: str, quote: str) -> None:
    seen = scan(f"ASK {{\n?s ?p {quote}\\\\ \\n{escape}{quote} }}", CAPS)
    assert isinstance(seen, Refusal) and seen.slug == "query-syntax"
    if escape != "\\\n" or quote != "'":
        assert (seen.line, seen.column) == (2, 7 + len(quote) + 5)


def test_what_has_no_form_or_an_open_quote_is_refused_at_its_place() -> None:
    assert refused("") == refused("hello { world }") == "query-no-form"
    seen = scan("PREFIX e: <urn:>\n  SELCT ?s { ?s ?p ?o }", CAPS)
    assert isinstance(seen, Refusal) and (seen.line, seen.column) == (2, 3)
    assert "có phải SELECT?" in seen.vi and "did you mean SELECT?" in seen.en
    seen = scan("SELECT *\n{ ?s ?p 'a }\n", CAPS)
    assert isinstance(seen, Refusal)
    assert (seen.slug, seen.line, seen.column) == ("query-syntax", 2, 9)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT * { ?s ?p ?o }", "LIMIT 5 OFFSET 2"),
        ("SELECT * { ?s ?p ?o } # tail", "LIMIT 5 OFFSET 2"),
        ("SELECT * { ?s ?p ?o } ORDER BY ?o VALUES ?s { <urn:a> }", "LIMIT 5 OFFSET 2\nVALUES"),
        ("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 9 } }", "LIMIT 5 OFFSET 2"),
    ],
)
def test_a_limit_goes_behind_the_outermost_query(text: str, place: str) -> None:
    with_limit = limited(text, read(text), 5, 2)
    assert with_limit is not None and place in with_limit
    Store().query(with_limit)


@pytest.mark.parametrize("text", ["SELECT * {} LIMIT 3", "SELECT * {} offset 3", "SELECT * {} LIMIT3"])
def test_a_query_with_its_own_limit_is_left_alone(text: str) -> None:
    assert limited(text, read(text), 5) is None


@pytest.mark.parametrize(
    "tooth",
    [
        '"\\',
        "a.",
        "<a",
        "_:.",
        "'''",
        "@a-",
        "a:",
        "\\",
        "1.",
        "a-",
        "<\\u0041",
        "<<",
        "b:service",
        "'\\q'",
        "\N{COMBINING ACUTE ACCENT}",
    ],
)
def test_a_hostile_text_is_read_once(tooth: str) -> None:
    """Each of these made a naive pattern start over at every character; the suite's own time limit watches."""
    scan(tooth * (CAPS.text // len(tooth.encode())), CAPS)
