"""`registry check` and `registry preview`: what is in a file or behind an address, and what is wrong with it."""

import html
import json
import tempfile
from pathlib import Path
from typing import Any

import click

from harvesters.door import Refused, fetch
from harvesters.kinds import KINDS
from harvesters.source import Snapshot
from registry.checks import check_file, with_workers
from registry.commands.speaking import FAILED, format_option, misused, put_json, sentences
from registry.errors import RegistryError
from registry.workers.errors import WorkerDied, WorkerTimeout


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--profile", help="Judge by this profile only: dcat-ap, province, overlap.")
@click.option("--shapes", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Judge by these shapes.")
@format_option("text", "json", "csv", "html", "turtle")
def check(files: tuple[Path, ...], profile: str | None, shapes: Path | None, form: str) -> None:
    """Judge RDF files by the rules, or by a shapes graph of your own; exit 1 when a file does not conform."""
    with sentences():
        outcomes = with_workers(lambda run: [check_file(run, path, profile, shapes) for path in files])
    for path, outcome in zip(files, outcomes, strict=True):
        click.echo(_checked(path, outcome, form, is_one=len(files) == 1), nl=form not in ("csv", "turtle"))
    if not all(outcome["conforms"] for outcome in outcomes):
        raise SystemExit(FAILED)


@click.command()
@click.argument("place", metavar="FILE|URL")
@click.option("--kind", required=True, help=f"Kind of source: {', '.join(KINDS)}.")
@format_option("text", "json", "trig")
@click.option("--allow-private", is_flag=True, help="Let the address be on a private network.")
def preview(place: str, kind: str, form: str, allow_private: bool) -> None:
    """Show what a harvest would bring, with what the rules say of it; nothing is stored."""
    with sentences():
        if kind not in KINDS:
            misused(
                f"Không có loại nguồn «{kind}». Các loại: {', '.join(KINDS)}.",
                f"There is no kind of source “{kind}”. Kinds: {', '.join(KINDS)}.",
            )
        payload = {**_document(place, allow_private), "kind": kind, "trig": form == "trig"}
        try:
            result = with_workers(lambda run: run("preview_page", payload))
        except (WorkerDied, WorkerTimeout) as fault:
            reason = {"position": "document", "reason_vi": fault.vi, "reason_en": fault.en}
            result = {"kind": kind, "records": [], "unreadable": [reason], "next": None}
    if form == "json":
        put_json(_with_reasons(result))
    else:
        click.echo(result["trig"] if form == "trig" else _previewed(result))
    if result["unreadable"] and not result["records"]:
        raise SystemExit(FAILED)


def _document(place: str, allow_private: bool) -> dict[str, Any]:
    """A file or an answer: its bytes, media type ("" unknown), address, and what its Link header names as next."""
    if not place.startswith(("http://", "https://")):
        path = Path(place)
        try:
            return {"data": path.read_bytes(), "media_type": "", "url": path.absolute().as_uri()}
        except OSError as fault:
            raise RegistryError(
                f"Không đọc được {place}: {fault.strerror}.", f"Cannot read {place}: {fault.strerror}."
            ) from fault
    with tempfile.TemporaryDirectory() as folder:
        answer = fetch(place, Path(folder) / "answer", allowed=lambda host, port, address: allow_private)
        if isinstance(answer, Snapshot):
            return {
                "data": answer.path.read_bytes(),
                "media_type": answer.media_type,
                "url": answer.url,
                "next": answer.links.get("next"),
            }
    if isinstance(answer, Refused):
        raise RegistryError(f"{place}: {answer.reason_vi}", f"{place}: {answer.reason_en}")
    raise RegistryError(f"{place}: không có nội dung mới.", f"{place}: nothing new.")


def _with_reasons(result: dict[str, Any]) -> dict[str, Any]:
    """`unreadable` as programs expect it: one `reason`, beside the two sentences."""
    unreadable = [{**row, "reason": row["reason_vi"]} for row in result["unreadable"]]
    return {**{key: value for key, value in result.items() if key != "trig"}, "unreadable": unreadable}


def _previewed(result: dict[str, Any]) -> str:
    lines = [f"{result['kind']}: {len(result['records'])} tập dữ liệu / datasets"]
    for record in result["records"]:
        lines.append(f"\n• {record['title'] or '(không có tiêu đề / no title)'}  [{record['identifier']}]")
        formats = ", ".join(filter(None, (one["format"] for one in record["distributions"])))
        lines.append(f"    {record['publisher'] or '?'} · {record['modified'] or '?'} · {formats or '?'}")
        lines += [f"    {one['severity']}: {one['message_vi']}" for one in record["findings"]]
    for row in result["unreadable"]:
        lines.append(f"\n✗ {row['position']}: {row['reason_vi']}\n  {row['reason_en']}")
    if result.get("next"):
        lines.append(f"\nTrang sau / next page: {result['next']}")
    return "\n".join(lines)


def _checked(path: Path, outcome: dict[str, Any], form: str, is_one: bool) -> str:
    if form == "json":
        said = {"conforms": outcome["conforms"], "findings": outcome["findings"]}
        return json.dumps(said if is_one else {"file": str(path), **said}, ensure_ascii=False, indent=2)
    if form in ("turtle", "csv"):
        return str(outcome[form])
    if form == "html":
        return _report_page(path, outcome)
    return _report_text(path, outcome)


def _report_page(path: Path, outcome: dict[str, Any]) -> str:
    names = ("severity", "rule", "focus", "message_vi", "message_en", "article")
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(row[name] or ''))}</td>" for name in names) + "</tr>\n"
        for row in outcome["findings"]
    )
    title = html.escape(path.name)
    return (
        f'<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><h1>{title}</h1><table><thead><tr>{''.join(f'<th>{name}</th>' for name in names)}</tr></thead>\n"
        f"<tbody>{rows}</tbody></table></body></html>"
    )


def _report_text(path: Path, outcome: dict[str, Any]) -> str:
    verdict = "đạt / conforms" if outcome["conforms"] else "chưa đạt / does not conform"
    lines = [f"{path}: {verdict}"]
    for row in outcome["findings"]:
        lines.append(f"  {row['severity']}  {row['rule']}  {row['focus']}")
        lines.append(f"    {row['message_vi']}\n    {row['message_en']}")
        if row["article"]:
            lines.append(f"    {row['article']}")
    return "\n".join(lines)
