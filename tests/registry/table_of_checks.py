"""Jobs in the place of the real check, for what becomes of a stranger's document whose worker dies or takes its time."""

import os
import time
from collections.abc import Callable
from typing import Any


def check_upload(payload: dict[str, Any]) -> dict[str, Any]:
    """What the data says: die, fail, or wait until the file it names is there."""
    word, _, place = payload["data"].decode().partition(" ")
    if word == "die":
        os.abort()
    if word == "fail":
        raise ValueError("a fault of ours")
    while place and not os.path.exists(place):
        time.sleep(0.02)
    return {"done": True}


JOBS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"check_upload": check_upload}
