"""Relays that answer a mail before they have it: a yes to half a mail is none, over encrypted lines too."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator

import pytest

from mailer.domain.delivery import OutcomeKind
from tests.relay.conftest import Certificates
from tests.relay.sending import MAIL, RecordingJournal, mails, settle, transport_to

LONG = MAIL + (b"y" * 70 + b"\r\n") * 300_000


class Hasty:
    """A relay that answers a mail when it has read only the first of it, and reads the rest a moment later."""

    def __init__(self, answer: bytes, *, tls: ssl.SSLContext | None, at_once: bool, chunking: bool) -> None:
        self._answer = answer
        self._tls = tls
        self._at_once = at_once
        self._chunking = chunking
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"{'smtps' if at_once else 'smtp'}://127.0.0.1:{self._listener.getsockname()[1]}"
        self.arrived = 0

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self._talk)
        thread.start()
        yield
        thread.join()
        self._listener.close()

    def _talk(self) -> None:
        sock, _ = self._listener.accept()
        with contextlib.suppress(OSError):
            if self._tls and self._at_once:
                sock = self._tls.wrap_socket(sock, server_side=True)
            sock.sendall(b"220 hasty\r\n")
            sock = self._offer(sock)
            if not self._chunking:
                sock.recv(4096)  # MAIL, RCPT, DATA
                sock.sendall(b"250 Ok\r\n250 Ok\r\n354 go ahead\r\n")
            self.arrived += len(sock.recv(4096))
            sock.sendall((b"250 Ok\r\n250 Ok\r\n" if self._chunking else b"") + self._answer + b"\r\n")
            time.sleep(0.5)
            while chunk := sock.recv(1 << 20):
                self.arrived += len(chunk)
        sock.close()

    def _offer(self, sock: socket.socket) -> socket.socket:
        offers = b"250-hasty\r\n250-PIPELINING\r\n" + (b"250-CHUNKING\r\n" if self._chunking else b"")
        sock.recv(4096)
        if not self._tls or self._at_once:
            sock.sendall(offers + b"250 SIZE\r\n")
            return sock
        sock.sendall(b"250-hasty\r\n250 STARTTLS\r\n")
        sock.recv(4096)
        sock.sendall(b"220 ready\r\n")
        encrypted = self._tls.wrap_socket(sock, server_side=True)
        encrypted.recv(4096)
        encrypted.sendall(offers + b"250 SIZE\r\n")
        return encrypted


@pytest.mark.parametrize(
    ("line", "chunking"),
    [("plain", True), ("starttls", False), ("starttls", True), ("at once", False), ("at once", True)],
)
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"250 2.0.0 Ok: queued as EARLY", OutcomeKind.UNCERTAIN),
        (b"552 5.3.4 too long", OutcomeKind.PERMANENT),
    ],
)
def test_an_early_answer_is_believed_unless_it_is_a_yes_and_the_relay_never_gets_the_rest(
    answer: bytes,
    kind: OutcomeKind,
    line: str,
    *,
    chunking: bool,
    certificates: Certificates,
    journal: RecordingJournal,
) -> None:
    tls = None if line == "plain" else certificates.good
    relay = Hasty(answer, tls=tls, at_once=line == "at once", chunking=chunking)
    trusted = {"ca_file": certificates.ca_file} if tls else {}

    with relay.running(), transport_to(relay.url, chunking=chunking, **trusted).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org", content=LONG))

    assert outcomes["anna@example.org"].kind is kind
    assert relay.arrived < len(LONG)
