"""Two contacts who are one person: what is known of them, and what they have agreed to."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.address import parse_address
from mailer.domain.contact import ContactKind, ContactRow
from mailer.domain.merge import Stay, settled, united

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
ANA = ContactRow(
    0,
    parse_address("ana@example.org"),
    name="Ana Ruiz",
    kind=ContactKind.JOURNALIST,
    languages=("es", "en"),
    notes="Prefers mornings.",
    fields={"Region": "South"},
)
BEA = ContactRow(
    0,
    parse_address("bea@example.com"),
    name="A. Ruiz",
    role="Editor",
    kind=ContactKind.PARTNER,
    languages=("en", "fr"),
    beats=("health",),
    notes="Met in Geneva.",
    fields={"Region": "North", "Desk": "Night"},
    embargo_since=date(2025, 1, 1),
    embargo_version="2",
)


def stay(number: int, contact_id: int, **other: object) -> Stay:
    basis, frequency = other.pop("basis", "member"), other.pop("frequency", "immediate")
    since = other.pop("since", NOW - timedelta(days=number))
    return Stay(number, "africa", contact_id, since, "", basis, frequency, **other)  # type: ignore[arg-type]


def after(*stays: Stay) -> dict[int, Stay]:
    told = {one.id: one for one in stays}
    return told | {new.id: new for _, new in settled(stays, kept=1, now=NOW)}


LEFT = {"ended_at": NOW - timedelta(days=1), "ended_reason": "unsubscribed"}
REMOVED = {"ended_at": NOW - timedelta(days=1), "ended_reason": "removed"}


def test_what_one_does_not_say_is_taken_from_the_other() -> None:
    row = united(ANA, BEA)

    assert (row.name, row.role, row.kind) == ("Ana Ruiz", "Editor", ContactKind.JOURNALIST)
    assert row.fields == {"Region": "South", "Desk": "Night"}
    assert (row.languages, row.beats) == (("es", "en", "fr"), ("health",))
    assert row.notes == "Prefers mornings.\nMet in Geneva."
    assert row.address == ANA.address


def test_the_facts_of_the_other_hold_if_they_are_preferred() -> None:
    row = united(ANA, BEA, prefer_other=True)

    assert (row.name, row.kind, row.fields["Region"]) == ("A. Ruiz", ContactKind.PARTNER, "North")
    assert row.languages == ("en", "fr", "es")
    assert row.address == ANA.address


@pytest.mark.parametrize("prefer_other", [False, True])
def test_only_who_is_kept_has_agreed_to_keep_embargoes(prefer_other: bool) -> None:  # noqa: FBT001 - a parameter
    assert united(ANA, BEA, prefer_other=prefer_other).embargo_since is None
    assert united(BEA, ANA, prefer_other=prefer_other).embargo_version == "2"


def test_who_left_by_either_address_has_left() -> None:
    for ours, theirs in ((stay(1, 1), stay(2, 2, **LEFT)), (stay(1, 1, **LEFT), stay(2, 2))):
        found = after(ours, theirs)

        assert all(one.is_own_end and one.contact_id == 1 for one in found.values())


def test_who_was_taken_off_by_us_stays_on_by_the_other_address() -> None:
    found = after(stay(1, 1), stay(2, 2, **REMOVED))

    assert found[1].ended_at is None


def test_the_last_end_is_the_persons_own_if_either_is() -> None:
    found = after(stay(1, 1, **LEFT), stay(2, 2, ended_at=NOW, ended_reason="no-longer-matches"))

    assert found[2].ended_reason == "unsubscribed"


def test_who_left_and_came_back_is_on_the_list() -> None:
    found = after(stay(1, 1, **LEFT), stay(3, 1), stay(2, 2, **REMOVED))

    assert found[3].ended_at is None


@pytest.mark.parametrize("bases", [("legitimate-interest", "member"), ("member", "consent")])
@pytest.mark.parametrize(
    ("frequencies", "rarer"),
    [(("immediate", "daily"), "daily"), (("daily", "weekly"), "weekly"), (("weekly", "daily"), "weekly")],
)
def test_of_two_subscriptions_that_of_the_kept_goes_on_with_the_stricter_record(
    bases: tuple[str, str], frequencies: tuple[str, str], rarer: str
) -> None:
    ours = stay(5, 1, basis=bases[0], frequency=frequencies[0])
    theirs = replace(stay(2, 2, basis=bases[1], frequency=frequencies[1]), source="sign-up form")

    found = after(ours, theirs)

    assert found[5] == replace(theirs, id=5, contact_id=1, frequency=rarer)
    assert (found[2].ended_reason, found[2].contact_id) == ("merged", 2)


def test_of_two_of_one_basis_the_earlier_counts() -> None:
    found = after(stay(1, 1), stay(9, 2))

    assert found[1].since == NOW - timedelta(days=9)


def _history(contact_id: int, first: int) -> st.SearchStrategy[list[Stay]]:
    """Return what one contact may have been through on a list: ends, and perhaps one that is in force at last."""
    ended = st.lists(st.sampled_from(["unsubscribed", "removed", "asked", "no-longer-matches"]), max_size=3)
    made = st.tuples(ended, st.booleans(), st.sampled_from(["consent", "member", "legitimate-interest"]))
    return made.map(lambda drawn: _stays((contact_id, first), *drawn))


def _stays(whose: tuple[int, int], ends: list[str], is_on: bool, basis: str) -> list[Stay]:  # noqa: FBT001 - drawn
    contact_id, first = whose
    before = NOW - timedelta(hours=1)
    over = [stay(first + 2 * at, contact_id, ended_at=before, ended_reason=end) for at, end in enumerate(ends)]
    return [*over, *([stay(first + 2 * len(ends), contact_id, basis=basis)] if is_on else [])]


@given(_history(1, 1), _history(2, 2))
def test_no_merge_revives_what_ended_or_keeps_who_left(ours: list[Stay], theirs: list[Stay]) -> None:
    found = after(*ours, *theirs)
    own = [one for one in found.values() if one.contact_id == 1]
    last = [max(some, key=lambda one: (one.ended_at is None, one.id)) for some in (ours, theirs) if some]

    assert all(found[one.id].ended_at == one.ended_at for one in (*ours, *theirs) if one.ended_at)
    assert sum(one.ended_at is None for one in own) <= 1
    if any(one.is_own_end for one in last):
        assert all(one.ended_at for one in own)
        assert max(own, key=lambda one: one.id).is_own_end
    elif any(one.ended_at is None for one in last):
        assert any(one.ended_at is None for one in own)
