"""``lists sync`` and ``lists export``: lists as files of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import asking, show, show_list_files
from mailer.cli.completing import list_names
from mailer.cli.options import json_option

if TYPE_CHECKING:
    from mailer.cli.context import Context


@click.command("sync")
@click.argument("slugs", nargs=-1, metavar="[LIST]...", shell_complete=list_names)
@click.option("--dry-run", is_flag=True, help="Show what would change and change nothing.")
@click.option("--prune", is_flag=True, help="End the subscriptions of those who are no longer in the file.")
@click.option("--expect", type=int, metavar="N", help="With --prune: that so many end, be it a large part of a list.")
@click.option("--overwrite-edits", is_flag=True, help="Let the files overwrite facts that were set by hand.")
@click.option("--revive-ended", is_flag=True, help="Bring back who has left a list, but nobody suppressed.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
@click.pass_obj
def sync_command(
    context: Context,
    /,
    slugs: tuple[str, ...],
    *,
    dry_run: bool,
    prune: bool,
    expect: int | None,
    yes: bool,
    as_json: bool,
    **allowed: bool,
) -> None:
    """Make lists what lists/LIST.csv and lists/LIST.toml say; without a name all that have such files."""
    from mailer.usecases.people.importing import Consent
    from mailer.usecases.people.syncing import Wish, plan_sync, sync

    desk = context.app().desk
    wish = Wish(prune, expect, Consent(**allowed), desk.settings.fields)
    by = desk.signature()
    planned = plan_sync(desk.store, desk.workspace / "lists", slugs, wish=wish, by=by)
    if not as_json:
        show_list_files.plan(planned, prune=prune)
    changes = sum(one.changes_something for one in planned)
    if changes and not dry_run:
        asking.agree(f"Change {show.count(changes, 'list')}?", yes=yes)
        planned = sync(desk.store, planned, wish=wish, by=by)
        if not as_json:
            show_list_files.done(planned)
    if as_json:
        show.as_json([show_list_files.sync_json(one) for one in planned])


@click.command("export")
@click.argument("slugs", nargs=-1, metavar="[LIST]...", shell_complete=list_names)
@click.option("--all", "every", is_flag=True, help="Every list; else those that have files in lists/ already.")
@click.option("--dry-run", is_flag=True, help="Say which files would change and touch none.")
@json_option
@click.pass_obj
def export_command(context: Context, slugs: tuple[str, ...], *, every: bool, dry_run: bool, as_json: bool) -> None:
    """Write lists to lists/LIST.csv and lists/LIST.toml; a file that says the same is not touched."""
    from mailer.usecases.people.exporting import export_lists

    desk = context.app().desk
    kept = export_lists(desk.store, desk.workspace / "lists", slugs, every=every, dry_run=dry_run, by=desk.signature())
    if as_json:
        show.as_json([show_list_files.kept_json(one) for one in kept])
    else:
        show_list_files.kept(kept, dry_run=dry_run)
