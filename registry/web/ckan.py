"""`/api/action/` and `/api/3/action/`: CKAN's action API, reading, in CKAN's envelope and with CKAN's errors.

What an action answers is `registry.feeds.ckan`; here is how it is asked: by an address, a JSON body, a form, or JSON as the
key of a form, which is what curl sends of CKAN's own examples.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, default_exceptions

from registry.coding import packed
from registry.feeds.ckan_reading import as_json
from registry.feeds.ckan_refusals import Refused
from registry.feeds.plain import clean
from registry.web import problems
from registry.web.consuming import seen
from registry.web.encoding import sent, sent_kept
from registry.web.here import keeper
from registry.web.safety import open_to_all, preflight
from registry.workers.errors import WorkerError

ckan = Blueprint("ckan", __name__)
METHODS = ("GET", "POST", "OPTIONS")
SAID_METHODS = "GET, HEAD, POST, OPTIONS"
JSON_TYPE = "application/json; charset=utf-8"
MOST_PARAMETERS = 200
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
TYPES: Mapping[int, str] = {403: "Authorization Error", 404: "Not Found Error"}
"""CKAN's names for what went wrong; another status has none."""
FAULT = "Internal Error"


@ckan.get("/api")
@ckan.get("/api/")
@ckan.get("/api/3")
@ckan.get("/api/3/")
def version() -> Response:
    """The version of CKAN's API that is spoken here."""
    return _told(b'{"version": 3}', 200)


@ckan.route("/api/action/<action>", methods=METHODS, provide_automatic_options=False)
@ckan.route("/api/3/action/<action>", methods=METHODS, provide_automatic_options=False)
def call(action: str) -> Response:
    """One action of CKAN's: package_search, package_show, organization_list ... with its parameters."""
    if request.method == "OPTIONS":
        return preflight(SAID_METHODS)
    if not keeper().ckan.knows(action):
        return _told(as_json(f"Bad request - Action name not known: {clean(action)[:100]}"), 400)
    try:
        return _answered(action, _asked())
    except Refused as refusal:
        return _refused(action, refusal.status, dict(refusal.told))


def _answered(action: str, asked: Mapping[str, Any]) -> Response:
    """The answer in CKAN's envelope; to who has it already nothing is read for it. Raises Refused, WorkerError."""
    answers = keeper().ckan
    if "callback" in asked:
        raise Refused(
            400,
            "Bad request",
            "không có JSONP; trang khác gọi thẳng được nhờ CORS",
            "there is no JSONP; pages of other sites may ask directly (CORS)",
        )
    tag, answer = answers.tag(action, asked), Response(content_type=JSON_TYPE)
    if request.method == "POST":
        answer.set_data(_enveloped(action, answers.answer(action, asked)))
        answer = sent(answer, tag)
    else:
        answer = sent_kept(answer, tag, lambda form: _packed(_enveloped(action, answers.answer(action, asked)), form))
    answer.headers["Ledger-Position"] = str(answers.position)
    seen("ckan", answers.position, answers.ends_walk(action, asked))
    return open_to_all(answer)


def _packed(body: bytes, form: str) -> bytes:
    return packed(body, form) if form else body


def _enveloped(action: str, result: bytes) -> bytes:
    return as_json({"help": _help(action), "success": True, "result": result})


def _refused(action: str, status: int, error: Mapping[str, object]) -> Response:
    return _told(as_json({"help": _help(action), "success": False, "error": error}), status)


def _help(action: str) -> str:
    return f"{keeper().config.links}/api/3/action/help_show?name={clean(action)[:100]}"


def _told(body: bytes, status: int) -> Response:
    return open_to_all(Response(body, status=status, content_type=JSON_TYPE))


def _asked() -> Mapping[str, Any]:
    """The parameters: of the address, and over them those of the body. Raises Refused."""
    asked: dict[str, Any] = {name: _one(request.args.getlist(name)) for name in request.args}
    return asked | dict(_sent()) if request.method == "POST" else asked


def _sent() -> Mapping[str, Any]:
    if request.mimetype == PARTS:
        return {name: _one(request.form.getlist(name)) for name in request.form}
    body = request.get_data(cache=False)
    if not body.strip():
        return {}
    if request.mimetype != FORM or body.lstrip().startswith(b"{"):
        return _opened(body)
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise _unreadable("có quá nhiều tham số", "there are too many parameters") from None
    if len(pairs) == 1 and pairs[0][0].lstrip().startswith("{"):
        return _opened(pairs[0][0].encode())
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: _one(values) for name, values in found.items()}


def _opened(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise _unreadable("không đọc được JSON", "the JSON cannot be read") from None
    if not isinstance(told, dict):
        raise _unreadable("JSON phải là một đối tượng", "the JSON must be an object")
    return told


def _unreadable(vi: str, en: str) -> Refused:
    return Refused(400, "Bad request", vi, en)


def _one(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _failed(problem: problems.Problem) -> Response:
    """A problem of the house in CKAN's form: too large a body, a method that is not there, too much to do at once."""
    action = str((request.view_args or {}).get("action", ""))
    error = {"__type": TYPES.get(problem.status, FAULT), "message": f"{problem.vi} / {problem.en}"}
    answer = _refused(action, problem.status, error)
    answer.headers.extend(problem.headers)
    return answer


def _of_http(error: HTTPException) -> Response:
    return _failed(problems.spoken(error))


for code in default_exceptions:
    ckan.register_error_handler(code, _of_http)
ckan.register_error_handler(WorkerError, lambda error: _failed(problems.of_worker(error)))
ckan.register_error_handler(Exception, lambda error: _failed(problems.unforeseen(error)))
