"""Tokens (deliverability items 74 return path, 87 authenticity, 97 unsubscribe token)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.token import Purpose, Token, sign, tagged, verify
from mailer.errors import SettingsError

KEYS = {"k1": b"an old key of thirty-two octets!", "k2": b"the key that signs from now on.."}


@given(st.integers(0, 2**63 - 1), st.sampled_from(Purpose))
def test_what_was_signed_is_verified_in_either_case(number: int, purpose: Purpose) -> None:
    token = sign(KEYS, purpose, number)

    found = verify(KEYS, token), verify(KEYS, token.upper())

    assert found == (Token("k2", purpose, number), Token("k2", purpose, number))


@given(st.integers(0, 2**63 - 1))
def test_74_a_token_is_safe_in_a_local_part_and_leaves_room_for_a_name(number: int) -> None:
    token = sign(KEYS, Purpose.BOUNCE, number)

    address = tagged("bounces@news.example.org", token)

    assert re.fullmatch(r"v1\.k2\.b\.[a-z2-7]+\.[a-z2-7]{26}", token)
    assert address == f"bounces+{token}@news.example.org"
    assert len(address.partition("@")[0]) <= 64


def test_74_a_return_path_too_long_for_a_token_is_refused() -> None:
    token = sign(KEYS, Purpose.BOUNCE, 2**60)

    with pytest.raises(ValueError, match="no room for a token"):
        tagged("delivery-failures@news.example.org", token)


def test_a_token_of_a_former_key_is_still_honoured() -> None:
    old = sign({"k1": KEYS["k1"]}, Purpose.UNSUBSCRIBE, 7)

    found = verify(KEYS, old)

    assert found == Token("k1", "u", 7)


def test_97_every_change_of_one_character_is_refused() -> None:
    token = sign(KEYS, Purpose.UNSUBSCRIBE, 4711)
    changed = [
        token[:at] + other + token[at + 1 :]
        for at in range(len(token))
        for other in "abcdefghijklmnopqrstuvwxyz0123456789.-=+"
        if other != token[at]
    ]

    accepted = [text for text in changed if verify(KEYS, text)]

    assert accepted == []


def test_97_a_token_cannot_be_turned_to_another_purpose() -> None:
    unsubscribe = sign(KEYS, Purpose.UNSUBSCRIBE, 5)
    bounce = sign(KEYS, Purpose.BOUNCE, 5)

    swapped = verify(KEYS, unsubscribe.replace(".u.", ".b."))

    assert swapped is None
    assert unsubscribe.rpartition(".")[2] != bounce.rpartition(".")[2]


@given(st.text())
def test_any_text_at_all_is_refused_without_a_fault(text: str) -> None:
    found = verify(KEYS, text), verify(KEYS, f"v1.k2.u.aa.{text}"), verify(KEYS, f"v1.k2.u.aa.{'a' * 26}{text}")

    assert found == (None, None, None)


def test_characters_that_lower_to_ascii_are_no_token() -> None:
    token = sign({"k": KEYS["k1"]}, Purpose.UNSUBSCRIBE, 5)

    found = verify({"k": KEYS["k1"]}, token.replace("k", "\u212a"))

    assert found is None


@pytest.mark.parametrize("keys", [{}, {"K1": b"x" * 32}, {"far-too-long-id": b"x" * 32}, {"k1": b"short"}])
def test_without_a_usable_key_nothing_is_signed(keys: dict[str, bytes]) -> None:
    with pytest.raises(SettingsError):
        sign(keys, Purpose.MESSAGE, 1)


@pytest.mark.parametrize(("purpose", "number"), [("", 1), ("U", 1), ("a.b", 1), ("u", -1), ("u", 2**63)])
def test_what_a_token_cannot_hold_is_refused(purpose: str, number: int) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        sign(KEYS, purpose, number)
