"""Descriptions as an older version, a careless source or an ill-willed one could have left them in the ledger, and words
that may never leave: of drafts, of what is held, was withdrawn, or is a ministry's.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize
from sqlalchemy import insert

from registry import schema
from registry.clock import Clock, stamp, utc_now
from registry.directory import prepare
from registry.drafts import Drafts
from registry.entries import Act
from registry.ledger import Ledger
from registry.words import Words
from vocab.identifiers import dataset_iri, key_of, mint_key, record_iri, record_of
from vocab.namespaces import ADMS, DCAT, DCT, FOAF, RDF, RDFS, SKOS, SPDX, VCARD, XSD

CANARY = "kimquykhongroitoday"
"""Stands in all that may not leave."""
ONCE = "tungcongbokimquy"
"""Stands in what was public and was withdrawn: nowhere but in the history that /changes tells."""
FILES = 10_000
CONTROLS = "".join(map(chr, (*range(0x01, 0x20), 0x7F, 0x85, 0xFFFE, 0xFFFF)))
MARKUP = "</script></title>]]><!--<script>alert(1)</script>{{7*7}}&amp;&#0;%00"
FORMULA = '=HYPERLINK("http://x.example?"&A1;"bấm")'
QUOTES = "\"'`\\ \r\n\t\u2028\u2029 «»"
TURNING = "\u202ekhông\u202c \u200f\u200e\u2066x\u2069\u200b\ufeff e\u0301\U0001f9ea\U000e0001"
LONG = "chữ " * 16_000
ODD_IRIS = (
    "javascript:alert(1)",
    "data:text/html,%3Cscript%3E",
    "http://a.example/'onmouseover='alert(1)",
    "http://a.example/?a=1&b=2;c=3,d(e)*!$~#y",
    "http://tỉnh.example/đường/%00%0d%0aSet-Cookie:x",
    "http://[::1]:1/",
    "urn:x:" + "a" * 1900,
    "mailto:a@b.example?subject=%0d%0aBcc:x",
    "HTTP://A.EXAMPLE:80/../..//",
)
Node = NamedNode | BlankNode


class Record:
    """One hostile record while it is written: its dataset's statements, unjudged and unordered."""

    def __init__(self, base: str, name: str) -> None:
        self.iri = dataset_iri(base, mint_key("hostile", name))
        self.dataset = NamedNode(self.iri)
        self.triples = [Triple(self.dataset, RDF.type, DCAT.Dataset)]

    @property
    def key(self) -> str:
        return key_of(self.iri)

    def say(self, predicate: NamedNode, thing: Node | Literal, subject: Node | None = None) -> None:
        self.triples.append(Triple(subject or self.dataset, predicate, thing))

    def titled(self, text: str) -> "Record":
        """Said wherever a text may stand."""
        vi = Literal(text, language="vi")
        for predicate in (DCT.title, DCT.description, DCAT.keyword, DCT.identifier, DCAT.version, ADMS.versionNotes):
            self.say(predicate, vi if predicate != DCT.identifier else Literal(text))
        for predicate, kind, name in (
            (DCAT.contactPoint, VCARD.Organization, VCARD.fn),
            (DCT.provenance, DCT.ProvenanceStatement, RDFS.label),
            (DCT.spatial, DCT.Location, SKOS.prefLabel),
            (DCAT.distribution, DCAT.Distribution, DCT.title),
        ):
            part = BlankNode(f"b{self.key}x{len(self.triples)}")
            self.say(predicate, part)
            self.say(RDF.type, kind, part)
            self.say(name, vi, part)
        return self

    def act(self, agency: str, act: str = "publish") -> Act:
        lines = serialize(self.triples, format=RdfFormat.N_TRIPLES) or b""
        record = record_of(self.iri)
        body = lines.replace(b" .\n", f" <{record}> .\n".encode())
        return Act(act, record, "cu", body=body, fingerprint=hashlib.sha256(body).hexdigest(), agency=agency)


def hostile(base: str) -> tuple[Record, ...]:
    """Every hostile record there is, each of one kind."""
    texts = {
        "controls": CONTROLS,
        "markup": MARKUP,
        "formula": FORMULA,
        "quotes": QUOTES,
        "turning": TURNING,
        "long": LONG,
    }
    return (
        *(Record(base, name).titled(text) for name, text in texts.items()),
        *(Record(base, f"formula{sign}").titled(f"{sign}1+1|cmd") for sign in "+-@\t"),
        Record(base, "silent"),
        _odd_iris(base),
        _unknown_codes(base),
        _ring(base),
        _bad_values(base),
        _of_wrong_kind(base),
        _many_files(base),
    )


def _odd_iris(base: str) -> Record:
    record = Record(base, "iris").titled("Địa chỉ lạ")
    for number, odd in enumerate(ODD_IRIS):
        iri = NamedNode(odd)
        for predicate in (
            DCAT.landingPage,
            FOAF.page,
            DCT.source,
            DCT.conformsTo,
            DCT.relation,
            DCT.language,
            DCAT.theme,
        ):
            record.say(predicate, iri)
        file = NamedNode(f"{record.iri}/tep#{number}")
        record.say(DCAT.distribution, file)
        record.say(DCAT.accessURL, iri, file)
        record.say(DCAT.downloadURL, iri, file)
    record.say(NamedNode("http://a.example/1"), Literal("thuộc tính không viết được trong XML"))
    record.say(NamedNode("urn:x"), NamedNode("urn:y"))
    return record


