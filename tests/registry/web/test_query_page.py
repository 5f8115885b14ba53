"""The page of queries: what it reads out of an answer, what it draws, where it marks a fault, what it hands to programs."""

import ast
import json
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qs, urlencode

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup
from werkzeug.test import TestResponse

from registry.web.query_cells import Cell, Reader, Table, cell, first_rows, table
from registry.web.query_chart import MOST, bars_of, drawn
from registry.web.query_fault import excerpt
from registry.web.query_page import CELLS_SHOWN, with_needed_prefixes
from registry.web.query_snippets import in_python, in_r, in_shell, snippets
from sparql.queries import examples
from tests.registry.web.site import HTML, Site, told
from vocab.namespaces import DCT, XSD

Ask = Callable[..., TestResponse]
BASE = "http://127.0.0.1:8080"
VI, EN = Reader("vi", BASE, {}), Reader("en", BASE, {})
HOSTILE = (
    "SELECT * { ?s ?p 'x' }",
    "SELECT * { ?s ?p \"a'b\" } # '; rm -rf ~; echo '",
    'SELECT * { ?s ?p """$(id) `id` \\u0041""" }',
    'SELECT * {\n\t?s ?p \')---"\' , "đường phố" }\n',
    '"',
    "\\",
    "%s {query} $HOME !! \u2028\u202e\r\x1b[31m",
    'SELECT ?x { } # )---" )----"',
)
"""Texts that a careless quoting would let out."""


def literal(value: str, datatype: str = "", lang: str = "") -> dict[str, str]:
    said = {"type": "literal", "value": value}
    return said | ({"datatype": XSD[datatype].value} if datatype else {}) | ({"xml:lang": lang} if lang else {})


def answer(variables: list[str], rows: list[Mapping[str, object]]) -> bytes:
    """As the engine writes it: head first, without spaces."""
    said = {"head": {"vars": variables}, "results": {"bindings": rows}}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def shown(variables: list[str], rows: list[Mapping[str, object]], reader: Reader = VI) -> Table:
    body = answer(variables, rows)
    return table(body, *first_rows(body, 200), reader)


def counted(*amounts: str, label: str = "Sở {n}") -> Table:
    """A table of names and numbers."""
    rows = [{"ten": literal(label.format(n=n)), "so": literal(one, "integer")} for n, one in enumerate(amounts)]
    return shown(["ten", "so"], rows)


@pytest.mark.parametrize(
    ("text", "datatype", "vi", "en"),
    [
        ("2026", "integer", "2026", "2026"),
        ("12345", "integer", "12.345", "12,345"),
        ("0.68", "decimal", "0,68", "0.68"),
        ("12345.6789012345", "decimal", "12.345,6789012345", "12,345.6789012345"),
        ("-3", "integer", "-3", "-3"),
        ("INF", "double", "INF", "INF"),
        ("NaN", "double", "NaN", "NaN"),
        ("1E300", "double", "1E300", "1E300"),
        ("9" * 40, "integer", "9" * 40, "9" * 40),
        ("nhiều", "integer", "nhiều", "nhiều"),
    ],
)
def test_a_number_is_written_as_the_language_does_and_keeps_its_digits(
    text: str, datatype: str, vi: str, en: str
) -> None:
    for reader, said in ((VI, vi), (EN, en)):
        found = cell(literal(text, datatype), reader)
        assert (found.text, found.value, found.kind) == (said, text, "number")


@pytest.mark.parametrize(
    ("text", "datatype", "vi", "kind"),
    [
        ("2026-10-12", "date", "12/10/2026", "day"),
        ("2026-10-12Z", "date", "12/10/2026", "day"),
        ("2026-10-12T01:41:00Z", "dateTime", "12/10/2026 08:41", "moment"),
        ("2026-10-12T08:41:00", "dateTime", "12/10/2026 08:41", "moment"),
        ("2026-02-31", "date", "2026-02-31", ""),
        ("-0044-03-15", "date", "-0044-03-15", ""),
        ("hôm qua", "dateTime", "hôm qua", ""),
    ],
)
def test_a_day_is_read_as_here_and_the_machines_form_stands_beneath(
    text: str, datatype: str, vi: str, kind: str
) -> None:
    found = cell(literal(text, datatype), VI)
    assert (found.text, found.kind) == (vi, kind)
    assert found.machine == (text if kind else "")


