"""Which rule files load, which bind on a day, and which are refused with a sentence that names the file."""

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from shapes.errors import LibraryError
from shapes.library import PROFILES, load_profile, load_profiles
from vocab.codelists import code_lists
from vocab.namespaces import RDFS, REG

BASE = "http://127.0.0.1:8080"
TODAY = date(2026, 11, 21)
RULES = Path("shapes/rules")

HEADER = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix reg: <https://w3id.org/so-dang-ky/def#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<#rule> a reg:Rule ; reg:slug "mine" ; reg:scope "record" ; sh:severity sh:Warning ;
    sh:message "Phải có."@vi, "Must be."@en ; reg:mend "Thêm vào."@vi, "Add it."@en ;
    reg:basis [ reg:article "Điều 1" ; reg:inForceFrom "2022-08-16"^^xsd:date ] ; reg:shape <#shape> .
"""
SHAPE = "<#shape> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property [ sh:path dct:title ; sh:minCount 1 ] ."
QUERY = '<#shape> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:sparql [ sh:select """%s""" ] .'


def folder_with(tmp_path: Path, text: str, name: str = "mine.ttl") -> Path:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_profile_loads() -> None:
    for name in PROFILES:
        assert load_profile(name, BASE, TODAY).name == name


def test_a_good_file_loads(tmp_path: Path) -> None:
    profile = load_profile("own", BASE, TODAY, folder_with(tmp_path, HEADER + SHAPE))
    (rule,) = profile.rules
    assert rule.name == "own/mine"
    assert rule.message == {"vi": "Phải có.", "en": "Must be."}
    assert NamedNode(f"{BASE}/rules/own/mine#p1") in rule.facts


def test_an_unknown_profile_is_refused() -> None:
    for name in ("no-such", "../rules", "dcat-ap/.."):
        with pytest.raises(LibraryError, match="there is no such profile"):
            load_profile(name, BASE, TODAY)


BAD = {
    "not turtle": (HEADER + "<#shape> a sh:NodeShape ;;; oops .", "is not Turtle"),
    "no rule": (HEADER.replace("a reg:Rule ;", "") + SHAPE, "no <#rule> a reg:Rule"),
    "no scope": (HEADER.replace('reg:scope "record" ;', "") + SHAPE, "def#scope exactly once"),
    "unknown scope": (HEADER.replace('"record"', '"everything"') + SHAPE, "there is no scope everything"),
    "unknown severity": (HEADER.replace("sh:Warning", "sh:Fatal") + SHAPE, "there is no severity"),
    "no English": (HEADER.replace(', "Must be."@en', "") + SHAPE, "message in: en"),
    "no mend": (HEADER.replace('reg:mend "Thêm vào."@vi, "Add it."@en ;', "") + SHAPE, "mend in: vi, en"),
    "no basis": (HEADER.replace("reg:basis [", "reg:shape <#shape> ; reg:shape [") + SHAPE, "lacks reg:basis"),
    "no first day": (HEADER.replace('reg:inForceFrom "2022-08-16"^^xsd:date', "") + SHAPE, "lacks reg:inForceFrom"),
    "no such day": (HEADER.replace("2022-08-16", "2022-02-30") + SHAPE, "is not a day"),
    "another slug": (HEADER.replace('"mine"', '"yours"') + SHAPE, "not the file's name"),
    "unknown header": (HEADER.replace("reg:mend", "reg:colour 1 ; reg:mend") + SHAPE, "no reg:colour"),
    "dangling shape": (HEADER, "is not in the file"),
    "dangling property": (
        HEADER + "<#shape> a sh:NodeShape ; sh:property <#elsewhere> .",
        "is not in the file",
    ),
    "misspelt constraint": (HEADER + SHAPE.replace("minCount", "mincount"), "may not use sh:mincount"),
    "javascript": (HEADER + SHAPE.replace("sh:minCount 1", "sh:js [ ]"), "may not use sh:js"),
    "service": (HEADER + QUERY % "SELECT $this { SERVICE <http://x.example/> { $this ?p ?o } }", "may not use SERVICE"),
    "from": (HEADER + QUERY % "SELECT $this FROM <http://x.example/> { $this ?p ?o }", "may not use FROM"),
    "exists with two": (
        HEADER + QUERY % "SELECT $this { $this ?p ?o FILTER NOT EXISTS { $this dct:title ?t . ?t ?q ?r } }",
        "one triple pattern only",
    ),
    "exists with a list": (
        HEADER + QUERY % "SELECT $this { $this ?p ?o FILTER EXISTS { $this dct:title ?t ; dct:issued ?d } }",
        "one triple pattern only",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_a_sentence(case: str, tmp_path: Path) -> None:
    text, sentence = BAD[case]
    with pytest.raises(LibraryError, match=sentence) as refusal:
        load_profile("own", BASE, TODAY, folder_with(tmp_path, text))
    assert refusal.value.file == "own/mine.ttl"
    assert refusal.value.vi.startswith("own/mine.ttl")
    assert refusal.value.vi != refusal.value.en


def test_a_file_that_is_not_turtle_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(LibraryError) as refusal:
        load_profile("own", BASE, TODAY, folder_with(tmp_path, "\n\n<a> <b> oops .\n"))
    assert refusal.value.line == 3


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this { $this ?p ?o FILTER NOT EXISTS { $this dct:title ?t } }",
        "SELECT $this { $this ?p ?o FILTER NOT EXISTS { $this dct:source|dct:isPartOf ?t . } }",
        "SELECT $this { $this ?p 'FROM here; SERVICE there' } # FROM",
        "SELECT $this { $this <http://x.example/from#SERVICE> ?o }",
    ],
)
def test_harmless_queries_pass(query: str, tmp_path: Path) -> None:
    assert load_profile("own", BASE, TODAY, folder_with(tmp_path, HEADER + QUERY % query)).rules


def test_an_unknown_term_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    text = HEADER + SHAPE.replace("minCount", "mincount")
    (tmp_path / "own" / "mine.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(LibraryError) as refusal:
        load_profile("own", BASE, TODAY, tmp_path)
    assert refusal.value.line == 1 + text[: text.index("mincount")].count("\n")


def test_a_rule_out_of_force_is_not_in_the_profile() -> None:
    before, after = (load_profile("province", BASE, day) for day in (date(2022, 8, 16), date(2025, 7, 1)))
    assert before.rule("r-core") is None
    assert after.rule("r-core") is not None


def test_a_rule_cites_the_texts_in_force_on_the_day() -> None:
    rule = load_profile("province", BASE, TODAY).rule("r-personal")
    assert rule
    assert "Nghị định 47/2020" in rule.article(date(2025, 8, 18))
    assert "Nghị định 47/2020" not in rule.article(date(2025, 8, 19))
    assert "91/2025/QH15" in rule.article(TODAY)
    assert not rule.in_force(date(2019, 1, 1))


def test_rules_are_found_at_another_address() -> None:
    (first,) = load_profiles(("province",), "https://data.example.vn/so", TODAY)
    nodes = [str(node) for rule in first.rules for node in rule.facts]
    assert all(node.startswith(("<https://data.example.vn/so/", "_:")) for node in nodes)


def test_every_concept_a_rule_names_is_one_the_vocabulary_has() -> None:
    """Rules name code-list entries by relative IRI; one that no list has would be a rule about nothing."""
    known = known_concepts()
    for name in PROFILES:
        for rule in load_profile(name, BASE, TODAY).rules:
            for facts in rule.facts.values():
                for term in (term for terms in facts.values() for term in terms):
                    assert not term.value.startswith(f"{BASE}/id/concept/") or term.value in known, (rule.name, term)


def test_every_term_of_ours_that_rules_use_is_defined_in_two_languages() -> None:
    text = (
        Path("vocab/terms/registry.ttl").read_bytes(),
        *(p.read_bytes() for p in Path("shapes/terms").glob("*.ttl")),
    )
    triples = [quad for data in text for quad in parse(data, format=RdfFormat.TURTLE, base_iri=f"{BASE}/")]
    labels = {(str(q.subject), q.object.language) for q in triples if q.predicate == RDFS.label}
    used = {
        str(term)
        for name in PROFILES
        for rule in load_profile(name, BASE, TODAY).rules
        for facts in rule.facts.values()
        for term in (*facts, *(term for terms in facts.values() for term in terms))
        if term in REG
    }
    assert len(used) > 15
    assert {(term, lang) for term in used for lang in ("vi", "en")} <= labels


def known_concepts() -> set[str]:
    from_lists = {concept.iri for found in code_lists(BASE).values() for concept in found.concepts}
    return from_lists | {concept.scheme for found in code_lists(BASE).values() for concept in found.concepts}
