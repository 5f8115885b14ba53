"""How bodies lie on the disk: zstd, with a dictionary of what every description repeats, named by its id in the row.

The dictionary is written into the database when it is first used and never changed; a better one gets a new id.
"""

import threading
from collections.abc import Mapping
from importlib.resources import files

import zstandard

DICTIONARY_ID = 1


def shipped_dictionary() -> bytes:
    """The dictionary of this version: typical lines of a description, the commonest last."""
    return files("registry").joinpath("ledger_dictionary.txt").read_bytes()


class Packer:
    """Packs and unpacks bodies; one per ledger, safe between threads."""

    def __init__(self, dictionaries: Mapping[int, bytes]) -> None:
        self._dictionaries = {key: _raw(data) for key, data in dictionaries.items()}
        self._own = threading.local()

    def pack(self, body: bytes) -> bytes:
        compressor = zstandard.ZstdCompressor(level=6, dict_data=self._dictionaries[DICTIONARY_ID])
        return compressor.compress(body)

    def unpack(self, dictionary: int, data: bytes) -> bytes:
        """The exact body. Raises zstandard.ZstdError when the data is damaged."""
        readers: dict[int, zstandard.ZstdDecompressor] = self._own.__dict__.setdefault("readers", {})
        if dictionary not in readers:
            readers[dictionary] = zstandard.ZstdDecompressor(dict_data=self._dictionaries[dictionary])
        return readers[dictionary].decompress(data)


def _raw(data: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(data, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
