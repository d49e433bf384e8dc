"""A campaign whose sender is killed again and again, beside a relay that misbehaves: is it still exact?

    python -m bench.chaos [--kills 50] [--size 3000] [--database sqlite|postgres] [--relay slow|drops|greylist|421]
                          [--processes 2]

The relay itself ends the sending process with SIGKILL, at a moment drawn by lot: before MAIL is answered, after RCPT,
after 354, within the body, before its reply, after it. Every fifth kill comes by the clock instead, while the process
starts, recovers or claims. At the end every recipient must have the message exactly once or be listed as uncertain
(then at most once), the uncertain must be no more than the messages that were on the wire when a process was killed or
a line dropped, and the books must balance. Exits 1 if not.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench import databases
from bench.prepared import mailer_command, prepare, run_mailer
from tests.relay.script import Moment, Rule, Script
from tests.relay.scripted import ScriptedRelay

RELAYS = ("slow", "drops", "greylist", "421")
CONNECTIONS = 4
_PATIENCE = 120.0
_SETTLED, _UNFINISHED, _KILLED = {0, 3}, {69, 75}, -signal.SIGKILL
_BY_CLOCK = 5
_MOMENTS = (*Moment, "answer mail", "answer rcpt", "answer data", "answer body")


@dataclass(slots=True)
class Account:
    """What happened: ``on_the_wire`` are the messages that nobody can know about, counted when it happened.

    ``kills`` are those that left something behind, a message begun or a claim; ``idle_kills`` left nothing.
    """

    people: tuple[str, ...]
    got: Counter[str] = field(default_factory=Counter)
    states: dict[str, str] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    idle_kills: int = 0
    drops: int = 0
    on_the_wire: int = 0
    is_balanced: bool = False
    state: str = ""
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def count_kill(self, moment: str, url: str, pid: int) -> None:
        """Count a kill if the ledger shows that it left something behind."""
        if _left_behind(url, pid):
            self.kills[moment] += 1
        else:
            self.idle_kills += 1

    @property
    def uncertain(self) -> list[str]:
        """Return the addresses that are listed as uncertain."""
        return [address for address, state in self.states.items() if state == "uncertain"]


class Killer(Script):
    """The script of a relay that, at the moments it is asked about, may end the process that talks to it."""

    def __init__(self, relay: ScriptedRelay, account: Account, luck: random.Random, url: str) -> None:
        super().__init__()
        self._relay = relay
        self._url = url
        self._account = account
        self._luck = luck
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

    def _draw(self) -> None:
        self._moment = str(self._luck.choice(_MOMENTS))
        self._not_before = len(self._relay.messages) + self._luck.randrange(self._step) + 1

    def disarm(self) -> None:
        """Kill nobody from now on."""
        with self._trigger:
            self._victim = None

    def take(self, address: str, point: str) -> Rule | None:
        """Take the rule for this point, having killed whoever talks to us if it is time."""
        self._maybe_kill(point)
        rule = super().take(address, point)
        if rule is not None and point in {Moment.MID_BODY, Moment.AFTER_DOT, Moment.AFTER_354}:
            self._account.drops += 1
            self._account.on_the_wire += 1
        return rule

    def _maybe_kill(self, point: str) -> None:
        with self._trigger:
            if self._victim is None or point != self._moment or len(self._relay.messages) < self._not_before:
                return
            struck = self._luck.choice([self._victim.pid, *_children(self._victim.pid)])
            os.kill(struck, signal.SIGKILL)
            self._account.on_the_wire += self._relay.open_connections
            self._account.count_kill(point, self._url, struck)
            if struck == self._victim.pid:
                self._victim = None
            else:
                self._draw()


def _children(pid: int) -> list[int]:
    """Return the processes that this one has forked."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # it has just ended
        return []


def _left_behind(url: str, pid: int) -> int:
    """Return how many deliveries the process had claimed and not settled."""
    from sqlalchemy import func, select

    from mailer.store.opening import open_store
    from mailer.store.schema import deliveries

    d = deliveries.c
    theirs = select(func.count()).where(d.state == "sending", d.claimed_by.like(f"%-{pid}-%"))
    store = open_store(url)
    try:
        with store.read() as tx:
            return tx.scalar(theirs) or 0
    finally:
        store.close()


