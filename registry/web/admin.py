"""`/admin`: what the operator sees (sources, runs, accounts), and the commands that the command line hands to the keeper.

The page changes nothing. `POST /admin/api/<command>` takes and gives JSON, with the operator's token of the data
directory; a session's cookie does not open it.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.exceptions import BadRequest

from harvesters.errors import HarvestError
from harvesters.source import Snapshot, Source
from registry import source_commands
from registry.accounts import By, Role
from registry.agency_files import bring, file_source
from registry.errors import RegistryError
from registry.harvesting import twin_rulings
from registry.ministry_documents import ministry_source, snapshot_of
from registry.summaries import decision_row, run_row
from registry.web import problems
from registry.web.here import keeper
from registry.web.run_showing import run_lines
from registry.web.source_names import agency_name
from registry.web.sources_showing import listed
from vocab.identifiers import is_key, record_iri

admin = Blueprint("admin", __name__)
RUNS_SHOWN = 20
OPERATOR = "operator"
_SHA256 = re.compile(r"[0-9a-f]{64}")
Values = Mapping[str, Any]


@admin.get("/admin")
def overview() -> str:
    """Sources with their last runs, the accounts, and how the keeper does."""
    return render_template(
        "admin.html",
        **listed(),
        runs=run_lines(keeper().runs.newest(RUNS_SHOWN)),
        accounts=keeper().accounts.all(),
        agency_name=agency_name,
        parts=keeper().probe(),
    )


class Malformed(RegistryError):
    """What was sent is no command of ours."""


@admin.post("/admin/api/<command>")
def command(command: str) -> Response:
    """One command of the command line; its refusals carry both sentences."""
    work = COMMANDS.get(command)
    if work is None:
        return _refused(404, f"Không có lệnh “{command}”.", f"There is no command “{command}”.")
    try:
        return jsonify(work(_values()))
    except Malformed as fault:
        return _refused(400, fault.vi, fault.en)
    except (RegistryError, HarvestError) as refusal:
        return _refused(409, refusal.vi, refusal.en)


def _refused(status: int, vi: str, en: str) -> Response:
    return problems.answered(problems.Problem(status, "command-refused", vi, en))


def _values() -> Values:
    """The JSON object that was sent. Raises Malformed for anything else, also for text that is no Unicode."""
    try:
        values = request.get_json()
        json.dumps(values, ensure_ascii=False).encode()
    except (BadRequest, RecursionError, UnicodeEncodeError):
        values = None
    if not isinstance(values, dict):
        raise Malformed("Lệnh phải là một đối tượng JSON, chữ Unicode.", "A command is a JSON object in Unicode.")
    return values


def _harvest(values: Values) -> dict[str, Any]:
    return {"runs": [run_row(run) for run in source_commands.harvest(keeper(), _of_runs(values))]}


def _foresee(values: Values) -> dict[str, Any]:
    return source_commands.foresee(keeper(), _of_runs(values))


def _of_runs(values: Values) -> Values:
    """The values of a command about runs. Raises Malformed."""
    replay = values.get("replay")
    if replay is not None and not isinstance(replay, int):
        raise Malformed("“replay” phải là số của một đợt.", "“replay” is the number of a run.")
    return {**values, "sources": _texts(values, "sources")}


def _source(values: Values) -> dict[str, Any]:
    return source_commands.act(keeper(), values)


def _import_ministries(values: Values) -> dict[str, Any]:
    """A ministry's catalogue from its address, or from a document that the command laid among the snapshots."""
    source = ministry_source(values)
    consent = keeper().harvests.consent(source.slug, values.get("confirm") is True)
    if values.get("snapshot") is None:
        return {"run": run_row(keeper().harvests.run(source, consent=consent))}
    return {"run": run_row(keeper().harvests.bring(source, _document(values, source), consent))}


def _import(values: Values) -> dict[str, Any]:
    """An agency's datasets from a document that the command laid among the snapshots."""
    source = file_source(_text(values, "agency"), _text(values, "kind"), _text(values, "url"))
    return bring(keeper().harvests, source, _document(values, source))


