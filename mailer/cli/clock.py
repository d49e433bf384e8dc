"""``run``: do what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailer.cli import show
from mailer.cli.options import json_option
from mailer.cli.watching import watching

if TYPE_CHECKING:
    from mailer.cli.context import Context
    from mailer.usecases.campaigns.scheduling import Pass


@click.command("run")
@click.option("--once", is_flag=True, required=True, help="One pass, for cron and systemd timers.")
@json_option
@click.pass_obj
def run_command(context: Context, *, once: bool, as_json: bool) -> int:  # noqa: ARG001 - the daemon is for a later release
    """Do what is due: scheduled sends, retries, recoveries. Two at once are harmless."""
    from mailer.usecases.campaigns import scheduling

    app = context.app()
    with watching(0, quiet=True) as watcher:
        done = scheduling.run_once(app.desk, app.engine, watcher)
    if as_json:
        show.as_json(_values(done))
    else:
        _show(done)
    return max((error.exit_code for _, error in done.problems), default=0)


def _values(done: Pass) -> dict[str, object]:
    return {
        "campaigns": list(done.worked_on),
        "recovered": {
            "queued": done.recovered.requeued,
            "settled": done.recovered.settled,
            "uncertain": done.recovered.uncertain,
        },
        "waiting": [{"campaign": number, "message": why} for number, why in done.waiting],
        "problems": [{"campaign": number, "message": str(error)} for number, error in done.problems],
    }


def _show(done: Pass) -> None:
    found = done.recovered
    if any((found.requeued, found.settled, found.uncertain)):
        show.line(
            f"Recovered from a process that died: {found.requeued} queued again, {found.settled} settled by the relay's"
            f" answer, {found.uncertain} uncertain."
        )
    for number in done.worked_on:
        show.line(f"Campaign {number} was worked on: mailer status {number}")
    for number, why in done.waiting:
        show.line(f"Campaign {number} waits: {why}")
    for number, error in done.problems:
        show.note(f"Campaign {number}: {error}")
    if not (done.worked_on or done.waiting or done.problems):
        show.line("Nothing is due.")
