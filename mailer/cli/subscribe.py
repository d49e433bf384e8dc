"""``subscribe`` and ``unsubscribe``: who is on which list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import show_people
from mailer.cli.completing import list_names
from mailer.domain.subscription import EndedReason

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.command("subscribe")
@click.argument("addresses", metavar="ADDRESS...", nargs=-1, required=True)
@click.option("--list", "list_slug", metavar="LIST", required=True, shell_complete=list_names, help="The list.")
@click.pass_obj
def subscribe_command(context: Context, addresses: tuple[str, ...], *, list_slug: str) -> None:
    """Put contacts on a list, also those who had left it."""
    from mailer.usecases.people import subscribing

    desk = context.app().desk
    show_people.subscribed(subscribing.subscribe(desk.store, addresses, list_slug=list_slug, by=desk.signature()))


@click.command("unsubscribe")
@click.argument("address")
@click.option("--list", "list_slug", metavar="LIST", shell_complete=list_names, help="The list to leave.")
@click.option("--all", "everything", is_flag=True, help="Leave every list; nothing is written to this person any more.")
@click.option(
    "--reason",
    type=click.Choice([str(EndedReason.UNSUBSCRIBED), str(EndedReason.REMOVED)]),
    default="unsubscribed",
    show_default=True,
    help="unsubscribed: they asked for it; removed: we decided it.",
)
@click.pass_obj
def unsubscribe_command(
    context: Context, address: str, *, list_slug: str | None, everything: bool, reason: str
) -> None:
    """End a contact's subscription to a list, or to all."""
    from mailer.usecases.people import subscribing

    if everything == bool(list_slug):
        raise click.UsageError("say --list LIST or --all")
    desk = context.app().desk
    ended = subscribing.unsubscribe(
        desk.store, address, list_slug=list_slug, reason=EndedReason(reason), by=desk.signature()
    )
    show_people.unsubscribed(ended)
