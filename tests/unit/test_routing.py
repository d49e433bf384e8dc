"""Which relay a sending goes through: its lists first, then its sender, then the default."""

import pytest

from mailer.domain.routing import route
from mailer.domain.settings import Relay

RELAYS = {
    relay.name: relay
    for relay in (
        Relay("default", "smtp://127.0.0.1"),
        Relay("media", "smtp://127.0.0.1", senders=("media@example.org",)),
        Relay("partners", "smtp://127.0.0.1", lists=("partners", "donors")),
        Relay("late", "smtp://127.0.0.1", lists=("partners",), senders=("media@example.org",)),
    )
}


@pytest.mark.parametrize(
    ("lists", "sender", "relay"),
    [
        (["partners"], "press@example.org", "partners"),
        (["partners", "donors"], "media@example.org", "partners"),
        (["partners", "press"], "press@example.org", "default"),
        (["partners", "press"], "media@example.org", "media"),
        (["press"], "media@example.org", "media"),
        ([], "media@example.org", "media"),
        ([], "press@example.org", "default"),
    ],
)
def test_the_lists_decide_then_the_sender_then_it_is_the_default(lists: list[str], sender: str, relay: str) -> None:
    assert route(RELAYS, lists, sender) == relay
