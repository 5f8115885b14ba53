"""The two sample agency APIs as sources of the registry, with the defaults that their agencies declare."""

from importlib.resources import files
from pathlib import Path
from string import Template

_FILE = "sources.toml"


def sources_text(ckan: str, dcat: str) -> str:
    """The text of a sources file in which the samples answer at these addresses."""
    template = Template(files("registry.demo").joinpath(_FILE).read_text("utf-8"))
    return template.substitute(ckan=ckan, dcat=dcat)


def write_sources(path: Path, ckan: str, dcat: str) -> None:
    """Puts the sample sources into a registry's sources file; what stood there of an earlier demonstration goes."""
    path.write_text(sources_text(ckan, dcat), "utf-8")
