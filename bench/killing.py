"""The relay of the chaos test: it misbehaves, and at moments drawn by lot it kills whoever talks to it."""

import contextlib
import os
import random
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

from bench.account import Account
from bench.ledger import left_behind
from mailer.transport.chunks import WINDOW
from tests.relay.script import Moment, Rule, Script
from tests.relay.scripted import ScriptedRelay

RELAYS = ("slow", "drops", "greylist", "421")
#: Where a mail that is not sent in chunks has been begun, and its reply has not been read.
_BEGUN = {Moment.MID_BODY, Moment.AFTER_DOT, Moment.AFTER_354}


class Killer(Script):
    """The script of a relay that, at the moments it is asked about, may end the process that talks to it."""

    def __init__(self, relay: ScriptedRelay, account: Account, luck: random.Random, url: str) -> None:
        super().__init__()
        self._relay = relay
        self._url = url
        self._account = account
        self._luck = luck
        self._moments = (*_moments(relay), *(f"answer {phase}" for phase in ("mail", *_phases(relay))))
        self._trigger = threading.Lock()
        self._victim: subprocess.Popen[str] | None = None
        self._moment = ""
        self._step = 1
        self._not_before = 0

    def arm(self, victim: subprocess.Popen[str], *, step: int) -> None:
        """Kill ``victim``, or now and then one of its children, at a moment drawn by lot within so many messages."""
        with self._trigger:
            self._victim = victim
            self._step = step
            self._draw()

    def disarm(self) -> None:
        """Kill nobody from now on."""
        with self._trigger:
            self._victim = None

    def take(self, address: str, point: str) -> Rule | None:
        """Take the rule for this point, having killed whoever talks to us if it is time."""
        self._maybe_kill(point)
        rule = super().take(address, point)
        if rule is not None and self._is_loss(rule):
            self._account.drops += 1
            self._account.on_the_wire += window(self._relay)
        return rule

    def _is_loss(self, rule: Rule) -> bool:
        """Return whether a line that ends here leaves mails whose fate nobody can know."""
        if not self._relay.chunking:
            return rule.point in _BEGUN
        return rule.point in set(Moment) or rule.reply.startswith("421")  # all of the window is begun

    def _draw(self) -> None:
        self._moment = str(self._luck.choice(self._moments))
        self._not_before = len(self._relay.messages) + self._luck.randrange(self._step) + 1

    def _maybe_kill(self, point: str) -> None:
        with self._trigger:
            if self._victim is None or point != self._moment or len(self._relay.messages) < self._not_before:
                return
            struck = self._luck.choice([self._victim.pid, *_children(self._victim.pid)])
            os.kill(struck, signal.SIGKILL)
            self._account.on_the_wire += self._relay.open_connections * window(self._relay)
            self._account.count_kill(point, left_behind=left_behind(self._url, struck))
            if struck == self._victim.pid:
                self._victim = None
            else:
                self._draw()


@contextlib.contextmanager
def misbehaving(kind: str, size: int, luck: random.Random, *, chunking: bool) -> Iterator[ScriptedRelay]:
    """Yield a relay that misbehaves, about once in thirty messages."""
    with ScriptedRelay(chunking=chunking) as relay:
        for _ in range(max(1, size // 30) if kind != "slow" else 0):
            desk = luck.randrange(size)
            address = f"desk.{desk:06d}@outlet-{desk % 211}.example.org"
            match kind:
                case "drops":
                    relay.drop(address, luck.choice(_moments(relay)), times=1)
                case "greylist":
                    relay.answer(address, "rcpt", "451 4.7.1 greylisted, come back later", times=luck.randint(1, 3))
                case _:
                    relay.answer(address, luck.choice(_phases(relay)), "421 4.3.2 closing for a moment", times=1)
        relay.delay("*", "body", 0.015)
        yield relay


def window(relay: ScriptedRelay) -> int:
    """Return how many mails can be on the wire of one connection."""
    return WINDOW if relay.chunking else 1


def _moments(relay: ScriptedRelay) -> tuple[Moment, ...]:
    return tuple(one for one in Moment if not relay.chunking or one is not Moment.AFTER_354)


def _phases(relay: ScriptedRelay) -> tuple[str, ...]:
    return ("rcpt", "body") if relay.chunking else ("rcpt", "data", "body")


def _children(pid: int) -> list[int]:
    """Return the processes that this one has forked."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # it has just ended
        return []
