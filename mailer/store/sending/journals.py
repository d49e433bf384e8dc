"""Journals: what this process put on the wire, readable by others after its death (design 9).

One file per process, ``HOST-BOOT-PID-RANDOM.log``, locked with flock as long as the process lives. Lines:
``begin ID ATTEMPT`` before the first byte of a body, ``reply ID ATTEMPT KIND PHASE CODE ENHANCED QUEUE_ID TEXT``
after a reply; ``relay NAME`` before those that go through another relay than the campaign's.
A note reaches the operating system before the wire; it survives the process, not the machine. A zero where a line would
begin ends the journal: what stands behind it was never finished, so no byte of it was on the wire.
"""

import fcntl
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from mailer.domain.delivery import Outcome, OutcomeKind, Phase
from mailer.errors import MailerError
from mailer.store.sending.appending import Appender

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_END = b"\0"


@dataclass(frozen=True, slots=True)
class Origin:
    """Which host and which boot of it a process belongs to."""

    host: str
    boot: str

    def wrote(self, journal_name: str) -> bool:
        """Return whether a journal of this name was written on this host since it was started."""
        return journal_name.startswith(f"{self.host}-{self.boot}-")


def this_origin(host: str = "", *, boot_id: Path = _BOOT_ID) -> Origin:
    """Return the origin of this process; ``host`` (MAILER_HOST) tells apart machines that share a boot id.

    Where the system does not tell one boot from another, each process is an origin of its own: a journal from before
    a power cut may lack its last notes and must not be believed.
    """
    try:
        boot = boot_id.read_text().strip().replace("-", "")[:12]
    except OSError:
        boot = f"noboot{secrets.token_hex(6)}"
    name = host or os.uname().nodename
    return Origin("".join(c if c.isalnum() else "_" for c in name), boot)


class FileJournal:
    """The journal of the process itself, open for appending and locked."""

    def __init__(self, folder: Path, origin: Origin) -> None:
        self.name = f"{origin.host}-{origin.boot}-{os.getpid()}-{secrets.token_hex(4)}.log"
        self.path = folder / self.name
        self._appender = Appender(_new_locked_file(self.path))
        self._notes: list[str] = []

    def through(self, relay: str) -> None:
        """Note which relay takes what is begun from here on."""
        self._notes.append(f"relay {relay}\n")

    def begin(self, delivery_id: int, attempt: int) -> None:
        """Note that the body of this attempt is about to be begun."""
        self._notes.append(f"begin {delivery_id} {attempt}\n")

    def reply(self, outcome: Outcome) -> None:
        """Note the reply that was read for an attempt."""
        self._notes.append(_reply_line(outcome))

    def flush(self) -> None:
        """Hand all notes to the operating system; MailerError if it does not take them (then nothing may be sent)."""
        if not self._notes:
            return
        written = "".join(self._notes).encode()
        self._notes.clear()
        try:
            self._appender.append(written)
        except OSError as error:
            raise MailerError(f"the journal {self.path} cannot be written: {error.strerror}") from error

    def close(self, *, keep: bool = False) -> None:
        """End the journal; it is removed unless ``keep``, when deliveries still point to it."""
        try:
            self.flush()
            if not keep:
                self.path.unlink(missing_ok=True)
        finally:
            self._appender.close()


def _new_locked_file(path: Path) -> int:
    """Return a new file that has its lock by the time it has its name: one without would be taken for a dead one's."""
    nameless = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(nameless, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        nameless.rename(path)
    except OSError as error:
        raise MailerError(
            f"no journal can be made in {path.parent}: {error.strerror}", hint="Nothing is sent without one: mend that"
        ) from error
    return file


@dataclass(slots=True)
class JournalReading:
    """What a dead process's journal says: attempts begun, replies read; ``is_damaged`` if a line made no sense.

    ``relays`` names the relay of attempts that went through another one than the campaign's.
    """

    begun: set[tuple[int, int]] = field(default_factory=set)
    replies: dict[tuple[int, int], Outcome] = field(default_factory=dict)
    is_damaged: bool = False
    relays: dict[tuple[int, int], str] = field(default_factory=dict)
    relay: str = ""


def is_alive(folder: Path, name: str) -> bool:
    """Return whether the process that writes this journal lives (it holds the lock)."""
    try:
        file = os.open(folder / name, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def read_journal(folder: Path, name: str, wanted: Collection[int] | None = None) -> JournalReading | None:
    """Return what the journal says (about the deliveries ``wanted``, if given), or None if there is none.

    An unfinished last line was never followed by a byte on the wire.
    """
    reading = JournalReading()
    try:
        with (folder / name).open("rb") as file:
            for line in file:  # after a million messages too long to hold
                if line.startswith(_END):
                    break
                if line.endswith(b"\n") and not (wanted is not None and _is_about_others(line, wanted)):
                    _read_line(reading, line[:-1].decode("utf-8", "replace"))
    except FileNotFoundError:
        return None
    return reading


def _is_about_others(line: bytes, wanted: Collection[int]) -> bool:
    word, number, *_ = *line.split(b" ", 2), b""
    return word in {b"begin", b"reply"} and number.isdigit() and int(number) not in wanted


def remove_journal(folder: Path, name: str) -> None:
    """Remove the journal of a dead process that no delivery points to any more."""
    (folder / name).unlink(missing_ok=True)


def journal_names(folder: Path) -> list[str]:
    """Return the names of all journals in the folder."""
    return sorted(path.name for path in folder.glob("*.log"))


def _reply_line(outcome: Outcome) -> str:
    o = outcome
    text = " ".join(o.text.split())[:400]
    queue_id = "".join(o.queue_id.split()) or "-"
    return f"reply {o.delivery_id} {o.attempt} {o.kind} {o.phase} {o.code} {o.enhanced or '-'} {queue_id} {text}\n"


def _read_line(reading: JournalReading, line: str) -> None:
    match line.split(" ", 8):
        case ["begin", number, attempt] if number.isdecimal() and attempt.isdecimal():
            reading.begun.add((int(number), int(attempt)))
            if reading.relay:
                reading.relays[int(number), int(attempt)] = reading.relay
        case ["relay", name]:
            reading.relay = name
        case ["reply", number, attempt, kind, phase, code, enhanced, queue_id, text]:
            _read_reply(reading, (number, attempt, kind, phase, code), (enhanced, queue_id, text))
        case _:
            reading.is_damaged = True


def _read_reply(reading: JournalReading, facts: tuple[str, str, str, str, str], words: tuple[str, str, str]) -> None:
    enhanced, queue_id, text = ("" if word == "-" else word for word in words)
    try:
        number, attempt, code = int(facts[0]), int(facts[1]), int(facts[4])
        kind, phase = OutcomeKind(facts[2]), Phase(facts[3])
    except ValueError:
        reading.is_damaged = True
        return
    reading.replies[number, attempt] = Outcome(
        number, attempt, kind, phase, code, enhanced, text, queue_id, reading.relay
    )
