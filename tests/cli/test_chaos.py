"""The short form of ``python -m bench.chaos``: a sender that is killed at moments which the relay chooses by lot."""

import pytest

from bench.chaos import chaos, told


@pytest.mark.parametrize(
    ("dialect", "relay", "processes"),
    [
        ("sqlite", "drops", 1),
        ("sqlite", "421", 1),
        ("postgresql", "slow", 1),
        ("postgresql", "greylist", 1),
        ("sqlite", "greylist", 2),
        ("postgresql", "drops", 2),
    ],
    ids=str,
)
def test_a_sender_killed_at_any_moment_beside_a_relay_that_misbehaves_is_exact(
    url: str, relay: str, processes: int
) -> None:
    account = chaos(url, kills=5, size=200 if processes == 1 else 1200, relay=relay, seed=7, processes=processes)

    assert account.wrong == [], told(account)
    assert account.kills.total() >= 3
