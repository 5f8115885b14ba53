"""Answers that show the whole catalogue at its newest: which ledger position that is, and since when."""

import hashlib

from flask import Response
from werkzeug.http import http_date

from registry.clock import instant
from registry.entries import Entry
from registry.web.here import keeper
from vocab.terms import vocabulary_digest


def newest_change() -> Entry | None:
    """The newest entry that changed what is public; None while there is none."""
    return keeper().ledger.entry(keeper().feed.position)


def site_mark() -> str:
    """What else such an answer hangs on: where the site is found, what it is called, and the words it knows."""
    config = keeper().config
    names = (config.base, config.links, config.site_vi, config.site_en, config.province_vi, config.publisher)
    return hashlib.sha256("\n".join((*names, vocabulary_digest())).encode()).hexdigest()[:12]


def placed(content_type: str) -> tuple[Response, int]:
    """An answer still without a body that says which position it shows, and that position; 0 for an empty ledger."""
    newest = newest_change()
    position = newest.seq if newest else 0
    answer = Response(content_type=content_type)
    answer.headers["Ledger-Position"] = str(position)
    if newest:
        answer.headers["Last-Modified"] = http_date(instant(newest.at))
    return answer, position