def test_an_iri_has_its_name_above_and_a_page_of_ours_or_an_address_elsewhere() -> None:
    names = {f"{BASE}/id/dataset/aaaaaaaaaaaa": "Giá đất", DCT.title.value: "tên"}
    reader = Reader("vi", BASE, names)

    def of(iri: str) -> Cell:
        return cell({"type": "uri", "value": iri}, reader)

    ours = of(f"{BASE}/id/dataset/aaaaaaaaaaaa")
    assert (ours.text, ours.machine, ours.href, ours.ours) == ("Giá đất", *["/id/dataset/aaaaaaaaaaaa"] * 2, True)
    term = of(DCT.title.value)
    assert (term.text, term.machine, term.ours) == ("tên", "dct:title", False)
    assert of("https://example.vn/a") == Cell("https://example.vn/a", kind="iri", href="https://example.vn/a")
    assert of("javascript:alert(1)").href == of(f"{BASE}/graph/agencies").href == ""
    for nowhere in ("/id/nothing/aaaaaaaaaaaa", "/id/dataset/", "/id/dataset/a/b"):
        assert not of(BASE + nowhere).ours
    assert of(f"{BASE}/id/concept/field/y-te").href == "/id/concept/field/y-te"


def test_nodes_without_a_name_triples_and_nothing_are_told_too() -> None:
    triple = {"subject": {"type": "bnode", "value": "b1"}, "predicate": {"type": "uri", "value": DCT.title.value}}
    said = {"type": "triple", "value": triple | {"object": literal('a"b', lang="vi")}}
    assert cell(said, VI).text == '<<( _:b1 dct:title "a\\"b" )>>'
    assert cell({"type": "bnode", "value": "b1"}, VI).text == "_:b1"
    assert cell(None, VI) == Cell("")
    assert cell(literal("tên", lang="en"), VI).lang == "en"


def test_only_the_first_rows_are_read_and_all_are_counted() -> None:
    rows = [{"x": literal(f'}}}},{{"{n}]')} for n in range(7)]
    body = answer(["x", "y"], rows)
    variables, found = first_rows(body, 3)
    assert variables == ("x", "y") and found == rows[:3]
    whole = table(body, variables, found, VI)
    assert whole.total == 7 and [len(row) for row in whole.rows] == [2, 2, 2]
    assert first_rows(answer(["x"], []), 3) == (("x",), [])


def test_bars_are_drawn_of_names_and_numbers() -> None:
    chart = bars_of(counted("19", "6", "12000"))
    assert chart is not None
    assert (chart.label, chart.number, [bar.label for bar in chart.greatest]) == ("ten", "so", ["Sở 2"])
    picture = drawn(chart, "ten-hinh")
    widths = [float(width) for width in re.findall(r'<rect class="f1" x="\d+" y="\d+" width="([\d.]+)"', picture)]
    assert len(widths) == 6 and widths[2] == max(widths[:3]) and widths[5] == max(widths[3:])
    assert picture.count('aria-labelledby="ten-hinh"') == 2 and ">12.000</text>" in picture


def test_a_label_is_shortened_and_is_only_text() -> None:
    chart = bars_of(counted("1", "2", label="<script>alert(1)</script> & một tên rất dài {n} của một cơ quan"))
    assert chart is not None
    picture = drawn(chart, "x")
    assert isinstance(picture, Markup) and "<script" not in picture and "…</text>" in picture


