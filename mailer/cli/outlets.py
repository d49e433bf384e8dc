"""``outlets``: the newsrooms and organisations that contacts work for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_outlets
from mailer.cli.options import csv_option, json_option

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.group("outlets")
def outlets_command() -> None:
    """Outlets: show, edit, merge; their desk, and how many people there get a release."""


@outlets_command.command("ls")
@click.argument("part", default="")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="How many at most.")
@csv_option
@json_option
@click.pass_obj
def ls_command(context: Context, part: str, *, limit: int, as_csv: bool, as_json: bool) -> None:
    """Show outlets, all or those whose name holds PART, by name."""
    from mailer.usecases.people import curating

    found = curating.all_outlets(context.app().desk.store, part, limit=limit)
    if as_json:
        show.as_json([show_outlets.outlet_json(one) for one in found])
    elif as_csv:
        show_outlets.outlets_csv(found)
    else:
        show_outlets.outlets(found, limit)


@outlets_command.command("show")
@click.argument("name")
@json_option
@click.pass_obj
def show_command(context: Context, name: str, *, as_json: bool) -> None:
    """Show an outlet: its people by list, desk address, cap, and when it last had a release."""
    from mailer.usecases.people import curating

    app = context.app()
    found = curating.outlet_report(app.desk.store, name)
    if as_json:
        show.as_json(show_outlets.report_json(found))
    else:
        show_outlets.report(found, app.settings.organisation.timezone)


@outlets_command.command("edit")
@click.argument("outlet", metavar="NAME")
@click.option("--name", metavar="NEW", help="What it is called from now on.")
@click.option("--desk-address", metavar="ADDRESS", help="The address of its news desk; '' for none.")
@click.option("--cap", metavar="N", help="How many people there a send to lists goes to; 0: the desk only, '': all.")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@json_option
@click.pass_obj
def edit_command(context: Context, /, *, outlet: str, dry_run: bool, as_json: bool, **typed: str | None) -> None:
    """Change what is known of an outlet: only what is given; '' empties a fact."""
    from mailer.usecases.people import curating

    desk = context.app().desk
    edit = curating.OutletEdit(**typed)
    found = curating.edit_outlet(desk.store, outlet, edit, by=desk.signature(), dry_run=dry_run)
    if as_json:
        show.as_json(show_outlets.edited_json(found))
    else:
        show_outlets.edited(found)


@outlets_command.command("merge")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--into", required=True, metavar="NAME", help="The outlet that they are.")
@json_option
@click.pass_obj
def merge_command(context: Context, names: tuple[str, ...], *, into: str, as_json: bool) -> None:
    """Make several outlets one: their people work for the one named with --into."""
    from mailer.usecases.people import curating

    desk = context.app().desk
    found = curating.merge_outlets(desk.store, names, into=into, by=desk.signature())
    if as_json:
        show.as_json(show_outlets.merged_json(found))
    else:
        show_outlets.merged(found)
