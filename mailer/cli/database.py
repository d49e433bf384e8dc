"""``db``: the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import show

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.group("db")
def db_command() -> None:
    """Look after the database."""


@db_command.command("upgrade")
@click.pass_obj
def upgrade_command(context: Context) -> None:
    """Bring the database to this version's schema; a backup copy is made first."""
    from mailer.bootstrap import upgrade_database

    backup = upgrade_database(context.start, named=context.workspace, environ=context.environ)
    show.line(f"The database is up to date.{f' The copy from before is {backup}.' if backup else ''}")