def chaos(url: str, *, kills: int, size: int, relay: str, seed: int, processes: int = 1) -> Account:
    """Return what became of a campaign of ``size`` people when its sender was killed so many times."""
    luck = random.Random(seed)  # noqa: S311 - which moment comes next is no secret
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mailer-chaos-") as name, _misbehaving(relay, size, luck) as running:
        ready = prepare(Path(name), number=size, connections=CONNECTIONS, messages_per_connection=50, database_url=url)
        account = Account(people=ready.addresses)
        environ = {
            "MAILER_DATABASE_URL": url,
            "MAILER_RELAYS_DEFAULT_URL": running.url,
            "MAILER_SENDING_PROCESSES": str(processes),
        }
        killer = Killer(running, account, luck, url)
        for rule in running.script.rules:
            killer.add(rule)
        running.script = killer
        resuming = _Resuming(ready.workspace, str(ready.campaign), environ, url)
        _kill_and_resume(resuming, killer, account, kills=kills, step=size // (kills + 1), luck=luck)
        _read_books(resuming, running, account)
    account.seconds = time.monotonic() - began
    _judge(account)
    return account


@dataclass(frozen=True, slots=True)
class _Resuming:
    workspace: Path
    campaign: str
    environ: Mapping[str, str]
    url: str

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            mailer_command(self.workspace, "resume", self.campaign),
            env={**os.environ, **self.environ},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def read(self, *words: str) -> object:
        return json.loads(run_mailer(self.workspace, *words, "--json", environ=self.environ))


def _kill_and_resume(
    resuming: _Resuming, killer: Killer, account: Account, *, kills: int, step: int, luck: random.Random
) -> None:
    """Start the sender until the campaign is finished, and kill it ``kills`` times."""
    while True:
        process = resuming.start()
        killed = account.kills.total()
        if killed < kills and killed % _BY_CLOCK == _BY_CLOCK - 1:
            _kill_by_clock(process, account, luck, resuming.url)
        elif killed < kills:
            killer.arm(process, step=step)
        _, said = process.communicate(timeout=_PATIENCE)
        killer.disarm()
        if process.returncode in _SETTLED or "is finished" in said:  # the last one may be killed when all is done
            return
        if process.returncode not in {_KILLED, *_UNFINISHED}:
            account.wrong.append(f"a sender ended with {process.returncode}: {said.strip()}")
            return
        _hasten(resuming.url)


def _kill_by_clock(process: subprocess.Popen[str], account: Account, luck: random.Random, url: str) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(luck.uniform(0.3, 1.2))
        return
    process.kill()
    account.on_the_wire += CONNECTIONS
    account.count_kill("by the clock", url, process.pid)


def _hasten(url: str) -> None:
    """Make everything that was put off due now."""
    from sqlalchemy import update

    from mailer.domain.delivery import DeliveryState
    from mailer.store.opening import open_store
    from mailer.store.schema import deliveries

    store = open_store(url)
    with store.begin() as tx:
        put_off = update(deliveries).where(deliveries.c.state == DeliveryState.DEFERRED)
        tx.execute(put_off.values(next_attempt_at=datetime.now(UTC)))
    store.close()


@contextlib.contextmanager
def _misbehaving(kind: str, size: int, luck: random.Random) -> Iterator[ScriptedRelay]:
    """Yield a relay that misbehaves, about once in thirty messages."""
    with ScriptedRelay() as relay:
        for _ in range(max(1, size // 30) if kind != "slow" else 0):
            desk = luck.randrange(size)
            address = f"desk.{desk:06d}@outlet-{desk % 211}.example.org"
            match kind:
                case "drops":
                    relay.drop(address, luck.choice(tuple(Moment)), times=1)
                case "greylist":
                    relay.answer(address, "rcpt", "451 4.7.1 greylisted, come back later", times=luck.randint(1, 3))
                case _:
                    phase = luck.choice(("rcpt", "data", "body"))
                    relay.answer(address, phase, "421 4.3.2 closing for a moment", times=1)
        relay.delay("*", "body", 0.015)
        yield relay


def _read_books(resuming: _Resuming, relay: ScriptedRelay, account: Account) -> None:
    account.got = Counter(message.recipient for message in relay.messages)
    account.wrong += relay.violations
    books = json.loads(json.dumps(resuming.read("status", resuming.campaign)))
    account.is_balanced, account.state = books["balanced"], books["state"]
    lines = json.loads(json.dumps(resuming.read("log", "--campaign", resuming.campaign)))
    account.states = {line["address"]: line["state"] for line in lines}


def _judge(account: Account) -> None:
    """Write down what must not be."""
    people, got, wrong = set(account.people), account.got, account.wrong
    wrong += [f"{address} got it {number} times" for address, number in got.items() if number > 1]
    wrong += [f"{address} was no recipient" for address in got.keys() - people]
    wrong += [f"{address} is not in the ledger" for address in people - account.states.keys()]
    for address, state in account.states.items():
        if state not in {"sent", "uncertain"} or (state == "sent" and not got[address]):
            wrong.append(f"{address} is {state} and got it {got[address]} times")
    if len(account.uncertain) > account.on_the_wire:
        wrong.append(f"{len(account.uncertain)} uncertain, but only {account.on_the_wire} were on the wire")
    if not account.is_balanced or account.state != "finished":
        wrong.append(f"the campaign is {account.state}, balanced: {account.is_balanced}")


def told(account: Account) -> str:
    """Return the figures, and what is wrong if anything is."""
    kills = ", ".join(f"{number} {moment}" for moment, number in sorted(account.kills.items()))
    figures = {
        "recipients": len(account.people),
        "messages": f"{account.got.total()}, to one person at most {max(account.got.values(), default=0)}",
        "kills": f"{account.kills.total()} ({kills}); {account.idle_kills} more left nothing behind",
        "lines dropped": f"{account.drops} when a mail was begun",
        "on the wire": f"{account.on_the_wire} at most, at these moments",
        "uncertain": f"{len(account.uncertain)}; arrived: {sum(account.got[one] for one in account.uncertain)}",
        "campaign": f"{account.state}, balanced: {account.is_balanced}",
        "seconds": f"{account.seconds:.0f}",
        "exactly once or listed as uncertain": "NO" if account.wrong else "yes",
    }
    lines = [f"{name:<14} {figure}" for name, figure in figures.items()]
    return "\n".join([*lines, *(f"WRONG: {one}" for one in account.wrong[:20])])


def main() -> int:
    """Run and print; 1 if something is wrong."""
    parser = argparse.ArgumentParser(description="Kill the sender of a campaign again and again.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--size", type=int, default=3000)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--relay", choices=RELAYS, default="slow")
    parser.add_argument("--processes", type=int, default=1, help="how many send together (default 1)")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"{options.database}, relay {options.relay}, seed {options.seed}")
    with (
        tempfile.TemporaryDirectory(prefix="mailer-chaos-") as name,
        databases.opened(options.database, Path(name)) as kept,
    ):
        figures = {name: getattr(options, name) for name in ("kills", "size", "seed", "processes")}
        account = chaos(kept.prepared, relay=options.relay, **figures)
    print(told(account))
    return 1 if account.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
