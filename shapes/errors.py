"""What can be wrong with rules.

ShapesError
├── LibraryError    a rule file, or a folder of them, that may not be loaded
├── ShapesRefused   anybody's shapes graph that may not be judged by
└── NotJudged       shapes that turned out, while judging, not to be evaluable
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


class ShapesRefused(ShapesError):
    """A shapes graph that is not well formed, or asks for what nothing here evaluates.

    `term` is the offending text (a prefixed name, a pattern) and `value` what stands beside it, by which the line in a
    file can be looked up.
    """

    def __init__(self, vi: str, en: str, term: str = "", value: str = "") -> None:
        super().__init__(vi, en)
        self.term = term
        self.value = value


class NotJudged(ShapesError):
    """The shapes could not be evaluated on these data; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Không kiểm tra được theo các hình mẫu này: {reason}", f"These shapes could not be evaluated: {reason}"
        )
        self.reason = reason
