"""One dataset on the desk: what is typed, where it stands, and what can be done with it. Below the views, above the core."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from werkzeug.datastructures import MultiDict

from registry.authority import Actor
from registry.clock import local_day
from registry.decision import Outcome
from registry.drafts import Draft, Overtaken
from registry.errors import Removed, Stale
from registry.harvesting.layering import Edit
from registry.intake import Judged
from registry.ledger import Current
from registry.web.form_reading import Problem, Reading, known_names, read_form, values_of
from registry.web.form_terms import clean
from registry.web.form_words import Form, form_of, lists_of, one_only
from registry.web.here import keeper
from shapes.report import Finding
from vocab.description import Description, describe
from vocab.errors import VocabError
from vocab.identifiers import dataset_iri
from vocab.namespaces import DCAT, DCT, RDF

RULED_OUT = "overlap/ruled-out"
"""The rule that holds what was ruled to be merged or withdrawn, under any identifier."""
AWAITING = frozenset({"overlap/duplicate-of-ministry", RULED_OUT})
"""The rules that leave nothing to mend in a form: the reuse is declared, or a reviewer decides."""
TOLD = {Outcome.PUBLISHED: "published", Outcome.REMARKED: "remarked", Outcome.UNCHANGED: "unchanged"}


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the dataset as the form shows it, and when it was made."""

    values: Mapping[str, str]
    at: str


@dataclass
class Work:
    """A dataset being described.

    `before` are the triples the form began from, `expects` the ledger entry it began from (0: none), `draft` and
    `version` the draft as the page knew it ("" and 0: none yet).
    """

    key: str
    actor: Actor
    agency_id: str
    values: dict[str, str]
    before: tuple[Triple, ...]
    expects: int
    current: Current | None
    draft: str = ""
    version: int = 0
    saved: str = ""
    saved_by: str = ""
    findings: tuple[Finding, ...] = ()
    is_checked: bool = False
    tangle: VocabError | None = None
    _reading: Reading | None = field(default=None)

    @property
    def iri(self) -> str:
        return dataset_iri(keeper().config.base, self.key)

    @property
    def form(self) -> Form:
        return form_of(keeper().config.base, local_day(keeper().clock()))

    @property
    def reading(self) -> Reading:
        """What the values say, read once."""
        if self._reading is None:
            lists = lists_of(keeper().words)
            self._reading = read_form(self.form.fields, self.values, self.iri, self.before, lists)
        return self._reading

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.reading.problems

    def keep(self, values: Mapping[str, str]) -> Draft | Overtaken:
        """Saves the values as the draft, rows' nodes named; Overtaken when somebody else saved in between.

        Sending the same texts twice is no quarrel.
        """
        self.values, self._reading = dict(values), None
        self.values = dict(self.reading.values)
        kept = self._keep()
        if isinstance(kept, Overtaken) and same(kept.now.values, self.values):
            kept = kept.now
        if isinstance(kept, Draft):
            self.draft, self.version, self.saved, self.saved_by = kept.id, kept.version, kept.saved, kept.person
        return kept

    def discard(self) -> None:
        if self.draft:
            keeper().drafts.drop(self.draft, self.agency_id)

    def check(self) -> Judged | None:
        """Has the rules judge what can be read; nothing is written. None when it cannot even be described."""
        self.is_checked = True
        edit = self.edit()
        described = self._described(edit)
        if described is None:
            return None
        if edit is None:
            judged = keeper().authority.check(self.actor, described, self.expects)
        else:
            begun = Description(self.iri, self.before, "")
            judged = keeper().authority.check_edit(self.actor, described, self.expects, begun)
        self.findings = judged.findings
        return judged

    def publish(self) -> str | None:
        """Publishes, and gives the slug of what to tell; None when rules hold it back, which are then in `findings`.

        A text that says the data are secret or personal takes the public version down at once, as the law wants. One
        that only duplicates a ministry's data, or is what was ruled out, is held back with a case, as one that is
        harvested: a person decides.
        Raises Stale when the dataset was changed since the form was opened.
        """
        judged = self.check()
        if judged is None:
            return None
        holds = [finding for finding in judged.findings if finding.holds]
        is_public = self.current is not None and self.current.state == "public"
        if holds and not (is_public and any(finding.takes_down for finding in holds)):
            if AWAITING.issuperset(finding.rule for finding in holds):
                self._settle(judged)
                self.stand_on_newest()
            return None
        decision = self._settle(judged)
        self.discard()
        return TOLD.get(decision, "taken-down")

    def stand_on_newest(self) -> Version:
        """Moves the draft onto the dataset's newest version, its texts unchanged; gives that version."""
        self.discard()
        before, current = _begun_from(self.key)
        self.before, self.expects, self.current = before, current.seq if current else 0, current
        self.draft, self.version = "", 0
        self.keep(self.values)
        return Version(values_of(self.form.fields, before, NamedNode(self.iri)), current.modified if current else "")

    def _keep(self) -> Draft | Overtaken:
        drafts, values = keeper().drafts, self.values
        if not self.draft:
            body = _quads(self.iri, self.before)
            opened = drafts.open(self.agency_id, self.iri, values, self.actor.person, body, self.expects)
            return opened if same(opened.values, values) else _second(opened)
        kept = drafts.save(self.draft, self.agency_id, self.version, values, self.actor.person)
        if kept is None:
            # Published or thrown away in another window: what was typed here becomes a draft again.
            self.draft = ""
            return self._keep()
        return kept

    @property
    def stated(self) -> Description:
        """What the form says now, to be looked at only: it is neither in canonical order nor fingerprinted."""
        return Description(self.iri, tuple(self._stated()), "")

    def edit(self) -> Edit | None:
        """What the form adds to what a source brought, and whether it changes that; None for a dataset of no source."""
        return keeper().adding.edit(self.iri, self.before, self._stated(), one_only(self.form.fields))

    def _described(self, edit: Edit | None) -> Description | None:
        stated = edit.triples if edit else self._stated()
        try:
            return describe(self.iri, stated, Description(self.iri, tuple(self.reading.triples), ""))
        except VocabError as tangle:
            self.tangle = tangle
            return None

    def _stated(self) -> Sequence[Triple]:
        """What was read, and what the desk itself says: that it is a dataset, and of whom."""
        subject = NamedNode(self.iri)
        said = [t for t in self.reading.triples if (t.subject, t.predicate) != (subject, DCT.publisher)]
        own = (
            Triple(subject, RDF.type, DCAT.Dataset),
            Triple(subject, DCT.publisher, NamedNode(self.actor.agency)),
        )
        return list(dict.fromkeys((*said, *own)))

    def _settle(self, judged: Judged) -> Outcome:
        edit = self.edit()
        aside = keeper().adding.keeping(self.iri, edit) if edit else None
        try:
            decision = keeper().authority.publish(self.actor, judged, aside)
        except Stale:
            newest = keeper().ledger.current(judged.candidate.record)
            if newest is not None and newest.fingerprint == judged.candidate.fingerprint:
                return Outcome.UNCHANGED  # the same form sent twice at once
            raise
        return decision.outcome


