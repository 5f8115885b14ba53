"""Harvest runs of every state, put down as runs leave them, for whoever tests what pages show of them."""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import insert

from harvesters.kinds import KINDS
from harvesters.mapping import key_for
from registry.accounts import By
from registry.clock import stamp
from registry.harvesting import tables
from registry.harvesting.entered import State, Verb
from registry.harvesting.pages import RunPage, keep_page
from registry.harvesting.runs import DONE, FAILED, GUARDED, RUNNING
from tests.registry.harvesting.test_causes import finding
from tests.registry.web.site import Site
from vocab.identifiers import dataset_iri

SLUG, OTHER = "nguon-cua-so-y-te", "nguon-cua-so-tai-chinh"
PACKAGE = {"id": "g-1", "title": "Giường bệnh <b>trống</b>", "notes": "Số giường", "groups": [{"title": "không ai biết"}],
           "resources": [{"url": "https://data.example.vn/g.csv", "format": "CSV"}]}  # fmt: skip
THEME = "http://publications.europa.eu/resource/authority/data-theme/HEAL"
FINDINGS = [finding(value="<i>x</i>", term='"<i>x</i>"'), finding("x/theme", "Warning", value=THEME, term=f"<{THEME}>")]
ANSWER = json.dumps({"result": {"results": [PACKAGE], "count": 1}}).encode()


@dataclass(frozen=True)
class Ran:
    """Runs that a site shows: the numbers of a done one, one under way, one that failed, and one that waits."""

    site: Site
    done: int
    running: int
    failed: int
    guarded: int
    key: str


def source_table(slug: str, agency: str) -> dict[str, object]:
    return {"slug": slug, "kind": "ckan", "url": "https://data.example.vn/", "agency": agency, "title_vi": f"API {agency}",
            "title_en": f"API of {agency}"}  # fmt: skip


def run_row(site: Site, state: str, slug: str = SLUG, **more: object) -> int:
    now = stamp(site.keeper.clock())
    row = {"source": slug, "state": state, "started": now, "ended": "" if state == RUNNING else now, "next_url": "",
           "pages": 1, "counts": "{}", "message_vi": "", "message_en": "", **more}  # fmt: skip
    with site.keeper.engine.begin() as connection:
        key = connection.execute(insert(tables.run).values(**row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def harvested(site: Site) -> Ran:
    """Two sources with runs of every state; the pages of the first lie among the snapshots."""
    keeper = site.keeper
    for slug, agency in ((SLUG, "gl-so-yt"), (OTHER, "gl-so-tc")):
        keeper.source_book.enter(source_table(slug, agency), State.APPROVED, By("operator"))
        # So that nobody goes on with a run that was never begun, and what harvests every source harvests none of these.
        keeper.source_book.set_state(slug, Verb.PAUSE, By("operator"))
    source = keeper.source_book.one(SLUG).source
    digest = hashlib.sha256(ANSWER).hexdigest()
    keeper.directory.snapshots.mkdir(exist_ok=True)
    (keeper.directory.snapshots / digest).write_bytes(ANSWER)
    record = KINDS["ckan"].read(ANSWER, "application/json", "https://data.example.vn/x").records[0]
    key = key_for(source, record)
    counts = {"created": 1, "changed": 1, "unchanged": 14, "held": 1, "unreadable": 1, "missing": 1}
    done = run_row(site, DONE, counts=json.dumps(counts), trigger="schedule")
    at = stamp(keeper.clock())
    pages = [
        RunPage(1, "https://data.example.vn/x", sha256=digest, media_type="application/json", fetched_at=at, read=18,
                notices=({"slug": "x", "vi": "2 mục <b>harvest</b> được bỏ qua.", "en": "2 entries passed over."},)),
        RunPage(2, "https://data.example.vn/y", sha256="f" * 64, fetched_at=at),
    ]  # fmt: skip
    base = keeper.config.base
    held = {"iri": dataset_iri(base, key), "title": PACKAGE["title"], "outcome": "held", "identifier": "g-1", "page": 1,
            "word": "held", "findings": json.dumps(FINDINGS)}  # fmt: skip
    named = [
        {
            "iri": site.named["beds"].iri,
            "title": "Giường bệnh trống theo ngày",
            "outcome": "published",
            "word": "created",
        },
        {"iri": site.named["prices"].iri, "title": "Giá đất theo đường phố", "outcome": "published", "word": "changed"},
        {"iri": dataset_iri(base, "n" * 12), "title": "Cấp dự báo cháy rừng", "outcome": "missing", "word": "missing"},
    ]
    rows = [held, *({**one, "identifier": one["title"], "page": 2, "findings": "[]"} for one in named)]
    unread = {
        "run": done,
        "position": "result 17",
        "reason_vi": "Tên trống.",
        "reason_en": "No title.",
        "page": 1,
        "cause": "",
    }
    with keeper.engine.begin() as connection:
        for page in pages:
            keep_page(connection, done, page)
        connection.execute(insert(tables.settled), [{"run": done, "fingerprint": "", **row} for row in rows])
        connection.execute(insert(tables.unreadable), [unread])
    failed = run_row(
        site, FAILED, message_vi="Nguồn im lặng quá lâu.", message_en="The source was silent for too long."
    )
    running = run_row(site, RUNNING, next_url="https://data.example.vn/z\nhttps://data.example.vn/zz")
    with keeper.engine.begin() as connection:
        keep_page(connection, running, RunPage(1, "https://data.example.vn/y", fetched_at=at, read=4, total=40))
    guarded = run_row(site, GUARDED, OTHER, message_vi="Nguồn nay chỉ còn 2 tập trên 20.", message_en="2 of 20 left.")
    return Ran(site, done, running, failed, guarded, key)
