"""Why an action is refused, as CKAN names its reasons; each sentence in Vietnamese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass


class NotUnderstood(Exception):
    """A value that means nothing, or nothing that can be answered truly."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


@dataclass(eq=False)
class Refused(Exception):
    """An action that is not answered: CKAN's status and `__type`, and what is said: of the whole, or by parameter."""

    status: int
    kind: str
    vi: str
    en: str
    field: str = ""

    @property
    def told(self) -> Mapping[str, object]:
        """The `error` of CKAN's envelope. Of a parameter: a list of sentences under its name."""
        if self.field:
            return {"__type": self.kind, self.field: [self.vi, self.en]}
        return {"__type": self.kind, "message": f"{_PREFACE.get(self.kind, '')}{self.vi} / {self.en}"}


_PREFACE = {"Not Found Error": "Not found: ", "Authorization Error": "Access denied: "}
"""CKAN begins so, and its clients leave out what stands before the first colon."""


def invalid(field: str, vi: str, en: str) -> Refused:
    return Refused(409, "Validation Error", vi, en, field)


def not_found(vi: str, en: str) -> Refused:
    return Refused(404, "Not Found Error", vi, en)


def forbidden(vi: str, en: str) -> Refused:
    return Refused(403, "Authorization Error", vi, en)
