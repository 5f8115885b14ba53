"""The command line: `registry COMMAND`, spelled once and for all, for people script against it.

It may import all of the registry. Read `speaking` (how commands speak and end), `reaching` (a data directory, or the
keeper that holds it), then `serving`, `checking`, `keeping`, `harvesting`, `sourcing`, `mapping`, `auditing`, `overlap`,
`accounting`, `benching`.
"""

from registry.commands.entrance import main

__all__ = ["main"]