def begin(key: str, actor: Actor) -> Work:
    """A dataset that is not yet anywhere."""
    return Work(key, actor, _agency_id(actor), {}, (), 0, None)


def take_up(key: str, actor: Actor, typed: "MultiDict[str, str] | None" = None) -> Work | None:
    """The dataset as the form has it: what was `typed`, else the draft, else the held or public version; None for none.

    Raises Removed for what the law took away.

    What was typed is read against the version that its form began from, which the draft remembers.
    """
    agency = _agency_id(actor)
    iri = dataset_iri(keeper().config.base, key)
    draft = keeper().drafts.of_dataset(iri, agency)
    before, current = _begun_from(key)
    if current is not None and current.state == "expunged":
        raise Removed(current.record)
    if draft is None and current is None:
        return None
    work = begin(key, actor)
    work.current = current
    if draft is not None:
        work.before, work.expects = _triples(draft.body), draft.expects
        work.draft, work.version, work.saved, work.saved_by = draft.id, draft.version, draft.saved, draft.person
        work.values = dict(draft.values)
    else:
        work.before, work.expects = before, current.seq if current else 0
        work.values = values_of(work.form.fields, before, NamedNode(iri))
    return work if typed is None else _with_typed(work, typed)


def same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two forms say the same, empty inputs aside."""

    def said(values: Mapping[str, str]) -> dict[str, str]:
        return {name: clean(text) for name, text in values.items() if clean(text) and not name.endswith(".node")}

    return said(one) == said(other)


def _with_typed(work: Work, typed: "MultiDict[str, str]") -> Work:
    """The work with a form's texts in place of what is stored, at the version which that form knew."""
    names = known_names(work.form.fields, typed.keys())
    work.values = {name: typed[name].replace("\r\n", "\n") for name in typed if name in names}
    version, seq = typed.get("version", ""), typed.get("seq", "")
    work.version = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    if not work.draft and seq.isascii() and seq.isdigit() and len(seq) < 15:
        work.expects = int(seq)
    return work


def _second(opened: Draft) -> Overtaken:
    """There was a draft already that this form did not know of."""
    return Overtaken(opened, "", "")


def _begun_from(key: str) -> tuple[tuple[Triple, ...], Current | None]:
    """The version to edit: the one held back, else the public or last public one; and where the record stands."""
    current = keeper().catalogue.current(key)
    if held := keeper().catalogue.held(key):
        return held.description.triples, current
    if current is None or not current.body_seq:
        return (), current
    return _triples(keeper().ledger.body(current.body_seq) or b""), current


def _triples(quads: bytes) -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in parse(quads, format=RdfFormat.N_QUADS))


def _quads(iri: str, triples: tuple[Triple, ...]) -> bytes:
    return Description(iri, triples, "").body()


def _agency_id(actor: Actor) -> str:
    agency = keeper().words.agency(actor.agency)
    return agency.id if agency else ""
