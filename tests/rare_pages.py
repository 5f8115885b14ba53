"""The pages of states that the demonstration is never in, each with who is signed in before it."""

from collections.abc import Mapping

from registry.accounts import By
from registry.harvesting.entered import Verb
from tests.registry.web.ran import OTHER, SLUG, harvested
from tests.registry.web.site import Site
from tests.registry.web.states import (
    begun_by_command,
    brought_twice,
    cut_short,
    held_beside_public,
    proposed_source,
    removed_source,
)
from vocab.identifiers import key_of

Seen = tuple[str, str]
"""The account that is signed in, and the path."""


def rare_pages(site: Site) -> Mapping[str, Seen]:
    """Puts the states down, and gives their pages by the names of their pictures."""
    ran, cut, slug = harvested(site), cut_short(site), removed_source(site)
    site.keeper.source_book.set_state(OTHER, Verb.RESUME, By("van-hanh", "Trần Minh Khoa"))
    first, copy = brought_twice(site)
    beside, proposed = key_of(held_beside_public(site).iri), proposed_source(site)
    site.keeper.twins.follow()
    return {
        "run-mixed": ("gl-so-yt", f"/desk/runs/{ran.done}"),
        "run-record-lost": ("van-hanh", f"/admin/runs/{ran.done}/dataset/{site.key('beds')}"),
        "run-running": ("van-hanh", f"/admin/runs/{ran.running}"),
        "run-failed": ("van-hanh", f"/admin/runs/{ran.failed}"),
        "run-guarded": ("van-hanh", f"/admin/runs/{ran.guarded}"),
        "run-guarded-agency": ("gl-so-tc", f"/desk/runs/{ran.guarded}"),
        "run-guarded-command": ("kiem-duyet", f"/admin/runs/{begun_by_command(site)}"),
        "run-cut": ("van-hanh", f"/admin/runs/{cut}"),
        "runs-all": ("van-hanh", "/admin/runs"),
        "runs-own": ("gl-so-yt", "/desk/runs"),
        "runs-none": ("van-hanh", "/admin/runs?source=khong-co"),
        "source-removed": ("van-hanh", f"/admin/sources/{slug}"),
        "source-paused": ("van-hanh", f"/admin/sources/{SLUG}"),
        "source-guarded": ("van-hanh", f"/admin/sources/{OTHER}"),
        "source-guarded-reviewer": ("kiem-duyet", f"/admin/sources/{OTHER}"),
        "source-proposed": ("van-hanh", f"/admin/sources/{proposed}"),
        "source-proposed-own": ("gl-so-yt", f"/desk/sources/{proposed}"),
        "source-remove-asked": ("van-hanh", f"/admin/sources/{OTHER}/remove"),
        "source-new": ("van-hanh", "/admin/sources/new"),
        "source-own": ("gl-so-yt", f"/desk/sources/{SLUG}"),
        "sources-desk": ("gl-so-yt", "/desk/sources"),
        "admin-rare": ("van-hanh", "/admin"),
        "desk-rare": ("gl-so-yt", "/desk"),
        "held-beside": ("gl-so-yt", f"/desk/dataset/{beside}"),
        "twins-open": ("kiem-duyet", "/audit/twins"),
        "twin": ("kiem-duyet", f"/audit/twins/{key_of(first.iri)}/{key_of(copy.iri)}"),
        "gone-told": ("", f"/id/dataset/{site.key('gone')}"),
    }
