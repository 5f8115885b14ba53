"""The kinds of agency API this registry reads: one table, name -> how to begin and how to read one answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from harvesters.ckan import read_ckan, search_url
from harvesters.dcat import read_dcat
from harvesters.errors import NotReadable
from harvesters.source import Page, Source


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: `first_url` says where a run begins, `read` makes a Page of (bytes, media type, address).

    `read` raises NotReadable for an answer that holds nothing of its kind.
    """

    name: str
    first_url: Callable[[Source], str]
    read: Callable[[bytes, str, str], Page]
    label_vi: str
    label_en: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("ckan", lambda source: search_url(source.url), read_ckan, "API CKAN", "CKAN API"),
            Kind("dcat", lambda source: source.url, read_dcat, "DCAT RDF", "DCAT RDF"),
        )
    }
)


def kind_of(name: str) -> Kind:
    """The kind of this name.

    Raises NotReadable, listing the kinds there are, when there is none.
    """
    if kind := KINDS.get(name):
        return kind
    known = ", ".join(KINDS)
    raise NotReadable(
        f"Không có loại nguồn «{name}»; các loại hiện có: {known}.",
        f"There is no kind of source “{name}”; the kinds are: {known}.",
    )
