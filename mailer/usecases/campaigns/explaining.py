"""The delivery log, and one address's story."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mailer.domain.campaign import Campaign, LeftOut
from mailer.domain.delivery import DeliveryState
from mailer.domain.outlet import outlet_key
from mailer.domain.subscription import EndedReason
from mailer.errors import MailerError
from mailer.store.database import Transaction
from mailer.store.people import contacts, outlets
from mailer.store.sending import attempts, campaigns, decisions, verdicts
from mailer.store.sending.attempts import LogFilter, LogLine
from mailer.store.sending.decisions import Decided
from mailer.store.sending.verdicts import Unwelcome
from mailer.usecases.campaigns.steering import find_campaign, named_campaign
from mailer.usecases.desk import Desk
from mailer.usecases.messages.addressing import message_ids
from mailer.usecases.naming import address_in


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the delivery log with its Message-ID; ``reason`` says why a delivery is held or was suppressed."""

    line: LogLine
    message_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why an address is in or out of one campaign.

    ``carried_by`` is the list that its delivery belongs to, "" if it was named itself, None if it has no delivery.
    ``reasons`` tells for each list why it was left out, ``reason`` why its delivery was suppressed after that;
    ``tells_origin`` whether its mail says where the address came from. ``address`` is the one of the person's that the
    campaign looked at.
    """

    campaign: Campaign
    carried_by: str | None
    reasons: tuple[tuple[str, LeftOut], ...]
    attempts: tuple[LogEntry, ...]
    state: str = ""
    reason: str = ""
    decisions: tuple[Decided, ...] = ()
    tells_origin: bool = False
    address: str = ""


def delivery_log(desk: Desk, chosen: LogFilter, *, every_attempt: bool = False) -> list[LogEntry]:
    """Return the delivery log: a line per delivery with its last try, or a line per try."""
    with desk.store.read() as tx:
        entries = _entries(tx, attempts.log_lines(tx, chosen, every_attempt=every_attempt))
        return entries if every_attempt else _reasoned(tx, entries, _zone(desk))


def log_filter(
    desk: Desk, *, campaign: str = "", address: str = "", outlet: str = "", since: datetime | None = None
) -> LogFilter:
    """Return the filter for what was typed (``since`` in the workspace's zone).

    MailerError for a campaign or an outlet that is not known.
    """
    number = find_campaign(desk, campaign).id if campaign else None
    at = since.replace(tzinfo=_zone(desk)) if since else None
    if outlet:
        _refuse_unknown_outlet(desk, outlet)
    with desk.store.read() as tx:
        keys = contacts.keys_with(tx, address_in(address).key) if address else ()
    return LogFilter(number, keys, outlet_key(outlet), at)


def explain(desk: Desk, address: str, named: str = "") -> list[Verdict]:
    """Return what became of an address in one campaign, or in every campaign that looked at it, newest first.

    A person with several addresses is told of as one: there is a verdict for each that a campaign looked at.
    """
    key = address_in(address).key
    with desk.store.read() as tx:
        found = verdicts.candidacies(tx, contacts.keys_with(tx, key))
        if named:
            number = named_campaign(tx, named).id
            found = [one for one in found if one[0] == number] or [(number, key)]
        return [_verdict(tx, campaigns.get(tx, number), at, _zone(desk)) for number, at in found]


def _refuse_unknown_outlet(desk: Desk, outlet: str) -> None:
    with desk.store.read() as tx:
        if outlets.is_known(tx, outlet):
            return
        near = outlets.similar(tx, outlet)
    hint = f"Did you mean {' or '.join(near)}?" if near else "Look for the person: mailer contacts find NAME"
    raise MailerError(f"no contact works for {outlet!r}", hint=hint)


def _entries(tx: Transaction, lines: Sequence[LogLine]) -> list[LogEntry]:
    named = {number: message_ids(tx, number) for number in {line.campaign for line in lines}}
    return [LogEntry(line, named[line.campaign](line.delivery_id), _awaited(line)) for line in lines]


def _awaited(line: LogLine) -> str:
    return f"waits for the {line.held_for} edition" if line.held_for else ""


def _reasoned(tx: Transaction, entries: Sequence[LogEntry], zone: ZoneInfo) -> list[LogEntry]:
    """Return the entries, those of suppressed deliveries with what stood against them."""
    numbers = {entry.line.campaign for entry in entries if entry.line.state == DeliveryState.SUPPRESSED}
    found = {(number, at): one for number in numbers for at, one in verdicts.unwelcome(tx, number).items()}
    return [
        replace(entry, reason=_why(found[key], zone))
        if (key := (entry.line.campaign, entry.line.address)) in found
        else entry
        for entry in entries
    ]


def _why(one: Unwelcome, zone: ZoneInfo) -> str:
    went = "taken off" if one.ended_reason == EndedReason.REMOVED else "left"
    left = f"{went} {one.list} on {one.ended_at.astimezone(zone):%Y-%m-%d}" if one.ended_at else ""
    forbidden = f"suppressed ({one.suppression})" if one.suppression else ""
    double = "has it at another address" if one.is_double and not one.suppression and not left else ""
    return ", ".join(part for part in (left, forbidden, double) if part)


def _zone(desk: Desk) -> ZoneInfo:
    return ZoneInfo(desk.settings.organisation.timezone)


def _verdict(tx: Transaction, campaign: Campaign, key: str, zone: ZoneInfo) -> Verdict:
    chosen = LogFilter(campaign_id=campaign.id, address_keys=(key,))
    found = _reasoned(tx, _entries(tx, attempts.log_lines(tx, chosen)), zone)
    return Verdict(
        campaign,
        verdicts.carrying_list(tx, campaign.id, key),
        tuple(verdicts.reasons(tx, campaign.id, key)),
        tuple(_entries(tx, attempts.log_lines(tx, chosen, every_attempt=True))),
        found[0].line.state if found else "",
        found[0].reason if found else "",
        tuple(decisions.of(tx, campaign.id, key)),
        verdicts.tells_origin(tx, campaign.id, key),
        address=key,
    )
