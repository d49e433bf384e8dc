"""What a run of the benchmark says of each contender, in figures: medians of its rounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.contenders import BASELINE, SEND_PHASE, WHOLE, Measured

#: The rounds of each contender, by its name; the first is what others are compared with.
Results = Mapping[str, Sequence[Measured]]


@dataclass(frozen=True, slots=True)
class Rate:
    """Messages per second."""

    median: float
    min: float
    max: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One contender. Where N differs, ratios are those of the rates. What is None was not there to be compared with."""

    name: str
    version: str
    n: int
    msgs_per_s: Rate
    ratio_to_smtp_source: float | None
    ratio_to_best_peer: float | None
    start_up_s: float | None
    send_s: float
    cpu_s_per_1000: float
    sink_cpu_s_per_1000: float
    sink_bound: bool
    peak_rss_mb: float
    round_trips_per_msg: float
    connections: float
    bytes_per_msg: float
    seen: tuple[int, ...]
    exactly_once: bool | None
    load_before: float
    load_after: float


def all_figures(results: Results) -> list[Figures]:
    """Return the figures of everybody."""
    best = best_peer(results)
    return [
        _figures(name, runs, results.get(BASELINE), results[best] if best else None) for name, runs in results.items()
    ]


def best_peer(results: Results) -> str:
    """Return who is fastest of those that are neither ours nor the baseline; "" if nobody else ran."""
    others = {name: runs for name, runs in results.items() if name not in {BASELINE, SEND_PHASE, WHOLE}}
    return max(others, key=lambda name: median(run.rate for run in others[name]), default="")


def spread(results: Results) -> float:
    """Return how far the times of the first contender lie apart, as a part of their median."""
    times = [run.seconds for run in next(iter(results.values()))]
    return (max(times) - min(times)) / median(times)


def _figures(
    name: str, runs: Sequence[Measured], baseline: Sequence[Measured] | None, best: Sequence[Measured] | None
) -> Figures:
    number = runs[0].number
    rates = [run.rate for run in runs]
    cpu = median(run.cpu_seconds for run in runs) / number * 1000
    sink_cpu = median(run.seen.cpu_seconds for run in runs) / number * 1000
    return Figures(
        name=name,
        version=runs[0].version,
        n=number,
        msgs_per_s=Rate(median(rates), min(rates), max(rates)),
        ratio_to_smtp_source=_ratio(runs, baseline),
        ratio_to_best_peer=_ratio(runs, best),
        start_up_s=_start_up(runs),
        send_s=median(run.send_seconds for run in runs),
        cpu_s_per_1000=cpu,
        sink_cpu_s_per_1000=sink_cpu,
        sink_bound=sink_cpu > cpu,
        peak_rss_mb=max(run.peak_mb for run in runs),
        round_trips_per_msg=median(run.seen.round_trips for run in runs) / number,
        connections=median(run.seen.connections for run in runs),
        bytes_per_msg=median(run.seen.bytes for run in runs) / number,
        seen=tuple(run.seen.messages for run in runs),
        exactly_once=_exactly_once(runs),
        load_before=median(run.load[0] for run in runs),
        load_after=median(run.load[1] for run in runs),
    )


def _ratio(runs: Sequence[Measured], others: Sequence[Measured] | None) -> float | None:
    """Return the median of the ratios of each round: only what ran side by side can be compared."""
    return median(run.rate / other.rate for run, other in zip(runs, others, strict=True)) if others else None


def _start_up(runs: Sequence[Measured]) -> float | None:
    known = [run.start_up_seconds for run in runs if run.start_up_seconds is not None]
    return median(known) if known else None


def _exactly_once(runs: Sequence[Measured]) -> bool | None:
    found = {run.exactly_once for run in runs}
    return next(iter(found)) if len(found) == 1 else False