def _unknown_codes(base: str) -> Record:
    record = Record(base, "codes").titled("Mã lạ")
    for predicate in (DCT.license, DCT.accessRights, DCT.accrualPeriodicity, DCAT.theme, DCT.publisher, DCT.language):
        record.say(predicate, NamedNode(f"https://khong.example/ma/{predicate.value.rpartition('/')[2]}"))
    return record


def _ring(base: str) -> Record:
    """Blank nodes that lead round, more of them than are taken in today."""
    record = Record(base, "ring").titled("Vòng tròn")
    nodes = [BlankNode(f"b{record.key}r{number}") for number in range(9)]
    for predicate in (DCT.spatial, DCT.provenance, DCAT.contactPoint, DCT.relation, DCAT.distribution):
        record.say(predicate, nodes[0])
    for one, other in zip(nodes, (*nodes[1:], nodes[0]), strict=True):
        for predicate in (DCT.isPartOf, VCARD.hasTelephone, SPDX.checksum, SKOS.prefLabel):
            record.say(predicate, other, one)
    return record


def _bad_values(base: str) -> Record:
    record = Record(base, "values").titled("Giá trị sai")
    for predicate in (DCT.issued, DCT.modified):
        for text in ("hôm qua", "2026-13-45", "-0001-01-01", "99999-12-31", "2026-10-01T25:61:61+99:99", ""):
            record.say(predicate, Literal(text, datatype=XSD.date))
    part = BlankNode(f"b{record.key}t")
    record.say(DCT.temporal, part)
    record.say(DCAT.startDate, Literal("mùa thu", datatype=XSD.gYear), part)
    place = BlankNode(f"b{record.key}p")
    record.say(DCT.spatial, place)
    record.say(DCAT.bbox, Literal("POLYGON((1 2,3"), place)
    record.say(DCAT.centroid, Literal('{"type":"Point","coordinates":[1e999,"x"]}'), place)
    file = NamedNode(f"{record.iri}/tep")
    record.say(DCAT.distribution, file)
    for text in ("-5", "abc", "1e400", "9" * 40, "1.5"):
        record.say(DCAT.byteSize, Literal(text, datatype=XSD.nonNegativeInteger), file)
    return record


def _of_wrong_kind(base: str) -> Record:
    """Literals where nodes stand, nodes where literals stand, many languages, itself as its own part."""
    record = Record(base, "kinds")
    for tag in ("vi", "vi", "en-us", "x-private", "zh-hant-tw"):
        record.say(DCT.title, Literal(f"Tên {len(record.triples)}", language=tag))
    record.say(DCT.title, NamedNode("https://khong.example/ten"))
    for predicate in (
        DCAT.contactPoint,
        DCAT.distribution,
        DCT.spatial,
        DCT.temporal,
        DCT.license,
        DCT.publisher,
        DCAT.theme,
    ):
        record.say(predicate, Literal("chữ ở chỗ của một nút"))
        record.say(predicate, record.dataset)
    return record


def _many_files(base: str) -> Record:
    record = Record(base, "files").titled("Mười nghìn tệp")
    for number in range(FILES):
        file = NamedNode(f"{base}/id/distribution/{number:012}")
        record.say(DCAT.distribution, file)
        record.say(RDF.type, DCAT.Distribution, file)
        record.say(DCAT.accessURL, NamedNode(f"https://so.example.vn/tai/{number}.csv"), file)
    return record


def fill(data: Path, base: str, records: Sequence[Record], now: Clock = utc_now) -> None:
    """A data directory with these records in it for a month, and beside them all that may not leave."""
    prepare(data)
    with _written(data, lambda: now() - timedelta(days=30)) as ledger:
        agency = Words.of(base).agency("gl-so-yt")
        assert agency is not None
        withdrawn, ministry = Record(base, "withdrawn"), Record(base, "import").titled(CANARY)
        # The page of what was withdrawn shows its title, and no more.
        withdrawn.say(DCT.title, Literal("Tập đã thu hồi", language="vi"))
        withdrawn.say(DCT.description, Literal(ONCE, language="vi"))
        ledger.append([one.act(agency.iri) for one in (*records, withdrawn)])
        ledger.append([ministry.act(agency.iri, "import")])
        ledger.append([Act("withdraw", withdrawn.act("").record, "gl-so-yt", "Nguyễn An", reason="gộp")])
        _hold(ledger, base, agency.iri, now())
        drafted = {"dct_title.0.vi": CANARY}
        Drafts(ledger.engine, now).open(agency.iri, dataset_iri(base, mint_key("draft")), drafted, CANARY)
    with _written(data, now) as ledger:
        ledger.append([Record(base, "late").titled("Vừa công bố").act(agency.iri)])


def _hold(ledger: Ledger, base: str, agency: str, now: datetime) -> None:
    held = Record(base, "held").titled(CANARY)
    act = held.act(agency)
    (entry,) = ledger.append([Act("hold", act.record, "gl-so-yt", CANARY, fingerprint=act.fingerprint, agency=agency)])
    row = {"record": act.record, "seq": entry.seq, "agency": agency, "fingerprint": act.fingerprint, "title": CANARY}
    with ledger.engine.begin() as connection:
        more = {"body": act.body, "findings": "[]", "at": stamp(now)}
        connection.execute(insert(schema.held), [{**row, **more}])


@contextmanager
def _written(data: Path, clock: Clock) -> Iterator[Ledger]:
    engine = schema.connect(data / "ledger.db")
    schema.create(engine)
    try:
        yield Ledger(engine, clock)
    finally:
        engine.dispose()


def gone_key(base: str) -> str:
    """The key of the record that was withdrawn."""
    return key_of(record_iri(base, mint_key("hostile", "withdrawn")).replace("/id/record/", "/id/dataset/"))
