"""What an agency is told of a run once it has ended: a letter in Vietnamese, then English, and the same as JSON. Pure.

A record that is held because it may be secret, personal or core data is counted and never named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.harvesting.account import CHANGED, CREATED, HELD, MISSING, RETURNED, WITHDRAWN, WORDS
from registry.harvesting.causes import Cause, by_cause, faults_of, name_of
from registry.harvesting.run_reading import Some
from registry.harvesting.runs import DONE, FAILED, GUARDED, RUNNING, STOPPED, Run

Row = Mapping[str, Any]
NAMED = 100
"""Datasets named of each outcome in a letter."""
READ = 1000
"""Datasets named of each outcome in JSON, and records that causes are gathered from; the page's table has them all."""
TOLD = (CREATED, CHANGED, RETURNED, MISSING, WITHDRAWN, HELD)
"""The outcomes whose datasets are named."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A run as it is told: `titles` names the source by language, `named` are the datasets of each of TOLD, `wrong` what
    did not come through, `address` is the start of links to this registry."""

    run: Run
    titles: Mapping[str, str]
    agency: str
    named: Mapping[str, Some]
    wrong: Some
    unreadable: Some
    address: str

    @property
    def link(self) -> str:
        """The run's page at the agency's desk."""
        return f"{self.address}/desk/runs/{self.run.id}"

    @property
    def causes(self) -> tuple[Cause, ...]:
        rows = (row for row in self.wrong.rows if not is_quiet(row))
        return by_cause(faults_of(rows, self.unreadable.rows))

    @property
    def quiet(self) -> frozenset[str]:
        """The datasets that are not named outside, by IRI."""
        return frozenset(row["iri"] for row in self.wrong.rows if is_quiet(row))

    def spoken(self, word: str) -> Some:
        """The datasets of an outcome that may be named."""
        some = self.named[word]
        rows = tuple(row for row in some.rows if row["iri"] not in self.quiet)
        return Some(rows, some.total - (len(some.rows) - len(rows)))


def subject(digest: Digest) -> str:
    """One line: the source, how the run ended, and what asks for somebody."""
    account, title = digest.run.account, digest.titles.get("vi", digest.run.source)
    if digest.run.state != DONE:
        return f"[{title}] Đợt thu thập {digest.run.id}: {_STATES[digest.run.state][0].lower()}"
    said = f"nhận {account.read} bản ghi"
    wrong = [(account.held, HELD), (account.refused, "refused"), (account.unreadable, "unreadable")]
    told = [f"{count} {name_of(word, 'vi')}" for count, word in wrong if count]
    left = [(account.withdrawn, WITHDRAWN), (account.missing, MISSING)]
    troubles = ", ".join([*told, *(f"{count} {_OUTCOMES[word][0]}" for count, word in left if count)])
    return f"[{title}] Đợt thu thập {digest.run.id}: {said}{', ' + troubles if troubles else ''}"


def letter(digest: Digest) -> str:
    """The whole letter, both languages."""
    return "\n\n".join(("\n".join(_told(digest, "vi")), "-- \nEnglish", "\n".join(_told(digest, "en")))) + "\n"


def _told(digest: Digest, lang: str) -> list[str]:
    run, say = digest.run, _SAY[lang]
    title = digest.titles.get(lang) or run.source
    lines = [say["head"].format(run.id, title), f"{_STATES[run.state][lang == 'en']}."]
    if message := run.message_en if lang == "en" else run.message_vi:
        lines.append(" ".join(message.split()))
    if run.state == DONE:
        lines += ["", _sum(run, lang)]
    for word in TOLD:
        lines += _names(digest.spoken(word), _OUTCOMES[word][lang == "en"], lang)
    if digest.quiet:
        lines += ["", say["hidden"].format(len(digest.quiet))]
    lines += _causes(digest.causes, lang)
    return [*lines, "", say["more"].format(digest.link)]


def _sum(run: Run, lang: str) -> str:
    """The account that adds up, in one line."""
    account = run.account
    parts = " + ".join(f"{getattr(account, word)} {_OUTCOMES[word][lang == 'en']}" for word in WORDS)
    return f"{_SAY[lang]['read'].format(account.read)} = {parts}"


def _names(some: Some, heading: str, lang: str) -> list[str]:
    if not some.total:
        return []
    named = some.rows[:NAMED]
    lines = ["", f"{heading[:1].upper()}{heading[1:]} ({some.total}):"]
    lines += [f"- {_line(row['title'] or row['identifier'])}" for row in named]
    if some.total > len(named):
        lines.append(_SAY[lang]["others"].format(some.total - len(named)))
    return lines


