"""Which hosts are numbers, and which are this machine."""

import pytest

from mailer.domain.host import is_loopback, is_number


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "LocalHost"])
def test_this_machine_is_known_by_name_and_number(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "relay.example.org", "localhost.example.org", ""])
def test_nothing_else_is_taken_for_it(host: str) -> None:
    assert not is_loopback(host)


def test_a_number_needs_no_looking_up() -> None:
    assert is_number("192.0.2.1")
    assert is_number("2001:db8::1")
    assert not is_number("relay.example.org")
