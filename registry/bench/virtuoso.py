"""Virtuoso beside us, where it is installed (Debian: virtuoso-opensource-7-bin): the same quads, its own HTTP endpoint.

Everything of it lies in a folder that is thrown away; it listens on loopback only, and ends with the block. Its memory is
bounded to what the numbers below allow, about 1 GB.
"""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry.bench.probing import BenchFault, Client, Question
from registry.bench.staging import free_port

SERVER, TALK = "virtuoso-t", "isql-vt"
START_SECONDS, STOP_SECONDS, LOAD_SECONDS = 60.0, 30.0, 1800.0
LOADED = "2"
"""The state of a file that was read to its end."""
SETTINGS = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000

[Parameters]
ServerPort = 127.0.0.1:{port}
ServerThreads = 20
NumberOfBuffers = 85000
MaxDirtyBuffers = 65000
CheckpointInterval = 0
DirsAllowed = {folder}
MaxQueryMem = 1G
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 4

[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerRoot = {folder}
ServerThreads = 8
MaxClientConnections = 8
KeepAliveTimeout = 600
MaxKeepAlives = 100000

[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 100000
MaxQueryExecutionTime = 600
"""
"""The buffers are as its manual has them for 1 GB of free memory."""


def is_installed() -> bool:
    return all(map(shutil.which, (SERVER, TALK)))


@contextmanager
def virtuoso(folder: Path, quads: Path) -> Iterator[str]:
    """A server in the new folder `folder` that holds an N-Quads file; gives its address. Raises BenchFault."""
    folder.mkdir()
    port, web = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(SETTINGS.format(folder=folder, port=port, web=web), "utf-8")
    quads = quads.rename(folder / quads.name)
    with (folder / "said").open("wb") as said:
        server = subprocess.Popen(
            [SERVER, "+configfile", str(settings), "+foreground"], stdout=said, stderr=said, cwd=folder
        )
    address = f"http://127.0.0.1:{web}"
    try:
        _wait_until_ready(server, address)
        _load(port, quads)
        yield address
    finally:
        _end(server)


def _wait_until_ready(server: "subprocess.Popen[bytes]", address: str) -> None:
    client, deadline = Client(address), time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            client.ask(Question("/sparql", "text/html"))
        except BenchFault:
            time.sleep(0.2)
        else:
            client.close()
            return
    raise BenchFault("Virtuoso không khởi động được.", "Virtuoso did not start.")


def _load(port: int, quads: Path) -> None:
    """Its bulk loader: a list of files, a run, and what became of the list."""
    said = [
        _told(port, sentence)
        for sentence in (
            f"ld_dir('{quads.parent}', '{quads.name}', 'urn:none')",
            "rdf_loader_run()",
            "checkpoint",
            "select ll_state from DB.DBA.LOAD_LIST",
        )
    ]
    if LOADED not in said[-1].split():
        raise BenchFault(f"Virtuoso không nạp được: {said[-1][-300:]}", f"Virtuoso did not load: {said[-1][-300:]}")


def _told(port: int, sentence: str) -> str:
    """What the server says to a sentence of SQL. Its first login is everybody's, on this port of loopback only."""
    try:
        return subprocess.run(
            [TALK, f"127.0.0.1:{port}", "dba", "dba", "VERBOSE=OFF", "BANNER=OFF", f"exec={sentence}"],
            capture_output=True,
            text=True,
            timeout=LOAD_SECONDS,
            check=True,
        ).stdout
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise BenchFault(f"Virtuoso không nhận lệnh: {fault}", f"Virtuoso did not take an order: {fault}") from fault


def _end(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
