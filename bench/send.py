"""How fast a prepared campaign is sent, beside Postfix's smtp-source and, with --peers, beside other senders.

    python -m bench.send [--peers] [--rounds 5] [--n 10000] [--connections 4] [--rtt-ms 0] [--chunking] [--dkim]
                           [--processes 1] [--database sqlite|postgres] [--json FILE]

Exits 1 if a recipient got a message twice or not at all, 2 if the machine was too busy for figures that can be quoted.
What the columns mean is in bench/README.md.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from bench import databases, sinks
from bench.contenders import BASELINE, SEND_PHASE, WHOLE, Contender, Course, Measured, contenders
from bench.figures import Figures, Results, all_figures, best_peer, spread
from bench.peering import peers
from bench.prepared import prepare
from bench.table import table

_TOO_UNSTEADY = 0.3
_WRONG, _UNSTEADY = 1, 2


def main() -> int:
    """Measure and print; what it returns is told above."""
    options = _options()
    before = os.getloadavg()[0]
    with (
        tempfile.TemporaryDirectory(prefix="mailer-bench-") as name,
        databases.opened(options.database, Path(name)) as kept,
    ):
        os.environ.update(_settings(options, Path(name)))
        course = _course(options, Path(name), kept)
        others = peers(course, Path(name), kept.prepared) if options.peers else []
        results = _measure(course, [*contenders(), *others], options.rounds)
    figures = all_figures(results)
    print(table(figures))
    print(f"load: {before:.2f} before, {os.getloadavg()[0]:.2f} after\n{_remarks(results, figures)}")
    if options.json:
        _write(options, figures, results, before)
    return _verdict(results, figures)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Send a prepared campaign, beside others, to a counting sink.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each contender runs (default 5)")
    parser.add_argument("--n", type=int, default=10_000, help="recipients (default 10000)")
    parser.add_argument("--connections", type=int, default=4, help="connections of each contender (default 4)")
    parser.add_argument(
        "--messages-per-connection", type=int, default=100, help="ours; smtp-source never ends one (default 100)"
    )
    parser.add_argument("--rtt-ms", type=float, default=0, help="how long the sink waits before each flush of replies")
    parser.add_argument("--chunking", action="store_true", help="ours in chunks, a window of messages on the wire")
    parser.add_argument("--dkim", action="store_true", help="ours signed by ourselves (RSA, 2048 bits)")
    parser.add_argument("--processes", type=int, default=1, help="ours in so many processes (default 1)")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--peers", action="store_true", help="beside nodemailer, Django and others, too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    return parser.parse_args()


def _settings(options: argparse.Namespace, folder: Path) -> dict[str, str]:
    """Return the settings of ours that the options stand for, as variables of the environment."""
    settings = {"MAILER_SENDING_PROCESSES": str(options.processes)}
    if options.chunking:
        settings["MAILER_RELAYS_DEFAULT_CHUNKING"] = "true"
    if options.dkim:
        settings["MAILER_RELAYS_DEFAULT_DKIM_DOMAIN"] = "example.org"
        settings["MAILER_RELAYS_DEFAULT_DKIM_SELECTOR"] = "bench"
        settings["MAILER_RELAYS_DEFAULT_DKIM_KEY"] = f"file:{_key(folder / 'dkim.pem')}"
    return settings


def _key(path: Path) -> Path:
    command = ["openssl", "genrsa", "-out", str(path), "2048"]
    if shutil.which("openssl") is None or subprocess.run(command, check=False, capture_output=True).returncode:
        sys.exit("bench: openssl, which makes the key for --dkim, is not installed or failed")
    return path


def _course(options: argparse.Namespace, folder: Path, kept: databases.Databases) -> Course:
    prepared = prepare(
        folder,
        number=options.n,
        connections=options.connections,
        messages_per_connection=options.messages_per_connection,
        database_url=kept.prepared,
    )
    return Course(sinks.build(folder), prepared, kept, options.connections, options.rtt_ms)


def _measure(course: Course, everybody: Sequence[Contender], rounds: int) -> Results:
    """Let everybody run once per round, in the other order every second round."""
    results: dict[str, list[Measured]] = {one.name: [] for one in everybody}
    for number in range(rounds):
        order = everybody if number % 2 == 0 else everybody[::-1]
        for name, measured in _with_start_up({one.name: _one(one, course, number) for one in order}).items():
            results[name].append(measured)
    return results


def _one(contender: Contender, course: Course, number: int) -> Measured:
    before = os.getloadavg()[0]
    measured = contender.run(course)
    if measured.seen.messages != measured.number:
        print(f"{contender.name}: {measured.seen.messages} messages came, not {measured.number}", file=sys.stderr)
    print(f"  round {number + 1}: {contender.name:30} {measured.rate:8.0f}/s", file=sys.stderr)
    return replace(measured, load=(before, os.getloadavg()[0]))


def _with_start_up(of_one_round: dict[str, Measured]) -> dict[str, Measured]:
    """Return the round, in which our whole process knows how much of it was sending."""
    whole, sending = of_one_round[WHOLE], of_one_round[SEND_PHASE]
    start_up = whole.seconds - sending.seconds
    return {**of_one_round, WHOLE: replace(whole, send_seconds=sending.seconds, start_up_seconds=start_up)}


def _remarks(results: Results, figures: Sequence[Figures]) -> str:
    """Return what one must know to believe the table."""
    first, best = next(iter(results)), best_peer(results)
    versions = (f"{one.name.partition(',')[0]} {one.version}" for one in figures if one.name != WHOLE)
    remarks = [f"versions: {'; '.join(versions)}"]
    if BASELINE in results:
        remarks.append(f"ratio: median of the per-round ratios to {BASELINE}")
    else:
        remarks.append("There is no ratio: smtp-source is not installed (Debian package postfix).")
    if best:
        remarks.append(f"The best peer is {best}. Rates of peers are those of their sending, without their start.")
    bound = [one.name for one in figures if one.sink_bound]
    if bound:
        remarks.append(
            f"! the sink used more CPU than the sender; unless both mostly waited, it was the limit: {', '.join(bound)}"
        )
    return "\n".join([*remarks, f"The times of {first} spread by {spread(results):.0%}."])


def _write(options: argparse.Namespace, figures: Sequence[Figures], results: Results, load_before: float) -> None:
    told = {
        "options": {name: value for name, value in vars(options).items() if name != "json"},
        "best_peer": best_peer(results),
        "baseline_spread": spread(results),
        "load_before": load_before,
        "load_after": os.getloadavg()[0],
        "contenders": [asdict(one) for one in figures],
    }
    options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _verdict(results: Results, figures: Sequence[Figures]) -> int:
    wrong = [one.name for one in figures if one.exactly_once is False]
    if wrong:
        print(f"Recipients were missed or written to twice: {', '.join(wrong)}", file=sys.stderr)
        return _WRONG
    if spread(results) > _TOO_UNSTEADY:
        print(
            f"This machine was too busy: the times of {next(iter(results))} spread by {spread(results):.0%}, more than "
            f"{_TOO_UNSTEADY:.0%}. Do not quote these figures; measure again when nothing else runs.",
            file=sys.stderr,
        )
        return _UNSTEADY
    return 0


if __name__ == "__main__":
    sys.exit(main())
