"""How editions that came later look before they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show

if TYPE_CHECKING:
    from mailer.usecases.campaigns.following import FollowUp, Late


def plan(planned: FollowUp) -> None:
    """Show who waits for which edition, and who of them gets it."""
    rows = [
        (
            one.waiting.language,
            one.campaign.id,
            f"{one.waiting.held:,}",
            f"{one.waiting.open:,}",
            f"{one.waiting.told:,}",
            f"{sum(one.left_out.values()):,}",
            planned.composition.rendered[one.waiting.language].subject,
        )
        for one in planned.editions
    ]
    titles = ("edition", "campaign", "held", "not yet told", "told", "left out", "subject")
    show.table(titles, rows, right=(1, 2, 3, 4, 5), spare=(6,))
    show.line(f"{show.count(planned.recipients, 'recipient')}; who was told gets it in the thread of what they had.")


def dry_run(planned: FollowUp, *, as_json: bool) -> int:
    """Return 0, having shown that it was a dry run, or the plan as JSON."""
    if as_json:
        show.as_json({"recipients": planned.recipients, "editions": [_late_json(one) for one in planned.editions]})
    else:
        show.line("Nothing was sent: this was a dry run.")
    return 0


def _late_json(one: Late) -> dict[str, Any]:
    return {
        "campaign": one.campaign.id,
        "language": one.waiting.language,
        "held": one.waiting.held,
        "not_yet_told": one.waiting.open,
        "told": one.waiting.told,
        "left_out": {reason.value: number for reason, number in one.left_out.items()},
    }
