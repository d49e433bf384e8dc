"""``mailer send``: plan, show, ask, prepare, send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from mailer.cli import asking, show, show_campaigns, show_findings
from mailer.cli.completing import list_names
from mailer.cli.ending import end, send_and_end
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
    from mailer.domain.settings import Settings
    from mailer.usecases.campaigns.sending import Plan, SendRequest


class _Typed(TypedDict):
    to: tuple[str, ...]
    exclude: tuple[str, ...]
    at: str
    test: tuple[str, ...]
    language: str
    hold: tuple[str, ...]
    follows: tuple[str, ...]
    relay: str
    again: bool
    under_embargo: bool
    mix_internal: bool
    allow: tuple[str, ...]
    reason: str
    yes: bool
    expect: int | None


@click.command("send")
@click.argument("release", type=click.Path(path_type=Path))
@click.option(
    "--to",
    multiple=True,
    metavar="LIST|ADDRESS",
    shell_complete=list_names,
    help="Who gets it. Repeat it, or separate by commas.",
)
@click.option(
    "--exclude", multiple=True, metavar="LIST", shell_complete=list_names, help="Leave out everybody on this list."
)
@click.option(
    "--at", default="", metavar="WHEN", help="'2026-11-24 06:00 Europe/Zurich', 'tomorrow 06:00', 'in 2h', 'embargo'."
)
@click.option(
    "--test", multiple=True, metavar="ADDRESS", help="Only a test copy to this address; never counted as had."
)
@click.option("--language", default="", metavar="L", help="With --test: the edition to send.")
@click.option("--hold", multiple=True, metavar="L", help="Its readers wait: their edition comes later.")
@click.option(
    "--follows",
    multiple=True,
    metavar="L",
    help="Its readers get another edition, which says that theirs follows.",
)
@click.option("--relay", default="", metavar="NAME", help="The relay to send through, if not the one for its lists.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent; change nothing.")
@detach_option
@click.option("--again", is_flag=True, help="Also to those who have had it.")
@click.option("--under-embargo", is_flag=True, help="Send now, marked as embargoed.")
@click.option("--mix-internal", is_flag=True, help="Send to internal lists and others at once.")
@allow_option
@reason_option
@yes_option
@expect_option
@json_option
@click.pass_obj
def send_command(
    context: Context, /, release: Path, *, dry_run: bool, as_json: bool, detach: bool, **typed: Unpack[_Typed]
) -> int:
    """Send a release to lists and addresses, once to each person."""
    from mailer.usecases.campaigns import sending
    from mailer.usecases.messages.composing import open_release

    app = context.app()
    planned = sending.plan(app.desk, open_release(app.desk, release), _request(typed, is_dry_run=dry_run))
    show_findings.before_sending(planned.findings, str(release))
    if not as_json:
        _show_plan(app.settings, planned)
    asking.refuse_unexpected(planned.recipients, typed["expect"])
    if dry_run or not planned.recipients:
        return _shown(planned, as_json=as_json, dry_run=dry_run)
    asking.confirm(planned, yes=typed["yes"])
    is_later = detach or planned.target.moment is not None
    campaign_id = sending.prepare(app.desk, planned, reaching=not is_later)
    if is_later:
        return end(app, campaign_id, as_json=as_json)
    return send_and_end(app, campaign_id, planned.recipients, as_json=as_json)


def _show_plan(settings: Settings, planned: Plan) -> None:
    show_campaigns.plan(planned, settings.organisation.timezone)
    if len(settings.relays) > 1:
        show.line(f"Through relay {planned.target.request.relay}.")


def _request(typed: _Typed, *, is_dry_run: bool) -> SendRequest:
    from mailer.domain.variant import Awaited
    from mailer.usecases.campaigns.sending import SendRequest
    from mailer.usecases.messages.allowing import allowances

    test = several(typed["test"])
    return SendRequest(
        to=test or several(typed["to"]),
        exclude=several(typed["exclude"]),
        at=typed["at"],
        relay=typed["relay"],
        again=typed["again"],
        under_embargo=typed["under_embargo"],
        mix_internal=typed["mix_internal"],
        allowed=allowances(several(typed["allow"]), typed["reason"]),
        is_test=bool(test),
        language=typed["language"],
        is_dry_run=is_dry_run,
        awaited=Awaited(languages(typed["hold"]), languages(typed["follows"])),
    )


def _shown(planned: Plan, *, as_json: bool, dry_run: bool) -> int:
    if as_json:
        show.as_json(show_campaigns.plan_json(planned, "dry-run" if dry_run else "nothing-to-send"))
    elif dry_run:
        show.line("Dry run: nothing was written and nothing was sent.")
    else:
        show.line("Nobody is left to send to; nothing was sent.")
    return 0
