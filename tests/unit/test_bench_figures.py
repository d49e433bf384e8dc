"""What the benchmark says of its runs: the ratios, and who was written to twice."""

from dataclasses import replace

import pytest

from bench.contenders import BASELINE, SEND_PHASE, WHOLE, Measured, is_exact
from bench.figures import all_figures, best_peer, spread
from bench.sinks import Seen, digest
from bench.table import table

ADDRESSES = ("amina@example.org", "idris@example.org")
SEEN = Seen(
    messages=2,
    distinct=2,
    repeated=0,
    digest=digest(ADDRESSES),
    bytes=58_000,
    connections=1,
    round_trips=8,
    cpu_seconds=0.01,
)


def run(*, number: int = 2, seconds: float = 1.0, exactly_once: bool | None = True, cpu: float = 0.1) -> Measured:
    return Measured(number, seconds, cpu, 50.0, SEEN, exactly_once, version="1", send_seconds=seconds)


def test_a_ratio_is_the_median_of_the_ratios_of_each_round() -> None:
    base = [run(seconds=s, exactly_once=None) for s in (1.0, 2.0, 4.0)]

    _, ours = all_figures({BASELINE: base, SEND_PHASE: [run(seconds=s) for s in (2.0, 2.0, 2.0)]})

    assert ours.ratio_to_smtp_source == pytest.approx(1.0)
    assert ours.msgs_per_s.median == pytest.approx(1.0)


def test_who_sent_fewer_messages_is_compared_by_rate() -> None:
    found = all_figures({BASELINE: [run(number=1000, exactly_once=None)], "Django": [run(number=100)]})

    assert found[1].ratio_to_smtp_source == pytest.approx(0.1)


def test_the_best_peer_is_neither_ours_nor_the_baseline() -> None:
    fast, slow = [run(seconds=0.1)], [run(seconds=1.0)]

    results = {BASELINE: fast, SEND_PHASE: fast, WHOLE: fast, "Django": slow, "nodemailer": [run(seconds=0.5)]}

    assert best_peer(results) == "nodemailer"
    assert all_figures(results)[1].ratio_to_best_peer == pytest.approx(5.0)


def test_without_others_there_is_no_ratio() -> None:
    [ours] = all_figures({SEND_PHASE: [run()]})

    assert (ours.ratio_to_smtp_source, ours.ratio_to_best_peer) == (None, None)
    assert " - " in table([ours])


@pytest.mark.parametrize(("rounds", "whole"), [((True, True), True), ((True, False), False), ((None, False), False)])
def test_one_wrong_round_is_wrong(rounds: tuple[bool | None, ...], whole: bool) -> None:  # noqa: FBT001 - a case
    [found] = all_figures({BASELINE: [run(exactly_once=one) for one in rounds]})

    assert found.exactly_once is whole


def test_a_count_alone_is_neither_right_nor_wrong() -> None:
    [found] = all_figures({BASELINE: [run(exactly_once=None), run(exactly_once=None)]})

    assert found.exactly_once is None


@pytest.mark.parametrize(
    "seen",
    [
        replace(SEEN, messages=3, repeated=1),
        replace(SEEN, messages=1, distinct=1),
        replace(SEEN, digest=digest(("amina@example.org", "somebody.else@example.org"))),
    ],
    ids=["one came twice", "one did not come", "one came to somebody else"],
)
def test_a_wrong_set_of_recipients_is_seen(seen: Seen) -> None:
    assert is_exact(ADDRESSES, SEEN)
    assert not is_exact(ADDRESSES, seen)


def test_a_sink_that_works_more_than_the_sender_is_marked() -> None:
    [found] = all_figures({SEND_PHASE: [run(cpu=0.001)]})

    assert found.sink_bound
    assert "5.000!" in table([found])


def test_the_spread_is_that_of_the_first_contender() -> None:
    unsteady = [run(seconds=s, exactly_once=None) for s in (0.8, 1.0, 1.2)]

    assert spread({BASELINE: unsteady, SEND_PHASE: [run()] * 3}) == pytest.approx(0.4)
