"""One connection of a scripted relay."""

import base64
import contextlib
import re
import select
import socket
import struct
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tests.relay.bearer import BEARERS, CHALLENGE, read_bearer
from tests.relay.script import Accepted, Moment

if TYPE_CHECKING:
    from tests.relay.scripted import ScriptedRelay

_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_ADDRESS = re.compile(r"(?:FROM|TO):<(.*?)>(.*)", re.IGNORECASE)
_ALONE = {"EHLO", "HELO", "DATA", "STARTTLS", "AUTH", "QUIT", "NOOP"}


class HangUp(Exception):
    """The connection is to end now."""


class Talk:
    """One connection."""

    def __init__(self, relay: "ScriptedRelay", sock: socket.socket, number: int) -> None:
        self._relay = relay
        self._sock = sock
        self._number = number
        self._buffer = b""
        self._replies = b""
        self._is_encrypted = False
        self._is_signed_in = False
        self._accepted = 0
        self._sender: str | None = None
        self._parameters = ""
        self._recipients: list[str] = []
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self) -> None:
        with self._relay.lock:
            self._relay.open_connections += 1
        try:
            with contextlib.suppress(OSError, HangUp):
                self._converse()
        finally:
            with self._relay.lock:
                self._relay.open_connections -= 1
            self._sock.close()

    def break_off(self) -> None:
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    # -- lines ------------------------------------------------------------------------------------------------------

    def _converse(self) -> None:
        if self._relay.tls_at_once:
            self._encrypt()
        self._reply("421 4.7.0 too many connections" if self._is_one_too_many() else self._relay.greeting)
        if not self._relay.greeting.startswith("220"):
            self._flush()
            return
        for line in self._lines():
            verb, _, rest = line.partition(" ")
            self._check_turn(verb.upper())
            self._act(verb.upper(), rest)

    def _is_one_too_many(self) -> bool:
        return 0 < self._relay.most_connections < self._relay.open_connections

    def _lines(self) -> Iterator[str]:
        while True:
            while b"\n" not in self._buffer:
                self._flush()
                self._receive()
            raw, _, self._buffer = self._buffer.partition(b"\n")
            if not raw.endswith(b"\r") or b"\r" in raw[:-1]:
                self._violate(f"bare CR or LF in command {raw!r}")
            line = raw.rstrip(b"\r").decode("utf-8", "replace")
            with self._relay.lock:
                self._relay.commands.append((self._number, line))
            yield line

    def _receive(self) -> None:
        chunk = self._sock.recv(65_536)
        if not chunk:
            raise HangUp
        self._buffer += chunk

    def _check_turn(self, verb: str) -> None:
        if self._relay.pipelining and verb not in _ALONE:
            return
        more = bool(self._buffer)
        if not more and not self._is_encrypted and select.select([self._sock], [], [], 0.001)[0]:
            more = bool(self._sock.recv(1, socket.MSG_PEEK))
        if more:
            self._violate(f"something was sent before the reply to {verb}")

    def _violate(self, what: str) -> None:
        with self._relay.lock:
            self._relay.violations.append(what)

    def _reply(self, *lines: str) -> None:
        code = lines[-1][:3]
        texts = [line[4:] for line in lines]
        self._replies += b"".join(f"{code}-{text}\r\n".encode() for text in texts[:-1]) + f"{lines[-1]}\r\n".encode()
        if self._relay.replies_apart:
            self._flush()
            time.sleep(0.001)
        if code == "421":
            self._flush()
            raise HangUp

    def _say(self, reply: str) -> None:
        if "\r\n" in reply:
            self._replies += reply.encode()
        else:
            self._reply(*reply.split("\n"))

    def _flush(self) -> None:
        replies, self._replies = self._replies, b""
        if replies:
            self._sock.sendall(replies)

    # -- the script -------------------------------------------------------------------------------------------------

    def _scripted(self, address: str, phase: str, otherwise: str) -> str:
        if slow := self._relay.script.take(address, f"delay {phase}"):
            self._flush()
            self._relay.over.wait(slow.seconds)
        rule = self._relay.script.take(address, f"answer {phase}")
        return rule.reply if rule else otherwise

    def _maybe_drop(self, address: str, moment: Moment) -> None:
        if self._relay.script.take(address, moment):
            self._flush()
            if moment is not Moment.AFTER_REPLY:
                self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise HangUp

    # -- commands ---------------------------------------------------------------------------------------------------

    def _act(self, verb: str, rest: str) -> None:
        actions: dict[str, Callable[[str], None]] = {
            "EHLO": self._ehlo,
            "HELO": lambda _: self._reply("250 relay.example.org"),
            "STARTTLS": self._starttls,
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._body,
            "RSET": self._rset,
            "NOOP": lambda _: self._reply("250 2.0.0 Ok"),
            "QUIT": self._quit,
        }
        actions.get(verb, self._unknown)(rest)

    def _unknown(self, _rest: str) -> None:
        self._reply("502 5.5.2 command not known")

    def _ehlo(self, _name: str) -> None:
        relay = self._relay
        if relay.ehlo:
            self._reply(*relay.ehlo.split("\n"))
            return
        self._reply("250 relay.example.org", *[f"250 {offer}" for offer in self._offers()])

    def _offers(self) -> list[str]:
        relay = self._relay
        may_sign_in = (relay.users or relay.tokens) and (self._is_encrypted or relay.tls is None)
        return [
            *(["PIPELINING"] if relay.pipelining else []),
            f"SIZE {relay.size}" if relay.size else "SIZE",
            *(["STARTTLS"] if relay.tls and not self._is_encrypted else []),
            *([f"AUTH {' '.join(relay.mechanisms)}"] if may_sign_in else []),
            *(["SMTPUTF8"] if relay.smtputf8 else []),
            *relay.extra,
            "8BITMIME",
            "ENHANCEDSTATUSCODES",
        ]

    def _starttls(self, _rest: str) -> None:
        reply = self._scripted("", "starttls", "220 2.0.0 ready")
        self._reply(reply)
        if not reply.startswith("220"):
            return
        self._replies += self._relay.inject
        self._flush()
        self._encrypt()

    def _encrypt(self) -> None:
        if self._relay.tls is None:
            raise HangUp
        self._sock = self._relay.tls.wrap_socket(self._sock, server_side=True, suppress_ragged_eofs=True)
        self._is_encrypted = True
        self._buffer = b""

    def _auth(self, rest: str) -> None:
        mechanism, _, initial = rest.partition(" ")
        if mechanism.upper() in BEARERS:
            self._bearer(mechanism.upper(), initial)
            return
        if mechanism.upper() == "PLAIN":
            _, name, password = base64.b64decode(initial).decode().split("\0")
        else:
            name, password = self._ask("VXNlcm5hbWU6"), self._ask("UGFzc3dvcmQ6")
        self._is_signed_in = self._relay.users.get(name) == password
        good, bad = "235 2.7.0 signed in", "535 5.7.8 user name or password not accepted"
        self._reply(self._scripted(name, "auth", good if self._is_signed_in else bad))

    def _bearer(self, mechanism: str, initial: str) -> None:
        name, token = read_bearer(mechanism, initial)
        self._is_signed_in = self._relay.tokens.get(name) == token
        refusal = ""
        if not self._is_signed_in:
            self._reply(f"334 {CHALLENGE}")
            refusal = next(self._lines())
            if refusal != BEARERS[mechanism]:
                self._violate(f"{refusal!r} acknowledges no refusal of {mechanism}")
        good, bad = "235 2.7.0 signed in", "535 5.7.8 token not accepted"
        self._reply(*self._scripted(name, "auth", good if self._is_signed_in else bad).split("\n"))

    def _ask(self, prompt: str) -> str:
        self._reply(f"334 {prompt}")
        return base64.b64decode(next(self._lines())).decode()

    def _mail(self, rest: str) -> None:
        found = _ADDRESS.fullmatch(rest)
        address = found[1] if found else ""
        self._maybe_drop(address, Moment.BEFORE_MAIL)
        if (self._relay.users or self._relay.tokens) and not self._is_signed_in:
            self._reply("530 5.7.0 sign in first")
        elif self._sender is not None:
            self._reply("503 5.5.1 nested MAIL")
        elif 0 < self._relay.mails_before_421 <= self._accepted:
            self._reply("421 4.7.0 too many messages in this connection")
        elif found is None:
            self._reply("501 5.5.4 syntax")
        else:
            reply = self._scripted(address, "mail", "250 2.1.0 Ok")
            if reply.startswith("2"):
                self._sender, self._parameters = address, found[2].strip()
            self._say(reply)

    def _rcpt(self, rest: str) -> None:
        found = _ADDRESS.fullmatch(rest)
        if self._sender is None or found is None:
            self._reply("503 5.5.1 need MAIL first")
            return
        reply = self._scripted(found[1], "rcpt", "250 2.1.5 Ok")
        if reply.startswith("2"):
            self._recipients.append(found[1])
        if len(self._recipients) > 1:
            self._violate(f"more than one recipient: {self._recipients}")
        self._say(reply)
        self._maybe_drop(found[1], Moment.AFTER_RCPT)

    def _body(self, _rest: str) -> None:
        address = self._recipients[0] if self._recipients else ""
        reply = self._scripted(address, "data", "354 go ahead" if address else "554 5.5.1 no valid recipients")
        self._say(reply)
        if not reply.startswith("354"):
            return
        self._maybe_drop(address, Moment.AFTER_354)
        content = self._read_content(address)
        self._maybe_drop(address, Moment.AFTER_DOT)
        reply = self._scripted(address, "body", f"250 2.0.0 Ok: queued as {self._next_id()}")
        if not address:
            reply = "554 5.5.1 no valid recipients"
        if reply.startswith("2"):
            self._keep(address, content, reply)
        self._rset_state()
        self._say(reply)
        self._maybe_drop(address, Moment.AFTER_REPLY)
        if self._relay.close_after and self._accepted >= self._relay.close_after:
            self._flush()
            raise HangUp

    def _read_content(self, address: str) -> bytes:
        self._flush()
        is_cut = self._relay.script.take(address, Moment.MID_BODY)
        content = b"\r\n"
        while (end := content.find(b"\r\n.\r\n")) < 0:
            if not self._buffer:
                self._receive()
            if is_cut:
                self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                raise HangUp
            content, self._buffer = content + self._buffer, b""
        self._buffer = content[end + 5 :]
        content = content[2 : end + 2] if end else b""
        if _BARE.search(content):
            self._violate("bare CR or LF in a mail")
        return re.sub(rb"(?m)^\.", b"", content)

    def _next_id(self) -> str:
        return f"Q{self._number:03}{self._accepted:05}"

    def _keep(self, address: str, content: bytes, reply: str) -> None:
        self._accepted += 1
        found = re.search(r"queued as (\w+)", reply)
        kept = Accepted(
            sender=self._sender or "",
            recipient=address,
            content=content,
            parameters=self._parameters,
            connection=self._number,
            is_encrypted=self._is_encrypted,
            queue_id=found[1] if found else "",
        )
        with self._relay.lock:
            self._relay.messages.append(kept)

    def _rset(self, _rest: str) -> None:
        self._rset_state()
        self._say(self._scripted("", "rset", "250 2.0.0 Ok"))

    def _rset_state(self) -> None:
        self._sender, self._parameters, self._recipients = None, "", []

    def _quit(self, _rest: str) -> None:
        self._reply("221 2.0.0 bye")
        self._flush()
        raise HangUp
