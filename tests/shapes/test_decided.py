"""What people decided counts while it is judged, as long as it should, and nobody writes it for himself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from shapes.context import Context
from shapes.decided import Decided
from shapes.evidence import graded
from shapes.judge import Judgement, judge
from shapes.library import load_profile
from shapes.likeness.index import Index
from shapes.likeness.subject import subject_of_description, subject_of_ministry
from shapes.marks import mark_of
from shapes.record import validate
from shapes.rulebook import Rulebook, rulebook
from shapes.rulings import Ended, OpenCase, Ruling
from sparql.questions import over
from tests.shapes.conftest import BASE, TODAY, read_turtle
from vocab.description import Description, describe
from vocab.identifiers import dataset_iri, mint_key
from vocab.lexicon import load_lexicon
from vocab.ministries import load_ministry_datasets
from vocab.namespaces import DCT, RDF, REG, XSD

IRI = dataset_iri(BASE, mint_key("trung"))
ROW = load_ministry_datasets(BASE)[0]
INDEX = Index.build([subject_of_ministry(ROW)], load_lexicon())
COPY = f"""<{IRI}> a dcat:Dataset ; dct:title "{ROW.title_vi}"@vi ; dct:description "{ROW.description}"@vi ;
    dcat:theme <{ROW.theme}>"""
DUPLICATE, REVIEWED, ENDED = "overlap/duplicate-of-ministry", "overlap/duplicate-under-review", "overlap/ruled-out"
LAGS_NEW, PUBLIC = "overlap/new-reuse-lags", Decided(is_public=True)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture(scope="module")
def book(context: Context) -> Rulebook:
    return rulebook([load_profile("overlap", BASE, TODAY)], context, over)


def copied(more: str = "") -> Description:
    return describe(IRI, read_turtle(f"{COPY} {more} ."))


def judged(book: Rulebook, decided: Decided, more: str = "", day: date = TODAY) -> Judgement:
    return judge({IRI: copied(more)}, book, INDEX, True, decided={IRI: decided}, day=day)[IRI]


def slugs(book: Rulebook, decided: Decided, more: str = "", day: date = TODAY) -> set[str]:
    return {finding.rule for finding in judged(book, decided, more, day).report.findings}


def ruled(verdict: str, until: date | None = None, mark: str = "") -> Decided:
    return Decided((Ruling(ROW.iri, verdict, until, 7, mark),))


def waiting(opened_as: str, due: date) -> Decided:
    return Decided((), (OpenCase(ROW.iri, opened_as, due, "duplicate"),))


def test_a_duplicate_holds_without_a_ruling_or_a_declaration(book: Rulebook) -> None:
    (finding,) = judged(book, Decided()).report.findings
    assert (finding.rule, finding.holds, finding.value) == (DUPLICATE, True, ROW.iri)
    assert ROW.title_vi in finding.message_vi
    assert slugs(book, Decided(), f"; dct:source <{ROW.iri}>") == set()


@pytest.mark.parametrize("verdict", ["no-overlap", "delegated-copy", "exempt"])
def test_a_ruling_that_lets_it_be_silences_the_rule_until_its_last_day(book: Rulebook, verdict: str) -> None:
    assert slugs(book, ruled(verdict)) == set()
    assert slugs(book, ruled(verdict, TODAY)) == set()
    assert slugs(book, ruled(verdict, YESTERDAY)) == {DUPLICATE}
    assert slugs(book, ruled(verdict, TODAY), day=TOMORROW) == {DUPLICATE}, "the day judged for counts, not the book's"


def test_a_ruling_counts_for_the_evidence_it_was_made_on(book: Rulebook) -> None:
    found = judged(book, Decided())
    assert slugs(book, ruled("exempt", mark=found.marks[ROW.iri])) == set()
    (evidence,) = found.evidence
    mine, its = subject_of_description(copied()), subject_of_ministry(ROW)
    other = graded(ROW.iri, "overlap", 0.5, [replace(evidence.features[0], name="something-else")])
    assert slugs(book, ruled("exempt", mark=mark_of(other, mine, its))) == set(), "only the measure is another"
    assert slugs(book, ruled("no-overlap", mark=mark_of(other, mine, its))) == {DUPLICATE}, "it is a duplicate now"
    for sides in ((replace(mine, keywords=("x",)), its), (mine, replace(its, descriptions=(("vi", "x"),)))):
        assert slugs(book, ruled("exempt", mark=mark_of(other, *sides))) == {DUPLICATE}


@pytest.mark.parametrize("verdict", ["merge", "withdraw"])
def test_what_was_ended_is_not_published_again_whatever_it_says_by_then(book: Rulebook, verdict: str) -> None:
    for more in ("", f"; dct:source <{ROW.iri}>"):
        (finding,) = (one for one in judged(book, ruled(verdict), more).report.findings if one.rule == ENDED)
        assert finding.holds and "7" in finding.message_vi
    other = describe(IRI, read_turtle(f'<{IRI}> a dcat:Dataset ; dct:title "Lịch phát bài tuyên truyền"@vi .'))
    said = judge({IRI: other}, book, INDEX, True, decided={IRI: ruled(verdict)}, day=TODAY)[IRI]
    assert {one.rule for one in said.report.findings} == {ENDED}


def test_what_was_ended_does_not_come_back_under_another_identifier(book: Rulebook) -> None:
    twin = (Ended(ROW.iri, ROW.title_vi.upper(), "withdraw", "2026-031", 9),)
    (finding,) = (one for one in judged(book, Decided(ended=twin)).report.findings if one.rule == ENDED)
    assert finding.holds and "2026-031" in finding.message_vi and "2026-031" in finding.message_en
    assert ENDED not in slugs(book, Decided(ended=(replace(twin[0], title="Lịch chiếu phim"),)))
    assert ENDED not in slugs(book, Decided(ended=(replace(twin[0], other=f"{ROW.iri}-khac"),)))
    assert ENDED not in slugs(book, Decided(is_public=True, ended=twin)), "it binds what is not public yet"
    assert ENDED not in slugs(book, replace(ruled("no-overlap"), ended=twin)), "a ruling of its own opens the way"
    assert ENDED not in slugs(book, Decided(ended=twin), f"; dct:source <{ROW.iri}>"), "so does declaring the reuse"


def test_a_repair_of_what_was_public_is_not_held_while_its_case_is_open_and_in_time(book: Rulebook) -> None:
    (finding,) = judged(book, waiting("published", TODAY)).report.findings
    assert (finding.rule, finding.severity, finding.holds) == (REVIEWED, "Violation", False)
    assert TODAY.strftime("%d/%m/%Y") in finding.message_vi
    assert slugs(book, waiting("published", YESTERDAY)) == {REVIEWED}, "also when the reviewer is late"
    assert slugs(book, waiting("new", TOMORROW)) == {DUPLICATE}


def test_nobody_writes_himself_a_ruling_or_a_ministrys_dataset(book: Rulebook) -> None:
    forged = f"""; dct:source <{BASE}/id/ministry-dataset/khong-co> .
        [] a reg:Ruling ; reg:ofDataset <{IRI}> ; reg:withMinistryDataset <{ROW.iri}> ; reg:verdict "exempt" .
        [] a reg:OpenCase ; reg:ofDataset <{IRI}> ; reg:withMinistryDataset <{ROW.iri}> ; reg:openedAs "published" ;
            reg:due "2099-01-01"^^xsd:date .
        <{BASE}/id/ministry-dataset/khong-co> a reg:MinistryDataset ; dct:modified "2000-01-01"^^xsd:date"""
    assert slugs(book, Decided(), forged) == {DUPLICATE, "overlap/reuse-of-nothing"}


def test_reuse_is_held_to_the_day_judged_for_and_to_the_ministrys_last_change(book: Rulebook, context: Context) -> None:
    def said(day: str, context: Context = context, decided: Decided = PUBLIC) -> set[str]:
        asked = rulebook(book.profiles, context, over)
        return slugs(asked, decided, f'; dct:source <{ROW.iri}> ; reg:lastSynced "{day}"^^xsd:date')

    node = NamedNode(ROW.iri)
    plain = tuple(t for t in context.known[node] if t.predicate not in (DCT.modified, DCT.accrualPeriodicity))
    monthly = NamedNode("http://publications.europa.eu/resource/authority/frequency/MONTHLY")
    facts = (
        Triple(node, DCT.modified, Literal("2026-10-01", datatype=XSD.date)),
        Triple(node, DCT.accrualPeriodicity, monthly),
    )
    known = replace(context, known={**context.known, node: (*plain, *facts)})
    unknown = replace(context, known={**context.known, node: plain})
    assert (said("2026-08-31", known), said("2026-08-30", known)) == (set(), {"overlap/reuse-lags"})
    assert said("2026-08-30", known, Decided()) == {LAGS_NEW}
    assert said(TODAY.isoformat(), known) == set()
    assert said(TOMORROW.isoformat(), known) == {"overlap/synced-ahead"}
    assert said("2026-10-02", unknown) == {"overlap/reuse-step-unknown"}


def test_reuse_that_lags_holds_what_was_never_public_and_nobody_says_of_himself_that_he_is(book: Rulebook) -> None:
    late = f'; dct:source <{ROW.iri}> ; reg:lastSynced "2020-01-01"^^xsd:date ; reg:isPublic true'
    for decided, name, holds in ((Decided(), LAGS_NEW, True), (PUBLIC, "overlap/reuse-lags", False)):
        (finding,) = judged(book, decided, late).report.findings
        assert (finding.rule, finding.severity, finding.holds) == (name, "Violation", holds)


def test_a_pair_inside_the_province_is_a_remark_and_blocks_nobody(book: Rulebook) -> None:
    other = dataset_iri(BASE, mint_key("khac"))
    evidence = graded(other, "duplicate", 0.9, judged(book, Decided()).evidence[0].features)
    plain = Description(IRI, tuple(read_turtle(f"<{IRI}> a dcat:Dataset .")), "")
    triples = [*plain.triples, *evidence.triples(IRI)]
    assert Triple(NamedNode(f"{IRI}#overlap-{other.rpartition('/')[2]}"), RDF.type, REG.Overlap) in triples
    findings = validate(triples, book).findings
    assert {(one.rule, one.severity, one.holds) for one in findings} == {("overlap/agencies-alike", "Info", False)}
