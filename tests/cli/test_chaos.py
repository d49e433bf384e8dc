"""The short form of ``python -m bench.chaos``: a sender that is killed at moments which the relay chooses by lot."""

import pytest

from bench.chaos import chaos, told


@pytest.mark.parametrize(
    ("dialect", "relay"),
    [("sqlite", "drops"), ("sqlite", "421"), ("postgresql", "slow"), ("postgresql", "greylist")],
    ids=str,
)
def test_a_sender_killed_at_any_moment_beside_a_relay_that_misbehaves_is_exact(url: str, relay: str) -> None:
    account = chaos(url, kills=5, size=200, relay=relay, seed=7)

    assert account.wrong == [], told(account)
    assert account.kills.total() >= 3
