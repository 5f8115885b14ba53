"""What a kind of source is: how a run begins, how an answer is read. The table of them is `harvesters.kinds`."""

from collections.abc import Callable
from dataclasses import dataclass

from harvesters.json_mapping import Authentication
from harvesters.source import Page, Source


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: `first_url` says where a run begins, `read` makes a Page of (bytes, media type, address).

    `read` raises NotReadable for an answer that holds nothing of its kind. `is_scattered`: each dataset has a page of its
    own, so one that is not there or not readable costs a run that dataset, not all of them. `posted` is what to send by POST
    where a server refuses to be asked by GET: the address, the body and its media type. `authentication` says how a
    secret is carried, where a mapping does.
    """

    name: str
    first_url: Callable[[Source], str]
    read: Callable[[bytes, str, str], Page]
    label_vi: str
    label_en: str
    is_scattered: Callable[[Source], bool] = lambda source: False
    posted: Callable[[str], tuple[str, bytes, str]] | None = None
    authentication: Authentication | None = None
