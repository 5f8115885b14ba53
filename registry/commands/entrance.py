"""`registry`: the group that all commands hang in."""

import click

from registry.commands.accounting import account
from registry.commands.auditing import audit
from registry.commands.benching import bench
from registry.commands.bringing import import_file, transfer
from registry.commands.checking import check, preview
from registry.commands.harvesting import harvest
from registry.commands.importing import import_ministries
from registry.commands.keeping import backup, expunge, rebuild, restore, verify
from registry.commands.mapping import mapping
from registry.commands.overlap import overlap
from registry.commands.serving import demo, serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="so-dang-ky")
def main() -> None:
    """Registry of a province's open data: descriptions in DCAT-AP, rules in SHACL, a ledger that keeps every act."""


for command in (
    *(demo, serve, check, preview, harvest, import_file, import_ministries, transfer, audit, overlap, mapping),
    *(rebuild, verify, backup, restore, expunge, account, bench),
):
    main.add_command(command)
