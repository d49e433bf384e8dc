"""What a peer is given, and how it says what it did: its letter, its readers, its clock.

A peer is started with PORT CONNECTIONS NUMBER LETTER, sends the letter to the first NUMBER readers through the relay on
that port of loopback, and prints one line of JSON: its version, and the seconds and CPU seconds of the sending. Reading
this file, importing and compiling templates come before; the first connection comes within.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, localtime, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

HOST = "127.0.0.1"
EHLO = "press.example.org"  # looking one's own name up may take seconds; that is not what is compared


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets the letter."""

    address: str
    name: str
    unsubscribe: str

    @property
    def to(self) -> str:
        """Return name and address as a header has them."""
        return formataddr((self.name, self.address))


@dataclass(frozen=True, slots=True)
class Letter:
    """A release as templates that know ``name`` and ``unsubscribe``; ``page`` still has its style sheets."""

    subject: str
    sender: str
    page: str
    inlined: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """What a peer has to do."""

    port: int
    connections: int
    letter: Letter
    readers: tuple[Reader, ...]


def write_letter(path: Path, letter: Letter, readers: tuple[Reader, ...]) -> None:
    """Write what ``read_task``, or a peer in another language, reads."""
    rows = [[one.address, one.name, one.unsubscribe] for one in readers]
    told = {name: getattr(letter, name) for name in Letter.__slots__}
    path.write_text(json.dumps({**told, "readers": rows}), encoding="utf-8")


def read_task() -> Task:
    """Return the task on the command line."""
    port, connections, number, path = sys.argv[1:]
    told = json.loads(Path(path).read_text(encoding="utf-8"))
    readers = tuple(Reader(*row) for row in told.pop("readers")[: int(number)])
    return Task(int(port), int(connections), Letter(**told), readers)


@contextmanager
def timed(version: str) -> Iterator[None]:
    """Time the block, then print what it took."""
    wall, cpu = time.perf_counter(), _cpu_seconds()
    yield
    told = {"version": version, "seconds": time.perf_counter() - wall, "cpu_seconds": _cpu_seconds() - cpu}
    print(json.dumps(told))


def template(source: str, *, is_html: bool) -> "Template":
    """Return a Jinja2 template, compiled."""
    from jinja2 import Environment

    return Environment(autoescape=is_html).from_string(source)  # noqa: S701 - plain text is not escaped


def headers(reader: Reader) -> dict[str, str]:
    """Return the headers of list mail that differ from reader to reader."""
    return {
        "List-Unsubscribe": f"<{reader.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def message(letter: Letter, reader: Reader, *, page: str, text: str) -> EmailMessage:
    """Return a message as the standard library builds it."""
    made = EmailMessage()
    made["Date"] = format_datetime(localtime())
    made["From"] = letter.sender
    made["To"] = reader.to
    made["Subject"] = letter.subject
    made["Message-ID"] = make_msgid(domain="example.org")
    for name, value in headers(reader).items():
        made[name] = value
    made.set_content(text, cte="quoted-printable")
    made.add_alternative(page, subtype="html", cte="quoted-printable")
    return made


def _cpu_seconds() -> float:
    used = os.times()
    return used.user + used.system
