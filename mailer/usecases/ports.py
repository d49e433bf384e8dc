"""What the use cases need of the outside: a journal, a transport, an engine."""

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from mailer.domain.delivery import Outcome, Outgoing

if TYPE_CHECKING:
    from mailer.domain.inspection import Inspection


class Journal(Protocol):
    """An append-only record of this process, written before the wire and read after a crash (design 9)."""

    @property
    def name(self) -> str:
        """Return the journal's file name; deliveries claimed by this process carry it."""

    def begin(self, delivery_id: int, attempt: int) -> None:
        """Note that the body of this attempt is about to be begun."""

    def reply(self, outcome: Outcome) -> None:
        """Note the reply that was read for an attempt."""

    def flush(self) -> None:
        """Hand all notes to the operating system; called before the first byte of any noted body is written."""


class Session(Protocol):
    """An open way to a relay. It works in the background; ``submit`` and ``collect`` never wait for the network."""

    def submit(self, messages: Sequence[Outgoing], deadline: float) -> None:
        """Queue messages. No body is begun with less than 20 s left before ``deadline`` (CLOCK_BOOTTIME seconds)."""

    def extend(self, deadline: float) -> None:
        """Move the deadline of everything queued: the leases were renewed."""

    def collect(self, timeout: float) -> list[Outcome]:
        """Return the outcomes known by now, several together; wait up to ``timeout`` seconds for the first ones."""

    @property
    def pending(self) -> int:
        """Return how many submitted messages have no outcome collected yet."""

    @property
    def failure(self) -> str:
        """Return why the relay cannot be used any more, or "" while it can. Then all that is pending comes back."""

    @property
    def is_refused(self) -> bool:
        """Return whether that failure is that the relay refused how we sign in."""

    @property
    def is_ours(self) -> bool:
        """Return whether that failure is one of this machine, which can write down no more, and not of the relay."""

    def stop(self) -> None:
        """Begin no further message; what is on the wire is finished, the rest comes back as untried."""

    def __enter__(self) -> Self:
        """Return the session."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections; outcomes not collected by then are lost to the caller, not to the journal."""


class Transport(Protocol):
    """Hands messages to one relay."""

    @property
    def relay(self) -> str:
        """Return the relay's name in the settings."""

    @property
    def is_rehearsal(self) -> bool:
        """Return whether nothing leaves the machine: such a campaign gives no receipts."""

    def inspect(self) -> "Inspection":
        """Return what the relay shows of itself, and what stands in the way of handing over mail; nothing is sent."""

    def open(self, journal: Journal) -> Session:
        """Return a session with at least one connection standing; RelayUnavailable if there can be none."""


class Watcher(Protocol):
    """Whoever looks on while a campaign is sent: sees it advance, and may ask for it to stop."""

    def advance(self, number: int) -> None:
        """Take note that so many more deliveries have an outcome."""

    def wants_stop(self) -> bool:
        """Return whether nothing new should be begun."""


class Workers(Protocol):
    """Further processes of this machine, made ready to send the same campaign."""

    def begin(self) -> None:
        """Let them begin to send."""

    def wait(self) -> bool:
        """Return, when all have ended, whether one of them died: then its deliveries are to be recovered."""


class Engine(Protocol):
    """Decides who runs the deliveries of a campaign, and when."""

    def start(self, campaign_id: int, watcher: Watcher, *, is_unasked: bool = False) -> None:
        """Let the campaign's due deliveries be sent; NotFinished, RelayUnavailable as ``run_campaign`` raises them.

        ``is_unasked`` by a timer, for which relays in trouble are left alone.
        """
