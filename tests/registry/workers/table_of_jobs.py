"""The jobs the worker tests give to a zygote: honest ones, and the killers that real inputs can be."""

import os
import socket
import time
from typing import Any

import pyoxigraph

PREPARED: list[str] = []


def prepare() -> None:
    PREPARED.append(str(os.getpid()))


def refuse() -> dict[str, str]:
    return {"vi": "tệp này sai", "en": "this file is wrong"}


def refuse_when_told() -> dict[str, str] | None:
    """Refuses once the file that TEST_REFUSING names is there."""
    return refuse() if os.path.exists(os.environ["TEST_REFUSING"]) else None


def prepare_slowly_once() -> None:
    """Takes long the first time, which the file that TEST_SLOWLY names tells."""
    try:
        os.close(os.open(os.environ["TEST_SLOWLY"], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    time.sleep(2)


def echo(payload: dict[str, Any]) -> dict[str, Any]:
    return payload


def whose(payload: dict[str, Any]) -> dict[str, Any]:
    handles = len(os.listdir("/proc/self/fd"))
    return {"pid": os.getpid(), "parent": os.getppid(), "prepared": PREPARED, "handles": handles}


def hog_memory(payload: dict[str, Any]) -> dict[str, Any]:
    held = [bytearray(16 << 20) for _ in range(10_000)]
    return {"held": len(held)}


def hog_cpu(payload: dict[str, Any]) -> dict[str, Any]:
    while True:
        pass


def sleep(payload: dict[str, Any]) -> dict[str, Any]:
    time.sleep(payload["seconds"])
    return {"slept": payload["seconds"]}


def fail(payload: dict[str, Any]) -> dict[str, Any]:
    raise ValueError("not this one")


def leave(payload: dict[str, Any]) -> dict[str, Any]:
    os._exit(7)


def dial(payload: dict[str, Any]) -> dict[str, Any]:
    with socket.create_connection(("127.0.0.1", payload["port"]), timeout=5):
        return {"reached": True}


def run_program(payload: dict[str, Any]) -> dict[str, Any]:
    os.execv("/bin/true", ["true"])


def ask(payload: dict[str, Any]) -> dict[str, Any]:
    found = pyoxigraph.Store().query(payload["query"])
    return {"answers": 1 if isinstance(found, pyoxigraph.QueryBoolean) else len(list(found))}


def parse(payload: dict[str, Any]) -> dict[str, Any]:
    formats = {"rdf": pyoxigraph.RdfFormat.RDF_XML, "jsonld": pyoxigraph.RdfFormat.JSON_LD}
    body = payload["body"].encode()
    return {"triples": sum(1 for _ in pyoxigraph.parse(body, format=formats[payload["format"]]))}


def talk(payload: dict[str, Any]) -> dict[str, Any]:
    return {"body": b"x" * payload["bytes"], "more": "đ" * 10}


JOBS = (echo, whose, hog_memory, hog_cpu, sleep, fail, leave, dial, run_program, ask, parse, talk)
LIGHT = {job.__name__: job for job in JOBS}
HEAVY = {"weigh": whose, "nap": sleep}
