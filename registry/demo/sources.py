"""The two sample agency APIs as sources of the registry, with the defaults that their agencies declare."""

from importlib.resources import files
from string import Template

_FILE = "sources.toml"


def sources_text(ckan: str, dcat: str) -> str:
    """The text of a sources file in which the samples answer at these addresses."""
    template = Template(files("registry.demo").joinpath(_FILE).read_text("utf-8"))
    return template.substitute(ckan=ckan, dcat=dcat)
