"""The token of a message names its delivery, and nobody else can make it."""

import hashlib

import pytest

from mailer.domain.message_token import message_tokens

SECRET = bytes(range(32))


def test_a_token_is_32_hexadecimal_digits_of_which_the_first_10_are_the_number_of_the_delivery() -> None:
    made = message_tokens(SECRET)(1_000_000)

    assert made == "00000f4240" + hashlib.blake2b(bytes.fromhex("00000f4240"), key=SECRET, digest_size=11).hexdigest()
    assert len(made) == 32


def test_a_delivery_has_the_same_token_each_time_and_no_other_has_it() -> None:
    tokens = [message_tokens(SECRET)(number) for number in [*range(1, 2000), *range(1, 2000)]]

    assert tokens[:1999] == tokens[1999:]
    assert len(set(tokens)) == 1999


def test_another_campaigns_secret_makes_another_proof() -> None:
    other = message_tokens(SECRET[::-1])(7)

    assert other[:10] == message_tokens(SECRET)(7)[:10]
    assert other[10:] != message_tokens(SECRET)(7)[10:]


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(33)])
def test_a_secret_of_another_length_is_refused(secret: bytes) -> None:
    with pytest.raises(ValueError, match="32 octets"):
        message_tokens(secret)


@pytest.mark.parametrize("number", [-1, 2**40])
def test_a_number_that_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(OverflowError):
        message_tokens(SECRET)(number)