def _causes(causes: Iterable[Cause], lang: str) -> list[str]:
    lines: list[str] = []
    for cause in causes:
        fault = cause.first
        lines.append(f"- {cause.records} × {_line(cause.reason(lang))}")
        if mend := fault.mend(lang):
            lines.append(f"  {_SAY[lang]['mend']} ({name_of(cause.who, lang)}): {_line(mend)}")
    return ["", _SAY[lang]["causes"], *lines] if lines else []


def _line(text: object) -> str:
    """A text on one line: no words of a source begin a line of ours."""
    return " ".join(str(text).split())[:300]


def as_json(digest: Digest) -> dict[str, Any]:
    """What a webhook is sent: the account, the datasets by outcome, the causes, and where to read more."""
    run, account = digest.run, digest.run.account
    return {
        "event": "harvest-run",
        "run": run.id,
        "source": run.source,
        "title": dict(digest.titles),
        "agency": digest.agency,
        "state": run.state,
        "started": run.started,
        "ended": run.ended,
        "message_vi": run.message_vi,
        "message_en": run.message_en,
        "account": {"read": account.read, **account.as_counts},
        "datasets": {word: [_thing(row) for row in digest.spoken(word).rows] for word in TOLD},
        "unnamed": len(digest.quiet),
        "causes": [_cause(cause) for cause in digest.causes],
        "page": digest.link,
        "errors": f"{digest.link}/errors.csv",
    }


def _thing(row: Row) -> dict[str, str]:
    return {"iri": row["iri"], "identifier": row["identifier"], "title": row["title"]}


def _cause(cause: Cause) -> dict[str, Any]:
    first = cause.first
    return {
        "cause": cause.slug,
        "outcome": cause.word,
        "records": cause.records,
        "reason_vi": cause.reason("vi"),
        "reason_en": cause.reason("en"),
        "mend_vi": first.mend_vi,
        "mend_en": first.mend_en,
        "who": cause.who,
        "identifiers": list(dict.fromkeys(fault.identifier for fault in cause.faults)),
    }


def is_quiet(row: Row) -> bool:
    """Whether even the name of this record stays here."""
    return row["outcome"] == "taken-down" or any(finding.get("takes_down") for finding in row["findings"])


_STATES: Mapping[str, tuple[str, str]] = {
    DONE: ("Đã xong", "Done"),
    FAILED: ("Không thành công; không có gì thay đổi", "Failed; nothing changed"),
    GUARDED: ("Chờ người phụ trách xác nhận; không có gì thay đổi", "Waits for a person to confirm; nothing changed"),
    STOPPED: ("Đã dừng theo yêu cầu; không có gì thay đổi", "Stopped on request; nothing changed"),
    RUNNING: ("Đang chạy", "Running"),
}
_OUTCOMES: Mapping[str, tuple[str, str]] = {
    CREATED: ("mới", "new"),
    CHANGED: ("thay đổi", "changed"),
    "unchanged": ("không đổi", "unchanged"),
    HELD: ("bị giữ lại", "held back"),
    "refused": ("không được nhận", "refused"),
    "unreadable": ("không đọc được", "unreadable"),
    WITHDRAWN: ("đã rút vì nguồn không còn", "withdrawn, for the source no longer has them"),
    MISSING: ("nguồn không còn, đang trong thời gian chờ", "no longer at the source, in their days of grace"),
    RETURNED: ("có lại ở nguồn", "back at the source"),
}
_SAY: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "head": "Đợt thu thập {} từ nguồn “{}”.",
        "read": "Nhận {} bản ghi",
        "others": "… và {} tập khác.",
        "hidden": "{} bản ghi bị giữ vì có thể là dữ liệu bí mật, cá nhân hoặc cốt lõi; tên chỉ hiện sau khi đăng nhập.",
        "causes": "Nguyên nhân và cách sửa:",
        "mend": "Cách sửa",
        "more": "Xem từng bản ghi và tải bảng lỗi: {}",
    },
    "en": {
        "head": "Harvest run {} of the source “{}”.",
        "read": "Read {}",
        "others": "… and {} more.",
        "hidden": "{} held for they may be secret, personal or core data; their names are shown after signing in alone.",
        "causes": "Causes, and how to mend them:",
        "mend": "How to mend",
        "more": "Each record, and the table of errors: {}",
    },
}