def test_the_names_are_the_words_not_the_addresses_beside_them() -> None:
    rows = [
        {"a": {"type": "uri", "value": f"{BASE}/x/{n}"}, "ten": literal(f"Sở {n}"), "so": literal(str(n), "integer")}
        for n in range(3)
    ]
    chart = bars_of(shown(["a", "ten", "so"], rows))
    assert chart is not None and chart.label == "ten"


@pytest.mark.parametrize(
    "made",
    [
        counted("5"),
        counted("5", "5", "5"),
        counted("5", "-1"),
        counted("1", "NaN"),
        counted("1", "1" + "0" * 400),
        counted("1", "nhiều"),
        counted("1", "2", label="cùng tên"),
        counted(*map(str, range(MOST + 1))),
        shown(["a", "b"], [{"a": literal("1", "integer"), "b": literal(str(n), "integer")} for n in range(4)]),
        shown(["a", "b"], [{"a": literal(f"a{n}"), "b": literal(f"b{n}")} for n in range(4)]),
        shown(["x"], []),
    ],
)
def test_nothing_is_drawn_where_it_would_say_nothing(made: Table) -> None:
    assert bars_of(made) is None


@pytest.mark.parametrize(
    ("text", "line", "column", "marked", "before"),
    [
        ("SELECT * {\n  ?s foo:bar ?o .\n}", 2, 6, "foo:bar", "  ?s "),
        ("SELECT * {\n  ?s foo:bar ?o .\n}", 2, 13, "foo:bar", "  ?s "),
        ("SELECT * {\r\n  ?s ?đường ;; }", 2, 14, ";", "  ?s ?đường ;"),
        ("SELECT * {", 1, 11, "{", "SELECT * "),
        ("SELECT * {\n", 2, 1, "\u00a0", ""),
        ("SELECT * {", 1, None, "SELECT", ""),
        ("x" * 500 + " !", 1, 502, "!", "…" + "x" * 23 + " "),
    ],
)
def test_the_word_at_fault_is_marked(text: str, line: int, column: int | None, marked: str, before: str) -> None:
    found = next(one for one in excerpt(text, line, column) if one.marked)
    assert (found.number, found.marked, found.before) == (line, marked, before)


def test_a_place_that_is_not_known_or_not_there_marks_nothing() -> None:
    assert excerpt("ASK {}", None, None) == excerpt("ASK {}", 7, 1) == excerpt("ASK {}", 0, 1) == ()


def test_the_lines_around_the_fault_are_shown_with_their_numbers() -> None:
    assert [one.number for one in excerpt("a\nb\nc\nd", 3, 1)] == [2, 3, 4]
    assert [one.number for one in excerpt("a\nb", 1, 1)] == [1, 2]


@pytest.mark.parametrize("text", [*HOSTILE, *(one.text for one in examples()[:3])])
def test_a_text_stays_one_value_in_every_snippet(text: str) -> None:
    told = in_shell(text, "SELECT", f"{BASE}/sparql").replace("curl ", "printf '%s\\0' ", 1)
    printed = subprocess.run(["sh", "-c", told], capture_output=True, check=True, timeout=10).stdout
    assert printed.decode().split("\0")[4] == f"query={text}"
    tree = ast.parse(in_python(text, "SELECT", f"{BASE}/sparql"))
    (given,) = (node.value for node in tree.body if isinstance(node, ast.Assign) and node.lineno == 3)
    assert ast.literal_eval(given) == text
    raw = re.search(r'<- r"(-*)\((.*?)\)\1"\n', in_r(text, "SELECT", BASE), re.DOTALL)
    assert raw and raw[2] == text


