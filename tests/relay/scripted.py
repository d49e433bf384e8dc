"""A real SMTP server on loopback that does exactly what a script says, and records what it was told.

Use it for everything that sends::

    from tests.relay.scripted import Moment, ScriptedRelay

    with ScriptedRelay() as relay:
        relay.answer("anna@example.org", "rcpt", "550 5.1.1 no such mailbox")
        relay.answer("ben@example.org", "rcpt", "450 4.2.0 greylisted", times=1)
        relay.drop("carla@example.org", Moment.AFTER_DOT, times=1)
        ...  # send to relay.url, for instance "smtp://127.0.0.1:34567"
    assert [message.recipient for message in relay.messages] == ["ben@example.org"]
    assert relay.violations == []

``answer``, ``drop`` and ``delay`` take an address or ``"*"`` for every one; the phases are "mail", "rcpt", "data" and
"body". At "mail" the address is that of the sender, elsewhere that of the recipient; at "auth" it is the name, at
"starttls" and "rset" it is "". ``times`` limits how often;
without it the rule holds for ever; of several rules that fit, the one given first is taken. A 421 also closes.

``messages`` holds what was accepted, ``commands`` every command line of every connection, and ``violations`` what no
client may do: a bare CR or LF, a command sent before its turn, more than one recipient; with ``chunking``, a BDAT that
does not stand behind MAIL and RCPT, or MAIL without RSET behind a message that was refused.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tests.relay.script import Accepted, Moment, Rule, Script
from tests.relay.talk import Talk
from tests.relay.talk_chunks import ChunkingTalk

__all__ = ["Accepted", "Moment", "ScriptedRelay"]


@dataclass
class ScriptedRelay:
    """The server; see the module's text. ``extra`` are further EHLO lines, ``close_after`` messages per connection.

    ``tls`` offers STARTTLS (or, with ``tls_at_once``, speaks TLS from the first byte); ``users`` must then sign in, or
    ``tokens``, who have an access token each.
    ``inject`` follows the 220 to STARTTLS in the same packet. ``replies_apart``: each reply in a packet of its own.
    """

    pipelining: bool = True
    chunking: bool = False
    smtputf8: bool = False
    size: int = 0
    extra: tuple[str, ...] = ()
    greeting: str = "220 relay.example.org ESMTP"
    ehlo: str = ""
    tls: ssl.SSLContext | None = None
    tls_at_once: bool = False
    inject: bytes = b""
    users: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN")
    close_after: int = 0
    mails_before_421: int = 0
    most_connections: int = 0
    replies_apart: bool = False
    host: str = "127.0.0.1"
    messages: list[Accepted] = field(default_factory=list, init=False)
    commands: list[tuple[int, str]] = field(default_factory=list, init=False)
    violations: list[str] = field(default_factory=list, init=False)
    connections: int = field(default=0, init=False)
    open_connections: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.over = threading.Event()
        self.script = Script()
        self._talks: list[Talk] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """The URL for a relay's settings."""
        return f"{'smtps' if self.tls_at_once else 'smtp'}://{self.host}:{self.port}"

    def answer(self, address: str, phase: str, reply: str, *, times: int | None = None) -> None:
        """Answer so at ``phase`` ("mail", "rcpt", "data", "body"); lines are separated by LF. With CRLF: raw bytes."""
        self.script.add(Rule(address, f"answer {phase}", reply=reply, left=times))

    def drop(self, address: str, moment: Moment, *, times: int | None = None) -> None:
        """Hang up at ``moment``."""
        self.script.add(Rule(address, moment, left=times))

    def delay(self, address: str, phase: str, seconds: float, *, times: int | None = None) -> None:
        """Wait before the reply at ``phase``."""
        self.script.add(Rule(address, f"delay {phase}", seconds=seconds, left=times))

    def said(self, verb: str) -> list[str]:
        """All command lines that begin with ``verb``."""
        return [line for _, line in self.commands if line.upper().startswith(verb)]

    def contents(self) -> dict[str, list[bytes]]:
        """What each recipient got."""
        found: dict[str, list[bytes]] = {}
        for message in self.messages:
            found.setdefault(message.recipient, []).append(message.content)
        return found

    def hang_up_all(self) -> None:
        """End every connection that stands now."""
        for talk in list(self._talks):
            talk.break_off()

    def stop_listening(self) -> None:
        """Refuse further connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def __enter__(self) -> Self:
        self._threads.append(threading.Thread(target=self._listen))
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.stop_listening()
        self._threads[0].join()
        self.hang_up_all()
        for thread in self._threads[1:]:
            thread.join()

    def _listen(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            talk = (ChunkingTalk if self.chunking else Talk)(self, sock, self.connections)
            self._talks.append(talk)
            self._threads.append(threading.Thread(target=talk.run))
            self._threads[-1].start()
