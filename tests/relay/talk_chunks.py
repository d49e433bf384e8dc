"""One connection of a scripted relay that offers CHUNKING (RFC 3030)."""

import socket
import struct

from tests.relay.script import Moment
from tests.relay.talk import HangUp, Talk


class ChunkingTalk(Talk):
    """One connection that takes BDAT as well; what a refused chunk leaves behind stays until RSET.

    That is the worst that RFC 3030 4.2 allows: a client that writes MAIL without RSET then meets the old envelope.
    """

    _last_verb = ""
    _is_dirty = False

    def _act(self, verb: str, rest: str) -> None:
        self._check_order(verb)
        self._last_verb = verb
        if verb == "BDAT":
            self._bdat(rest)
        else:
            super()._act(verb, rest)

    def _offers(self) -> list[str]:
        return [*super()._offers(), "CHUNKING"]

    def _check_order(self, verb: str) -> None:
        if verb == "MAIL" and self._is_dirty:
            self._violate("MAIL without RSET behind a refused message")
        if (verb, self._last_verb) not in {("RCPT", "MAIL"), ("BDAT", "RCPT")} and verb in {"RCPT", "BDAT"}:
            self._violate(f"{verb} behind {self._last_verb}")

    def _mail(self, rest: str) -> None:
        super()._mail(rest)
        self._is_dirty = self._sender is None

    def _rcpt(self, rest: str) -> None:
        super()._rcpt(rest)
        self._is_dirty = not self._recipients

    def _bdat(self, rest: str) -> None:
        size, _, last = rest.partition(" ")
        if not size.isdigit() or last != "LAST":
            self._violate(f"BDAT {rest}")
            raise HangUp
        address = self._recipients[0] if self._recipients else ""
        content = self._read_chunk(int(size), address)
        self._maybe_drop(address, Moment.AFTER_DOT)
        otherwise = f"250 2.0.0 Ok: queued as {self._next_id()}" if address else "503 5.5.1 no valid recipients"
        self._conclude(address, content, self._scripted(address, "body", otherwise))

    def _read_chunk(self, size: int, address: str) -> bytes:
        self._flush()
        is_cut = self._relay.script.take(address, Moment.MID_BODY)
        while len(self._buffer) < size and not (is_cut and self._buffer):
            self._receive()
        if is_cut:
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise HangUp
        content, self._buffer = self._buffer[:size], self._buffer[size:]
        return content

    def _conclude(self, address: str, content: bytes, reply: str) -> None:
        self._is_dirty = not (reply.startswith("2") and address)
        if not self._is_dirty:
            self._keep(address, content, reply)
            self._rset_state()
        self._say(reply)
        self._maybe_drop(address, Moment.AFTER_REPLY)
        if self._relay.close_after and self._accepted >= self._relay.close_after:
            self._flush()
            raise HangUp

    def _rset_state(self) -> None:
        super()._rset_state()
        self._is_dirty = False
