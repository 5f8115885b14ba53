"""A harvested record to a ministry's dataset: what is needed to compare by, in our words, without nameless nodes.

A ministry that ended lives on in its heir: where it has one, that is the owner and the ended one the former owner.
What the lists and the lexicon do not know is left out, with a notice. Where the program brings the same dataset along,
what the catalogue is silent about stays as the program has it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from harvesters.dates import dated
from harvesters.ministry_known import Known
from harvesters.ministry_statements import Statements, short
from harvesters.source import Harvested, Notice, Source
from harvesters.texts import clean
from vocab.agencies import Agencies, Agency
from vocab.codelists import code_lists
from vocab.identifiers import ministry_dataset_iri
from vocab.lexicon import load_lexicon
from vocab.ministries import COMPOSED, FOUND, IMPORTED, MinistryDataset
from vocab.namespaces import DCAT, DCT, PROV, RDF, REG, SKOS, XSD
from vocab.vietnamese import title_key

MINISTRY_KIND = "bo-nganh"
STATED = ("found-secondary", "unverified")
"""What a catalogue may say of what its rows rest on, less than that a ministry told it."""
_BESIDE = (DCT.identifier, SKOS.altLabel, REG.formerOwner, PROV.qualifiedAttribution)
"""What the program says of a dataset besides what its ministry's catalogue does."""
_OF_THE_ROW = (RDF.type, REG.attestation, REG.factsAttestation, SKOS.editorialNote)
_ATTESTED = (DCT.title, DCT.description, REG.legalSource, REG.attestation)
_FACTS = (REG.observationUnit, REG.keyField, REG.shared, DCT.modified, DCT.accrualPeriodicity, SKOS.altLabel)
_TEXTS = (DCT.description, DCAT.keyword, SKOS.altLabel)
_ADDRESSES = (DCAT.landingPage, DCAT.endpointURL, DCT.isReferencedBy)
_LISTS = (
    (DCAT.theme, "data-theme", "danh mục chủ đề", "the list of themes"),
    (DCT.accrualPeriodicity, "frequency", "danh mục tần suất cập nhật", "the list of frequencies"),
)
_WITHIN = {
    "unit": ("các đơn vị quan sát của từ điển đối chiếu", "the lexicon's units"),
    "field": ("các trường khóa của từ điển đối chiếu", "the lexicon's key fields"),
}
_TRUTHS = {"true": "true", "1": "true", "co": "true", "yes": "true"} | dict.fromkeys(
    ("false", "0", "khong", "no"), "false"
)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A ministry's dataset as it goes into the ledger: its IRI, its title, its exact N-Quads, what was left out."""

    iri: str
    title: str
    body: bytes
    notices: tuple[Notice, ...]


def map_ministry_dataset(
    harvested: Harvested, *, base: str, source: Source, agencies: Agencies, known: Known
) -> Mapped:
    """The dataset of a ministry that this record tells of.

    It keeps the IRI of the row it is the same as; else its IRI is made from the source's name and its identifier there. A
    code alone makes it no row of another ministry.
    """
    return _Writer(Statements(harvested, agencies), base, source, agencies).written(known)


