"""A report's faces for programs and for the terminal: text, JSON, CSV, a page that stands by itself, and RDF.

The site's own page is drawn in `registry/web/check.py`. Each face takes several documents; one is the rule.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Any

from pyoxigraph import RdfFormat, serialize

from registry.cells import harmless
from registry.checked import Checked
from shapes.report import Finding
from vocab.namespaces import PREFIXES

Documents = Sequence[Checked]
SIGNS = {"Warning": "!", "Info": "i"}
SEVERITIES = {
    "Violation": ("lỗi", "violations"),
    "Warning": ("cảnh báo", "warnings"),
    "Info": ("lưu ý", "infos"),
}
REQUIRED = ("trên biểu mẫu: bắt buộc", "on the form: required")
LONGEST_VALUE = 300
COLUMNS = (
    "rule", "severity", "thing", "focus", "label_vi", "label_en", "path", "value", "message_vi", "message_en",
    "fix_vi", "fix_en", "article", "component",
)  # fmt: skip
STYLE = """
:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 system-ui, sans-serif; }
h1, h2, h3 { font-family: ui-serif, Cambria, "Noto Serif", serif; line-height: 1.3; }
h3 { margin-bottom: .25rem; } p { margin: 0 0 .25rem; } ul { padding: 0; } [lang=en], small { opacity: .8; }
li { list-style: none; margin: 0 0 .75rem; padding: .5rem 0 .5rem 1rem; border-left: 5px solid; }
.Violation { border-color: #a02a1d; } .Warning { border-color: #b98a2c; } .Info { border-color: #224f8c; }
code { font-size: .875em; overflow-wrap: anywhere; }
"""


def as_text(documents: Documents) -> str:
    """For people at a terminal, in both languages."""
    return "\n\n".join("\n".join(_text_lines(checked)) for checked in documents) + "\n"


def as_json(documents: Documents) -> str:
    """The form that DESIGN section 6 fixes; of several documents each finding says its file."""
    rows: list[Mapping[str, Any]] = []
    for checked in documents:
        file = {"file": checked.name} if len(documents) > 1 else {}
        rows += ({**file, **row} for row in checked.report.as_json()["findings"])
    said = {"conforms": all(checked.report.conforms for checked in documents), "findings": rows}
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def as_csv(documents: Documents) -> str:
    """A row a finding; no cell is a formula. It begins with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("file", *COLUMNS))
    for checked in documents:
        for finding in checked.report.findings:
            cells = (checked.name, *(_cell(checked, finding, column) for column in COLUMNS))
            writer.writerow([harmless(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def as_turtle(documents: Documents) -> str:
    """The W3C's validation reports, one a document."""
    names = [""] if len(documents) == 1 else [f"f{number}" for number in range(1, len(documents) + 1)]
    triples = [t for name, checked in zip(names, documents, strict=True) for t in checked.report.as_graph(name)]
    return (serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()


def as_html(documents: Documents) -> str:
    """A page that stands by itself: no file beside it, no script."""
    parts = "\n".join(part for checked in documents for part in _html_parts(checked))
    title = "Kết quả kiểm tra / Report"
    return (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n{parts}\n</body></html>\n"
    )


FORMS: Mapping[str, Callable[[Documents], str]] = MappingProxyType(
    {"text": as_text, "json": as_json, "csv": as_csv, "html": as_html, "turtle": as_turtle}
)


def verdict(checked: Checked) -> tuple[str, str]:
    """What the report comes to, in vi and en: "chưa đạt, 2 lỗi, 1 lưu ý"."""
    if not checked.is_read:
        return "không đọc được", "cannot be read"
    if checked.is_empty and checked.report.conforms:
        return "không có gì để xét", "nothing to judge"
    counts = [(count, *_severity(name)) for name, count in checked.counts().items() if count]
    vi, en = ("đạt", "conforms") if checked.report.conforms else ("chưa đạt", "does not conform")
    said_vi = ", ".join(f"{count} {name}" for count, name, _ in counts)
    said_en = ", ".join(f"{name}: {count}" for count, _, name in counts)
    return (f"{vi}, {said_vi}" if counts else vi), (f"{en}, {said_en}" if counts else en)


def shown_value(finding: Finding) -> str:
    """The value to show beside a sentence, cut when it is long; "" when it says nothing more: the sentence holds it, it
    is the node itself, or it is no value of the data."""
    if not finding.term or not finding.value or finding.value == finding.focus or finding.value in finding.message_vi:
        return ""
    return finding.value if len(finding.value) <= LONGEST_VALUE else f"{finding.value[: LONGEST_VALUE - 1]}…"


def _severity(name: str) -> tuple[str, str]:
    return SEVERITIES.get(name, (name, name))


def _text_lines(checked: Checked) -> Iterator[str]:
    vi, en = verdict(checked)
    yield f"{checked.name}: {vi} / {en}"
    for focus, findings in checked.groups().items():
        name = checked.thing(focus).name("vi")
        yield f"\n{name} {focus}" if name else f"\n{focus}"
        for finding in findings:
            yield from _finding_lines(checked, finding, focus)


def _finding_lines(checked: Checked, finding: Finding, whole: str) -> Iterator[str]:
    where = "" if finding.focus == whole else f" · {checked.thing(finding.focus).name('vi') or finding.focus}"
    label = f" · {finding.label_vi}" if finding.label_vi else ""
    required = f" · {REQUIRED[0]} / {REQUIRED[1]}" if checked.requires(finding) else ""
    yield f"  {SIGNS.get(finding.severity, '✗')} {finding.rule}{where}{label}{required}"
    yield from (f"    {line}" for line in dict.fromkeys((finding.message_vi, finding.message_en)))
    if value := shown_value(finding):
        yield f"    Đang ghi / It says: {value}"
    if finding.fix_vi:
        yield f"    Cách sửa: {finding.fix_vi}\n    To mend: {finding.fix_en}"
    if finding.article:
        yield f"    Căn cứ / Article: {finding.article}"


def _html_parts(checked: Checked) -> Iterator[str]:
    vi, en = verdict(checked)
    yield f'<h2>{escape(checked.name)}</h2>\n<p><b>{escape(vi)}</b> <span lang="en">/ {escape(en)}</span></p>'
    for focus, findings in checked.groups().items():
        yield f"<h3>{escape(checked.thing(focus).name('vi') or focus)}</h3>\n<p><code>{escape(focus)}</code></p>\n<ul>"
        for finding in findings:
            kind = finding.severity if finding.severity in SIGNS else "Violation"
            yield f'<li class="{kind}">{"".join(_html_lines(checked, finding, focus))}</li>'
        yield "</ul>"


def _html_lines(checked: Checked, finding: Finding, whole: str) -> Iterator[str]:
    where = "" if finding.focus == whole else checked.thing(finding.focus).name("vi") or finding.focus
    required = REQUIRED[0] if checked.requires(finding) else ""
    named = " · ".join(filter(None, (_severity(finding.severity)[0].capitalize(), required, where, finding.label_vi)))
    yield f"<p><b>{escape(named)}</b></p><p>{escape(finding.message_vi)}</p>"
    if finding.message_en != finding.message_vi:
        yield f'<p lang="en">{escape(finding.message_en)}</p>'
    if value := shown_value(finding):
        yield f"<p>Đang ghi / It says: <code>{escape(value)}</code></p>"
    if finding.fix_vi:
        yield f'<p>Cách sửa: {escape(finding.fix_vi)} <span lang="en">To mend: {escape(finding.fix_en)}</span></p>'
    yield f"<p><small>{escape(' · '.join(filter(None, (finding.article, finding.rule))))}</small></p>"


def _cell(checked: Checked, finding: Finding, column: str) -> object:
    return checked.thing(finding.focus).name("vi") if column == "thing" else getattr(finding, column)


def media_type(form: str) -> str:
    """What a face goes by on the web."""
    kinds = {"json": "application/json", "csv": "text/csv", "html": "text/html", "turtle": "text/turtle"}
    kind = kinds.get(form, "text/plain")
    return kind if kind == "application/json" else f"{kind}; charset=utf-8"
