"""What every way of handing messages over on one connection has in common: the face that ``Connection`` sees.

No sockets here: replies go in, bytes come out.
"""

import math
import time
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto

from mailer.domain.delivery import Phase
from mailer.transport.envelope import Features, obstacle
from mailer.transport.timeouts import Timeouts
from mailer.transport.tray import Ticket, Tray

CLOSING = 421
EARLY = "the relay answered before it had the whole mail"


class Step(IntEnum):  # a number is hashed faster
    """What was written and waits for its reply."""

    RSET = auto()
    MAIL = auto()
    RCPT = auto()
    DATA = auto()
    BODY = auto()
    DOT = auto()  #: the lone full stop that ends a mail without recipients


class Ending(Enum):
    """How the connection is to be left."""

    QUIT = auto()  #: with a word
    CLOSE = auto()  #: at once: another word could be taken for mail


PHASES = {Step.MAIL: Phase.MAIL, Step.RCPT: Phase.RCPT, Step.DATA: Phase.DATA}


@dataclass(slots=True)
class Share:
    """What one connection may still take on: so many ``messages``, and none later than ``until`` (monotonic clock).

    ``domain_limit``: how many domains its recipients may have altogether; 0 = any (RCPTDOMAINMAX, RFC 9422).
    """

    messages: int
    until: float = math.inf
    domain_limit: int = 0
    domains: set[str] = field(default_factory=set)

    @property
    def is_used_up(self) -> bool:
        """Return whether the next message needs another connection."""
        return self.messages <= 0 or time.monotonic() >= self.until

    def allows(self, ticket: Ticket) -> bool:
        """Count a message in and return True; where its domain is one too many, return False and be used up."""
        if self.domain_limit:
            self.domains.add(ticket.message.recipient.rpartition("@")[2].lower())
            if len(self.domains) > self.domain_limit:
                self.messages = 0
                return False
        self.messages -= 1
        return True


class Dialogue(ABC):
    """What one standing connection has on the wire.

    ``ending`` says that, and how, the connection is to be left; ``complaint`` why, where the relay is to blame;
    ``answered`` counts the messages that the relay answered with anything but 421. Whoever owns the socket sets
    ``is_hung_up`` where it was the relay that ended the line.
    """

    def __init__(self, tray: Tray, features: Features, share: Share) -> None:
        self._tray = tray
        self._features = features
        self._share = share
        self._expected: deque[Step] = deque()
        self.ending: Ending | None = None
        self.complaint = ""
        self.answered = 0
        self.is_hung_up = False

    @property
    def is_idle(self) -> bool:
        """Return whether nothing is on the wire."""
        return not self._expected and self.ending is None

    @property
    @abstractmethod
    def has_room(self) -> bool:
        """Return whether a waiting message could be written now."""

    def patience(self, timeouts: Timeouts) -> float:
        """Return how many seconds the next reply may take (RFC 5321 4.5.3.2)."""
        match self._expected[0]:
            case Step.BODY | Step.DOT:
                return timeouts.final_dot
            case Step.DATA:
                return timeouts.before_body
            case _:
                return timeouts.command

    def go_on(self) -> bytes:
        """Return what to write for messages that wait, as far as there is room; end where none may follow."""
        written = b"" if self._is_at_its_end else self._fill()
        if self._is_at_its_end and not self._expected:
            self.ending = Ending.CLOSE if self.complaint else Ending.QUIT
        return written

    def read(self, replies: list[bytes], unsent: int = 0) -> bytes:
        """Take in ``replies`` and return what to write next; every note is with the system before this returns.

        ``unsent``: how many bytes of what was written have not left yet.
        """
        for raw in replies:
            if self.ending is None:
                self._take_in(raw, unsent)
        written = self._next() if self.ending is None else b""
        self._tray.flush()
        return written

    @abstractmethod
    def lost(self, why: str) -> None:
        """Settle what was on the wire when the connection ended: uncertain where a body was begun, else untried."""

    @property
    def _is_at_its_end(self) -> bool:
        return bool(self.complaint) or self._share.is_used_up or self._tray.is_stopping

    @abstractmethod
    def _fill(self) -> bytes:
        """Return as much for the next messages as may be written now, or nothing."""

    @abstractmethod
    def _next(self) -> bytes:
        """Return what to write after replies."""

    @abstractmethod
    def _read_body_reply(self, raw: bytes, unsent: int) -> None:
        """Take in the relay's word on a message."""

    @abstractmethod
    def _read_envelope_reply(self, step: Step, raw: bytes) -> None:
        """Take in the reply to a command before the body."""

    @abstractmethod
    def _read_closing(self, step: Step, raw: bytes) -> None:
        """Take in a 421 to anything but a body."""

    def _take_in(self, raw: bytes, unsent: int) -> None:
        if not self._expected:
            self._leave(f"the relay said {raw[:80].decode('ascii', 'replace')!r} without being asked")
        elif (step := self._expected.popleft()) is Step.BODY:
            self._read_body_reply(raw, unsent)
        elif raw[:3] == b"421":
            self._read_closing(step, raw)
        elif step in PHASES:
            self._read_envelope_reply(step, raw)
        elif raw[:1] != b"2" and step is Step.RSET:
            self._leave("the relay did not accept RSET")

    def _take(self) -> Ticket | None:
        """Return the next message that may be begun on this connection, or None; those it cannot take are refused."""
        while not self._share.is_used_up and (ticket := self._tray.take()) is not None:
            enhanced, why = obstacle(ticket.message, ticket.look, self._features)
            if why:
                self._tray.refuse(ticket, enhanced, why)
            elif self._share.allows(ticket):
                return ticket
            else:
                self._tray.put_back(ticket)
        return None

    def _leave(self, complaint: str) -> None:
        self.ending = Ending.CLOSE
        self.complaint = complaint
