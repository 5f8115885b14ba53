"""Rare states of datasets, runs and sources, put down as the registry leaves them, for whoever looks at their pages."""

import subprocess
import sys
from collections.abc import Sequence

from pyoxigraph import NamedNode
from sqlalchemy import insert

from registry.accounts import By
from registry.discarding import EDITED_BY_HAND
from registry.harvesting.entered import State
from registry.harvesting.lease import new_holder
from registry.harvesting.runs import DONE, GUARDED, RUNNING
from registry.harvesting.tables import origin
from registry.intake import Candidate, Judged
from shapes.report import Finding
from tests.registry.descriptions import candidate, good, retitled, saying
from tests.registry.web.ran import run_row, source_table
from tests.registry.web.site import Site
from vocab.description import Description
from vocab.identifiers import key_of
from vocab.namespaces import DCAT

TWICE = "Trạm y tế xã được thu thập hai lần"
PAGE = NamedNode("https://du-lieu.example.vn/dataset/tram-y-te")
BROUGHT_BY = "source:nguon-cu"


def brought_twice(site: Site) -> tuple[Description, Description]:
    """One dataset that two agencies' sources brought."""
    keeper = site.keeper
    first, second = (
        saying(
            good(keeper.words, keeper.config.base, name, agency=agency, title=TWICE),
            DCAT.landingPage,
            PAGE,
        )
        for name, agency in (("twin-a", "gl-so-yt"), ("twin-b", "gl-so-tc"))
    )
    keeper.intake.take([candidate(one) for one in (first, second)])
    told(site, first.record, "nguon-a")
    told(site, second.record, "nguon-b")
    return first, second


def told(site: Site, record: str, source: str) -> None:
    """A source tells of a record."""
    row = {"record": record, "source": source, "identifier": "1", "last_run": 1, "last_seen": ""}
    site.keeper.ledger.beside(lambda connection: connection.execute(insert(origin), [row]))


def held(site: Site, described: Description, findings: Sequence[Finding] = ()) -> str:
    """A version that a source brings and that is held back, for `findings` or for what the rules find; its key."""
    one = Candidate.of(described, described.publisher or "", BROUGHT_BY)
    site.keeper.intake.settle([Judged(one, tuple(findings))] if findings else site.keeper.intake.check([one]))
    assert site.keeper.catalogue.held(key_of(described.iri)) is not None
    return key_of(described.iri)


def held_beside_public(site: Site) -> Description:
    """What an agency edited, public; and another version that its source brings, held back."""
    mine = good(site.keeper.words, site.keeper.config.base, "held-edited", title="Bản của cơ quan")
    site.keeper.intake.take([candidate(mine)])
    why = Finding(
        EDITED_BY_HAND, "record", "Violation", mine.iri, None, "", None, "cần người chọn", "choose", "", "", ""
    )
    held(site, retitled(mine, "Bản của nguồn"), [why])
    return mine


def cut_short(site: Site) -> int:
    """A run whose process ended before it did; its number."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    holder = " ".join((*new_holder().split(" ")[:2], str(ended.pid), "1", "x"))
    ended.wait()
    return run_row(site, RUNNING, holder=holder)


def removed_source(site: Site) -> str:
    """A source that was taken out again, with a run of it; its name."""
    slug = "nguon-da-bo"
    site.keeper.source_book.enter(source_table(slug, "gl-so-yt"), State.APPROVED, By("van-hanh", "Trần Minh Khoa"))
    run_row(site, DONE, slug, counts='{"created": 3}')
    site.keeper.moving.remove(slug, By("van-hanh", "Trần Minh Khoa"), "Cơ quan dừng API này")
    return slug


def proposed_source(site: Site) -> str:
    """A source that its agency proposed and nobody approved yet; its name."""
    slug = "nguon-de-nghi"
    site.keeper.source_book.enter(source_table(slug, "gl-so-yt"), State.PROPOSED, By("gl-so-yt", "Nguyễn Văn An"))
    return slug


def begun_by_command(site: Site) -> int:
    """A run of a ministry's catalogue that an import began and that waits, for much would go; its number."""
    return run_row(site, GUARDED, "bo-y-te", message_vi="Nguồn nay chỉ còn 2 mục trên 20.", message_en="2 of 20 left.")
