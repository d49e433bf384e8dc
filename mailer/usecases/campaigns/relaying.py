"""The relays of a workspace: what they are allowed, what was used of it, how they are; and a look at one of them."""

import secrets
import time
from dataclasses import dataclass

from mailer.content.mail.probe import probe_message
from mailer.domain.delivery import Outcome, Outgoing
from mailer.domain.health import Health
from mailer.domain.inspection import Inspection
from mailer.domain.rate import DAY, used_of_a_day
from mailer.domain.settings import Relay
from mailer.errors import RelayUnavailable
from mailer.store.database import clock
from mailer.store.sending import attempts, healths, rates
from mailer.store.sending.journals import FileJournal
from mailer.usecases.campaigns.reaching import note_failure, note_success, opened
from mailer.usecases.desk import Desk
from mailer.usecases.naming import address_in
from mailer.usecases.ports import Session

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # leases are measured by it
_PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class RelayLine:
    """A relay of the settings: ``tried`` counts the last 24 hours, ``left`` is what the daily limit leaves, or None."""

    relay: Relay
    is_rehearsal: bool
    tried: int
    left: int | None
    health: Health | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at a relay showed, and what became of the probe, if one was asked for and could be sent."""

    inspection: Inspection
    probe: Outcome | None = None


def all_relays(desk: Desk) -> list[RelayLine]:
    """Return every relay of the settings with what was used of it in the last 24 hours, and how it is."""
    lines: list[RelayLine] = []
    with desk.store.read() as tx:
        now = clock(tx)
        tried = attempts.by_relay(tx, since=now - DAY)
        for name, relay in desk.settings.relays.items():
            limits = relay.limits
            used = used_of_a_day(rates.stock(tx, name, limits, ()), now) if limits.daily else 0
            left = max(0, limits.daily - used) if limits.daily else None
            is_rehearsal = desk.transport(name).is_rehearsal
            lines.append(RelayLine(relay, is_rehearsal, tried.get(name, 0), left, healths.of(tx, name)))
    return lines


def check(desk: Desk, name: str, *, probe: str = "") -> Checked:
    """Return what the relay shows of itself, having sent a small message to the address ``probe``, if one is given.

    What is found is noted: a relay that stands is used again by timers as well.
    """
    recipient = address_in(probe).address if probe else ""
    inspection = desk.transport(name).inspect()
    if inspection.trouble:
        note_failure(desk, name, RelayUnavailable(inspection.trouble, is_refusal=inspection.is_refusal))
        return Checked(inspection)
    note_success(desk, name)
    return Checked(inspection, _probed(desk, name, recipient) if recipient else None)


def _probed(desk: Desk, name: str, recipient: str) -> Outcome:
    sender = desk.settings.sender
    identifier = f"probe.{secrets.token_hex(16)}"
    content = probe_message(sender, recipient, relay=name, identifier=identifier, at=desk.clock())
    message = Outgoing(0, 1, desk.settings.bounce_address or sender.address, recipient, (content,))
    journal = FileJournal(desk.journals, desk.origin)
    try:
        with opened(desk, desk.transport(name), journal) as session:
            session.submit([message], time.clock_gettime(_CLOCK) + _PATIENCE_SECONDS)
            return _awaited(session)
    finally:
        journal.close()


def _awaited(session: Session) -> Outcome:
    """Return what became of the one message; the session gives an answer, or gives up in time."""
    while True:
        if found := session.collect(1.0):
            return found[0]
