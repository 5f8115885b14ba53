"""JMESPath for mapping files: expressions compiled once, with four functions more than the language has.

`split(text, by)`, `replace(text, old, new)`, `plain(text)` (words without markup) and `encoded(text)` (for a path or
query). An expression sees one value and what this module hands it; it opens no file and no address.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

import jmespath
from jmespath import functions
from jmespath.exceptions import JMESPathError

from harvesters.errors import BadMapping
from harvesters.plain import plain

MAX_LENGTH = 8000
Function = TypeVar("Function", bound=Callable[..., Any])


def _takes(*arguments: tuple[str, ...]) -> Callable[[Function], Function]:
    """Marks a function of an expression with the types that each of its arguments may have."""
    mark: Callable[[Function], Function] = functions.signature(*({"types": list(types)} for types in arguments))
    return mark


class _More(functions.Functions):  # type: ignore[misc]  # the library has no types
    """The language's own functions and ours."""

    @_takes(("string", "null"), ("string",))
    def _func_split(self, text: str | None, by: str) -> list[str]:
        return [part.strip() for part in text.split(by)] if text and by else []

    @_takes(("string", "null"), ("string",), ("string",))
    def _func_replace(self, text: str | None, old: str, new: str) -> str | None:
        return text.replace(old, new) if text and old else text

    @_takes(("string", "null"))
    def _func_plain(self, text: str | None) -> str | None:
        return plain(text) if text else text

    @_takes(("string", "number", "null"))
    def _func_encoded(self, text: str | float | None) -> str | None:
        return quote(str(text), safe="") if text is not None else None


_OPTIONS = jmespath.Options(custom_functions=_More())


class Expression:
    """One compiled expression, and the words it was written in."""

    def __init__(self, text: str, where: str) -> None:
        """Raises BadMapping for what is no expression."""
        self.text = text
        if len(text) > MAX_LENGTH:
            raise BadMapping("biểu thức quá dài", "the expression is too long", where)
        try:
            self._compiled = jmespath.compile(text)
        except (JMESPathError, RecursionError) as error:
            said = " ".join(str(error).split())[:200]
            raise BadMapping(
                f"biểu thức JMESPath sai: {said}", f"no valid JMESPath expression: {said}", where
            ) from error

    def of(self, value: Any) -> Any:
        """What the expression gives for a value. Raises ExpressionFailed when it does not suit the value."""
        try:
            return self._compiled.search(value, options=_OPTIONS)
        except (JMESPathError, RecursionError, TypeError, ValueError, AttributeError, KeyError) as error:
            raise ExpressionFailed(" ".join(str(error).split())[:200]) from error


class ExpressionFailed(Exception):
    """An expression met a value that its functions cannot take; the message is the library's."""
