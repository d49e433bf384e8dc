"""A folder instead of a relay: each message becomes a file that any mail program opens."""

import os
import re
import time
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from mailer.domain.delivery import Outcome, OutcomeKind, Outgoing, Phase
from mailer.domain.inspection import Inspection
from mailer.domain.settings import Relay
from mailer.errors import RelayUnavailable, SettingsError
from mailer.transport.envelope import check_envelope
from mailer.transport.tray import Journal, Lease

_UNSAFE = re.compile(r"[^\w@.+=-]+")
_LONGEST_NAME = 120
_WRITTEN = 250
#: How long one call of ``collect`` writes, so that pause and cancel are heard between two of them.
_STRETCH_SECONDS = 0.1


class OutboxTransport:
    """Writes messages into the folder of ``outbox:PATH``; SettingsError if none is named."""

    is_rehearsal = True

    def __init__(self, relay: Relay) -> None:
        path = relay.url.removeprefix("outbox:")
        if not path or "\0" in path:
            raise SettingsError(
                f"The URL of relay {relay.name} names no folder", hint=f"Write outbox:FOLDER in relays.{relay.name}.url"
            )
        self._relay = relay
        self._folder = Path(path)

    @property
    def relay(self) -> str:
        """Return the relay's name in the settings."""
        return self._relay.name

    def inspect(self) -> Inspection:
        """Return the folder, and what is wrong with it if it cannot be written to."""
        place = str(self._folder)
        existing = next(path for path in (self._folder, *self._folder.parents) if path.exists())
        if existing.is_dir() and os.access(existing, os.W_OK):
            return Inspection(place)
        hint = f"Check relays.{self._relay.name}.url"
        return Inspection(place, trouble=f"The folder {place} cannot be written to", hint=hint)

    def open(self, journal: Journal) -> "OutboxSession":
        """Return a session whose folder exists; RelayUnavailable if it cannot be made."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise RelayUnavailable(
                f"The folder {self._folder} cannot be made ({error.strerror})",
                hint=f"Check relays.{self._relay.name}.url",
            ) from error
        return OutboxSession(self._relay.name, self._folder, journal)


class OutboxSession:
    """An open folder. Files are written while outcomes are collected."""

    def __init__(self, relay: str, folder: Path, journal: Journal) -> None:
        self._relay = relay
        self._folder = folder
        self._journal = journal
        self._waiting: deque[tuple[Outgoing, Lease]] = deque()
        self._is_stopping = False
        self._failure = ""

    def submit(self, messages: Sequence[Outgoing], deadline: float) -> None:
        """Queue messages; ValueError, and none of them is queued, where an envelope is unsafe."""
        for message in messages:
            check_envelope(message)
        lease = Lease(deadline)
        self._waiting.extend((message, lease) for message in messages)

    def extend(self, deadline: float) -> None:
        """Move the deadline of everything queued."""
        for _, lease in self._waiting:
            lease.deadline = deadline

    def collect(self, timeout: float) -> list[Outcome]:
        """Return the outcomes of what could be written in a short while (``timeout`` seconds at most)."""
        until = time.monotonic() + min(timeout, _STRETCH_SECONDS)
        outcomes: list[Outcome] = []
        while self._waiting and (not outcomes or time.monotonic() < until or self._is_stopping):
            outcomes.append(self._settle(*self._waiting.popleft()))
        self._journal.flush()
        return outcomes

    @property
    def pending(self) -> int:
        """Return how many submitted messages have no outcome collected yet."""
        return len(self._waiting)

    @property
    def failure(self) -> str:
        """Return why nothing can be written any more, or "" while it can."""
        return self._failure

    @property
    def is_refused(self) -> bool:
        """Return False: nobody signs in to a folder."""
        return False

    @property
    def is_ours(self) -> bool:
        """Return False: the folder is the relay, and its troubles are the relay's."""
        return False

    def stop(self) -> None:
        """Write no further file; the rest comes back as untried."""
        self._is_stopping = True

    def __enter__(self) -> Self:
        """Return the session."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget what waits."""
        self._waiting.clear()

    def _settle(self, message: Outgoing, lease: Lease) -> Outcome:
        if self._is_stopping or lease.is_running_out():
            return self._outcome(message, OutcomeKind.UNTRIED, self._failure or "stopped before its turn")
        self._journal.begin(message.delivery_id, message.attempt)
        self._journal.flush()
        try:
            path = _write(self._folder / file_name(message), message.content)
        except OSError as error:
            self._failure = f"The folder {self._folder} cannot be written ({error.strerror or error})"
            self._is_stopping = True
            return self._outcome(message, OutcomeKind.UNTRIED, self._failure)
        outcome = self._outcome(message, OutcomeKind.ACCEPTED, f"written to {path}")
        self._journal.reply(outcome)
        return outcome

    def _outcome(self, message: Outgoing, kind: OutcomeKind, text: str) -> Outcome:
        is_written = kind is OutcomeKind.ACCEPTED
        return Outcome(
            delivery_id=message.delivery_id,
            attempt=message.attempt,
            kind=kind,
            phase=Phase.BODY if is_written else Phase.CONNECT,
            code=_WRITTEN if is_written else 0,
            text=text,
            relay=self._relay,
            at=datetime.now(UTC),
        )


def file_name(message: Outgoing) -> str:
    """Return ``DELIVERYID-ADDRESS.eml`` with the address made safe for a file system."""
    return f"{message.delivery_id}-{_UNSAFE.sub('_', message.recipient)[:_LONGEST_NAME]}.eml"


def _write(path: Path, content: bytes) -> Path:
    """Return ``path`` once it holds all of ``content``: a reader sees the whole file or none."""
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    os.replace(part, path)  # noqa: PTH105 - one atomic system call
    return path
