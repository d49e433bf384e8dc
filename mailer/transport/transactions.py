"""The transactions of one connection: which replies are due, whose they are, and what may be written next.

Where the relay offers PIPELINING, one write carries the body of a message and the envelope of the next (RFC 2920 3.1);
where it does not, each command waits for the reply to the last.
"""

from collections import deque

from mailer.domain.delivery import Phase
from mailer.domain.reply import Reply
from mailer.transport.dialogue import CLOSING, EARLY, PHASES, Dialogue, Ending, Share, Step
from mailer.transport.envelope import Features, envelope_commands
from mailer.transport.tray import Ticket, Tray
from mailer.transport.wire import read_reply, stuffed

#: No envelope is longer; so while more than this is unsent, the end of the body is.
_LONGEST_ENVELOPE = 2048
#: What is nearly always due at once: the word on a body, and on the envelope behind it.
_CHAINED = deque((Step.BODY, Step.MAIL, Step.RCPT, Step.DATA))
_RSET = (Step.RSET, b"RSET\r\n")
_LAST_COMMAND = (Step.DATA, b"DATA\r\n")


class Transactions(Dialogue):
    """What one standing connection has on the wire: one body, and one envelope before or behind it."""

    def __init__(self, tray: Tray, features: Features, share: Share) -> None:
        super().__init__(tray, features, share)
        self._later: deque[tuple[Step, bytes]] = deque()
        self._body: Ticket | None = None
        self._envelope: Ticket | None = None
        self._is_refused = False
        self._has_recipient = False
        self._must_reset = False
        self._owes_dot = False

    @property
    def has_room(self) -> bool:
        """Return whether a waiting message could be written now."""
        return self.is_idle

    def read(self, replies: list[bytes], unsent: int = 0) -> bytes:
        """Take in ``replies`` and return what to write next; a yes to all that is due is taken in at once."""
        envelope = self._envelope
        if envelope is None or not self._are_all_yes(replies, unsent):
            return super().read(replies, unsent)
        self._expected.clear()
        self._settle_body(replies[0])
        self.answered += 1
        envelope.phase = Phase.DATA
        self._envelope = None
        written = self._body_and_envelope(envelope)
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

    def _are_all_yes(self, replies: list[bytes], unsent: int) -> bool:
        return (
            self._expected == _CHAINED
            and [reply[:3] for reply in replies] == [b"250", b"250", b"250", b"354"]
            and unsent <= _LONGEST_ENVELOPE
            and self.ending is None
        )

    def _read_body_reply(self, raw: bytes, unsent: int) -> None:
        if unsent > _LONGEST_ENVELOPE:
            self._break_off(raw)
            return
        reply = self._settle_body(raw)
        if reply.code == CLOSING:
            self._leave(f"the relay closed with 421 {reply.text}")
            return
        self.answered += 1
        if reply.code < 200 or 300 <= reply.code < 400:  # noqa: PLR2004 - neither yes nor no (RFC 5321 4.2.1)
            self._leave("the relay neither took nor refused a mail")

    def _break_off(self, early: bytes) -> None:
        """Never let a relay that has answered see the end of the mail: it might take it after all.

        A refusal is believed. A yes to half a mail is none.
        """
        if early[:1] != b"2":
            self._settle_body(early)
        self._leave(EARLY)

    def _settle_body(self, raw: bytes) -> Reply:
        reply = read_reply(raw)
        body, self._body = self._body, None
        if body is None:
            raise AssertionError("a reply to a body is due only while one is on the wire")
        self._tray.settle(body, Phase.BODY, reply)
        return reply

    def _read_closing(self, step: Step, raw: bytes) -> None:
        """Take in a 421. To MAIL, after other messages, it says no more than that one connection takes no more."""
        if step is Step.MAIL and self.answered and self._envelope is not None:
            self._tray.put_back(self._envelope)
            self._envelope = None
        elif step in PHASES and not self._is_refused:
            self._refuse(PHASES[step], read_reply(raw))
        self._leave(f"the relay closed with 421 {read_reply(raw).text}")

    def _read_envelope_reply(self, step: Step, raw: bytes) -> None:
        is_positive = raw[:1] == b"2"
        if step is Step.DATA:
            self._read_go_ahead(raw)
            return
        if step is Step.RCPT and is_positive:
            self._has_recipient = True
        if self._envelope is not None:
            self._envelope.phase = PHASES[step]
        if not is_positive and not self._is_refused:
            self._refuse(PHASES[step], read_reply(raw))

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
        if reply.code != CLOSING:
            self.answered += 1

    def _next(self) -> bytes:
        if self._expected:
            return b""
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
        chained = self._fill() if self._features.pipelining else b""
        return b"".join((*parts, ticket.look.ending, chained))

    def _fill(self) -> bytes:
        """Return the commands for the next message as far as they may be written now, or nothing."""
        ticket = self._take()
        if ticket is None:
            return b""
        self._envelope = ticket
        self._is_refused = self._has_recipient = False
        mail, rcpt = envelope_commands(ticket.message, ticket.look, self._features)
        reset = (_RSET,) if self._must_reset else ()
        self._must_reset = False
        return self._write((*reset, (Step.MAIL, mail), (Step.RCPT, rcpt), _LAST_COMMAND))

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