@dataclass(slots=True)
class _Writer:
    record: Statements
    base: str
    source: Source
    agencies: Agencies
    said: list[tuple[NamedNode, NamedNode | Literal]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    more: list[Triple] = field(default_factory=list)

    def written(self, known: Known) -> Mapped:
        identifiers = self.record.identifiers()
        titles = self.record.titles()
        owner, before = self._owners()
        told = {agency.id for agency in (owner, *before) if agency}
        # A catalogue that a ministry answers for speaks of that one's datasets, whatever it says of owners.
        speakers = frozenset({self.source.agency} if self.source.agency else told)
        row = known.same(identifiers, [title.value for title in titles], speakers)
        for identifier, other in known.others(identifiers, row):
            self._tell_taken(identifier, other)
        iri = (
            row.iri
            if row
            else ministry_dataset_iri(self.base, f"{self.source.slug} {self.record.harvested.identifier}")
        )
        self.say(RDF.type, REG.MinistryDataset)
        for identifier in identifiers:
            self.say(DCT.identifier, Literal(identifier))
        for title in titles:
            self.say(DCT.title, title)
        self._write_owners(owner, before, row)
        self._write_texts()
        self._write_codes()
        self._write_facts()
        if row:
            if row.attestation == FOUND and not self.source.agency:
                self._keep_attested(row, known.said[row.iri])
            self._write_known(row, known.said[row.iri])
        first = next((title for title in titles if title.language != "en"), next(iter(titles), None))
        return Mapped(iri, first.value if first else "", self._body(iri), tuple(self.notices))

    def say(self, predicate: NamedNode, thing: NamedNode | Literal) -> None:
        self.said.append((predicate, thing))

    def _owners(self) -> tuple[Agency | None, list[Agency]]:
        """The ministry that answers for the catalogue, else the one that is named; and those that owned it before."""
        names = [name for term in self.record.objects(DCT.publisher) for name in self.record.names(term)]
        named = next((agency for agency in map(self._ministry, names) if agency), None)
        owner = self.agencies.find(self.source.agency) if self.source.agency else named
        before = list(self._former())
        if owner is None and names:
            self.say(REG.ownerName, Literal(names[0]))
            self._miss("publisher", names[0], "sổ cơ quan", "the register of agencies")
        elif owner and named and named != owner and owner in self.agencies.heirs(named.id):
            before.insert(0, named)
        elif owner and names and named != owner:
            self._tell_other_owner(named.name_vi if named else names[0], owner)
        return owner, before

    def _former(self) -> Iterator[Agency]:
        for term in self.record.objects(REG.formerOwner):
            names = self.record.names(term)
            known = [agency for agency in map(self._ministry, names) if agency]
            yield from known
            if not known and names:
                self._miss("former-owner", names[0], "sổ cơ quan", "the register of agencies")

    def _write_owners(self, owner: Agency | None, before: list[Agency], row: MinistryDataset | None) -> None:
        """An ended owner gives way to its one heir, or to the owner that the program knows of this dataset; to that one
        too gives way a ministry that owned it before, whatever its catalogue says."""
        known = self.agencies.by_id.get(row.owner_id) if row else None
        if owner and known and self.source.agency and owner != known:
            owner, before = known, [owner, *before]
        if owner and owner.valid_to:
            heirs = self.agencies.heirs(owner.id)
            heir = known if known and known in heirs else heirs[0] if len(heirs) == 1 else owner
            owner, before = heir, [owner, *before]
        if owner:
            self.say(DCT.publisher, NamedNode(owner.iri))
        for agency in before:
            if agency != owner:
                self.say(REG.formerOwner, NamedNode(agency.iri))

    def _ministry(self, name: str) -> Agency | None:
        agency = self.agencies.by_iri.get(name) or self.agencies.find(name)
        return agency if agency and agency.kind == MINISTRY_KIND else None

    def _write_texts(self) -> None:
        for predicate in _TEXTS:
            for literal in self.record.literals(predicate):
                if literal.value.strip():
                    lang = "en" if (literal.language or "").startswith("en") else "vi"
                    self.say(predicate, Literal(clean(literal.value).strip(), language=lang))
        for literal in self.record.literals(DCT.alternative):
            self.say(SKOS.altLabel, Literal(clean(literal.value).strip(), language=literal.language or "vi"))
        for predicate in _ADDRESSES:
            for term in self.record.objects(predicate):
                if isinstance(term, NamedNode):
                    self.say(predicate, term)
        for term in self.record.objects(DCAT.distribution):
            for predicate in (DCAT.accessURL, DCAT.downloadURL):
                for place in self.record.objects(predicate, term):
                    if isinstance(place, NamedNode):
                        self.say(predicate, place)

    def _write_codes(self) -> None:
        lists = code_lists(self.base)
        for predicate, name, where_vi, where_en in _LISTS:
            for term in self.record.objects(predicate):
                words = self.record.names(term)
                concept = next((found for found in map(lists[name].find, words) if found), None)
                if concept:
                    self.say(predicate, NamedNode(concept.iri))
                elif words:
                    self._miss(name, words[0], where_vi, where_en)
        for predicate, scheme in ((REG.observationUnit, "unit"), (REG.keyField, "field")):
            for term in self.record.objects(predicate):
                for name in self.record.names(term)[:1]:
                    self._write_concept(predicate, scheme, name)

    def _write_concept(self, predicate: NamedNode, scheme: str, name: str) -> None:
        lexicon, slug = load_lexicon(), name.rpartition("/")[2]
        keys = [match.concept for match in lexicon.concepts(name) if lexicon[match.concept].scheme == scheme]
        key = f"{scheme}/{slug}" if f"{scheme}/{slug}" in lexicon else next(iter(keys), "")
        if key:
            self.say(predicate, NamedNode(f"{self.base}/id/concept/lexicon-{key}"))
        else:
            self._miss(scheme, name, *_WITHIN[scheme])

    def _write_facts(self) -> None:
        for literal in self.record.literals(DCT.modified)[:1]:
            if day := _day(literal.value):
                self.say(DCT.modified, Literal(day, datatype=XSD.date))
            else:
                self._tell(
                    "modified",
                    literal.value,
                    "ở cột ngày cập nhật không phải một ngày",
                    "in the column modified is no day",
                )
        for literal in self.record.literals(REG.shared)[:1]:
            if truth := _TRUTHS.get(title_key(literal.value) or literal.value.strip().casefold()):
                self.say(REG.shared, Literal(truth, datatype=XSD.boolean))
            else:
                self._tell(
                    "shared",
                    literal.value,
                    "ở cột chia sẻ không phải có hay không",
                    "in the column shared is neither yes nor no",
                )
        for literal in self.record.literals(REG.legalSource)[:1]:
            self.say(REG.legalSource, Literal(short(literal.value), language="vi"))
        # That an official text was found is for those who keep the register to say.
        attested = [literal.value for literal in self.record.literals(REG.attestation)]
        stated = [word for word in attested if word in STATED]
        for word in attested:
            if word not in (*STATED, IMPORTED):
                self._tell(
                    "source-status", word, "không phải mức mà một danh mục nói được", "is not for a catalogue to say"
                )
        self.say(REG.attestation, Literal(stated[0] if stated else IMPORTED))

    def _keep_attested(self, row: MinistryDataset, triples: Iterable[Triple]) -> None:
        """A file that no ministry answers for adds to what was found in an official text, and changes nothing of it."""
        titles = [thing for predicate, thing in self.said if predicate == DCT.title and isinstance(thing, Literal)]
        self.said = [pair for pair in self.said if pair[0] not in _ATTESTED]
        for triple in triples:
            thing = triple.object
            is_attested = triple.subject == NamedNode(row.iri) and triple.predicate in _ATTESTED
            if is_attested and isinstance(thing, NamedNode | Literal):
                self.say(triple.predicate, thing)
        attested = {row.title_vi, row.title_en}
        for title in titles:
            if title.value not in attested:
                self.say(SKOS.altLabel, title)
        self.notices.append(
            Notice(
                "attested",
                f"“{row.title_vi}” đã được xác nhận theo văn bản: tên, mô tả và căn cứ giữ nguyên, tên trong tệp là tên "
                "khác. Để bộ tự sửa, hãy nhập với tên bộ (--agency).",
                f"“{row.title('en')}” rests on an official text: title, description and legal source stay, the file's "
                "title is one more name. For the ministry's own word, import it in the ministry's name (--agency).",
            )
        )

    def _write_known(self, row: MinistryDataset, triples: Iterable[Triple]) -> None:
        """What the program says of this dataset and the catalogue does not; its other names and owners stay beside."""
        spoken = {(predicate, _language(thing)) for predicate, thing in self.said}
        titles = {thing.value for predicate, thing in self.said if predicate == DCT.title}
        is_of_facts = False
        for triple in triples:
            predicate, thing = triple.predicate, triple.object
            if (
                not isinstance(thing, NamedNode | Literal)
                or predicate in _OF_THE_ROW
                or self._is_owner(predicate, thing)
            ):
                continue
            if triple.subject != NamedNode(row.iri):
                self.more.append(triple)
            elif predicate in _BESIDE or (predicate, _language(thing)) not in spoken:
                self.say(predicate, thing)
                is_of_facts = is_of_facts or predicate in _FACTS
            elif predicate == DCT.title and thing.value not in titles:
                self.say(SKOS.altLabel, thing)
        if is_of_facts and row.facts_composed:
            self.say(REG.factsAttestation, Literal(COMPOSED))

    def _is_owner(self, predicate: NamedNode, thing: NamedNode | Literal) -> bool:
        """Whether this tells of an owner and the catalogue has told of one."""
        told = {thing for said, thing in self.said if said == DCT.publisher}
        return bool(told) and (predicate == DCT.publisher or (predicate == REG.formerOwner and thing in told))

    def _body(self, iri: str) -> bytes:
        node, places = NamedNode(iri), 0
        triples = dict.fromkeys(self.more)
        for predicate, thing in self.said:
            if predicate in (DCAT.accessURL, DCAT.downloadURL):
                places += 1
                part = NamedNode(f"{iri}#distribution-{places}")
                triples[Triple(node, DCAT.distribution, part)] = None
                triples[Triple(part, RDF.type, DCAT.Distribution)] = None
                triples[Triple(part, predicate, thing)] = None
            else:
                triples[Triple(node, predicate, thing)] = None
        quads = (Quad(triple.subject, triple.predicate, triple.object, node) for triple in triples)
        lines = (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
        return b"".join(sorted(lines))

    def _tell_taken(self, identifier: str, row: MinistryDataset) -> None:
        self.notices.append(
            Notice(
                "identifier",
                f"Mã «{identifier[:200]}» là của “{row.title_vi}” ({row.owner}): bản ghi này là một tập khác.",
                f"The code “{identifier[:200]}” is that of “{row.title('en')}”: this record is another dataset.",
            )
        )

    def _tell_other_owner(self, name: str, owner: Agency) -> None:
        self.notices.append(
            Notice(
                "owner",
                f"Danh mục của {owner.name_vi} ghi chủ quản là «{name[:200]}»: bản ghi đứng tên {owner.name_vi}.",
                f"The catalogue of {owner.name('en')} names “{name[:200]}” as the owner: the record stands in the name of"
                f" {owner.name('en')}.",
            )
        )

    def _miss(self, slug: str, word: str, where_vi: str, where_en: str) -> None:
        self._tell(slug, word, f"không có trong {where_vi}", f"is not in {where_en}")

    def _tell(self, slug: str, word: str, what_vi: str, what_en: str) -> None:
        self.notices.append(Notice(slug, f"«{word[:200]}» {what_vi}.", f"“{word[:200]}” {what_en}."))


def _language(thing: NamedNode | Literal) -> str:
    return thing.language or "" if isinstance(thing, Literal) else ""


def _day(text: str) -> str:
    """The day of a date however it is written, ISO; "" for what is none."""
    try:
        return date.fromisoformat(dated(text.strip()).value[:10]).isoformat()
    except ValueError:
        return ""
