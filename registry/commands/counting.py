"""The account of a run on one line of text, the same after every command that takes datasets in."""

from collections.abc import Mapping

from registry.harvesting.account import BESIDE, WORDS


def account_line(counts: Mapping[str, int]) -> str:
    """What was read and what became of it, none left out though it be 0; what stands beside it when there is any."""
    parts = " + ".join(f"{word} {counts.get(word, 0)}" for word in WORDS)
    beside = "".join(f", {word} {counts[word]}" for word in BESIDE if counts.get(word))
    return f"read {counts.get('read', 0)} = {parts}{beside}"
