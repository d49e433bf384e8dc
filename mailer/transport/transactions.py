"""The transactions of one connection: which replies are due, whose they are, and what may be written next.

No sockets here: replies go in, bytes come out. Where the relay offers PIPELINING, one write carries the body of a
message and the envelope of the next (RFC 2920 3.1); where it does not, each command waits for the reply to the last.
"""

from collections import deque
from enum import Enum, auto

from mailer.domain.delivery import Phase
from mailer.domain.reply import Reply
from mailer.transport.envelope import Features, envelope_commands, obstacle
from mailer.transport.timeouts import Timeouts
from mailer.transport.tray import Ticket, Tray
from mailer.transport.wire import read_reply, stuffed

_CLOSING = 421
_GO_AHEAD = 354


class Step(Enum):
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


_RSET = (Step.RSET, b"RSET\r\n")
_LAST_COMMAND = (Step.DATA, b"DATA\r\n")
_PHASES = {Step.MAIL: Phase.MAIL, Step.RCPT: Phase.RCPT, Step.DATA: Phase.DATA}


class Transactions:
    """What one standing connection has on the wire.

    ``ending`` says that, and how, the connection is to be left; ``complaint`` why, where the relay is to blame;
    ``answered`` counts the messages that the relay answered with anything but 421.
    """

    def __init__(self, tray: Tray, features: Features, *, limit: int) -> None:
        self._tray = tray
        self._features = features
        self._left = min(limit, features.mail_limit or limit)
        self._expected: deque[Step] = deque()
        self._later: deque[tuple[Step, bytes]] = deque()
        self._body: Ticket | None = None
        self._envelope: Ticket | None = None
        self._is_refused = False
        self._has_recipient = False
        self._must_reset = False
        self._owes_dot = False
        self.ending: Ending | None = None
        self.complaint = ""
        self.answered = 0

    @property
    def is_idle(self) -> bool:
        """Return whether nothing is on the wire."""
        return not self._expected and self.ending is None

    @property
    def has_begun(self) -> bool:
        """Return whether a body was begun that has no reply yet."""
        return self._body is not None

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
        """Return what an idle connection writes next: the envelope of a waiting message, or nothing."""
        if self._left <= 0 or self._tray.is_stopping:
            self.ending = Ending.QUIT
            return b""
        return self._open_envelope()

    def read(self, replies: list[bytes]) -> bytes:
        """Take in ``replies`` and return what to write next; every note is with the system before this returns."""
        for raw in replies:
            if self.ending is None:
                self._take_in(raw)
        written = b"" if self._expected or self.ending else self._next()
        self._tray.flush()
        return written

    def lost(self, why: str) -> None:
        """Settle what was on the wire when the connection ended: uncertain where a body was begun, else untried."""
        body, envelope = self._body, self._envelope
        self._body = self._envelope = None
        self._expected.clear()
        self.ending = self.ending or Ending.CLOSE
        if body is not None:
            self._tray.lose(body, f"the mail was begun, then {why}")
        if envelope is not None and not self._is_refused:
            self._tray.give_back(envelope, f"no byte of the mail was begun: {why}")

    def _take_in(self, raw: bytes) -> None:
        if not self._expected:
            self._leave(f"the relay said {raw[:80].decode('ascii', 'replace')!r} without being asked")
        elif (step := self._expected.popleft()) is Step.BODY:
            self._read_body_reply(raw)
        elif raw[:3] == b"421":
            self._read_closing(step, raw)
        elif step in _PHASES:
            self._read_envelope_reply(step, raw)
        elif raw[:1] != b"2" and step is Step.RSET:
            self._leave("the relay did not accept RSET")

    def _read_body_reply(self, raw: bytes) -> None:
        reply = read_reply(raw)
        body, self._body = self._body, None
        if body is None:
            raise AssertionError("a reply to a body is due only while one is on the wire")
        self._tray.settle(body, Phase.BODY, reply)
        if reply.code == _CLOSING:
            self._leave(f"the relay closed with 421 {reply.text}")
            return
        self.answered += 1
        if reply.code < 200 or 300 <= reply.code < 400:  # noqa: PLR2004 - neither yes nor no (RFC 5321 4.2.1)
            self._leave("the relay neither took nor refused a mail")

    def _read_closing(self, step: Step, raw: bytes) -> None:
        if step in _PHASES and not self._is_refused:
            self._refuse(_PHASES[step], read_reply(raw))
        self._leave(f"the relay closed with 421 {read_reply(raw).text}")

    def _read_envelope_reply(self, step: Step, raw: bytes) -> None:
        is_positive = raw[:1] == b"2"
        if step is Step.DATA:
            self._read_go_ahead(raw)
            return
        if step is Step.RCPT and is_positive:
            self._has_recipient = True
        if self._envelope is not None:
            self._envelope.phase = _PHASES[step]
        if not is_positive and not self._is_refused:
            self._refuse(_PHASES[step], read_reply(raw))

    def _read_go_ahead(self, raw: bytes) -> None:
        if self._envelope is not None:
            self._envelope.phase = Phase.DATA
        if raw[:3] != b"354":
            if not self._is_refused:
                self._refuse(Phase.DATA, read_reply(raw))
            if raw[:1] in b"23":
                self._leave("the relay answered DATA with neither 354 nor a refusal")
        elif self._is_refused and self._has_recipient:
            self._leave("the relay refused the sender, yet waits for the mail")
        else:
            self._owes_dot = self._is_refused

    def _refuse(self, phase: Phase, reply: Reply) -> None:
        if self._envelope is None:
            raise AssertionError("a reply to an envelope is due only while one is on the wire")
        self._tray.settle(self._envelope, phase, reply)
        self._is_refused = True
        self._must_reset = True
        self._later.clear()
        if reply.code != _CLOSING:
            self.answered += 1

    def _leave(self, complaint: str) -> None:
        self.ending = Ending.CLOSE
        self.complaint = complaint

    def _next(self) -> bytes:
        if self._later:
            return self._next_command()
        if self._owes_dot:
            return self._lone_dot()
        envelope, self._envelope = self._envelope, None
        if envelope is not None and not self._is_refused:
            return self._body_and_envelope(envelope)
        return self.go_on()

    def _lone_dot(self) -> bytes:
        """Return the end of a mail that nobody is to get: all its recipients were refused (RFC 2920 3.1)."""
        self._owes_dot = False
        self._expected.append(Step.DOT)
        return b".\r\n"

    def _body_and_envelope(self, ticket: Ticket) -> bytes:
        """Return the body and, chained behind it, the next envelope.

        An accepted envelope that may not be followed by its body is abandoned by closing: a full stop alone would
        deliver an empty mail.
        """
        if not self._tray.may_begin(ticket) or not self._tray.note_begin(ticket):
            self._envelope = ticket
            self.ending = Ending.CLOSE
            return b""
        self._body = ticket
        self._expected.append(Step.BODY)
        parts = (stuffed(ticket.message.content),) if ticket.look.is_dotted else ticket.message.parts
        chained = self._open_envelope() if self._features.pipelining else b""
        return b"".join((*parts, ticket.look.ending, chained))

    def _open_envelope(self) -> bytes:
        """Return the commands for the next message as far as they may be written now, or nothing."""
        ticket = self._take() if self._left > 0 else None
        if ticket is None:
            return b""
        self._left -= 1
        self._envelope = ticket
        self._is_refused = self._has_recipient = False
        mail, rcpt = envelope_commands(ticket.message, self._features, is_seven_bit=ticket.look.is_seven_bit)
        reset = (_RSET,) if self._must_reset else ()
        self._must_reset = False
        return self._write((*reset, (Step.MAIL, mail), (Step.RCPT, rcpt), _LAST_COMMAND))

    def _take(self) -> Ticket | None:
        while (ticket := self._tray.take()) is not None:
            enhanced, why = obstacle(ticket.message, self._features, is_seven_bit=ticket.look.is_seven_bit)
            if not why:
                return ticket
            self._tray.refuse(ticket, enhanced, why)
        return None

    def _write(self, steps: tuple[tuple[Step, bytes], ...]) -> bytes:
        if not self._features.pipelining:
            self._later.extend(steps)
            return self._next_command()
        self._expected.extend([step for step, _ in steps])
        return b"".join([command for _, command in steps])

    def _next_command(self) -> bytes:
        step, command = self._later.popleft()
        self._expected.append(step)
        return command