@pytest.mark.parametrize("form", ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
def test_a_snippet_asks_for_what_the_form_is_answered_in(form: str) -> None:
    shell, python, other = (one.text for one in snippets("ASK {}", form, f"{BASE}/sparql"))
    compile(python, "snippet", "exec")
    wanted = {"SELECT": "text/csv", "ASK": "application/sparql-results+json"}.get(form, "text/turtle")
    assert f"Accept: {wanted}" in shell and f'Accept = "{wanted}"' in other


@pytest.mark.parametrize("sign", ["\0", "\ud800", "\x03", "\x1b[201~\necho", "\x7f", "\x9b201~"])
def test_what_no_program_can_hold_or_a_terminal_takes_for_a_key_has_no_snippet(sign: str) -> None:
    assert snippets(f"ASK {{}} # {sign}", "ASK", BASE) == ()
    assert len(snippets("ASK {\r\n\t} # hỏi", "ASK", BASE)) == 3


@pytest.fixture
def ask(site: Site, client: FlaskClient) -> Ask:
    """Asks the page for a query: by GET, or with `post` as its form sends a long one."""
    site.keeper.publisher.wait(30)

    def asked(text: str, lang: str = "vi", post: bool = False) -> TestResponse:
        if post:
            return client.post(f"/sparql?lang={lang}", data={"query": text, "format": ""}, headers=HTML)
        return client.get("/sparql", query_string={"query": text, "lang": lang}, headers=HTML)

    return asked


def test_names_stand_above_addresses_in_the_readers_language(site: Site, ask: Ask) -> None:
    agency = site.keeper.words.agency("gl-so-yt")
    assert agency is not None
    text = f"SELECT * {{ ?d dct:publisher <{agency.iri}> ; a ?c ; reg:field ?f ; ?p <{agency.iri}> }}"
    for lang, of_class in (("vi", "tập dữ liệu"), ("en", "dataset")):
        page = ask(text, lang).text
        assert f'>{of_class}</a><small class="machine">dcat:Dataset</small>' in page
        assert "Giường bệnh trống theo ngày</a>" in page and f"/id/dataset/{site.key('beds')}</small>" in page
    assert "<script>alert" not in page


def test_the_fault_is_shown_with_its_line_and_the_summary_leads_there(ask: Ask) -> None:
    page = ask("SELECT * {\n  ?s foo:bar ?o\n}").text
    assert '<a href="#loi">' in page and 'id="loi"' in page and "<mark>foo:bar</mark>" in page
    assert 'data-line="2" data-column="6" data-length="7"' in page
    assert "<title>Lỗi: " in page and 'aria-describedby="query-h query-e"' in page


def test_a_refusal_says_when_to_come_back_and_where_all_data_are(
    site: Site, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, ask: Ask
) -> None:
    monkeypatch.setattr(site.keeper.queries, "_generation", None)  # as before the first generation
    page = ask("ASK {}", "en")
    assert page.status_code == 503 and page.headers["Retry-After"] == "5"
    assert "in 5 seconds" in page.text and "ASK {}" in page.text
    assert "aria-invalid" not in page.text, "who only has to wait wrote nothing wrong"


def test_a_graph_is_shown_with_the_prefixes_it_uses(ask: Ask) -> None:
    page = ask("CONSTRUCT { ?d dct:title ?t } { ?d a dcat:Dataset ; dct:title ?t } LIMIT 1").text
    assert re.findall(r"@prefix (\w+):", page) == ["dct"]
    head = "@prefix a: <x#> .\n@prefix b: <y#> .\n"
    assert with_needed_prefixes(f"{head}b:c b:d b:e .\n") == "@prefix b: <y#> .\nb:c b:d b:e .\n"
    assert with_needed_prefixes("") == ""


def test_an_empty_answer_says_what_to_do_next(ask: Ask) -> None:
    assert "Hãy bỏ bớt điều kiện" in ask("SELECT ?x { ?x a dcat:Nothing }").text
    assert "WHERE không khớp" in ask("CONSTRUCT { ?x a ?y } { ?x a dcat:Nothing . ?x a ?y }").text


def test_rows_beyond_the_first_are_told_of_with_the_ways_to_have_them(site: Site, ask: Ask) -> None:
    page = ask("SELECT * { ?s ?p ?o }").text
    assert "200 dòng đầu" in page and "partial=1" in page and "10.000 dòng" in page
    whole = ask("SELECT * { ?s ?p ?o } LIMIT 300").text
    assert "200 dòng đầu" in whole
    assert "200 dòng đầu" not in ask("SELECT * { ?s ?p ?o } LIMIT 200").text


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("SELECT * {} LIMIT 1", ["csv", "tsv", "json", "xml"]),
        ("ASK {}", ["json", "xml"]),
        ("DESCRIBE dcat:Dataset", ["ttl", "jsonld", "rdf", "nt", "trig", "nq"]),
    ],
)
def test_every_file_that_is_offered_comes(client: FlaskClient, ask: Ask, text: str, forms: list[str]) -> None:
    page = ask(text).text
    offered = [
        there.replace("&amp;", "&") for there in re.findall(r'href="(/sparql\?query=[^"#]*&amp;format=\w+)"', page)
    ]
    assert [parse_qs(there.partition("?")[2])["format"][0] for there in offered] == forms
    assert {client.get(there).status_code for there in offered} == {200}


