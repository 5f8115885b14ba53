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
OFFICE = SIGNED_IN - DESK

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
    "twins.overview": SIGNED_IN,
    "twins.pair": SIGNED_IN,
    "twins.rule": REVIEWERS | OPERATORS,
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
    "sources.listed": OFFICE,
    "sources.one": OFFICE,
    "sources.tried": OFFICE,
    "sources.new": OPERATORS,
    "sources.enter": OPERATORS,
    "sources.edit": OPERATORS,
    "sources.change": OPERATORS,
    "sources.defaults": OPERATORS,
    "sources.sign": OPERATORS,
    "sources.try_out": OPERATORS,
    "sources.act": OPERATORS,
    "sources.move": OPERATORS,
    "sources.really_move": OPERATORS,
    "sources.remove": OPERATORS,
    "sources.really_remove": OPERATORS,
    "own_sources.listed": DESK,
    "own_sources.one": DESK,
    "own_sources.tried": DESK,
    "own_sources.new": DESK,
    "own_sources.enter": DESK,
    "own_sources.edit": DESK,
    "own_sources.change": DESK,
    "own_sources.defaults": DESK,
    "own_sources.sign": DESK,
    "own_sources.try_out": DESK,
    "health.live": EVERYONE,
    "health.ready": EVERYONE,
    "health.metrics": EVERYONE,
}
