"""``lists``: distribution lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_lists
from mailer.cli.options import json_option
from mailer.domain.contact import Basis, ContactKind

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.group("lists")
def lists_command() -> None:
    """Distribution lists: create, show."""


@lists_command.command("ls")
@json_option
@click.pass_obj
def ls_command(context: Context, *, as_json: bool) -> None:
    """Show all lists with their counts."""
    from mailer.usecases import listing

    app = context.app()
    found = listing.all_lists(app.desk.store)
    if as_json:
        show.as_json([show_lists.list_json(one) for one in found])
    else:
        show_lists.lists(found, app.settings.organisation.timezone)


@lists_command.command("show")
@click.argument("slug")
@json_option
@click.pass_obj
def show_command(context: Context, slug: str, *, as_json: bool) -> None:
    """Show who is on a list: by language, country and outlet."""
    from mailer.usecases import listing

    app = context.app()
    found = listing.list_report(app.desk.store, slug)
    if as_json:
        show.as_json(show_lists.list_report_json(found))
    else:
        show_lists.list_report(found, app.settings.organisation.timezone)


@lists_command.command("create")
@click.argument("slug")
@click.option("--title", default="", help="What readers may see, as in 'Press, Africa'.")
@click.option(
    "--kind",
    type=click.Choice(list(map(str, ContactKind))),
    default="journalist",
    show_default=True,
    help="Who is on it.",
)
@click.option(
    "--basis",
    type=click.Choice(list(map(str, Basis))),
    help="Why we may write to them; else member for staff, legitimate-interest for others.",
)
@click.option("--source", default="", help="Where the addresses come from.")
@click.option("--why", default="", help="What readers are told of why they get it; else a sentence of our own.")
@click.pass_obj
def create_command(
    context: Context, slug: str, *, title: str, kind: str, basis: str | None, source: str, why: str
) -> None:
    """Make a list; those who come onto it inherit kind, basis and source unless their file says otherwise."""
    from mailer.usecases import listing

    desk = context.app().desk
    allowed = Basis(basis) if basis else None
    made = listing.create_list(
        desk.store,
        slug,
        title=title,
        kind=ContactKind(kind),
        basis=allowed,
        source=source,
        why=why,
        by=desk.signature(),
    )
    show_lists.created(made)
