"""A registry with many records, a keeper that serves it, and portals to harvest, for the length of a bench."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from registry.bench.probing import BenchFault, Client, Question
from registry.bulk import put
from registry.clock import utc_now
from registry.config import load_config, write_settings
from registry.directory import Directory, existing, prepare
from registry.entries import Act
from registry.ledger import Ledger
from registry.pairing import measure_digest, paired
from registry.schema import connect, create
from vocab.codelists import code_lists
from vocab.description import Description, describe
from vocab.identifiers import agency_iri, dataset_iri, distribution_iri, mint_key
from vocab.namespaces import DCAT, DCT, EU, RDF, REG, VCARD, XSD

AGENCY = "gl-so-yt"
AT_ONCE = 500
START_SECONDS = 120.0
STOP_SECONDS = 30.0
Process = subprocess.Popen[str]
Make = Callable[[str, int], Description]
Line = Callable[[], str]
"""Gives the next line that a process says, "" when it has ended."""
_MATTERS = ("bệnh viện", "trạm y tế", "đất trồng lúa", "đường liên xã", "chợ dân sinh", "hồ chứa nước", "trường học")
_WORKS = ("Danh sách", "Hiện trạng", "Kết quả kiểm tra", "Số lượt phục vụ", "Kế hoạch bảo trì")


def synthetic(base: str, number: int) -> Description:
    """One plain record, always the same for the same number: some 25 triples, a nameless contact, a file."""
    key = mint_key("bench", str(number))
    dataset, contact = NamedNode(dataset_iri(base, key)), BlankNode("contact")
    file = NamedNode(distribution_iri(base, mint_key("bench-file", str(number))))
    title = f"{_WORKS[number % len(_WORKS)]} {_MATTERS[number % len(_MATTERS)]}, khu vực số {number}"
    fields = code_lists(base)["field"].concepts
    day = date(2026, 1, 1) + timedelta(days=number % 270)
    said: list[tuple[NamedNode | BlankNode, NamedNode, NamedNode | BlankNode | Literal]] = [
        (dataset, RDF.type, DCAT.Dataset),
        (dataset, DCT.title, Literal(title, language="vi")),
        (dataset, DCT.title, Literal(f"Synthetic dataset {number}", language="en")),
        (dataset, DCT.description, Literal(f"{title}; số liệu sinh ra để đo tốc độ.", language="vi")),
        (dataset, DCT.publisher, NamedNode(agency_iri(base, AGENCY))),
        (dataset, DCT.identifier, Literal(f"bench-{number}")),
        (dataset, DCT.issued, Literal(day.isoformat(), datatype=XSD.date)),
        (dataset, DCT.modified, Literal(day.isoformat(), datatype=XSD.date)),
        (dataset, DCT.accrualPeriodicity, EU["frequency/QUARTERLY"]),
        (dataset, DCT.accessRights, EU["access-right/PUBLIC"]),
        (dataset, DCT.language, EU["language/VIE"]),
        (dataset, DCAT.theme, EU["data-theme/HEAL"]),
        (dataset, DCAT.keyword, Literal(_MATTERS[number % len(_MATTERS)], language="vi")),
        (dataset, REG.field, NamedNode(fields[number % len(fields)].iri)),
        (dataset, DCAT.contactPoint, contact),
        (contact, RDF.type, VCARD.Organization),
        (contact, VCARD.fn, Literal(f"Đầu mối {number}", language="vi")),
        (dataset, DCAT.distribution, file),
        (file, RDF.type, DCAT.Distribution),
        (file, DCT.title, Literal(f"{title} (CSV)", language="vi")),
        (file, DCAT.accessURL, NamedNode(f"https://data.example/{number}.csv")),
        (file, DCT["format"], EU["file-type/CSV"]),
    ]
    return describe(dataset.value, (Triple(*triple) for triple in said))


def publishing(described: Description) -> Act:
    """The act that makes a record public."""
    return Act(
        "publish",
        described.record,
        "bench",
        "",
        described.body(),
        described.fingerprint,
        described.publisher or "",
        "bench",
    )


def filled(ledger: Ledger, base: str, records: int, make: Make = synthetic) -> None:
    """Publishes so many records, each made from the base and its number. They are noted as compared with each other
    already: their titles are all alike, as no province's are, and to compare them would take the keeper many minutes."""
    for start in range(0, records, AT_ONCE):
        made = [make(base, number) for number in range(start, min(start + AT_ONCE, records))]
        with ledger.writing() as writing:
            writing.append([publishing(one) for one in made])
            put(writing.connection, paired, [_compared(one) for one in made])


