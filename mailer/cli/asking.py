"""Questions to a person: the last one before something is sent or changed, and where addresses come from."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mailer.cli import show
from mailer.errors import MailerError, UsageProblem

if TYPE_CHECKING:
    from mailer.usecases.campaigns.sending import Plan


def refuse_unexpected(recipients: int, expect: int | None) -> None:
    """Return if there are as many recipients as expected, or no number was; MailerError if not."""
    if expect is not None and expect != recipients:
        raise MailerError(
            f"you expected {show.count(expect, 'recipient')}, there are {recipients:,}",
            hint="Look at the plan with --dry-run; nothing was sent",
        )


def source() -> str:
    """Return where the addresses of an import come from, "" if nobody knows; without a terminal nobody is asked."""
    if not sys.stdin.isatty():
        return ""
    question = "Where do these addresses come from? Their readers are told in their first mail (Enter: not known)"
    answer: str = click.prompt(question, default="", show_default=False, err=True)
    return answer.strip()


def confirm(planned: Plan, *, yes: bool) -> None:
    """Return if it may be sent: MailerError if not; without a terminal and without ``--yes`` never."""
    agree(f"{_verb(planned)} {planned.recipients:,}{_mixed(planned)}?", yes=yes, what="sent")


def agree(question: str, *, yes: bool, what: str = "changed") -> None:
    """Return if a person agrees: MailerError, which says that nothing was ``what``, if not.

    Without a terminal and without ``--yes`` nobody does: UsageProblem.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageProblem(f"nothing is {what} without a person's answer", hint="Look with --dry-run, then add --yes")
    if not click.confirm(question, err=True):
        raise MailerError(f"nothing was {what}")


def _mixed(planned: Plan) -> str:
    return ", internal readers and others at once" if planned.is_mixed else ""


def _verb(planned: Plan) -> str:
    if planned.is_rehearsal:
        return "Write the messages of a rehearsal for"
    return "Schedule this for" if planned.target.moment else "Send this to"
