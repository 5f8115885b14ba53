"""`registry check` and `registry preview`: what is in a file or behind an address, and what is wrong with it."""

import sys
import tempfile
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click

from harvesters.door import Refused, fetch
from harvesters.kinds import KINDS, REFUSED
from harvesters.source import Snapshot, mapping_text
from registry.checks import ShapesUnusable, UnknownProfile, check_file, with_workers
from registry.commands.speaking import FAILED, demand_kind, format_option, misused, put_json, sentences
from registry.errors import RegistryError
from registry.files import file_bytes
from registry.report_forms import FORMS
from registry.workers.errors import NotPrepared, WorkerDied, WorkerTimeout
from shapes.library import PROFILES


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--profile", default="", help=f"Judge by this profile only: {', '.join(PROFILES)}.")
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Judge by this shapes graph instead; given several times, by all of them joined.",
)
@format_option(*FORMS)
def check(files: tuple[Path, ...], profile: str, shapes: tuple[Path, ...], form: str) -> None:
    """Judge RDF files by the rules, or by a shapes graph of your own; exit 1 when a file does not conform."""
    if profile and shapes:
        misused("Chọn --profile hoặc --shapes, không cả hai.", "Choose --profile or --shapes, not both.")
    with sentences():
        try:
            with _counted(files) as counted:
                documents = with_workers(lambda run: [check_file(run, path, profile, shapes) for path in counted])
        except (UnknownProfile, ShapesUnusable, NotPrepared) as fault:
            misused(fault.vi, fault.en)
    brought = ", ".join(map(str, shapes))
    told = dict.fromkeys((brought if one.of_shapes else each.name, one) for each in documents for one in each.told)
    for about, one in told:
        click.echo(f"{about}: {one.vi}\n{about}: {one.en}", err=True)
    click.echo(FORMS[form](documents), nl=False)
    if not all(checked.report.conforms for checked in documents):
        raise SystemExit(FAILED)


def _counted(files: tuple[Path, ...]) -> AbstractContextManager[Iterable[Path]]:
    """The files one by one, with a bar on a terminal when there are several."""
    hidden = len(files) < 2 or not sys.stderr.isatty()
    return click.progressbar(files, label="Đang kiểm tra / checking", file=sys.stderr, hidden=hidden)


@click.command()
@click.argument("place", metavar="FILE|URL")
@click.option("--kind", required=True, help=f"Kind of source: {', '.join(KINDS)}.")
@click.option(
    "--mapping", "mapping_file", default="", help="Mapping of a JSON API: a file, or the name of a bundled one."
)
@format_option("text", "json", "trig")
@click.option("--allow-private", is_flag=True, help="Let the address be on a private network.")
def preview(place: str, kind: str, mapping_file: str, form: str, allow_private: bool) -> None:
    """Show what a harvest would bring, with what the rules say of it; nothing is stored."""
    with sentences():
        if kind not in REFUSED:
            demand_kind(kind)
        if mapping_file and kind != "json":
            misused("Chỉ --kind json có --mapping.", "Only --kind json has a --mapping.")
        told = mapping_of(mapping_file) if mapping_file else ""
        payload = {**document(place, allow_private), "kind": kind, "mapping": told, "trig": form == "trig"}
        try:
            result = with_workers(lambda run: run("preview_page", payload))
        except (WorkerDied, WorkerTimeout) as fault:
            reason = {"position": "document", "reason_vi": fault.vi, "reason_en": fault.en}
            result = {"kind": kind, "records": [], "unreadable": [reason], "next": None}
    if form == "json":
        put_json(_with_reasons(result))
    else:
        click.echo(result["trig"] if form == "trig" else _previewed(result))
    # A sitemap, or a page of a tree, holds nothing itself and is in order all the same: it leads to what does.
    if result["unreadable"] and not result["records"] and not result.get("more"):
        raise SystemExit(FAILED)


_NEEDS_SECRET = (
    " Nguồn cần khoá truy cập, mà lệnh này không gửi khoá nào: khai nguồn bằng «registry source add», ghi khoá vào "
    "credentials.toml của thư mục dữ liệu, rồi xem bằng «registry source try».",
    " The source needs a credential, and this command sends none: enter the source by “registry source add”, write its "
    "key into credentials.toml of the data directory, and look by “registry source try”.",
)


def document(place: str, allow_private: bool) -> dict[str, Any]:
    """A file or an answer: its bytes, media type ("" unknown), address, and what its Link header names as next."""
    if not place.startswith(("http://", "https://")):
        path = Path(place)
        return {"data": file_bytes(path), "media_type": "", "url": path.absolute().as_uri()}
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
        vi, en = _NEEDS_SECRET if answer.status in (401, 403, 407) else ("", "")
        raise RegistryError(f"{place}: {answer.reason_vi}{vi}", f"{place}: {answer.reason_en}{en}")
    raise RegistryError(f"{place}: không có nội dung mới.", f"{place}: nothing new.")


def mapping_of(name: str) -> str:
    """The text of a mapping file, or of the bundled mapping of this name. Raises RegistryError, BadSourceFile."""
    path = Path(name)
    if path.exists() or path.suffix or path.parent != Path("."):
        return file_bytes(path).decode("utf-8", "replace")
    return mapping_text(name, None, "mapping")


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
