"""The same work for many things, spread over threads: for work that lets go of the interpreter, as signing does."""

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")
_MOST_THREADS = 4


def threads_at_hand() -> int:
    """Return how many threads are worth their while here: one for each core that we may use, and at most four."""
    return min(_MOST_THREADS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def spread(work: Callable[[_Thing], _Result], things: Sequence[_Thing], *, threads: int) -> list[_Result]:
    """Return what ``work`` makes of each of ``things``, in their order; with one thread it is done in this one."""
    if threads == 1 or not things:
        return [work(one) for one in things]
    from concurrent.futures import ThreadPoolExecutor

    share = -(-len(things) // threads)
    shares = [things[start : start + share] for start in range(0, len(things), share)]
    with ThreadPoolExecutor(threads) as pool:
        return [result for part in pool.map(lambda part: [work(one) for one in part], shares) for result in part]
