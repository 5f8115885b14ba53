"""Who may ask for what: one table, every endpoint in it; an endpoint without an entry fails the tests and is refused.

`EVERYONE` needs no account. `TOKEN` is the operator's token of the data directory, which the command line carries; a
cookie does not count there. A role sees its own agency only where the view asks for that (the desk, a case).
"""

from collections.abc import Mapping

AGENCY, REVIEWER, OPERATOR, AUDITOR = ROLES = ("agency", "reviewer", "operator", "auditor")
EVERYONE = frozenset({"everyone"})
TOKEN = frozenset({"token"})
SIGNED_IN = frozenset(ROLES)
DESK = frozenset({AGENCY})
OPERATORS = frozenset({OPERATOR})
REVIEWERS = frozenset({REVIEWER})

ACCESS: Mapping[str, frozenset[str]] = {
    "static": EVERYONE,
    "pages.home": EVERYONE,
    "pages.datasets": EVERYONE,
    "pages.dataset": EVERYONE,
    "pages.dataset_as": EVERYONE,
    "pages.record": EVERYONE,
    "pages.agencies": EVERYONE,
    "pages.agency": EVERYONE,
    "pages.ministries": EVERYONE,
    "pages.ministry_dataset": EVERYONE,
    "pages.change": EVERYONE,
    "pages.concept": EVERYONE,
    "pages.terms": EVERYONE,
    "feeds.catalogue": EVERYONE,
    "feeds.catalogue_as": EVERYONE,
    "feeds.head": EVERYONE,
    "endpoint.sparql": EVERYONE,
    "check.form": EVERYONE,
    "check.judge": EVERYONE,
    "audit.overview": EVERYONE,
    "audit.freshness": EVERYONE,
    "audit.freshness_csv": EVERYONE,
    "audit.overlap": EVERYONE,
    "audit.overlap_file": EVERYONE,
    "cases.case": EVERYONE,
    "cases.decide": REVIEWERS,
    "cases.state": DESK,
    "quality.points": EVERYONE,
    "quality.points_csv": EVERYONE,
    "quality.points_json": EVERYONE,
    "rules.overview": EVERYONE,
    "rules.findings": EVERYONE,
    "signin.sign_in": EVERYONE,
    "signin.enter": EVERYONE,
    "signin.invited": EVERYONE,
    "signin.choose_password": EVERYONE,
    "signin.sign_out": SIGNED_IN,
    "desk.mine": DESK,
    "desk.new": DESK,
    "desk.edit": DESK,
    "desk.act": DESK,
    "desk.save_draft": DESK,
    "desk.confirm": DESK,
    "desk.withdraw": DESK,
    "desk.really_withdraw": DESK,
    "added.remove": DESK,
    "admin.overview": OPERATORS,
    "admin.command": TOKEN,
    "health.live": EVERYONE,
    "health.ready": EVERYONE,
    "health.metrics": EVERYONE,
}
