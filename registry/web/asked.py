"""Filters and page numbers in an address: what is not known is refused, for passing it over would say what is not so."""

from collections.abc import Mapping

from werkzeug.exceptions import NotFound

from registry.errors import RegistryError

LONGEST_SHOWN = 80


class UnknownFilter(RegistryError):
    """An address asks for what is not there: a rule, an agency, a severity, a metric that nobody knows."""

    def __init__(self, name: str, value: str) -> None:
        shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
        super().__init__(
            f"Không lọc được theo «{name}={shown}»: giá trị này không có.",
            f"There is nothing to choose by “{name}={shown}”: this value is not known.",
        )


def demand(name: str, value: str, is_known: bool) -> None:
    """Raises UnknownFilter when something is asked for that is not known."""
    if value and not is_known:
        raise UnknownFilter(name, value)


def page_number(arguments: Mapping[str, str]) -> int:
    """The page asked for, from 1. Raises NotFound for what is no such number."""
    page = arguments.get("page", "1")
    if not (page.isascii() and page.isdigit() and len(page) < 7 and int(page)):
        raise NotFound
    return int(page)


def demand_page(page: int, last: int) -> None:
    """Raises NotFound for a page beyond the last."""
    if page > last:
        raise NotFound
