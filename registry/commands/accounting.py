"""`registry account`: open an agency's one account, and hand out the link that sets its password."""

from pathlib import Path

import click

from registry.accounts import By, Role
from registry.commands.reaching import ask_keeper, opened, running
from registry.commands.speaking import data_option, sentences
from registry.directory import Directory, existing


@click.command()
@data_option
@click.argument("name")
@click.option("--close", "reason", metavar="REASON", help="Close the account, with the reason that the ledger keeps.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.AGENCY.value, show_default=True)
def account(data: Path, name: str, role: str, reason: str | None) -> None:
    """Open the account NAME (for an agency: its id), or renew its link; prints a link that works once, for one hour.

    With --close the account is shut and its sessions end at once.
    """
    with sentences():
        directory = existing(data)
        if reason is not None:
            _close(directory, name, reason)
            return
        if address := running(directory):
            link = ask_keeper(directory, address, "account", {"name": name, "role": role})["link"]
        else:
            with opened(data) as keeper:
                by = By("operator")
                if keeper.accounts.find(name) is None:
                    keeper.accounts.open(name, Role(role), name if role == Role.AGENCY else None, by)
                link = f"{keeper.config.links}/set-password/{keeper.accounts.invite(name, by)}"
    click.echo(link)


def _close(directory: Directory, name: str, reason: str) -> None:
    if address := running(directory):
        ask_keeper(directory, address, "close-account", {"name": name, "reason": reason})
    else:
        with opened(directory.path) as keeper:
            keeper.close_account(name, By("operator"), reason)
    click.echo(f"Đã đóng tài khoản {name} / closed")
