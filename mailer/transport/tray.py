"""The tray of one session: what waits to be sent, what is noted in the journal, what is known."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from mailer.domain.delivery import Outcome, OutcomeKind, Outgoing, Phase
from mailer.domain.reply import Reply, classify, queue_id
from mailer.errors import MailerError
from mailer.transport.screening import Look

#: No body is begun with less of its lease left, so that its reply is recorded before anybody else may take it.
BODY_MARGIN_SECONDS = 20.0
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Journal(Protocol):
    """The part of the journal that the wire needs (design 9)."""

    def begin(self, delivery_id: int, attempt: int) -> None:
        """Note that the body of this attempt is about to be begun."""

    def reply(self, outcome: Outcome) -> None:
        """Note the reply that was read for an attempt."""

    def flush(self) -> None:
        """Hand all notes to the operating system."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class Lease:
    """How long a batch may be worked on: ``deadline`` in seconds of the clock that runs through suspend."""

    deadline: float

    def is_running_out(self) -> bool:
        """Return whether no further body of this batch may be begun."""
        return self.deadline - time.clock_gettime(_CLOCK) < BODY_MARGIN_SECONDS


@dataclass(slots=True)
class Ticket:
    """A message on its way. ``phase`` is how far its envelope has come."""

    message: Outgoing
    lease: Lease
    look: Look
    phase: Phase = Phase.CONNECT


class Tray:
    """Gives out messages and takes in outcomes. Everything but ``is_stopping`` belongs to the thread of the loop."""

    def __init__(self, relay: str, journal: Journal, *, announce: Callable[[], None]) -> None:
        self._relay = relay
        self._journal = journal
        self._announce = announce
        self._waiting: deque[Ticket] = deque()
        self._known: list[Outcome] = []
        self._has_notes = False
        self._milliseconds = 0
        self._moment = datetime.fromtimestamp(0, UTC)
        self.is_stopping = False
        self.failure = ""
        self.is_refused = False
        self.is_ours = False

    @property
    def waiting(self) -> int:
        """Return how many messages wait for a connection."""
        return 0 if self.is_stopping else len(self._waiting)

    def add(self, tickets: Iterable[Ticket]) -> None:
        """Queue messages; they come straight back where nothing is begun any more."""
        self._waiting.extend(tickets)
        if self.is_stopping:
            self.clear()

    def take(self) -> Ticket | None:
        """Return the next message that may still be begun, or None."""
        while self._waiting and not self.is_stopping:
            ticket = self._waiting.popleft()
            if not ticket.lease.is_running_out():
                return ticket
            self.give_back(ticket, "its time ran out before its turn")
        return None

    def put_back(self, ticket: Ticket) -> None:
        """Let a message that was taken wait for another connection, before all others, if any is still to be made."""
        self._waiting.appendleft(ticket)
        if self.is_stopping:
            self.clear()

    def clear(self) -> None:
        """Return everything that waits as untried."""
        while self._waiting:
            self.give_back(self._waiting.popleft(), self.failure or "sending was stopped before its turn")

    def expire(self) -> None:
        """Return as untried what waits with too little of its lease left."""
        waiting, self._waiting = self._waiting, deque()
        for ticket in waiting:
            if ticket.lease.is_running_out():
                self.give_back(ticket, "its time ran out before its turn")
            else:
                self._waiting.append(ticket)

    def fail(self, sentence: str, *, is_refused: bool = False, is_ours: bool = False) -> None:
        """Give up: the first sentence stays, and everything that waits comes back.

        ``is_refused``: the relay refused how we sign in. ``is_ours``: the relay is not to blame, this machine is.
        """
        self.is_refused = self.is_refused or is_refused
        self.is_ours = self.is_ours or is_ours
        self.failure = self.failure or sentence
        self.is_stopping = True
        self.clear()

    def may_begin(self, ticket: Ticket) -> bool:
        """Return whether the body of ``ticket`` may be begun now."""
        return not self.is_stopping and not ticket.lease.is_running_out()

    def note_begin(self, *tickets: Ticket) -> bool:
        """Return whether the journal knows, in the hands of the system, that these bodies are about to be begun."""
        for ticket in tickets:
            self._journal.begin(ticket.message.delivery_id, ticket.message.attempt)
        self._has_notes = True
        return self.flush()

    def flush(self) -> bool:
        """Hand the notes to the system in one call; False, and the session has failed, where that cannot be done."""
        if not self._has_notes:
            return True
        self._has_notes = False
        try:
            self._journal.flush()
        except (OSError, MailerError) as error:
            self.fail(f"The journal cannot be written ({_reason(error)}), so nothing more is sent", is_ours=True)
            return False
        return True

    def settle(self, ticket: Ticket, phase: Phase, reply: Reply) -> OutcomeKind:
        """Take in a reply that ends an attempt, note it in the journal, and return what it means."""
        kind = classify(phase, reply)
        outcome = Outcome(
            delivery_id=ticket.message.delivery_id,
            attempt=ticket.message.attempt,
            kind=kind,
            phase=phase,
            code=reply.code,
            enhanced=reply.enhanced,
            text=reply.text,
            queue_id=queue_id(reply.text) if kind is OutcomeKind.ACCEPTED else "",
            relay=self._relay,
            at=self._now(),
        )
        self._journal.reply(outcome)
        self._has_notes = True
        self._know(outcome)
        return kind

    def refuse(self, ticket: Ticket, enhanced: str, text: str) -> None:
        """Take in that this relay cannot be given the message; nothing was written, so nothing is noted."""
        self._conclude(ticket, OutcomeKind.PERMANENT, enhanced=enhanced, text=text)

    def give_back(self, ticket: Ticket, why: str) -> None:
        """Take in that no byte of the body was begun."""
        self._conclude(ticket, OutcomeKind.UNTRIED, text=why)

    def lose(self, ticket: Ticket, why: str) -> None:
        """Take in that the body was begun and no reply was read."""
        ticket.phase = Phase.BODY
        self._conclude(ticket, OutcomeKind.UNCERTAIN, text=why)

    def collect(self) -> list[Outcome]:
        """Return the outcomes taken in since the last call."""
        known, self._known = self._known, []
        return known

    def _conclude(self, ticket: Ticket, kind: OutcomeKind, *, enhanced: str = "", text: str) -> None:
        message = ticket.message
        self._know(
            Outcome(
                delivery_id=message.delivery_id,
                attempt=message.attempt,
                kind=kind,
                phase=ticket.phase,
                enhanced=enhanced,
                text=text,
                relay=self._relay,
                at=self._now(),
            )
        )

    def _now(self) -> datetime:
        """Return the time to the millisecond: the same object for all outcomes within one."""
        milliseconds = time.time_ns() // 1_000_000
        if milliseconds != self._milliseconds:
            self._milliseconds, self._moment = milliseconds, datetime.fromtimestamp(milliseconds / 1000, UTC)
        return self._moment

    def _know(self, outcome: Outcome) -> None:
        self._known.append(outcome)
        if len(self._known) == 1:
            self._announce()


def _reason(error: OSError | MailerError) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or str(error)