def test_the_permanent_link_leads_back_to_the_same(client: FlaskClient, ask: Ask) -> None:
    text = 'SELECT ("đường & phố #1 + 50%" AS ?x) {}'
    found = re.search(r'href="(/sparql\?query=[^"&]*)">Liên kết', ask(text).text)
    assert found and "đường &amp; phố #1 + 50%</td>" in client.get(found[1], headers=HTML).text


def test_chosen_graphs_stay_in_every_way_to_the_answer(site: Site, client: FlaskClient, ask: Ask) -> None:
    graph = f"{site.keeper.config.base}/graph/agencies"
    text = "SELECT (COUNT(*) AS ?n) { ?s a dcat:Dataset }"
    page = client.get("/sparql", query_string={"query": text, "default-graph-uri": graph}, headers=HTML).text
    assert ">0</data>" in page and ">0</data>" not in ask(text).text
    ways = re.findall(r'href="(/sparql\?query=[^"]*(?:format=\w+|agencies|lang=\w+))"', page)
    assert len(ways) >= 6, "four files, the link, the other language"
    for there in ways:
        assert parse_qs(there.replace("&amp;", "&").partition("?")[2])["default-graph-uri"] == [graph]
    assert f'<input type="hidden" name="default-graph-uri" value="{graph}">' in page and "curl" not in page


def test_bars_come_with_their_finding_above_the_table(ask: Ask) -> None:
    rows = " ".join(f'("Sở {n}" {n * n})' for n in range(1, 6))
    page = ask(f"SELECT * {{ VALUES (?ten ?so) {{ {rows} }} }}").text
    assert '<figcaption id="bieu-do"><b>Sở 5: 25, lớn nhất trong 5 dòng</b>' in page
    assert page.index("<figure") < page.index('<table class="bindings">')
    assert "<figure" not in ask("SELECT * { VALUES (?ten ?so) { (1 2) (3 4) } }").text


@pytest.mark.parametrize("kilobytes", [10, 60])
def test_a_long_query_comes_by_post_keeps_its_text_and_is_taken_as_a_file(
    client: FlaskClient, ask: Ask, kilobytes: int
) -> None:
    text = "SELECT (41 + 1 AS ?x) {}\n# " + "đ" * (kilobytes * 512)
    page = ask(text, "en", post=True)
    assert page.status_code == 200 and ">42</data>" in page.text and text in page.text
    assert "too long for an address" in page.text and 'name="format" value="csv"' in page.text
    file = client.post("/sparql", data={"query": text, "format": "csv"}, headers=HTML)
    assert file.mimetype == "text/csv" and file.text.split() == ["x", "42"]
    assert client.get("/sparql", query_string={"query": text}).status_code == 200


def test_a_short_query_by_post_has_its_link_and_the_other_language(ask: Ask) -> None:
    page = ask("ASK {}", post=True).text
    assert f'href="/sparql?{urlencode({"query": "ASK {}"})}"' in page
    assert f'href="/sparql?{urlencode({"query": "ASK {}", "lang": "en"}).replace("&", "&amp;")}"' in page


