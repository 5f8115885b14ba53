"""What can go wrong on the way in.

HarvestError
├── NotReadable      these bytes hold nothing that this kind can read
│   └── OfSomethingElse  good in its form, and about something else than datasets
├── BadMapping       the mapping of a JSON API cannot be used
└── BadSourceFile    the file of sources cannot be used
"""

from vocab.letters import without_unseen


class HarvestError(Exception):
    """Root of this package's errors; `vi` and `en` are sentences for people."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


class NotReadable(HarvestError):
    """These bytes cannot be read; `position` says where ("line 12"), "" means the whole document.

    The sentences may repeat the source's words: they become one line, without what nobody sees, wherever they are told.
    """

    def __init__(self, vi: str, en: str, position: str = "") -> None:
        super().__init__(_line(vi), _line(en))
        self.position = position


class OfSomethingElse(NotReadable):
    """A document that is good in its form and describes no dataset; `what` is what it does describe."""

    def __init__(self, vi: str, en: str, what: str) -> None:
        super().__init__(vi, en)
        self.what = what


class BadSourceFile(HarvestError):
    """The file of sources is not TOML, names an unknown key or lacks one; `where` names the source."""

    def __init__(self, vi: str, en: str, where: str) -> None:
        super().__init__(f"{where}: {vi}", f"{where}: {en}")
        self.where = where


class BadMapping(HarvestError):
    """A mapping file is not TOML, names an unknown key or field, or holds a faulty expression; `where` names the place."""

    def __init__(self, vi: str, en: str, where: str) -> None:
        super().__init__(f"{where}: {vi}", f"{where}: {en}")
        self.where = where


def _line(text: str) -> str:
    return " ".join(without_unseen(text).split())
