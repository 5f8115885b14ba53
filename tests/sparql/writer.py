"""A process to be killed: applies the entries after the store's position one by one, and says each it has applied."""

import sys
from itertools import cycle
from pathlib import Path

from sparql.store import Store
from tests.sparql.bodies import BASE, entries


def main(folder: str, last: int) -> None:
    store = Store.open(Path(folder), BASE)
    print("open", flush=True)
    for position, replace, remove in entries(last):
        if position > store.position:
            store.apply(replace, remove, position)
            print(position, flush=True)
    for _ in cycle([None]):
        store.apply({}, [], last)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
