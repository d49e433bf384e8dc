"""Lists with a rule: who joins, who is taken off, and who never comes back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from mailer.domain.address import parse_address
from mailer.domain.changeset import Action, Subject, Verb
from mailer.domain.contact import ContactKind, ContactRow
from mailer.domain.distribution_list import Counts as Numbers
from mailer.domain.subscription import EndedReason, Subscription
from mailer.domain.suppression import SuppressionReason
from mailer.errors import UsageProblem
from mailer.store.database import Store, Transaction
from mailer.store.history import changes, changesets
from mailer.store.people import contacts, refreshes
from mailer.store.tables import schema as t
from mailer.usecases.people import listing, subscribing, suppressing, tending
from mailer.usecases.people.amending import ListEdit
from mailer.usecases.people.refreshing import refresh
from tests.store.ledger import NOW, begun, contact_profile, signed

BY = signed(NOW)


@pytest.fixture(autouse=True)
def people(store: Store) -> None:
    """Amina in Kenya, Ben in Somalia, Cleo in Peru, all journalists, on no list."""
    row = ContactRow(0, parse_address("amina@example.org"), "Amina", kind=ContactKind.JOURNALIST, country="KE")
    ben = replace(row, address=parse_address("ben@example.org"), name="Ben", country="SO")
    cleo = replace(row, address=parse_address("cleo@example.org"), name="Cleo", country="PE")
    with store.begin() as tx:
        contacts.add(tx, [row, ben, cleo], NOW, changeset=begun(tx, NOW))


def make(store: Store, slug: str, where: str = "") -> None:
    kind = ContactKind.JOURNALIST
    edit = ListEdit(where=where)
    listing.create_list(store, slug, title="", kind=kind, basis=None, source="desk", by=BY, edit=edit)


def move(store: Store, name: str, country: str) -> None:
    with store.begin() as tx:
        tx.execute(update(t.contacts).where(t.contacts.c.name == name).values(country=country))


def on(store: Store, slug: str) -> list[str]:
    """Return who is on the list once it was refreshed."""
    refresh(store, BY, [slug])
    s = t.subscriptions.c
    with store.read() as tx:
        joined = t.subscriptions.join(t.contacts, t.contacts.c.id == s.contact_id).join(t.distribution_lists)
        wanted = select(t.contacts.c.name).select_from(joined)
        return sorted(tx.scalars(wanted.where(t.distribution_lists.c.slug == slug, s.ended_at.is_(None))))


def history(store: Store, address: str, slug: str) -> Sequence[Subscription]:
    return [one for one in contact_profile(store, address).subscriptions if one.list == slug]


def latest(tx: Transaction) -> int:
    """Return the number of the newest changeset."""
    return changesets.newest(tx, limit=1)[0].id


def count(store: Store) -> int:
    with store.read() as tx:
        return latest(tx)


def test_whom_the_rule_holds_for_is_on_the_list_with_its_terms(store: Store) -> None:
    make(store, "africa", "country in (KE, SO)")

    assert on(store, "africa") == ["Amina", "Ben"]
    (joined,) = history(store, "amina@example.org", "africa")
    assert (joined.terms.source, joined.terms.basis, joined.since) == ("desk", "legitimate-interest", NOW)


def test_a_refresh_is_a_changeset_and_one_that_changes_nothing_is_none(store: Store) -> None:
    make(store, "africa", "country in (KE, SO)")
    refresh(store, BY, ["africa"])
    after = count(store)

    refresh(store, BY, ["africa"])

    with store.read() as tx:
        told = changesets.find(tx, after)
        assert latest(tx) == after
        assert told
        assert (told.action, told.list, told.by, told.counts.added) == (Action.REFRESH, "africa", BY, 2)
        provenance = select(t.subscriptions.c.changeset_id).distinct()
        assert tx.scalars(provenance).all() == [after]


def test_for_whom_it_holds_no_longer_is_taken_off_and_may_come_back(store: Store) -> None:
    make(store, "africa", "country in (KE, SO)")
    refresh(store, BY, ["africa"])
    move(store, "Ben", "PE")

    assert on(store, "africa") == ["Amina"]
    with store.read() as tx:
        (ended,) = changes.of(tx, latest(tx))
    assert (ended.subject, ended.verb) == (Subject.SUBSCRIPTION, Verb.ENDED)
    assert ended.values["ended_reason"] == (None, "no-longer-matches")

    move(store, "Ben", "KE")
    assert on(store, "africa") == ["Amina", "Ben"]
    assert [one.ended_reason for one in history(store, "ben@example.org", "africa")] == ["no-longer-matches", ""]


@pytest.mark.parametrize("reason", [EndedReason.UNSUBSCRIBED, EndedReason.REMOVED])
def test_who_left_never_comes_back_by_the_rule(store: Store, reason: EndedReason) -> None:
    make(store, "africa", "country in (KE, SO)")
    refresh(store, BY, ["africa"])
    subscribing.unsubscribe(store, "amina@example.org", list_slug="africa", by=BY, reason=reason)

    assert on(store, "africa") == ["Ben"]
    move(store, "Amina", "PE")
    assert on(store, "africa") == ["Ben"]
    move(store, "Amina", "KE")
    assert on(store, "africa") == ["Ben"]


def test_who_left_may_come_back_by_their_own_wish(store: Store) -> None:
    make(store, "africa", "country in (KE, SO)")
    refresh(store, BY, ["africa"])
    subscribing.unsubscribe(store, "amina@example.org", list_slug="africa", by=BY)

    subscribing.subscribe(store, ["amina@example.org"], list_slug="africa", by=BY)

    assert on(store, "africa") == ["Amina", "Ben"]


def test_nobody_joins_to_whom_nothing_may_be_written(store: Store) -> None:
    suppressing.suppress(store, "ben@example.org", reason=SuppressionReason.MANUAL, note="", by=BY)
    make(store, "africa", "country in (KE, SO)")

    assert on(store, "africa") == ["Amina"]


def test_lists_that_a_rule_uses_are_refreshed_first(store: Store) -> None:
    make(store, "africa", "country in (KE, SO)")
    make(store, "kenya", "list = africa and country = KE")
    make(store, "others", "not list = kenya")

    assert on(store, "others") == ["Ben", "Cleo"]
    move(store, "Ben", "KE")
    assert on(store, "others") == ["Cleo"]
    assert on(store, "kenya") == ["Amina", "Ben"]


@pytest.mark.parametrize("where", ["list = kenya", "country = KE or not list in (others, kenya)", "list = africa"])
def test_a_rule_that_needs_its_own_list_is_refused(store: Store, where: str) -> None:
    make(store, "africa", "country in (KE, SO)")
    make(store, "others", "list = africa")
    make(store, "kenya", "list = others")

    with pytest.raises(UsageProblem, match="the rule of africa cannot be worked out: "):
        tending.edit_list(store, "africa", ListEdit(where=where), by=BY)

    assert on(store, "kenya") == ["Amina", "Ben"]


def test_a_rule_that_is_changed_holds_from_the_next_look_on(store: Store) -> None:
    make(store, "africa", "country in (KE, SO)")
    refresh(store, BY, ["africa"])

    edited = tending.edit_list(store, "africa", ListEdit(where="country in (SO, PE)"), by=BY)

    assert edited.after.rule == "country in (SO, PE)"
    assert on(store, "africa") == ["Ben", "Cleo"]


def test_a_list_that_was_filled_by_hand_gets_no_rule_over_the_heads_of_its_people(store: Store) -> None:
    make(store, "africa")
    subscribing.subscribe(store, ["cleo@example.org"], list_slug="africa", by=BY)

    with pytest.raises(UsageProblem, match="put on it by hand") as caught:
        tending.edit_list(store, "africa", ListEdit(where="country = KE"), by=BY)

    assert "list = africa or (country = KE)" in caught.value.hint
    assert on(store, "africa") == ["Cleo"]


def test_a_list_that_loses_its_rule_keeps_its_people_and_can_be_filled(store: Store) -> None:
    make(store, "africa", "country = KE")
    refresh(store, BY, ["africa"])

    tending.edit_list(store, "africa", ListEdit(where=""), by=BY)
    subscribing.subscribe(store, ["cleo@example.org"], list_slug="africa", by=BY)

    assert on(store, "africa") == ["Amina", "Cleo"]


def test_nobody_is_put_on_a_list_with_a_rule(store: Store) -> None:
    make(store, "africa", "country = KE")

    with pytest.raises(UsageProblem, match="follows from its rule") as caught:
        subscribing.subscribe(store, ["cleo@example.org"], list_slug="africa", by=BY)

    assert "mailer lists edit africa --where" in caught.value.hint


def test_who_was_taken_off_by_the_rule_is_not_counted_among_those_who_left(store: Store) -> None:
    make(store, "africa", "country in (KE, SO)")
    refresh(store, BY, ["africa"])
    move(store, "Ben", "PE")
    subscribing.unsubscribe(store, "amina@example.org", list_slug="africa", by=BY)

    (line,) = listing.all_lists(store, by=BY)

    assert line.counts == Numbers(active=0, suppressed=0, ended=1)


def test_very_many_are_taken_off_in_several_transactions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    make(store, "everybody", "kind = journalist")
    refresh(store, BY, ["everybody"])
    before = count(store)
    monkeypatch.setattr(refreshes, "_MOST_ENDED", 2)
    tending.edit_list(store, "everybody", ListEdit(where="kind = staff"), by=BY)

    assert on(store, "everybody") == []
    assert count(store) == before + 3  # the new rule, two of them, the last one


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["move", "leave", "refresh"]), st.sampled_from(["Amina", "Ben", "Cleo"]), st.booleans()
        ),
        max_size=12,
    )
)
def test_whatever_happens_a_list_is_its_rule_without_those_who_left(
    store: Store, steps: list[tuple[str, str, bool]]
) -> None:
    slug = f"list-{count(store)}"
    make(store, slug, "country = KE")
    left: set[str] = set()
    for step, name, is_kenya in steps:
        if step == "move":
            move(store, name, "KE" if is_kenya else "PE")
        elif step == "leave" and name in on(store, slug):
            subscribing.unsubscribe(store, f"{name.lower()}@example.org", list_slug=slug, by=BY)
            left.add(name)
        refresh(store, BY, [slug])
    with store.read() as tx:
        kenyans = set(tx.scalars(select(t.contacts.c.name).where(t.contacts.c.country == "KE")))

    assert set(on(store, slug)) == kenyans - left


def test_a_list_is_changed_in_a_changeset_that_tells_before_and_after(store: Store) -> None:
    make(store, "africa")
    make(store, "opted-out")

    tending.edit_list(store, "africa", ListEdit(title="Africa desk", exclude=("opted-out",), language="French"), by=BY)

    with store.read() as tx:
        (made,) = changes.of(tx, latest(tx))
    assert (made.subject, made.verb) == (Subject.LIST, Verb.CHANGED)
    assert dict(made.values) == {
        "title": ("Africa", "Africa desk"),
        "language": ("", "fr"),
        "excludes": ("", "opted-out"),
    }
    before = count(store)
    tending.edit_list(store, "africa", ListEdit(title="Africa desk"), by=BY)
    assert count(store) == before


def test_an_archived_list_is_kept_but_neither_shown_nor_filled(store: Store) -> None:
    make(store, "africa")
    tending.archive_list(store, "africa", by=BY)

    assert listing.all_lists(store, by=BY) == []
    assert [one.list.slug for one in listing.all_lists(store, by=BY, archived=True)] == ["africa"]
    with pytest.raises(UsageProblem, match="was put away on 2026-11-24"):
        subscribing.subscribe(store, ["cleo@example.org"], list_slug="africa", by=BY)
    tending.unarchive_list(store, "africa", by=BY)
    assert subscribing.subscribe(store, ["cleo@example.org"], list_slug="africa", by=BY).joined


def test_a_list_tells_how_old_its_facts_are(store: Store, now: datetime) -> None:
    make(store, "everybody", "kind = journalist")
    for name, days in (("Ben", 200), ("Cleo", 900)):
        with store.begin() as tx:
            old = update(t.contacts).where(t.contacts.c.name == name)
            tx.execute(old.values(updated_at=now - timedelta(days=days)))

    ages = listing.list_report(store, "everybody", by=BY).ages

    assert (ages.three_months, ages.year, ages.longer) == (1, 1, 1)


def test_refreshing_leaves_fixed_lists_and_unknown_names_alone(store: Store) -> None:
    make(store, "africa")
    before = count(store)

    refresh(store, BY, ["africa", "nowhere"])
    refresh(store, BY)

    assert count(store) == before
    with store.read() as tx:
        assert tx.scalar(select(func.count()).select_from(t.subscriptions)) == 0


def test_who_was_taken_off_by_the_rule_is_not_put_back_by_hand(store: Store) -> None:
    make(store, "africa", "country in (KE, SO)")
    refresh(store, BY, ["africa"])
    move(store, "Ben", "PE")
    assert on(store, "africa") == ["Amina"]

    with pytest.raises(UsageProblem, match="follows from its rule"):
        subscribing.subscribe(store, ["ben@example.org"], list_slug="africa", by=BY)
