"""Work spread over threads: all of it, in order, and side by side."""

import os
import threading

import pytest

from mailer.usecases.campaigns.spreading import spread, threads_at_hand


@pytest.mark.parametrize("threads", [1, 2, 3, 4])
@pytest.mark.parametrize("number", [0, 1, 2, 3, 7, 8, 500])
def test_everything_comes_back_in_its_order(number: int, threads: int) -> None:
    assert spread(str, range(number), threads=threads) == [str(one) for one in range(number)]


def test_shares_are_worked_on_at_the_same_time() -> None:
    meeting = threading.Barrier(3, timeout=30)  # nobody goes on before three have come

    arrived = spread(lambda _: meeting.wait(), range(3), threads=3)

    assert sorted(arrived) == [0, 1, 2]


def test_one_thread_is_the_callers() -> None:
    assert set(spread(lambda _: threading.get_ident(), range(5), threads=1)) == {threading.get_ident()}


def test_an_error_comes_out() -> None:
    with pytest.raises(ZeroDivisionError):
        spread(lambda one: 1 // one, [1, 0, 1, 1], threads=2)


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (64, 4)])
def test_there_is_a_thread_for_each_core_and_not_too_many(
    monkeypatch: pytest.MonkeyPatch, cores: int, threads: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)

    assert threads_at_hand() == threads
