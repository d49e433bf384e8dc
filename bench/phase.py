"""Sends one campaign in this process and prints, as JSON, how long its send phase took.

    python -m bench.phase WORKSPACE CAMPAIGN [PROFILE]

The send phase is ``deliver``: from before the first claim until after the last record. With PROFILE it runs under
cProfile, which writes there (and costs time: such a run is not a measurement).
"""

import cProfile
import json
import os
import sys
import time
from pathlib import Path

from mailer.bootstrap import open_app
from mailer.usecases.campaigns import running
from mailer.usecases.campaigns.delivering import Run, deliver
from mailer.usecases.desk import Desk
from mailer.usecases.ports import Session


class Quiet:
    """A watcher that looks away."""

    def advance(self, number: int) -> None:
        """Take no note."""

    def wants_stop(self) -> bool:
        """Return that nobody wants it to stop."""
        return False


class Timed:
    """Stands in the place of ``deliver`` and times it, from the first call to the end of the last one."""

    def __init__(self, profile: cProfile.Profile | None) -> None:
        self.seconds = 0.0
        self.cpu_seconds = 0.0
        self._profile = profile
        self._began: tuple[float, float] | None = None

    def deliver(self, desk: Desk, session: Session, run: Run) -> None:
        """Deliver, and note how long it took and how much CPU (of all threads and processes)."""
        self._began = wall, cpu = self._began or (time.perf_counter(), _cpu_seconds())
        if self._profile is None:
            deliver(desk, session, run)
        else:
            self._profile.runcall(deliver, desk, session, run)
        self.seconds, self.cpu_seconds = time.perf_counter() - wall, _cpu_seconds() - cpu


def _cpu_seconds() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def main(workspace: str, campaign: str, profile: str = "") -> None:
    """Send, then print the two times."""
    profiler = cProfile.Profile() if profile else None
    timed = Timed(profiler)
    vars(running)["deliver"] = timed.deliver
    app = open_app(Path(workspace), named=workspace, environ=dict(os.environ))
    app.engine.start(int(campaign), Quiet())
    if profiler is not None:
        profiler.dump_stats(profile)
    print(json.dumps({"seconds": timed.seconds, "cpu_seconds": timed.cpu_seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
