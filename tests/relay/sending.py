"""How the tests of the wire send: a journal that remembers, example mails, and ways to wait for every outcome."""

import time
from dataclasses import dataclass, field
from typing import Any

from mailer.domain.delivery import Outcome, OutcomeKind, Outgoing
from mailer.domain.settings import Relay
from mailer.errors import MailerError
from mailer.transport.session import SmtpSession
from mailer.transport.smtp import SmtpTransport
from mailer.transport.timeouts import Timeouts
from tests.relay.scripted import ScriptedRelay

#: Quick enough for a test, long enough for a busy machine.
PATIENT = Timeouts(command=20, greeting=20, before_body=20, block=20, final_dot=20, quit=2, idle=20, backoff=0.01)

MAIL = b"From: desk@example.org\r\nTo: reader\r\nSubject: Record\r\n\r\nNews.\r\n"


@dataclass
class RecordingJournal:
    """Remembers every note, and which of them were with the system at which moment."""

    name: str = "test.log"
    notes: list[str] = field(default_factory=list)
    flushed: list[str] = field(default_factory=list)
    flushes: int = 0

    def begin(self, delivery_id: int, attempt: int) -> None:
        self.notes.append(f"begin {delivery_id} {attempt}")

    def reply(self, outcome: Outcome) -> None:
        self.notes.append(f"reply {outcome.delivery_id} {outcome.attempt} {outcome.code}")

    def flush(self) -> None:
        self.flushes += 1
        self.flushed = list(self.notes)


@dataclass
class FullDisk(RecordingJournal):
    """Can be written so often, and then no more."""

    error: Exception = field(kw_only=True)
    room: int = 0

    def flush(self) -> None:
        if self.flushes >= self.room:
            raise self.error
        super().flush()


#: How a journal says that the disk is full.
DISK_FULL = (OSError(28, "No space left on device"), MailerError("the journal cannot be written: No space left"))


def mails(*recipients: str, content: bytes = MAIL) -> list[Outgoing]:
    """Return one message for each, numbered from 1, on its first attempt."""
    return [
        Outgoing(number, 1, "bounces@news.example.org", recipient, (content,))
        for number, recipient in enumerate(recipients, start=1)
    ]


def readers(count: int) -> list[str]:
    """Return so many addresses."""
    return [f"reader{number}@example.org" for number in range(1, count + 1)]


def far_off() -> float:
    """Return a deadline that no test reaches."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) + 3600


def nearly_over() -> float:
    """Return a deadline with just too little time before it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) + 19.9


def settle(session: SmtpSession, messages: list[Outgoing], deadline: float | None = None) -> dict[str, Outcome]:
    """Return what became of each message, by recipient."""
    session.submit(messages, deadline or far_off())
    return {messages[outcome.delivery_id - 1].recipient: outcome for outcome in collect_all(session)}


def settle_in_the_end(session: SmtpSession, messages: list[Outgoing]) -> dict[str, Outcome]:
    """Return what became of each message when those that came back untried were sent again, as a campaign does."""
    settled: dict[str, Outcome] = {}
    give_up_at = time.monotonic() + 60
    while len(settled) < len(messages):
        assert time.monotonic() < give_up_at, "some are never tried"
        session.submit([message for message in messages if message.recipient not in settled], far_off())
        outcomes = ((messages[outcome.delivery_id - 1].recipient, outcome) for outcome in collect_all(session))
        settled |= {recipient: outcome for recipient, outcome in outcomes if outcome.kind is not OutcomeKind.UNTRIED}
    return settled


def collect_all(session: SmtpSession) -> list[Outcome]:
    """Return all outcomes that are still to come."""
    outcomes: list[Outcome] = []
    give_up_at = time.monotonic() + 60
    while session.pending:
        assert time.monotonic() < give_up_at, f"{session.pending} messages never came back"
        outcomes += session.collect(0.05)
    return outcomes


def kinds(outcomes: dict[str, Outcome]) -> dict[str, OutcomeKind]:
    """Return the kind of each outcome, by recipient."""
    return {recipient: outcome.kind for recipient, outcome in outcomes.items()}


def transport_to(relay: ScriptedRelay | str, **changes: Any) -> SmtpTransport:
    """Return a transport to ``relay``, one connection wide unless ``changes`` to the relay's settings say otherwise."""
    url = relay if isinstance(relay, str) else relay.url
    timeouts = changes.pop("timeouts", PATIENT)
    trusts_loopback = changes.pop("trusts_loopback", True)
    read_secret = changes.pop("read_secret", None)
    settings = Relay(**{"name": "default", "url": url, "connections": 1, **changes})
    return SmtpTransport(
        settings,
        sender_domain="news.example.org",
        read_secret=read_secret,
        timeouts=timeouts,
        trusts_loopback=trusts_loopback,
    )


def notes_of(number: int) -> list[str]:
    """Return what a journal holds, sorted, when so many mails were accepted at their first attempt."""
    numbers = range(1, number + 1)
    return sorted([f"begin {one} 1" for one in numbers] + [f"reply {one} 1 250" for one in numbers])


def begun(journal: RecordingJournal) -> int:
    """Return how many mails the system knows to be begun."""
    return sum(note.startswith("begin") for note in journal.flushed)


def wait_for_begins(journal: RecordingJournal, number: int) -> None:
    """Return when so many mails are on the wire."""
    give_up_at = time.monotonic() + 20
    while begun(journal) < number:
        assert time.monotonic() < give_up_at
        time.sleep(0.005)
