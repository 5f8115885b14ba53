"""`/admin`: what the operator sees (sources, runs, accounts), and the commands that the command line hands to the keeper.

The page changes nothing. `POST /admin/api/<command>` takes and gives JSON, with the operator's token of the data
directory; a session's cookie does not open it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from werkzeug.exceptions import BadRequest

from harvesters.errors import HarvestError
from registry.accounts import By, Role
from registry.errors import RegistryError
from registry.summaries import run_row
from registry.web import problems
from registry.web.here import keeper
from vocab.identifiers import is_key, record_iri

admin = Blueprint("admin", __name__)
RUNS_SHOWN = 20
OPERATOR = "operator"
Values = Mapping[str, Any]


@admin.get("/admin")
def overview() -> str:
    """Sources with their last runs, the accounts, and how the keeper does."""
    return render_template(
        "admin.html",
        sources=keeper().sources(),
        runs=keeper().runs.newest(RUNS_SHOWN),
        accounts=keeper().accounts.all(),
        parts=keeper().probe(),
    )


@admin.post("/admin/api/<command>")
def command(command: str) -> Response:
    """One command of the command line; its refusals carry both sentences."""
    work = COMMANDS.get(command) or abort(404)
    try:
        values = request.get_json()
    except BadRequest:
        abort(400)
    if not isinstance(values, dict):
        abort(400)
    try:
        return jsonify(work(values))
    except (RegistryError, HarvestError) as refusal:
        return problems.answered(problems.Problem(409, "command-refused", refusal.vi, refusal.en))


def _harvest(values: Values) -> dict[str, Any]:
    known = {source.slug: source for source in keeper().sources()}
    wanted = _texts(values, "sources") or list(known)
    for slug in wanted:
        if slug not in known:
            raise RegistryError(
                f"Không có nguồn “{slug}” trong sources.toml.", f"There is no source “{slug}” in sources.toml."
            )
    confirm = values.get("confirm") is True
    runs = [keeper().harvests.run(known[slug], confirmed=confirm) for slug in wanted]
    return {"runs": [run_row(run) for run in runs]}


def _account(values: Values) -> dict[str, Any]:
    name, role, by = _text(values, "name"), _text(values, "role"), By(OPERATOR)
    if role not in set(Role):
        abort(400)
    if keeper().accounts.find(name) is None:
        keeper().accounts.open(name, Role(role), name if role == Role.AGENCY else None, by)
    return {"link": f"{keeper().config.links}/set-password/{keeper().accounts.invite(name, by)}"}


def _rebuild(values: Values) -> dict[str, Any]:
    return {"position": keeper().rebuild()}


def _expunge(values: Values) -> dict[str, Any]:
    key = _text(values, "key")
    if not is_key(key):
        abort(400)
    record = record_iri(keeper().config.base, key)
    keeper().removal.remove(record, OPERATOR, _text(values, "person"), _text(values, "reason"))
    return {"record": record}


COMMANDS: Mapping[str, Callable[[Values], dict[str, Any]]] = {
    "harvest": _harvest,
    "account": _account,
    "rebuild": _rebuild,
    "expunge": _expunge,
}


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) and value else abort(400)


def _texts(values: Values, name: str) -> list[str]:
    value = values.get(name, [])
    return value if isinstance(value, list) and all(isinstance(one, str) for one in value) else abort(400)
