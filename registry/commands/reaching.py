"""How a command reaches a registry: through the keeper that holds it, else by opening the data directory itself.

This loopback call is the one connection outside the door of `harvesters`: it goes only to the address that the keeper
on this machine wrote into its data directory, with the operator's token.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from registry.config import load_config
from registry.directory import Directory, existing, is_held
from registry.errors import RegistryError
from registry.keeper import Keeper
from registry.milestones import passing

PATIENCE = 3600.0
"""Seconds that a command waits for the keeper's answer."""


class KeeperRefused(RegistryError):
    """The running keeper did not do what was asked; its own sentences are carried."""


def running(directory: Directory) -> str | None:
    """The address of the keeper that holds this directory, if one serves."""
    if not is_held(directory):
        return None
    try:
        said = json.loads(directory.notice.read_text("ascii"))
        return str(said["address"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def ask_keeper(
    directory: Directory, address: str, command: str, values: dict[str, Any], patience: float = PATIENCE
) -> dict[str, Any]:
    """Has the running keeper do a command; gives its answer. Raises KeeperRefused, also when it has said nothing for
    `patience` seconds; it goes on all the same."""
    request = urllib.request.Request(
        f"{address}/admin/api/{command}",
        data=json.dumps(values).encode(),
        headers={
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Authorization": f"Bearer {directory.operator_token.read_text('utf-8').strip()}",
        },
        method="POST",
    )
    # No proxy from the environment: the keeper is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=patience) as answer:
            return dict(json.loads(answer.read()))
    except urllib.error.HTTPError as refusal:
        said = _said(refusal.read())
        raise KeeperRefused(
            f"Sổ đang chạy ở {address} từ chối lệnh: {said.get('vi', refusal.code)}",
            f"The keeper at {address} refused: {said.get('en', refusal.code)}",
        ) from refusal
    except TimeoutError as late:
        raise KeeperRefused(
            f"Sổ đang chạy ở {address} chưa làm xong sau {patience:.0f} giây và vẫn làm tiếp; kết quả xem ở trang quản trị.",
            f"The keeper at {address} was not done after {patience:.0f} seconds and goes on; its pages will tell.",
        ) from late
    except (OSError, ValueError) as fault:
        raise KeeperRefused(
            f"Không gọi được sổ đang chạy ở {address}: {fault}.", f"The keeper at {address} cannot be reached: {fault}."
        ) from fault


@contextmanager
def opened(data: Path) -> Iterator[Keeper]:
    """A keeper of our own on an existing data directory, for one command."""
    existing(data)
    keeper = Keeper.open(load_config(data), reached=passing)
    try:
        yield keeper
    finally:
        keeper.close()


def _said(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
