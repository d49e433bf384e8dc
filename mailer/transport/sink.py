"""A small mail server on loopback that keeps what it is given as files: for `mailer demo`."""

import asyncio
import re
import threading
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Self

_OFFERS = b"250-sink\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"
_END = b"\r\n.\r\n"
_BYE = b"221 2.0.0 Bye\r\n"
_PATH = re.compile(rb"(?:FROM|TO):<([^<>]*)>.*", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w@.+=-]+")


class Sink:
    """A server on 127.0.0.1 that accepts every mail for every address and writes it into ``folder``.

    ``port`` is chosen when it is entered; ``count`` is how many mails it has accepted.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread = threading.Thread(target=self._live, name="sink", daemon=True)
        self._listening: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = Future()
        self.port = 0
        self.count = 0

    def __enter__(self) -> Self:
        """Return the sink once it listens; OSError if it cannot."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        self.port = self._listening.result()[2]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up and stop listening."""
        loop, closing, _ = self._listening.result()
        loop.call_soon_threadsafe(closing.set)
        self._thread.join()

    def keep(self, recipient: str, content: bytes) -> str:
        """Return the queue id under which the mail was written."""
        self.count += 1
        number = f"{self.count:06}"
        path = self._folder / f"{number}-{_UNSAFE.sub('_', recipient)[:120]}.eml"
        path.write_bytes(content)
        return f"SINK{number}"

    def _live(self) -> None:
        try:
            asyncio.run(self._listen())
        except OSError as error:
            self._listening.set_exception(error)

    async def _listen(self) -> None:
        loop, closing = asyncio.get_running_loop(), asyncio.Event()
        talks: set[_Talk] = set()
        server = await loop.create_server(lambda: _Talk(self, talks), "127.0.0.1", 0)
        self._listening.set_result((loop, closing, server.sockets[0].getsockname()[1]))
        await closing.wait()
        server.close()
        for talk in tuple(talks):
            talk.hang_up()
        await asyncio.sleep(0)


class _Talk(asyncio.Protocol):
    """One connection to the sink."""

    def __init__(self, sink: Sink, talks: set["_Talk"]) -> None:
        self._sink = sink
        self._talks = talks
        self._transport: asyncio.WriteTransport | None = None
        self._buffer = bytearray()
        self._is_in_body = False
        self._searched = 0
        self._sender: bytes | None = None
        self._recipients: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport
            self._talks.add(self)
            transport.write(b"220 sink ESMTP\r\n")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Forget the connection."""
        self._talks.discard(self)

    def data_received(self, data: bytes) -> None:
        """Answer all that is complete in one write, as RFC 2920 asks."""
        self._buffer += data
        answers = bytearray()
        while (answer := self._step()) is not None:
            answers += answer
        if self._transport is not None and answers:
            self._transport.write(answers)
            if answers.endswith(_BYE):
                self._transport.close()

    def hang_up(self) -> None:
        """Close without a word."""
        if self._transport is not None:
            self._transport.close()

    def _step(self) -> bytes | None:
        return self._body() if self._is_in_body else self._line()

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        verb, _, rest = line.partition(b" ")
        return self._command(verb.upper(), rest)

    def _command(self, verb: bytes, rest: bytes) -> bytes:
        match verb:
            case b"EHLO" | b"HELO":
                return _OFFERS
            case b"MAIL" | b"RCPT":
                return self._envelope(verb, rest)
            case b"DATA":
                return self._begin_body()
            case b"RSET" | b"NOOP":
                self._forget()
                return b"250 2.0.0 Ok\r\n"
            case b"QUIT":
                return _BYE
            case _:
                return b"502 5.5.2 Command not known\r\n"

    def _envelope(self, verb: bytes, rest: bytes) -> bytes:
        found = _PATH.fullmatch(rest)
        if found is None or (verb == b"RCPT") != (self._sender is not None):
            return b"503 5.5.1 Not now\r\n"
        if verb == b"MAIL":
            self._sender = found[1]
        else:
            self._recipients.append(found[1].decode("utf-8", "replace"))
        return b"250 2.1.0 Ok\r\n"

    def _begin_body(self) -> bytes:
        if not self._recipients:
            return b"503 5.5.1 No recipient\r\n"
        self._is_in_body = True
        self._buffer[:0] = b"\r\n"  # so that a mail of a lone full stop ends too
        self._searched = 0
        return b"354 Go ahead\r\n"

    def _body(self) -> bytes | None:
        end = self._buffer.find(_END, self._searched)
        if end < 0:
            self._searched = max(0, len(self._buffer) - len(_END))
            return None
        content = bytes(self._buffer[: end + 2]).replace(b"\r\n.", b"\r\n")[2:]
        del self._buffer[: end + len(_END)]
        queue_ids = [self._sink.keep(recipient, content) for recipient in self._recipients]
        self._forget()
        return f"250 2.0.0 Ok: queued as {queue_ids[-1]}\r\n".encode()

    def _forget(self) -> None:
        self._is_in_body, self._sender, self._recipients = False, None, []
