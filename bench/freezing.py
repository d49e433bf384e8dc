"""Plans and prepares one campaign in this process and prints, as JSON, how long each took.

    python -m bench.freezing WORKSPACE RELEASE LIST...

Composing the release is not counted: it does not depend on the audience.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from mailer.bootstrap import open_app
from mailer.usecases.campaigns import sending
from mailer.usecases.messages.composing import compose_release, open_release

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Frozen:
    """Seconds of wall clock and of this process's CPU, how many get it of how many candidates, and peak memory."""

    plan_seconds: float
    plan_cpu_seconds: float
    freeze_seconds: float
    freeze_cpu_seconds: float
    recipients: int
    candidates: int
    peak_mb: float


def main(workspace: str, release: str, *lists: str) -> None:
    """Plan, prepare and print."""
    desk = open_app(Path(workspace), named=workspace, environ=dict(os.environ)).desk
    story = open_release(desk, Path(release))
    composing, _, _ = _timed(lambda: compose_release(desk, story, at=desk.clock()))
    planning, plan_cpu, plan = _timed(lambda: sending.plan(desk, story, sending.SendRequest(to=lists)))
    freezing, freeze_cpu, _ = _timed(lambda: sending.prepare(desk, plan))
    found = Frozen(
        plan_seconds=max(planning - composing, 0.0),
        plan_cpu_seconds=max(plan_cpu - composing, 0.0),
        freeze_seconds=freezing,
        freeze_cpu_seconds=freeze_cpu,
        recipients=plan.recipients,
        candidates=plan.candidates,
        peak_mb=_peak_mb(),
    )
    print(json.dumps(asdict(found)))


def _timed(act: Callable[[], _Result]) -> tuple[float, float, _Result]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = act()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main(*sys.argv[1:])
