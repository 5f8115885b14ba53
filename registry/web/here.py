"""What a view knows of its request: the keeper behind it, the reader's language, who is signed in."""

import logging
import secrets
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar, cast

from flask import current_app, g, request

from registry.web.texts import LANGUAGES, Texts, texts

if TYPE_CHECKING:
    from registry.keeper import Keeper

KEEPER = "registry.keeper"
PROXY_TOLD = "registry.web.proxy_told"
LANGUAGE_COOKIE = "lang"

log = logging.getLogger(__name__)
Made = TypeVar("Made")


def keeper() -> "Keeper":
    """The one behind this application."""
    return cast("Keeper", current_app.extensions[KEEPER])


def language() -> str:
    """The language of the answer: `?lang=`, else the cookie that it left, else Vietnamese.

    What a browser asks for says where it was installed, not whom an office of the province speaks to.
    """
    if "lang" not in g:
        g.lang = _language()
    return cast(str, g.lang)


def words() -> Texts:
    """The sentences in the reader's language."""
    return texts(language())


def remembered(name: str, key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gave for this key the last time it was asked; one value is kept under each name.

    For what only changes with the ledger: the key then holds its position.
    """
    return keeper().memory.of(name, key, make)


def request_id() -> str:
    """A name for this request, shown on an error page and written in the log beside what happened."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    return cast(str, g.request_id)


def _language() -> str:
    asked = (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE))
    return next((one for one in asked if one in LANGUAGES), LANGUAGES[0])


def remote_address() -> str:
    """Where the request comes from; a proxy's word is taken only from the addresses that the settings trust."""
    address = request.remote_addr or ""
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if address in keeper().config.trusted_proxies:
        return told or address
    if told and not current_app.extensions.get(PROXY_TOLD):
        # Without it all the world comes from one address, and shares one budget of queries and one delay at sign-in.
        current_app.extensions[PROXY_TOLD] = True
        log.warning("%s forwards requests of others; if it is your proxy, name it in trusted_proxies", address)
    return address