def test_a_query_too_long_for_the_endpoint_is_refused_in_words(ask: Ask) -> None:
    page = ask("ASK {} # " + "x" * 70_000, post=True)
    assert page.status_code == 413 and "64 kB" in page.text
    assert '<a href="#query">' in page.text and 'id="loi"' not in page.text, "no place in it is at fault"


def test_programs_that_post_get_the_protocol(client: FlaskClient) -> None:
    for accept in ("*/*", "application/sparql-results+json", "application/sparql-results+json, text/html;q=0.5"):
        assert client.post("/sparql", data={"query": "ASK {}"}, headers={"Accept": accept}).mimetype.endswith("+json")
    direct = client.post("/sparql", data="ASK {}", content_type="application/sparql-query", headers=HTML)
    assert direct.mimetype.endswith("+json")


def test_the_limits_on_the_page_are_those_in_force(
    site: Site, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = site.keeper.queries.limits
    monkeypatch.setattr(site.keeper.queries, "limits", replace(limits, seconds=7, parallel=3, budget=0))
    page = client.get("/sparql", headers=HTML).text
    assert "<dd>7 giây</dd>" in page and "<dd>3 câu mỗi địa chỉ mạng</dd>" in page and "mỗi phút" not in page.lower()
    assert "<dd>10.000</dd>" in page and "<dd>64 kB</dd>" in page


def test_examples_stand_by_theme_with_what_they_are_for(client: FlaskClient, ask: Ask) -> None:
    page = client.get("/sparql", query_string={"lang": "en"}, headers=HTML).text
    for one in examples():
        assert str(Markup.escape(one.titles["en"])) in page and str(Markup.escape(one.texts["en"])) in page
    one = examples()[-1]
    answered = ask(one.text.replace("\n", "\r\n")).text
    assert answered.count('aria-current="true"') == 2, "the door of the page, and the example"
    assert answered.index(str(Markup.escape(one.texts["vi"]))) < answered.index('<table class="bindings">')


def test_words_to_complete_are_few_named_in_both_languages_and_kept(site: Site, client: FlaskClient) -> None:
    for lang, named in (("vi", ["tập dữ liệu", "dataset", "lớp"]), ("en", ["dataset", "tập dữ liệu", "class"])):
        answer = client.get(f"/sparql/words?lang={lang}")
        said = told(answer)
        words = {text: rest for text, *rest in said["words"]}
        assert len(answer.data) < 200_000 and ["dcat", "http://www.w3.org/ns/dcat#"] in said["prefixes"]
        assert words["dcat:Dataset"] == named
        assert words["reg:field"] and words["dct:title"]
    field = site.keeper.words.code_lists["field"].concepts[0]
    agency = site.keeper.words.agency("gl-so-yt")
    assert agency is not None
    assert words[f"<{field.iri}>"][:2] == [field.labels["en"], field.labels["vi"]]
    assert words[f"<{agency.iri}>"][:2] == [agency.name_en, agency.name_vi]
    kinds = [kind for *_, kind in said["words"] if kind in ("agency", "former agency")]
    assert kinds == sorted(kinds) and len(set(kinds)) == 2, "those of today come first"
    assert "max-age=3600" in answer.headers["Cache-Control"]
    assert client.get("/sparql/words?lang=en", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_table_of_very_many_columns_shows_fewer_rows_and_is_made_at_once(ask: Ask) -> None:
    """Fifteen hundred columns of two hundred rows took the keeper a hundred seconds."""
    names = " ".join(f"?v{number}" for number in range(1_000))
    rows = "".join(f"({'UNDEF ' * 1_000})" for _ in range(9))
    page = ask(f"SELECT * {{ VALUES ({names}) {{ {rows} }} VALUES ?row {{ 1 2 3 }} }}", post=True)
    assert page.text.count("<tr>") == CELLS_SHOWN // 1_001 + 1
