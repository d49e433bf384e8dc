"""``contacts duplicates``, ``merge`` and ``distinct``: two contacts who are one person, or look like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import asking, show, show_merges
from mailer.cli.options import json_option, yes_option

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.command("duplicates")
@click.option("--list", "list_slug", metavar="LIST", help="Only where somebody is on this list.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many groups.")
@click.option("--skip", type=click.IntRange(0), default=0, help="Leave the first ones out.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, a line for each contact.")
@json_option
@click.pass_obj
def duplicates_command(
    context: Context, *, list_slug: str | None, limit: int, skip: int, as_csv: bool, as_json: bool
) -> None:
    """Find contacts who may be the same person, the surest first. Nothing is changed."""
    from mailer.usecases.people.comparing import find_duplicates

    found = find_duplicates(context.app().desk.store, list_slug=list_slug, limit=limit, skip=skip)
    if as_json:
        show.as_json(show_merges.duplicates_json(found))
    elif as_csv:
        show_merges.duplicates_csv(found)
    else:
        show_merges.duplicates(found, skip)


@click.command("merge")
@click.argument("kept", metavar="A")
@click.argument("other", metavar="B")
@click.option("--prefer", default="", metavar="ADDRESS", help="Whose facts hold where both say something; else A's.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@yes_option
@json_option
@click.pass_obj
def merge_command(
    context: Context, kept: str, other: str, *, prefer: str, dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Make one contact of two: A has everything of B then, its history too. What either does not want holds."""
    from mailer.usecases.people import merging

    desk = context.app().desk
    found = merging.plan_merge(desk.store, kept, other, at=desk.clock(), prefer=prefer)
    if not as_json:
        show_merges.planned(found)
    if not dry_run:
        asking.agree(f"Merge {found.other.address.address} into {found.kept.address.address}?", yes=yes)
        found = merging.merge_contacts(desk.store, kept, other, by=desk.signature(), prefer=prefer)
    if as_json:
        show.as_json(show_merges.merged_json(found))
    else:
        show_merges.merged(found)


@click.command("distinct")
@click.argument("one", metavar="A")
@click.argument("another", metavar="B")
@click.option("--undo", is_flag=True, help="Forget it: they may be one person after all.")
@click.pass_obj
def distinct_command(context: Context, one: str, another: str, *, undo: bool) -> None:
    """Say that two contacts are two people: they are no longer shown as duplicates, nor merged."""
    from mailer.usecases.people import merging

    desk = context.app().desk
    telling = merging.confuse if undo else merging.distinguish
    show_merges.told_apart(one, another, is_new=telling(desk.store, one, another, by=desk.signature()), undo=undo)
