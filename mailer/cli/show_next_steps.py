"""What follows from where a campaign stands, as sentences for whoever looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailer.cli import show
from mailer.domain.campaign import CampaignState
from mailer.domain.delivery import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.domain.campaign import Standing
    from mailer.domain.health import Health

_UNCERTAIN_SHOWN = 8
_OPEN = frozenset({CampaignState.SCHEDULED, CampaignState.RUNNING, CampaignState.PAUSED})


def next_steps(found: Standing, zone: str) -> list[str]:
    """Return what the campaign waits for, and what to type next."""
    campaign, counted = found.campaign, found.tally.deliveries
    told = _waits(found, zone)
    if campaign.waits_for_repair:
        told.append(f"Mend that, then: mailer resume {campaign.id}")
    elif found.tally.only_waits and campaign.state is CampaignState.RUNNING:
        told.append(f"When it is there: mailer follow {campaign.release}")
    elif campaign.state in {CampaignState.RUNNING, CampaignState.PAUSED} and not campaign.owner:
        told.append(f"{'Then go' if told else 'Go'} on with: mailer resume {campaign.id}")
    if counted[DeliveryState.UNCERTAIN]:
        told.append(f"Uncertain: {_some(found.uncertain)}. The message was begun, but no answer of the relay was read.")
        told.append(f"Decide: mailer decide {campaign.id} --resend, or --assume-sent")
    if counted[DeliveryState.FAILED] and campaign.state is not CampaignState.CANCELLED:
        told.append(f"Failed: why says mailer log --campaign {campaign.id}; to try again: mailer retry {campaign.id}")
    if campaign.state is CampaignState.FINISHED and not told:
        told.append(f"Line by line: mailer log --campaign {campaign.id}")
    return told


def _some(addresses: Sequence[str]) -> str:
    rest = len(addresses) - _UNCERTAIN_SHOWN
    return ", ".join(addresses[:_UNCERTAIN_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


def _waits(found: Standing, zone: str) -> list[str]:
    """Return what the campaign waits for."""
    campaign = found.campaign
    next_at = f"next at {show.when(found.next_at, zone)} {zone}."
    told: list[str] = []
    if campaign.state is CampaignState.SCHEDULED:
        told.append(f"Starts at {show.when(campaign.scheduled_at, zone)} {zone}, by: mailer run --once")
    for language, number in found.held_for.items():
        told.append(f"{show.count(number, 'reader')} {'waits' if number == 1 else 'wait'} for the {language} edition.")
    if found.trouble and campaign.state in _OPEN:
        told.append(_trouble(campaign.relay, found.trouble, zone))
    if found.held_back_by and campaign.state is CampaignState.RUNNING and not campaign.owner:
        told.append(f"The rate or daily limit of relay {found.held_back_by} is reached; {next_at}")
    elif campaign.state is CampaignState.RUNNING and found.tally.deliveries[DeliveryState.DEFERRED] and found.next_at:
        told.append(f"The relay asked to try later; {next_at}")
    return told


def _trouble(relay: str, health: Health, zone: str) -> str:
    then = f"; next try by itself at {show.when(health.retry_at, zone)} {zone}" if health.retry_at else ""
    tries = show.count(health.failures, "try in vain", "tries in vain")
    return f"Relay {relay}: {health.reason} ({tries} since {show.when(health.since, zone)}{then})."
