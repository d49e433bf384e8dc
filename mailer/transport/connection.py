"""One connection to a relay: bytes to replies, replies to transactions, and how long each may take."""

import asyncio
import contextlib
import socket
import ssl
from collections import deque

from mailer.transport.dialogue import Dialogue, Ending
from mailer.transport.timeouts import Timeouts
from mailer.transport.wire import ReplyReader, Unintelligible

_CHUNK = 65_536


class Connection(asyncio.BufferedProtocol):
    """First asked line by line while it is set up, then given to a ``Dialogue``. Belongs to the loop's thread.

    ``released`` is done when it takes no more messages, ``closed`` when the socket is gone; ``why`` says why it went.
    """

    def __init__(self, timeouts: Timeouts) -> None:
        loop = asyncio.get_running_loop()
        self._loop = loop
        self._timeouts = timeouts
        self._view = memoryview(bytearray(_CHUNK))
        self._reader = ReplyReader()
        self._replies: deque[bytes] = deque()
        self._arrival: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._plain: asyncio.Transport | None = None  # below the encryption, if there is any
        self._watch: asyncio.TimerHandle | None = None
        self._since = 0.0
        self._unsent = 0
        self.why = ""
        self.transactions: Dialogue | None = None
        self.released: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()

    # -- asyncio ----------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the socket; each write leaves at once, because the relay waits for whole commands."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError(f"{transport!r} is not a stream")
        self._transport = transport
        with contextlib.suppress(OSError):
            sock: socket.socket = transport.get_extra_info("socket")
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's signature
        """Return where to put what arrives."""
        return self._view

    def buffer_updated(self, nbytes: int) -> None:
        """Take in ``nbytes`` that have arrived."""
        try:
            replies = self._reader.feed(bytes(self._view[:nbytes]))
        except Unintelligible as error:
            self._give_up(str(error))
            return
        if self.transactions is None:
            self._replies.extend(replies)
            self._wake()
        elif self.released.done():
            self.hang_up()
        elif replies:
            self._answer(self.transactions, replies)

    def eof_received(self) -> None:
        """Let the connection end: a relay that stops talking stops listening."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Settle what was on the wire."""
        self._view = memoryview(b"")  # thousands of connections would keep theirs until they are collected as garbage
        if self._watch is not None:
            self._watch.cancel()
        is_theirs = not self.why and (exc is None or isinstance(exc, ConnectionResetError | BrokenPipeError))
        self.why = self.why or _cause(exc)
        if self.transactions is not None:
            self.transactions.is_hung_up = is_theirs
            self.transactions.lost(self.why)
        self._release()
        if not self.closed.done():
            self.closed.set_result(None)
        self._wake()

    # -- setting up: one command, one reply -------------------------------------------------------------------------

    async def reply(self, timeout: float) -> bytes:  # noqa: ASYNC109 - the phase's own patience, RFC 5321 4.5.3.2
        """Return the next reply; TimeoutError after ``timeout`` seconds, ConnectionError where the relay hung up."""
        async with asyncio.timeout(timeout):
            while not self._replies:
                if self.closed.done():
                    raise ConnectionError(self.why)
                self._arrival = self._loop.create_future()
                await self._arrival
        return self._replies.popleft()

    async def ask(self, command: bytes) -> bytes:
        """Return the reply to one ``command``."""
        self._write(command + b"\r\n")
        return await self.reply(self._timeouts.command)

    async def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """Begin TLS; ConnectionError where the relay has said more than it was asked: that came unprotected."""
        if self._replies or self._reader.has_rest or self._transport is None:
            raise ConnectionError("the relay spoke before encryption began")
        self._plain = self._transport
        self._transport = await self._loop.start_tls(
            self._plain,
            self,
            context,
            server_hostname=host,
            ssl_handshake_timeout=self._timeouts.connect,
            ssl_shutdown_timeout=self._timeouts.quit,
        )

    @property
    def security(self) -> ssl.SSLObject | None:
        """Return the TLS that is in force, or None."""
        found = self._transport.get_extra_info("ssl_object") if self._transport is not None else None
        return found if isinstance(found, ssl.SSLObject) else None

    # -- sending ----------------------------------------------------------------------------------------------------

    def serve(self, transactions: Dialogue) -> None:
        """Begin to take messages."""
        self.transactions = transactions
        if self._replies or self._reader.has_rest or self.closed.done():
            self._give_up(self.why or "the relay spoke without being asked")
            return
        self._since = self._loop.time()
        self._watch = self._loop.call_later(self._timeouts.tick, self._look)
        self.wake()

    def wake(self) -> None:
        """Take waiting messages as far as there is room, or leave if none may be begun and nothing is on the wire."""
        transactions = self.transactions
        if transactions is None or self.released.done() or not transactions.has_room:
            return
        if transactions.is_idle:
            self._since = self._loop.time()
        self._send(transactions.go_on())

    @property
    def is_busy(self) -> bool:
        """Return whether something is on the wire."""
        return self.transactions is not None and not self.transactions.is_idle and not self.released.done()

    @property
    def is_fruitful(self) -> bool:
        """Return whether the relay has answered a message on it."""
        return self.transactions is not None and self.transactions.answered > 0

    def leave(self) -> None:
        """Say QUIT and hang up; nothing may be on the wire."""
        self._release()
        self._write(b"QUIT\r\n")
        self._loop.call_later(self._timeouts.quit, self.hang_up)

    def hang_up(self) -> None:
        """Close the socket without another word."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.close()

    def abort(self, why: str) -> None:
        """Close the socket at once, whatever is unsent."""
        self.why = self.why or why
        if self._transport is not None:
            self._transport.abort()

    def _answer(self, transactions: Dialogue, replies: list[bytes]) -> None:
        self._since = self._loop.time()
        self._send(transactions.read(replies, self._unsent_bytes()))

    def _send(self, written: bytes) -> None:
        transactions = self.transactions
        if transactions is None:
            return
        if written:
            self._write(written)
        if transactions.ending is Ending.QUIT:
            self.leave()
        elif transactions.ending is Ending.CLOSE:
            self._give_up(transactions.complaint or "the connection was closed on our side")

    def _look(self) -> None:
        """See whether the relay has been silent for too long; asked rarely, so that each message costs no timer."""
        transactions = self.transactions
        if transactions is None or self.released.done():
            return
        unsent, before = self._unsent_bytes(), self._unsent
        self._unsent = unsent
        if unsent < before:
            self._since = self._loop.time()
        if self._loop.time() - self._since < self._patience(transactions):
            self._watch = self._loop.call_later(self._timeouts.tick, self._look)
        elif transactions.is_idle:
            self.leave()
        else:
            self._give_up("the relay was silent for too long")

    def _patience(self, transactions: Dialogue) -> float:
        if transactions.is_idle:
            return self._timeouts.idle
        return self._timeouts.block if self._unsent else transactions.patience(self._timeouts)

    def _give_up(self, why: str) -> None:
        self.why = self.why or why
        if self.transactions is not None:
            self.transactions.lost(why)
        self._release()
        self.abort(why)

    def _unsent_bytes(self) -> int:
        unsent = self._transport.get_write_buffer_size() if self._transport is not None else 0
        return unsent + (self._plain.get_write_buffer_size() if self._plain is not None else 0)

    def _write(self, written: bytes) -> None:
        if self._transport is not None:
            self._transport.write(written)

    def _release(self) -> None:
        if not self.released.done():
            self.released.set_result(None)

    def _wake(self) -> None:
        if self._arrival is not None and not self._arrival.done():
            self._arrival.set_result(None)


def _cause(error: Exception | None) -> str:
    if error is None:
        return "the relay closed the connection"
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"the connection broke ({reason})"
