"""``mailer follow``: an edition that came later goes to those who wait for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from mailer.cli import asking, show, show_follow_up
from mailer.cli.ending import send_each_and_end
from mailer.cli.options import (
    allow_option,
    detach_option,
    expect_option,
    json_option,
    languages,
    reason_option,
    several,
    yes_option,
)

if TYPE_CHECKING:
    from mailer.cli.context import Context


class _Typed(TypedDict):
    language: tuple[str, ...]
    allow: tuple[str, ...]
    reason: str


@click.command("follow")
@click.argument("release", type=click.Path(path_type=Path))
@click.option("--language", multiple=True, metavar="L", help="Only these editions; else all that are waited for.")
@click.option("--dry-run", is_flag=True, help="Show who waits for what; change nothing.")
@detach_option
@allow_option
@reason_option
@yes_option
@expect_option
@json_option
@click.pass_obj
def follow_command(
    context: Context,
    /,
    release: Path,
    *,
    dry_run: bool,
    detach: bool,
    yes: bool,
    expect: int | None,
    as_json: bool,
    **typed: Unpack[_Typed],
) -> int:
    """Send editions that came later: to those held for them, and in their thread to those told that they follow."""
    from mailer.usecases.campaigns import following
    from mailer.usecases.messages.allowing import allowances
    from mailer.usecases.messages.composing import open_release

    app = context.app()
    opened = open_release(app.desk, release)
    wanted, allowed = languages(typed["language"]), allowances(several(typed["allow"]), typed["reason"])
    planned = following.plan_follow_up(app.desk, opened, wanted, allowed=allowed, is_dry_run=dry_run)
    if not as_json:
        show_follow_up.plan(planned)
    asking.refuse_unexpected(planned.recipients, expect)
    if dry_run:
        return show_follow_up.dry_run(planned, as_json=as_json)
    asking.agree(f"Send this to {planned.recipients:,}?", yes=yes, what="sent")
    numbers = following.prepare_follow_up(app.desk, planned)
    if not as_json:
        show.line(f"Campaigns: {', '.join(map(str, numbers)) or 'none to send now'}")
    return send_each_and_end(app, () if detach else numbers, numbers, as_json=as_json)
