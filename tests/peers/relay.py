"""A relay of our own, a real one: what these tests ask of Postfix and of Exim alike."""

import contextlib
import os
import re
import shutil
import smtplib
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

USERNAME = "press-desk"
PASSWORD = "ten wells and a clinic"
#: In bytes: more than any release here, unless it is made long.
SIZE_LIMIT = 60_000

_PATIENCE = 60.0


@dataclass(slots=True)
class Relay(ABC):
    """A relay on localhost that wants STARTTLS, takes mail for everybody, throws it away, and logs each recipient.

    On ``port`` it offers to sign in by PLAIN and LOGIN, on ``login_port`` by LOGIN alone; nobody has to.
    Its log is read from ``since``, an offset in bytes.
    """

    folder: Path
    port: int
    login_port: int
    since: int = 0

    #: How its log says that a message was delivered: queue_id and address.
    delivered: ClassVar[re.Pattern[str]]
    #: ... that a message came from somebody who had signed in: the mechanism.
    signed_in: ClassVar[re.Pattern[str]]
    #: ... that a password was refused.
    sign_in_refused: ClassVar[re.Pattern[str]]
    #: ... that a message or a connection was encrypted.
    encrypted: ClassVar[re.Pattern[str]]
    #: ... that a connection was made, that it ended, and that it ended without any MAIL.
    opened: ClassVar[re.Pattern[str]]
    closed: ClassVar[re.Pattern[str]]
    unused: ClassVar[re.Pattern[str]]
    #: ... that somebody did not keep to the rules of SMTP; the whole line.
    complained: ClassVar[re.Pattern[str]]

    @abstractmethod
    def start(self) -> None:
        """Start it and wait until it listens."""

    @abstractmethod
    def stop(self) -> None:
        """Stop it, if it runs."""

    @property
    @abstractmethod
    def log_file(self) -> Path:
        """Where it logs."""

    @property
    @abstractmethod
    def queue(self) -> tuple[Path, ...]:
        """The folders in which what it has not delivered yet is kept."""

    @property
    def certificate(self) -> Path:
        """The certificate, its own authority."""
        return self.folder / "certificate.pem"

    @property
    def log(self) -> str:
        """What it has logged since it was last told to begin anew."""
        if not self.log_file.exists():
            return ""
        with self.log_file.open("rb") as file:
            file.seek(self.since)
            return file.read().decode("utf-8", "replace")

    def begin_anew(self) -> None:
        """Forget what was logged and which addresses get a reply of their own."""
        self.answer({})
        assert wait_for(self._is_empty), f"mail is left in the queue:\n{self.log}"
        self.since = self.log_file.stat().st_size if self.log_file.exists() else 0

    def answer(self, replies: Mapping[str, str]) -> None:
        """Give these addresses these replies to RCPT on connections made from now on; a 4yz or 5yz with its text."""
        path = self.folder / "replies"
        lines = "".join(f"{address} {reply}\n" for address, reply in replies.items())
        path.with_suffix(".new").write_text(lines, encoding="ascii")
        path.with_suffix(".new").replace(path)

    def deliveries(self, wanted: int = 0) -> list[tuple[str, str]]:
        """Return (address, queue id) of each delivery in the log, once there are ``wanted`` of them and none waits."""
        wait_for(lambda: self._is_empty() and self.count(self.delivered) >= wanted)
        return [(line["address"], line["queue_id"]) for line in self.delivered.finditer(self.log)]

    def has_seen_no_mail(self) -> bool:
        """Return whether there were connections and all of them, once they have ended, were without any MAIL."""
        wait_for(lambda: self.count(self.closed) == self.count(self.opened))
        return 0 < self.count(self.unused) == self.count(self.opened)

    def count(self, pattern: re.Pattern[str]) -> int:
        """Return how often the log says what ``pattern`` means."""
        return len(pattern.findall(self.log))

    def wait_until_it_listens(self) -> None:
        """Return when both ports take connections."""
        is_up = wait_for(lambda: _listens(self.port) and _listens(self.login_port))
        assert is_up, f"the relay does not listen:\n{self.log}"

    def certify(self, *, owner: str) -> None:
        """Make a certificate for localhost, its key readable by ``owner``."""
        key = self.folder / "key.pem"
        made = ["-keyout", str(key), "-out", str(self.certificate), "-days", "2", "-nodes"]
        named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", *made, *named]
        subprocess.run(asked, capture_output=True, check=True)
        shutil.chown(key, owner)

    def _is_empty(self) -> bool:
        return not any(path.is_file() for folder in self.queue for path in folder.rglob("*"))


def program(name: str) -> str | None:
    """Return the path of a program of the system, those for root included."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin")))


def not_installed(programs: Mapping[str, str]) -> str:
    """Return one sentence on the first of the ``programs`` that is not here, with its Debian package, or ""."""
    for name, package in programs.items():
        if program(name) is None:
            return f"{name} is not installed (Debian: apt-get install {package})"
    return ""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def wait_for(condition: Callable[[], bool]) -> bool:
    """Return True as soon as the condition holds; False if it does not within a minute."""
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), smtplib.SMTP("127.0.0.1", port, timeout=10):
        return True
    return False