def _compared(one: Description) -> dict[str, str]:
    return {"record": one.record, "fingerprint": one.fingerprint, "measure": measure_digest()}


def prepared(data: Path, records: int, make: Make = synthetic) -> Directory:
    """A data directory whose ledger holds so many public records, to be served at a free port of this machine."""
    directory = prepare(data)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    # Who measures asks all the time: no budget of query time may end that.
    write_settings(data, {"base": base, "port": port, "query_budget_seconds": 0})
    engine = connect(directory.database)
    try:
        create(engine)
        filled(Ledger(engine, utc_now), base, records, make)
    finally:
        engine.dispose()
    return directory


@contextmanager
def served(data: Path) -> Iterator[tuple[str, int]]:
    """A keeper on a data directory, ready to answer, until the block ends; gives its address and its process number.

    Raises BenchFault when it ends early, or is not ready in two minutes.
    """
    with _started("-m", "registry", "serve", "--data", str(data)) as (keeper, _):
        address = load_config(data).links
        _wait_until_ready(keeper, address)
        yield address, keeper.pid


@contextmanager
def portal(datasets: int, first: int = 1) -> Iterator[str]:
    """A CKAN portal with so many packages; gives its address. Raises BenchFault when it does not start."""
    with _started("-m", "registry.bench.portal", "--datasets", str(datasets), "--first", str(first)) as (_, said):
        ready = re.fullmatch(r"ready (\S+)\n", said())
        if ready is None:
            raise BenchFault("Cổng dữ liệu mẫu không khởi động.", "The sample portal did not start.")
        yield ready[1]


def declared(data: Path, addresses: Mapping[str, str], agencies: Mapping[str, str] | None = None) -> None:
    """Writes portals down as the sources of a data directory: slug -> address, and slug -> agency where it is not the
    usual one."""
    of = agencies or {}
    tables = (
        f'[[source]]\nslug = "{slug}"\nkind = "ckan"\nurl = "{address}"\nagency = "{of.get(slug, AGENCY)}"\n'
        f'title_vi = "{slug}"\ntitle_en = "{slug}"\nallow_private = true\n'
        for slug, address in addresses.items()
    )
    existing(data).sources.write_text("\n".join(tables), "utf-8")


@contextmanager
def harvesting(data: Path, *slugs: str) -> Iterator[Process]:
    """The command that harvests these sources, running until the block ends; ask its `poll` whether it is done."""
    with _started("-m", "registry", "harvest", *slugs, "--data", str(data), "--format", "json") as (command, _):
        yield command


@contextmanager
def _started(*arguments: str) -> Iterator[tuple[Process, Line]]:
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline
    finally:
        process.terminate()
        try:
            process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _wait_until_ready(keeper: Process, address: str) -> None:
    client, deadline = Client(address), time.monotonic() + START_SECONDS
    while keeper.poll() is None and time.monotonic() < deadline:
        try:
            client.ask(Question("/health/ready"))
        except BenchFault:
            time.sleep(0.2)
        else:
            client.close()
            return
    raise BenchFault(
        f"Sổ ở {address} không sẵn sàng trong {START_SECONDS:.0f} giây.",
        f"The keeper at {address} was not ready within {START_SECONDS:.0f} seconds.",
    )


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
