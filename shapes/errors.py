"""What can be wrong with rules.

ShapesError
└── LibraryError    a rule file, or a folder of them, that may not be loaded
"""


class ShapesError(Exception):
    """Root of this package's errors; `vi` and `en` are sentences for people."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


class LibraryError(ShapesError):
    """A rule file that does not parse, lacks part of its header, or asks for what rules may not ask.

    `file` is the file's path below the rules folder, `line` its line where one is known.
    """

    def __init__(self, file: str, vi: str, en: str, line: int | None = None) -> None:
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {vi}", f"{place}: {en}")
        self.file = file
        self.line = line
