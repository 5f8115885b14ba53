"""`registry`: the group that all commands hang in."""

import gc
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

import click

WHERE: Mapping[str, str] = MappingProxyType(
    {
        "demo": "serving",
        "serve": "serving",
        "check": "checking",
        "preview": "checking",
        "harvest": "harvesting",
        "source": "sourcing",
        "import": "bringing:import_file",
        "import-ministries": "importing:import_ministries",
        "transfer": "bringing",
        "twins": "twinning",
        "audit": "auditing",
        "overlap": "overlap",
        "mapping": "mapping",
        "rebuild": "keeping",
        "verify": "keeping",
        "backup": "keeping",
        "restore": "keeping",
        "expunge": "keeping",
        "account": "accounting",
        "bench": "benching",
    }
)
"""Which module of this package has a command, and under which name when it is not the command's own."""


class Commands(click.Group):
    """Its commands are imported when they are asked for: a start costs what it imports.

    What is imported stays, so nothing is looked through for garbage until all of it is there, nor ever after.
    """

    def list_commands(self, ctx: click.Context | None) -> list[str]:
        return sorted(WHERE)

    def get_command(self, ctx: click.Context | None, cmd_name: str) -> click.Command | None:
        if cmd_name not in WHERE:
            return None
        place, _, name = WHERE[cmd_name].partition(":")
        gc.disable()
        module = import_module(f"registry.commands.{place}")
        gc.freeze()
        gc.enable()
        command: click.Command = getattr(module, name or cmd_name)
        return command

    def every(self) -> dict[str, click.Command]:
        """All of them by name."""
        return {name: command for name in WHERE if (command := self.get_command(None, name))}


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="so-dang-ky")
def main() -> None:
    """Registry of a province's open data: descriptions in DCAT-AP, rules in SHACL, a ledger that keeps every act."""
