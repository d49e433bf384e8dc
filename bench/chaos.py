"""A campaign whose sender is killed again and again, beside a relay that misbehaves: is it still exact?

    python -m bench.chaos [--kills 50] [--size 3000] [--database sqlite|postgres] [--relay slow|drops|greylist|421]
                          [--processes 2] [--chunking]

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
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import databases
from bench.account import Account, judge, told
from bench.killing import RELAYS, Killer, misbehaving, window
from bench.ledger import hasten, left_behind
from bench.prepared import mailer_command, prepare, run_mailer
from tests.relay.scripted import ScriptedRelay

CONNECTIONS = 4
_PATIENCE = 120.0
_SETTLED, _UNFINISHED, _KILLED = {0, 3}, {69, 75}, -signal.SIGKILL
_BY_CLOCK = 5


def chaos(
    url: str, *, kills: int, size: int, relay: str, seed: int, processes: int = 1, chunking: bool = False
) -> Account:
    """Return what became of a campaign of ``size`` people when its sender was killed so many times."""
    luck = random.Random(seed)  # noqa: S311 - which moment comes next is no secret
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="mailer-chaos-") as name,
        misbehaving(relay, size, luck, chunking=chunking) as running,
    ):
        ready = prepare(Path(name), number=size, connections=CONNECTIONS, messages_per_connection=50, database_url=url)
        account = Account(people=ready.addresses)
        environ = {
            "MAILER_DATABASE_URL": url,
            "MAILER_RELAYS_DEFAULT_URL": running.url,
            "MAILER_RELAYS_DEFAULT_CHUNKING": str(chunking).lower(),
            "MAILER_SENDING_PROCESSES": str(processes),
        }
        killer = Killer(running, account, luck, url)
        for rule in running.script.rules:
            killer.add(rule)
        running.script = killer
        resuming = _Resuming(ready.workspace, str(ready.campaign), environ, url, CONNECTIONS * window(running))
        _kill_and_resume(resuming, killer, account, kills=kills, step=size // (kills + 1), luck=luck)
        _read_books(resuming, running, account)
    account.seconds = time.monotonic() - began
    judge(account)
    return account


@dataclass(frozen=True, slots=True)
class _Resuming:
    """How the campaign is gone on with; ``most_on_the_wire`` messages are begun and unanswered at one moment."""

    workspace: Path
    campaign: str
    environ: Mapping[str, str]
    url: str
    most_on_the_wire: int

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
            _kill_by_clock(process, resuming, account, luck)
        elif killed < kills:
            killer.arm(process, step=step)
        _, said = process.communicate(timeout=_PATIENCE)
        killer.disarm()
        if process.returncode in _SETTLED or "is finished" in said:  # the last one may be killed when all is done
            return
        if process.returncode not in {_KILLED, *_UNFINISHED}:
            account.wrong.append(f"a sender ended with {process.returncode}: {said.strip()}")
            return
        hasten(resuming.url)


def _kill_by_clock(process: subprocess.Popen[str], resuming: _Resuming, account: Account, luck: random.Random) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(luck.uniform(0.3, 1.2))
        return
    process.kill()
    account.on_the_wire += resuming.most_on_the_wire
    account.count_kill("by the clock", left_behind=left_behind(resuming.url, process.pid))


def _read_books(resuming: _Resuming, relay: ScriptedRelay, account: Account) -> None:
    account.got = Counter(message.recipient for message in relay.messages)
    account.wrong += relay.violations
    books = json.loads(json.dumps(resuming.read("status", resuming.campaign)))
    account.is_balanced, account.state = books["balanced"], books["state"]
    lines = json.loads(json.dumps(resuming.read("log", "--campaign", resuming.campaign)))
    account.states = {line["address"]: line["state"] for line in lines}


def main() -> int:
    """Run and print; 1 if something is wrong."""
    options = _options()
    in_chunks = ", in chunks" if options.chunking else ""
    print(f"{options.database}, relay {options.relay}, {options.processes} process(es){in_chunks}, seed {options.seed}")
    with (
        tempfile.TemporaryDirectory(prefix="mailer-chaos-") as name,
        databases.opened(options.database, Path(name)) as kept,
    ):
        figures = {name: getattr(options, name) for name in ("kills", "size", "seed", "processes", "chunking")}
        account = chaos(kept.prepared, relay=options.relay, **figures)
    print(told(account))
    return 1 if account.wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill the sender of a campaign again and again.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--size", type=int, default=3000)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--relay", choices=RELAYS, default="slow")
    parser.add_argument("--processes", type=int, default=1, help="how many send together (default 1)")
    parser.add_argument("--chunking", action="store_true", help="in chunks, a window of messages on each connection")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
