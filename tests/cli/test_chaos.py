"""The short form of ``python -m bench.chaos``: a sender that is killed at moments which the relay chooses by lot."""

import pytest

from bench.account import told
from bench.chaos import chaos


@pytest.mark.parametrize(
    ("dialect", "relay", "processes", "chunking"),
    [
        ("sqlite", "drops", 1, False),
        ("sqlite", "421", 1, False),
        ("postgresql", "slow", 1, False),
        ("postgresql", "greylist", 1, False),
        ("sqlite", "greylist", 2, False),
        ("postgresql", "drops", 2, False),
        ("sqlite", "drops", 1, True),
        ("sqlite", "421", 2, True),
    ],
    ids=str,
)
def test_a_sender_killed_at_any_moment_beside_a_relay_that_misbehaves_is_exact(
    url: str, relay: str, processes: int, *, chunking: bool
) -> None:
    size = 200 if processes == 1 else 1200
    account = chaos(url, kills=5, size=size, relay=relay, seed=7, processes=processes, chunking=chunking)

    assert account.wrong == [], told(account)
    assert account.kills.total() >= 3