def _document(values: Values, source: Source) -> Snapshot:
    sha256 = _text(values, "snapshot")
    if not _SHA256.fullmatch(sha256):
        raise Malformed("“snapshot” phải là mã SHA-256.", "“snapshot” is a SHA-256.")
    return snapshot_of(keeper().directory.snapshots / sha256, source.url)


def _transfer(values: Values) -> dict[str, Any]:
    try:
        day = date.fromisoformat(_text(values, "day"))
    except ValueError as fault:
        raise Malformed("“day” phải là một ngày, như 2026-11-01.", "“day” is a day, as 2026-11-01.") from fault
    by = By(OPERATOR, _text(values, "person"))
    told = (_text(values, "key"), _text(values, "to"), day, _text(values, "legal_act"), by)
    return decision_row(keeper().transfers.hand_over(*told))


def _account(values: Values) -> dict[str, Any]:
    name, role, by = _text(values, "name"), _text(values, "role"), By(OPERATOR)
    if role not in set(Role):
        raise Malformed(f"Vai trò là một trong: {', '.join(Role)}.", f"A role is one of: {', '.join(Role)}.")
    known = keeper().accounts.find(name)
    if known is None:
        keeper().accounts.open(name, Role(role), name if role == Role.AGENCY else None, by)
    elif known.role != role:
        raise RegistryError(
            f"Tài khoản “{name}” đã có, với vai trò {known.role}: vai trò không đổi được.",
            f"The account “{name}” is there already, as {known.role}: a role cannot be changed.",
        )
    return {"link": f"{keeper().config.links}/set-password/{keeper().accounts.invite(name, by)}"}


def _close_account(values: Values) -> dict[str, Any]:
    keeper().close_account(_text(values, "name"), By(OPERATOR), _text(values, "reason"))
    return {}


def _rebuild(values: Values) -> dict[str, Any]:
    return {"position": keeper().rebuild()}


def _rejudge(values: Values) -> dict[str, Any]:
    keeper().rejudging.start_anew()
    return _rejudging(values)


def _rejudging(values: Values) -> dict[str, Any]:
    return asdict(keeper().rejudging.now())


def _expunge(values: Values) -> dict[str, Any]:
    key = _text(values, "key")
    if not is_key(key):
        raise Malformed("“key” phải là khóa 12 ký tự của tập dữ liệu.", "“key” is a dataset's key of 12 characters.")
    record = keeper().removal.named(key)
    keeper().removal.remove(record, OPERATOR, _text(values, "person"), _text(values, "reason"))
    return {"record": record}


def _twins(values: Values) -> dict[str, Any]:
    """Which datasets were brought twice."""
    keeper().twins.follow()
    return {"twins": [pair.as_row() for pair in keeper().twins.all()]}


def _rule_twins(values: Values) -> dict[str, Any]:
    """The operator's ruling on two of them."""
    keys = (_text(values, "copy"), _text(values, "first"))
    if not all(map(is_key, keys)):
        raise Malformed("Hai tập phải nêu bằng khóa 12 ký tự.", "The two datasets are named by keys of 12 characters.")
    copy, first = (record_iri(keeper().config.base, key) for key in keys)
    told = (_text(values, "verdict"), _text(values, "reason"), By(OPERATOR, _text(values, "person")))
    return {"seq": twin_rulings.rule(keeper().ledger, keeper().intake, copy, first, *told).seq}


COMMANDS: Mapping[str, Callable[[Values], dict[str, Any]]] = {
    "harvest": _harvest,
    "foresee": _foresee,
    "source": _source,
    "import": _import,
    "import-ministries": _import_ministries,
    "transfer": _transfer,
    "twins": _twins,
    "rule-twins": _rule_twins,
    "account": _account,
    "close-account": _close_account,
    "rebuild": _rebuild,
    "rejudge": _rejudge,
    "rejudging": _rejudging,
    "expunge": _expunge,
}


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    if not (isinstance(value, str) and value):
        raise Malformed(f"Thiếu “{name}”, hoặc không phải là chữ.", f"“{name}” is missing or is no text.")
    return value


def _texts(values: Values, name: str) -> list[str]:
    value = values.get(name, [])
    if not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        raise Malformed(f"“{name}” phải là danh sách chữ.", f"“{name}” is a list of texts.")
    return value
