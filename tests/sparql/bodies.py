"""Records for the store's tests: small graphs whose every triple carries the same version."""

BASE = "http://127.0.0.1:8080"


def graph(number: int) -> str:
    return f"{BASE}/id/record/{number:012d}"


def body(number: int, version: int, triples: int = 20) -> bytes:
    """A record's N-Quads: so many triples of one version, and a contact without a name of its own."""
    name, dataset, contact = graph(number), f"{BASE}/id/dataset/{number:012d}", f"_:b{number:012d}x0"
    lines = [f'<{dataset}> <urn:p{at}> "bản {version}"@vi <{name}> .' for at in range(triples)]
    lines += [f"<{dataset}> <urn:contact> {contact} <{name}> .", f'{contact} <urn:mail> "m{version}" <{name}> .']
    return "".join(f"{line}\n" for line in lines).encode()


def entries(last: int) -> list[tuple[int, dict[str, bytes], list[str]]]:
    """A ledger in small: (position, graphs replaced, graphs removed); every seventh entry withdraws a record."""
    return [
        (at, {}, [graph(at % 5)]) if at % 7 == 0 else (at, {graph(at % 5): body(at % 5, at)}, [])
        for at in range(1, last + 1)
    ]
