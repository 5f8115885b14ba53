"""`/data.json`: the catalogue as DCAT-US 1.1, made once for each state of the catalogue.

A small one is drawn when somebody asks; of a large one the newest file goes out that was made behind the scenes.
"""

from flask import Blueprint, Response

from registry.coding import packed
from registry.feeds import datajson as form
from registry.feeds.datajson_file import MOST_WAITED_FOR
from registry.feeds.downloads import DATA_JSON
from registry.web import problems
from registry.web.consuming import seen
from registry.web.encoding import sent_kept
from registry.web.here import keeper, remembered
from registry.web.kept_files import unpacked
from registry.web.placed import placed, site_mark
from registry.web.safety import open_to_all
from registry.web.texts import texts
from sparql.dumping import COMPRESSION

datajson = Blueprint("datajson", __name__)

VERSION = 1
"""Goes up when the same state would be written otherwise."""
MADE_WITHIN = "60"
"""Seconds after which to ask again while the file of a large catalogue is being made."""


@datajson.get("/data.json")
def catalogue() -> Response:
    """The whole catalogue by DCAT-US 1.1 (Project Open Data), as one file."""
    answer, position = placed(form.MEDIA_TYPE)
    if remembered("data.json size", position, lambda: keeper().ledger.public_count(position)) > MOST_WAITED_FOR:
        return _beforehand(position)
    seen("datajson", position, is_last=True)
    return open_to_all(
        sent_kept(answer, f"{position}-{VERSION}-{site_mark()}", lambda coding: _drawn(position, coding))
    )


def _beforehand(position: int) -> Response:
    """The newest file that was made behind the scenes, unless it tells of what is no longer public."""
    newest = keeper().downloads.newest
    file = newest.file(f"{DATA_JSON}{COMPRESSION}") if newest else None
    withdrawn = remembered("data.json withdrawn", position, keeper().ledger.last_withdrawal)
    if newest is None or file is None or newest.position < withdrawn:
        return _not_yet()
    answer = unpacked(newest, file, form.MEDIA_TYPE)
    seen("datajson", newest.position, is_last=True)
    # The file's own address stays what it is; this one leads to the newest.
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers.remove("Content-Disposition")
    return answer


def _drawn(position: int, coding: str) -> bytes:
    """The file of the newest state, in a coding; kept until the catalogue changes."""
    whole = remembered("data.json", position, keeper().errands.data_json)
    return remembered(f"data.json {coding}", position, lambda: packed(whole, coding)) if coding else whole


def _not_yet() -> Response:
    vi, en = (texts(lang).plain("datajson.none") for lang in ("vi", "en"))
    problem = problems.Problem(503, "datajson-not-yet", vi, en, (("Retry-After", MADE_WITHIN),))
    return open_to_all(problems.answered(problem))
