"""The life of one delivery: its states, what an attempt may end in, and what follows from it."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"  #: waiting for its first attempt
    HELD = "held"  #: waits for something named (edition, embargo lift, approval of a variant)
    SENDING = "sending"  #: claimed by a worker, lease running
    DEFERRED = "deferred"  #: the relay said "later"
    UNCERTAIN = "uncertain"  #: the body was begun, no reply was read
    SENT = "sent"  #: the relay took responsibility (2xx); not proof of arrival
    BOUNCED = "bounced"  #: came back later
    COMPLAINED = "complained"  #: the reader reported it as spam
    FAILED = "failed"  #: refused for good, or never accepted in time
    SUPPRESSED = "suppressed"  #: the address must not be written to any more, or its reader has left the list
    CANCELLED = "cancelled"  #: the campaign was cancelled before its turn

    @property
    def is_final(self) -> bool:
        """Return whether sending has nothing left to do for it."""
        return self not in _OPEN

    @property
    def holds_receipt(self) -> bool:
        """Return whether the person has, or may yet have, the item."""
        return self not in {_S.FAILED, _S.SUPPRESSED, _S.CANCELLED}


_S = DeliveryState
_OPEN = frozenset({_S.QUEUED, _S.HELD, _S.SENDING, _S.DEFERRED})

#: The whole machine: what each state may become. A pair missing here cannot happen.
TRANSITIONS: dict[DeliveryState, frozenset[DeliveryState]] = {
    _S.QUEUED: frozenset({_S.SENDING, _S.HELD, _S.SUPPRESSED, _S.CANCELLED}),
    _S.HELD: frozenset({_S.QUEUED, _S.SUPPRESSED, _S.CANCELLED}),
    _S.SENDING: frozenset({_S.SENT, _S.DEFERRED, _S.FAILED, _S.UNCERTAIN, _S.QUEUED}),
    _S.DEFERRED: frozenset({_S.SENDING, _S.FAILED, _S.SUPPRESSED, _S.CANCELLED}),
    _S.UNCERTAIN: frozenset({_S.SENT, _S.QUEUED, _S.DEFERRED, _S.FAILED, _S.BOUNCED, _S.COMPLAINED}),
    _S.SENT: frozenset({_S.BOUNCED, _S.COMPLAINED}),
    _S.BOUNCED: frozenset({_S.COMPLAINED}),
    _S.FAILED: frozenset({_S.QUEUED}),
    _S.SUPPRESSED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.COMPLAINED: frozenset(),
}


class Phase(StrEnum):
    """How far a message had come on the wire when its outcome was known."""

    CONNECT = "connect"  #: before MAIL: connection, greeting, TLS, sign-in
    MAIL = "mail"  #: MAIL FROM was answered
    RCPT = "rcpt"  #: RCPT TO was answered
    DATA = "data"  #: DATA was answered (before the first byte of the body)
    BODY = "body"  #: the body was begun; its reply, if any, is the relay's word on the message


class OutcomeKind(StrEnum):
    """What one attempt ended in."""

    ACCEPTED = "accepted"  #: 2xx to the body: the relay took responsibility
    TRANSIENT = "transient"  #: 4xx: try again later
    PERMANENT = "permanent"  #: 5xx about this recipient or message
    POLICY = "policy"  #: 5.7.x: the relay refuses the sender; says nothing about the address
    UNCERTAIN = "uncertain"  #: the body was begun and no reply was read
    UNTRIED = "untried"  #: no byte of the body was begun; the attempt does not count


#: The states that most deliveries come to. Those before ``sent`` have an index each, all but these share one.
FREQUENT = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.DEFERRED, DeliveryState.SENT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt's result: how far it came and what the relay said.

    ``code`` is 0 where no reply was read; ``enhanced`` is "x.y.z" or "" (RFC 3463); ``at`` is aware UTC.
    """

    delivery_id: int
    attempt: int
    kind: OutcomeKind
    phase: Phase
    code: int = 0
    enhanced: str = ""
    text: str = ""
    queue_id: str = ""
    relay: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message ready for the wire: ``parts`` make the whole of it, CRLF line ends, not dot-stuffed.

    What many messages have in common is the same object in each, so that it is held, and looked at, only once.
    ``sender`` and ``recipient`` are envelope addresses; ``sender`` may be "" for the null return path.
    ``envelope_id`` is what a report of non-delivery names it by, or "" (ENVID, RFC 3461: ASCII, at most 38 characters).
    """

    delivery_id: int
    attempt: int
    sender: str
    recipient: str
    parts: tuple[bytes, ...]
    envelope_id: str = ""

    @property
    def content(self) -> bytes:
        """Return the whole message."""
        return b"".join(self.parts)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a delivery stands; the same for all that stand alike."""

    state: DeliveryState
    attempt: int
    next_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When to try again after "later", until ``valid_until``.

    ``waits`` are the pauses after the first, second, ... attempt; the last one repeats. ``jitter`` is a fraction.
    """

    valid_until: datetime
    waits: tuple[timedelta, ...] = (
        timedelta(minutes=5),
        timedelta(minutes=15),
        timedelta(minutes=30),
        timedelta(minutes=60),
        timedelta(hours=2),
    )
    jitter: float = 0.2

    def next_attempt_at(self, attempt: int, now: datetime, spread: float = 0.0) -> datetime | None:
        """Return when to try again after ``attempt`` tries, or None; ``spread`` in [-1, 1] picks the jitter."""
        wait = self.waits[min(attempt, len(self.waits)) - 1]
        at = now + wait * (1 + self.jitter * spread)
        return at if at < self.valid_until else None


def move(delivery: Delivery, state: DeliveryState) -> Delivery:
    """Return the delivery in ``state``; ValueError if the machine has no such step."""
    if state not in TRANSITIONS[delivery.state]:
        raise ValueError(f"a {delivery.state} delivery cannot become {state}")
    return Delivery(state, delivery.attempt)


def settle(delivery: Delivery, outcome: Outcome, policy: RetryPolicy, now: datetime) -> Delivery:
    """Return the delivery as it stands after one attempt; an untried one goes back as if never claimed."""
    match outcome.kind:
        case OutcomeKind.ACCEPTED:
            return move(delivery, _S.SENT)
        case OutcomeKind.PERMANENT | OutcomeKind.POLICY:
            return move(delivery, _S.FAILED)
        case OutcomeKind.UNCERTAIN:
            return move(delivery, _S.UNCERTAIN)
        case OutcomeKind.UNTRIED:
            return replace(move(delivery, _S.QUEUED), attempt=delivery.attempt - 1)
        case OutcomeKind.TRANSIENT:
            return defer(delivery, outcome, policy, now)


def defer(delivery: Delivery, outcome: Outcome, policy: RetryPolicy, now: datetime) -> Delivery:
    """Return the delivery deferred to its next attempt, or failed when that would be past its validity."""
    spread = random.Random(f"{outcome.delivery_id}.{delivery.attempt}").uniform(-1, 1)  # noqa: S311 - jitter, not a secret
    at = policy.next_attempt_at(delivery.attempt, now, spread)
    if at is None:
        return move(delivery, _S.FAILED)
    return replace(move(delivery, _S.DEFERRED), next_attempt_at=at)
