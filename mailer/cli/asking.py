"""The last question before something is sent."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mailer.cli import show
from mailer.errors import MailerError, UsageProblem

if TYPE_CHECKING:
    from mailer.usecases.sending import Plan


def refuse_unexpected(planned: Plan, expect: int | None) -> None:
    """Return if there are as many recipients as expected, or no number was; MailerError if not."""
    if expect is not None and expect != planned.recipients:
        raise MailerError(
            f"you expected {show.count(expect, 'recipient')}, there are {planned.recipients:,}",
            hint="Look at the plan with --dry-run; nothing was sent",
        )


def confirm(planned: Plan, *, yes: bool) -> None:
    """Return if it may be sent: MailerError if not; without a terminal and without ``--yes`` never."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageProblem("nothing is sent without a person's answer", hint="Add --yes to answer in advance")
    if not click.confirm(f"{_verb(planned)} {planned.recipients:,}?", err=True):
        raise MailerError("nothing was sent")


def _verb(planned: Plan) -> str:
    if planned.is_rehearsal:
        return "Write the messages of a rehearsal for"
    return "Schedule this for" if planned.target.moment else "Send this to"
