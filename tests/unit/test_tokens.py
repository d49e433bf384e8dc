"""Access tokens: what is understood, how long they are kept, and that no error shows one."""

import pytest

from mailer.transport.tokens import Tokens, read_token

NOW = 1_795_500_000.0
SECRET = "s3cret-token"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def tokens(reference: str, *given: str) -> tuple[Tokens, Clock, list[str]]:
    """Return tokens that come from ``given``, one after the other, with their clock and what is left to give."""
    clock, left = Clock(), list(given)
    return Tokens(reference, lambda _: left.pop(0), clock=clock), clock, left


def answer(name: str, **more: object) -> str:
    """Return an answer in JSON."""
    fields = "".join(f', "{key}": {value}' for key, value in more.items())
    return f'{{"token_type": "Bearer", "access_token": "{name}"{fields}}}'


@pytest.mark.parametrize(
    ("text", "expires_at"),
    [
        (f"{SECRET}\n", float("inf")),
        (f"  {SECRET}\r\nand more\n", float("inf")),
        (answer(SECRET), float("inf")),
        (answer(SECRET, expires_in=3599), NOW + 3599),
        (answer(SECRET, expires_in='"3599"'), NOW + 3599),
        (answer(SECRET, expires_at=NOW + 60), NOW + 60),
        (answer(SECRET, expires_at=NOW + 60, expires_in=3599), NOW + 60),
        (answer(SECRET, expires_at='"2026-11-24T06:00:00Z"'), 1_795_500_000.0),
        (answer(SECRET, expires_at='"2026-11-24T06:00:00"'), 1_795_500_000.0),
        (answer(SECRET, expires_at='"2026-11-24T07:00:00+01:00"'), 1_795_500_000.0),
        ("\n" + answer(SECRET, expires_in=60).replace(", ", ",\n"), NOW + 60),
    ],
)
def test_a_token_comes_alone_or_as_an_answer_in_json(text: str, expires_at: float) -> None:
    found = read_token(text, now=NOW)

    assert (found.text, found.expires_at) == (SECRET, expires_at)
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "two words s3cret-token",
        "s3cret-token\x01auth=",
        "s3cret-tökén",
        "{s3cret-token",
        '{"error": "s3cret-token"}',
        '{"access_token": 7, "x": "s3cret-token"}',
        '{"access_token": "s3cret-token", "expires_in": "soon s3cret-token"}',
        '{"access_token": "s3cret-token", "expires_at": "tomorrow"}',
        '{"access_token": "s3cret-token\\r\\nQUIT"}',
    ],
)
def test_what_is_no_token_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"token") as caught:
        read_token(text, now=NOW)

    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_answer_of_a_command_is_kept_until_five_minutes_before_its_end() -> None:
    source, clock, left = tokens("cmd:get", answer("first", expires_in=3600), answer("second", expires_in=3600))

    assert [source.current(), source.current()] == ["first", "first"]
    clock.now += 3299
    assert source.current() == "first"
    clock.now += 2
    assert source.current() == "second"
    assert left == []


def test_a_bare_token_and_a_file_are_asked_for_each_time() -> None:
    bare, _, _ = tokens("cmd:get", "first", "second")
    file, _, _ = tokens("file:token.json", answer("first", expires_in=3600), answer("second", expires_in=3600))

    assert [bare.current(), bare.current()] == ["first", "second"]
    assert [file.current(), file.current()] == ["first", "second"]


def test_a_token_that_lasts_less_than_five_minutes_is_used_once() -> None:
    source, _, _ = tokens("cmd:get", answer("first", expires_in=200), answer("second", expires_in=200))

    assert [source.current(), source.current()] == ["first", "second"]


def test_a_token_that_has_expired_is_not_used() -> None:
    source, _, _ = tokens("file:token.json", answer(SECRET, expires_at=NOW - 1))

    with pytest.raises(ValueError, match="has expired") as caught:
        source.current()
    assert SECRET not in str(caught.value)


def test_a_token_that_was_forgotten_is_asked_for_anew() -> None:
    source, _, _ = tokens("cmd:get", answer("first", expires_in=3600), answer("second", expires_in=3600))

    before = source.current()
    source.forget()

    assert (before, source.current()) == ("first", "second")
