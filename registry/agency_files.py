"""Datasets that an agency hands over in a file: read, mapped, judged and decided on as those of an API are."""

from types import MappingProxyType
from typing import Any

from harvesters.kinds import kind_of
from harvesters.source import Snapshot, Source
from registry.harvesting.harvests import Harvests
from registry.harvesting.runs import Run
from registry.summaries import run_row

Row = dict[str, Any]
FILES = "file:"
TITLES = MappingProxyType({"vi": "Tệp của cơ quan", "en": "The agency's files"})


def file_source(agency: str, kind: str, url: str) -> Source:
    """All files of an agency (its id), as one source: a dataset keeps its address from file to file.

    Its name can be that of no source in sources.toml. Raises NotReadable for an unknown kind.
    """
    kind_of(kind)
    return Source(f"{FILES}{agency}", kind, url, agency, TITLES)


def files_of(name: str) -> Source | None:
    """The files of an agency by the name that their runs bear; None for a name of another source."""
    return Source(name, "", "", name.removeprefix(FILES), TITLES) if name.startswith(FILES) else None


def bring(harvests: Harvests, source: Source, document: Snapshot) -> Row:
    """Takes in what the document tells of, and nothing else: {"run", "records", "unreadable"}. Raises AlreadyRunning."""
    return imported_row(harvests, harvests.bring(source, document, whole=False))


def imported_row(harvests: Harvests, run: Run) -> Row:
    """A run with what was decided of each record, and what could not be read."""
    return {
        "run": run_row(run),
        "records": list(harvests.runs.settled(run.id)),
        "unreadable": list(harvests.runs.unreadable(run.id)),
    }
