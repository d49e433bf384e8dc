"""What is remembered of an erased address, and which words are taken out of texts."""

import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.erasure import names, scrubbed
from mailer.domain.retention import Retention, months_before
from mailer.domain.tombstone import Tombstone, bury, hasher, standing
from mailer.errors import SettingsError

KEYS = {"old1": b"o" * 32, "new1": b"n" * 32}
NOW = datetime(2026, 11, 25, 12, 30, 0, 17, tzinfo=UTC)


def test_a_tombstone_is_made_with_the_key_that_signs_and_with_a_key_of_its_own_purpose() -> None:
    stone = bury(KEYS, "ana@example.org", NOW)

    plain = hmac.digest(KEYS["new1"], b"ana@example.org", "sha256").hex()
    assert stone.key_id == "new1"
    assert stone.address_hash == hasher(KEYS["new1"])("ana@example.org")
    assert stone.address_hash != plain
    assert stone.address_hash != bury({"old1": KEYS["old1"]}, "ana@example.org", NOW).address_hash


def test_without_a_key_nobody_is_buried() -> None:
    with pytest.raises(SettingsError, match="no signing key"):
        bury({}, "ana@example.org", NOW)


@pytest.mark.parametrize("is_lifted", [False, True])
def test_a_line_says_all_of_a_tombstone(is_lifted: bool) -> None:  # noqa: FBT001 - pytest passes it
    stone = replace(bury(KEYS, "ana@example.org", NOW), is_lifted=is_lifted)

    assert Tombstone.parse(stone.line()) == stone


@pytest.mark.parametrize("line", ["", "erased k1 ab", "buried k1 ab 2026-11-25T12:30:00Z", "erased k1 ab yesterday"])
def test_what_is_no_tombstone_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Tombstone.parse(line)


def test_the_last_word_on_an_address_counts_in_whatever_order_it_is_read() -> None:
    first = bury(KEYS, "ana@example.org", NOW)
    back = replace(first, at=NOW + timedelta(days=1), is_lifted=True)
    again = replace(first, at=NOW + timedelta(days=2))

    assert standing([back, first]) == standing([first, back]) == {}
    assert standing([again, back, first]) == standing([first, back, again]) == {first.address_hash: again}


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("550 <ANA@example.org>: unknown", "550 <[erased]>: unknown"),
        ("to=<ana@example.org>, 'ana@example.org'.", "to=<[erased]>, '[erased]'."),
        ("jo.ana@example.org and ana+x@example.org", "jo.ana@example.org and ana+x@example.org"),
        ("ana@example.org.uk and ana@example.organic", "ana@example.org.uk and ana@example.organic"),
        ("written to 12-ana@example.org.eml", "written to 12-ana@example.org.eml"),
    ],
)
def test_an_address_is_taken_out_of_a_text_and_no_longer_one_that_ends_like_it(text: str, after: str) -> None:
    assert scrubbed(text, ["ana@example.org"]) == after
    assert names(text, ["ana@example.org"]) == (text != after)


def test_a_text_about_one_person_alone_is_read_less_strictly() -> None:
    assert scrubbed("12-ana@example.org.eml: Ana", ["ana@example.org", "Ana"], is_theirs=True) == (
        "12-[erased].eml: [erased]"
    )


@given(st.text(), st.lists(st.text(min_size=3)))
def test_no_word_is_named_after_scrubbing_unless_it_is_in_what_stands_for_it(text: str, words: list[str]) -> None:
    usual = [word for word in words if "erased" not in word.casefold() and word.casefold() not in "[erased]"]

    assert not names(scrubbed(text, usual, is_theirs=True), usual, is_theirs=True)


def test_months_are_those_of_the_calendar() -> None:
    at = datetime(2026, 3, 31, tzinfo=UTC)

    assert months_before(at, 1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert months_before(at, 24) == datetime(2024, 3, 28, tzinfo=UTC)
    assert months_before(at, 3) == datetime(2025, 12, 28, tzinfo=UTC)


def test_zero_is_for_ever() -> None:
    kept = Retention(0, 0, 0)

    assert (kept.texts_before(NOW), kept.deliveries_before(NOW), kept.changes_before(NOW)) == (None, None, None)
