"""The faces of the registry: pages, feeds, the SPARQL endpoint, the desk, the audit. Adapters only: what is decided is
decided elsewhere.

It may import all of the registry and is the only place that knows Flask. Read `access` (who may do what), `safety`
(what every request passes), `here` and `frame` (what every page has), then `pages`, `feeds`, `endpoint`, `check`,
`form_reading`, `desk`, `audit`, `cases`.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask

from registry.web import (
    added,
    admin,
    audit,
    cases,
    changes,
    check,
    citing,
    ckan,
    consumers,
    consuming,
    datajson,
    desk,
    discovery,
    downloads,
    dumps,
    endpoint,
    feeds,
    frame,
    graphs,
    health,
    held,
    oai,
    pages,
    problems,
    quality,
    query_library,
    query_programs,
    query_words,
    rules,
    run,
    safety,
    sessions,
    signin,
    sources,
    twins,
)
from registry.web.here import KEEPER

if TYPE_CHECKING:
    from registry.keeper import Keeper

BLUEPRINTS = (
    pages.pages,
    citing.citing,
    datajson.datajson,
    discovery.discovery,
    feeds.feeds,
    changes.changes,
    oai.oai,
    ckan.ckan,
    endpoint.endpoint,
    query_library.query_library,
    query_programs.query_programs,
    query_words.query_words,
    dumps.dumps,
    downloads.downloads,
    graphs.graphs,
    check.check,
    signin.signin,
    desk.desk,
    added.added,
    held.held,
    audit.audit,
    cases.cases,
    twins.twins,
    quality.quality,
    rules.rules,
    admin.admin,
    consumers.consumers,
    run.runs,
    run.own_runs,
    sources.sources,
    sources.own_sources,
    health.health,
)


def create_app(keeper: "Keeper") -> Flask:
    """The WSGI application in front of this keeper. It keeps nothing of its own between requests."""
    app = Flask(__name__)
    app.extensions[KEEPER] = keeper
    app.extensions[health.READINESS] = health.Readiness()
    app.config.update(SEND_FILE_MAX_AGE_DEFAULT=timedelta(hours=1), PROPAGATE_EXCEPTIONS=False)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the provider's own attribute
    safety.guard(app, keeper.config)
    sessions.admit(app)
    problems.explain(app)
    frame.furnish(app)
    consuming.attend(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
