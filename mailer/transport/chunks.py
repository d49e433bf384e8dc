"""Messages handed over in chunks (RFC 3030): a window of them is on the wire, and none waits for the one before.

Each is written in one piece, MAIL, RCPT, BDAT with the content, and begun in the journal before. What a refused chunk
leaves behind is not defined (RFC 3030 4.2), and the next message is written before anybody knows; so RSET goes before
each message but the first: never can one be taken under the envelope of another.
"""

from collections import deque
from dataclasses import dataclass
from itertools import islice

from mailer.domain.delivery import Phase
from mailer.domain.reply import Reply
from mailer.transport.dialogue import CLOSING, EARLY, PHASES, Dialogue, Ending, Share, Step
from mailer.transport.envelope import Features, envelope_commands
from mailer.transport.tray import Ticket, Tray
from mailer.transport.wire import read_reply

WINDOW = 8
#: What each message on a connection but the first one waits for.
_WHOLE = (Step.RSET, Step.MAIL, Step.RCPT, Step.BODY)
_ALL_YES = [b"250"] * len(_WHOLE)
#: No further message is written while so much waits for its reply; that bounds what one connection keeps in memory.
WINDOW_BYTES = 1 << 20
#: What is unsent is counted in what encryption makes of it; a little more than was written is no sign of anything.
_LEAST_SLACK = 2048
_SLACK_SHIFT = 6


@dataclass(slots=True)
class _Flight:
    """A message on the wire: ``end`` counts the bytes written up to its last, ``refusal`` is the no to its envelope."""

    ticket: Ticket
    end: int
    refusal: tuple[Phase, Reply] | None = None


class Chunks(Dialogue):
    """What one standing connection has on the wire, where CHUNKING and PIPELINING are offered."""

    def __init__(self, tray: Tray, features: Features, share: Share) -> None:
        super().__init__(tray, features, share)
        self._window: deque[_Flight] = deque()
        self._written = 0
        self._answered_up_to = 0
        self._closing: Reply | None = None

    @property
    def has_room(self) -> bool:
        """Return whether a waiting message could be written now."""
        return self.ending is None and len(self._window) < WINDOW and self._room_in_bytes > 0

    def lost(self, why: str) -> None:
        """Settle what was on the wire: what was refused is, the rest is uncertain.

        But where 421 was the relay's last word before it hung up, it is the answer to all that stood behind it: a
        relay that closes reads no further (RFC 5321 3.8).
        """
        self._expected.clear()
        self.ending = self.ending or Ending.CLOSE
        closing = self._closing if self.is_hung_up else None
        while self._window:
            flight = self._window.popleft()
            if flight.refusal is not None:
                self._tray.settle(flight.ticket, *flight.refusal)
            elif closing is not None:
                self._tray.settle(flight.ticket, flight.ticket.phase, closing)
            else:
                self._tray.lose(flight.ticket, f"the mail was begun, then {why}")
        self._tray.flush()

    @property
    def _room_in_bytes(self) -> int:
        return WINDOW_BYTES - (self._written - self._answered_up_to)

    def read(self, replies: list[bytes], unsent: int = 0) -> bytes:
        """Take in ``replies`` and return what to write next; a yes to all of a message is taken in at once."""
        taken = 0
        while self._are_all_yes(replies[taken : taken + len(_WHOLE)]):
            for _ in _WHOLE[:-1]:
                self._expected.popleft()
            self._window[0].ticket.phase = Phase.RCPT
            taken += len(_WHOLE)
            self._take_in(replies[taken - 1], unsent)
        return super().read(replies[taken:], unsent)

    def _are_all_yes(self, replies: list[bytes]) -> bool:
        """Return whether these are the replies to one whole message, all of them positive."""
        return (
            [reply[:3] for reply in replies] == _ALL_YES
            and tuple(islice(self._expected, len(_WHOLE))) == _WHOLE
            and self.ending is None
        )

    def _next(self) -> bytes:
        return self.go_on()

    def _fill(self) -> bytes:
        tickets = self._taken()
        if not tickets:
            return b""
        if not self._tray.note_begin(*tickets):
            for ticket in tickets:
                self._tray.give_back(ticket, "no byte of the mail was begun: the journal cannot be written")
            return b""
        return b"".join([piece for ticket in tickets for piece in self._pieces(ticket)])

    def _taken(self) -> list[Ticket]:
        tickets: list[Ticket] = []
        messages, octets = WINDOW - len(self._window), self._room_in_bytes
        while len(tickets) < messages and octets > 0 and (ticket := self._take()) is not None:
            tickets.append(ticket)
            octets -= ticket.look.size
        return tickets

    def _pieces(self, ticket: Ticket) -> tuple[bytes, ...]:
        """Return what one message is on the wire, and expect its replies."""
        end = ticket.look.ending.removesuffix(b".\r\n")
        reset = b"RSET\r\n" if self._written else b""
        mail, rcpt = envelope_commands(ticket.message, ticket.look, self._features)
        octets = ticket.look.size + len(end)
        opening = b"%b%b%bBDAT %d LAST\r\n" % (reset, mail, rcpt, octets)
        self._written += len(opening) + octets
        self._window.append(_Flight(ticket, self._written))
        self._expected.extend(_WHOLE if reset else _WHOLE[1:])
        return (opening, *ticket.message.parts, end)

    def _take_in(self, raw: bytes, unsent: int) -> None:
        self._closing = None  # whoever says more has not closed
        super()._take_in(raw, unsent)

    def _read_envelope_reply(self, step: Step, raw: bytes) -> None:
        flight = self._window[0]
        flight.ticket.phase = PHASES[step]
        if raw[:1] != b"2" and flight.refusal is None:
            flight.refusal = (PHASES[step], read_reply(raw))

    def _read_closing(self, step: Step, raw: bytes) -> None:
        if step in PHASES:
            self._read_envelope_reply(step, raw)
        self._hear_closing(read_reply(raw))

    def _hear_closing(self, reply: Reply) -> None:
        """Write nothing more, but read on: only if the relay hangs up now is this its answer to all that is left."""
        self._closing = reply
        self.complaint = f"the relay closed with 421 {reply.text}"

    def _read_body_reply(self, raw: bytes, unsent: int) -> None:
        """Take in the word on the oldest message. A yes to half a mail is none, nor is one to a refused envelope."""
        flight = self._window.popleft()
        self._answered_up_to = flight.end
        is_early = unsent > self._most_behind(flight)
        reply = read_reply(raw)
        if reply.is_positive and (is_early or flight.refusal is not None):
            self._leave(EARLY if is_early else "the relay took what it had refused")
            self._tray.lose(flight.ticket, f"the mail was begun, then {self.complaint}")
            return
        self._settle(flight, *(flight.refusal or (Phase.BODY, reply)))
        if is_early and flight.refusal is None:
            self._leave(EARLY)
        elif reply.code == CLOSING:
            self._hear_closing(reply)
        elif reply.code < 200 or 300 <= reply.code < 400:  # noqa: PLR2004 - neither yes nor no (RFC 5321 4.2.1)
            self._leave("the relay neither took nor refused a mail")

    def _most_behind(self, flight: _Flight) -> int:
        """Return how much can be unsent when the end of this message has left."""
        behind = self._written - flight.end
        return behind + max(_LEAST_SLACK, behind >> _SLACK_SHIFT)

    def _settle(self, flight: _Flight, phase: Phase, reply: Reply) -> None:
        self._tray.settle(flight.ticket, phase, reply)
        if reply.code != CLOSING:
            self.answered += 1
