"""Two contacts become one: what they have, what they did not want, and what they were sent; and back."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from mailer.domain.contact import Frequency
from mailer.domain.subscription import EndedReason
from mailer.domain.suppression import SuppressionReason
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Store
from mailer.store.opening import open_store
from mailer.store.people import suppressions
from mailer.store.tables import schema as t
from mailer.usecases.people import exporting, finding, merging, subscribing, suppressing
from tests.store.couples import ANA, BEA, CY, LATER, add, everything, make_lists, merge, take_back
from tests.store.ledger import NOW, contact_profile, signed


@pytest.fixture
def two(store: Store) -> Store:
    """A store with two contacts, each on a list of its own and both on a third."""
    make_lists(store, "africa", "europe", "world")
    add(store, ANA, "africa", "world", name="Ana Ruiz", language="es")
    add(store, BEA, "europe", "world", name="A. Ruiz", role="Editor", outlet="Wire", language="en")
    return store


def test_the_one_who_is_kept_has_everything_of_the_other(two: Store) -> None:
    merge(two)

    ana = contact_profile(two, ANA)
    assert ana.addresses == (ANA, BEA)
    assert (ana.contact.name, ana.contact.role, ana.contact.outlet) == ("Ana Ruiz", "Editor", "Wire")
    assert ana.contact.languages == ("es", "en")
    assert ana.lists == ("africa", "europe", "world")


def test_the_other_address_finds_the_one_who_is_kept_and_nobody_else_is_found(two: Store) -> None:
    merge(two)

    assert contact_profile(two, BEA) == contact_profile(two, ANA)
    assert [one.contact.address.address for one in finding.find_contacts(two, ["Ruiz"])] == [ANA]
    assert [one.contact.address.address for one in finding.find_contacts(two, ["bea@"])] == [ANA]
    assert [row["address"] for row in exporting.contact_records(two, by=signed(NOW))] == [ANA]


def test_the_plan_says_what_becomes_of_each_fact_and_changes_nothing(two: Store) -> None:
    before = everything(two)

    plan = merging.plan_merge(two, ANA, BEA, at=LATER)

    assert plan.values["name"] == ("Ana Ruiz", "A. Ruiz", "Ana Ruiz")
    assert plan.values["role"] == ("", "Editor", "Editor")
    assert (plan.addresses, plan.changeset) == ([BEA], None)
    assert everything(two) == before


def test_the_facts_of_the_other_may_be_preferred(two: Store) -> None:
    merge(two, prefer=BEA)

    ana = contact_profile(two, ANA)
    assert (ana.contact.name, ana.contact.address.address) == ("A. Ruiz", ANA)


def test_what_the_two_said_differently_counts_as_set_by_hand(two: Store) -> None:
    merge(two)

    with two.read() as tx:
        edited: dict[str, str] = tx.execute(select(t.contacts.c.edited).where(t.contacts.c.id == 1)).scalar_one()
    assert {name for name, at in edited.items() if at == LATER.isoformat()} == {"name", "languages"}


def test_one_subscription_to_a_list_goes_on_and_the_other_ends(two: Store) -> None:
    with two.begin() as tx:
        tx.execute(update(t.subscriptions).where(t.subscriptions.c.id == 4).values(frequency=Frequency.WEEKLY))

    merge(two)

    (world,) = [one for one in contact_profile(two, ANA).subscriptions if one.list == "world"]
    assert (world.ended_at, world.terms.frequency) == (None, Frequency.WEEKLY)


@pytest.mark.parametrize("who", [ANA, BEA])
def test_who_left_by_either_address_is_off_the_list(two: Store, who: str) -> None:
    subscribing.unsubscribe(two, who, list_slug="world", by=signed(NOW))

    merge(two)

    assert contact_profile(two, ANA).lists == ("africa", "europe")


@pytest.mark.parametrize("who", [ANA, BEA])
def test_who_wants_nothing_at_either_address_gets_nothing(two: Store, who: str) -> None:
    suppressing.suppress(two, who, reason=SuppressionReason.UNSUBSCRIBED, person=True, by=signed(NOW))

    merge(two)

    assert exporting.contact_records(two, by=signed(NOW)) == []
    with pytest.raises(MailerError, match="must not be written to"):
        subscribing.subscribe(two, [ANA], list_slug="world", by=signed(NOW))


def test_a_suppressed_address_stays_suppressed_and_the_other_does_not_become_so(two: Store) -> None:
    suppressing.suppress(two, BEA, reason=SuppressionReason.BOUNCED, by=signed(NOW))

    merge(two)

    with two.read() as tx:
        assert suppressions.of_address(tx, BEA)
        assert not suppressions.of_address(tx, ANA)


def test_of_two_refusals_the_persons_own_can_only_be_taken_back_by_the_person(two: Store) -> None:
    suppressing.suppress(two, ANA, reason=SuppressionReason.MANUAL, person=True, by=signed(NOW))
    suppressing.suppress(two, BEA, reason=SuppressionReason.UNSUBSCRIBED, person=True, by=signed(NOW))

    merge(two)

    with pytest.raises(MailerError, match="asked for it themselves"):
        suppressing.unsuppress(two, ANA, by=signed(NOW))


def test_three_in_turn_are_one(two: Store) -> None:
    add(two, CY, name="Cy Ruiz")
    merge(two, BEA, CY)
    merge(two, ANA, BEA)

    assert contact_profile(two, CY).addresses == (ANA, BEA, CY)
    with two.read() as tx:
        assert set(tx.scalars(select(t.contacts.c.merged_into))) == {None, 1}


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ((ANA, ANA.upper()), "named twice"),
        ((ANA, "dee@example.org"), "no contact has the address"),
        (("ana", BEA), "not a mail address"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_a_sentence(two: Store, pair: tuple[str, str], said: str) -> None:
    with pytest.raises(MailerError, match=said):
        merge(two, *pair)


def test_two_addresses_of_one_contact_are_one_already(two: Store) -> None:
    merge(two)

    with pytest.raises(MailerError, match="of one contact already"):
        merge(two)


def test_only_one_of_the_two_can_be_preferred(two: Store) -> None:
    with pytest.raises(UsageProblem, match="neither of the two"):
        merge(two, prefer="cy@example.org")


def test_who_was_said_to_be_distinct_is_not_merged_until_that_is_taken_back(two: Store) -> None:
    assert merging.distinguish(two, ANA, BEA, by=signed(NOW))
    assert not merging.distinguish(two, BEA, ANA, by=signed(NOW))
    with pytest.raises(MailerError, match="two people"):
        merge(two)

    assert merging.confuse(two, BEA, ANA, by=signed(NOW))
    merge(two)


def test_who_is_somebody_else_than_the_other_is_somebody_else_than_the_one_who_is_kept(two: Store) -> None:
    add(two, CY)
    merging.distinguish(two, BEA, CY, by=signed(NOW))

    done = merge(two)

    with pytest.raises(MailerError, match="two people"):
        merge(two, ANA, CY)
    take_back(two, done)
    merge(two, ANA, CY)


def test_a_merge_that_is_taken_back_leaves_no_trace_in_the_tables(two: Store) -> None:
    subscribing.unsubscribe(two, BEA, list_slug="world", by=signed(NOW))
    suppressing.suppress(two, BEA, reason=SuppressionReason.MANUAL, person=True, by=signed(NOW))
    before = everything(two)

    take_back(two, merge(two))

    assert everything(two) == before


def test_what_was_changed_since_the_merge_stays(two: Store) -> None:
    done = merge(two)
    with two.begin() as tx:
        tx.execute(update(t.contacts).where(t.contacts.c.id == 1).values(role="Chief"))

    undone = take_back(two, done)

    ana = contact_profile(two, ANA)
    assert (ana.contact.role, ana.contact.outlet) == ("Chief", "")
    assert undone.newer == 1


def test_who_left_a_list_while_they_were_one_has_left_it_as_both(two: Store) -> None:
    done = merge(two)
    subscribing.unsubscribe(two, BEA, list_slug="world", by=signed(LATER))

    take_back(two, done)

    assert contact_profile(two, ANA).lists == ("africa",)
    assert contact_profile(two, BEA).lists == ("europe",)


@pytest.mark.parametrize("slug", ["africa", "europe"])
def test_who_left_what_only_one_was_on_is_not_brought_there_as_the_other(two: Store, slug: str) -> None:
    done = merge(two)
    subscribing.unsubscribe(two, ANA, list_slug=slug, by=signed(LATER))

    take_back(two, done)

    for address in (ANA, BEA):
        last = {one.list: one for one in contact_profile(two, address).subscriptions}
        assert last[slug].ended_reason == "unsubscribed"


def test_who_wanted_nothing_while_they_were_one_gets_nothing_as_both(two: Store) -> None:
    done = merge(two)
    subscribing.unsubscribe(two, BEA, list_slug=None, by=signed(LATER))

    take_back(two, done)

    assert exporting.contact_records(two, by=signed(NOW)) == []
    assert sorted(one.address for one in suppressing.all_suppressions(two)) == [ANA, BEA]
    (mine,) = suppressing.unsuppress(two, ANA, by=signed(LATER), own_will=True)
    assert mine.address == ANA
    assert [one.address for one in suppressing.all_suppressions(two)] == [BEA]


def test_a_merge_of_who_was_merged_since_is_taken_back_after_the_later_one(two: Store) -> None:
    add(two, CY)
    before = everything(two)
    first = merge(two)
    second = merge(two, CY, ANA)

    with pytest.raises(MailerError, match="itself merged since"):
        take_back(two, first)
    take_back(two, second)
    take_back(two, first)

    assert everything(two) == before


def test_a_merge_is_not_taken_back_if_one_of_the_two_would_have_no_address(two: Store) -> None:
    done = merge(two)
    with two.begin() as tx:
        tx.execute(t.addresses.delete().where(t.addresses.c.key == BEA))

    with pytest.raises(MailerError, match="cannot be told apart"):
        take_back(two, done)


_NAMES = ("ana", "ben", "cy", "dia")
_LISTS = ("africa", "europe")
_steps = st.one_of(
    st.tuples(st.sampled_from(["leave", "join"]), st.sampled_from(_NAMES), st.sampled_from(_LISTS)),
    st.tuples(st.just("remove"), st.sampled_from(_NAMES), st.sampled_from(_LISTS)),
    st.tuples(st.sampled_from(["suppress", "refuse"]), st.sampled_from(_NAMES), st.just("")),
)
_merges = st.lists(st.tuples(st.sampled_from(_NAMES), st.sampled_from(_NAMES)), min_size=1, max_size=4)
_careful = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(steps=st.lists(_steps, max_size=8), merges=_merges)
@_careful
def test_no_sequence_of_merges_weakens_what_people_do_not_want(
    steps: list[Any], merges: list[Any], migrated_file: Path
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = _world(Path(folder), migrated_file, steps)
        unwanted, forbidden = _unwanted(store), _forbidden(store)

        for kept, other in merges:
            _try_merge(store, kept, other)

        assert unwanted <= _unwanted(store)
        assert forbidden <= _forbidden(store)
        store.close()


@given(steps=st.lists(_steps, max_size=8), merges=_merges)
@example(steps=[("leave", "cy", "africa"), ("join", "ana", "africa")], merges=[("cy", "ana"), ("ana", "ben")])
@_careful
def test_merges_that_are_taken_back_restore_every_table(
    steps: list[Any], merges: list[Any], migrated_file: Path
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = _world(Path(folder), migrated_file, steps)
        before = everything(store)

        done = [one for pair in merges if (one := _try_merge(store, *pair))]
        for one in reversed(done):
            take_back(store, one)

        assert everything(store) == before
        store.close()


@given(steps=st.lists(_steps, max_size=6), since=st.lists(_steps, max_size=4))
@example(steps=[("leave", "ben", "africa")], since=[("leave", "ana", "africa")])
@_careful
def test_taking_a_merge_back_never_allows_what_was_refused_meanwhile(
    steps: list[Any], since: list[Any], migrated_file: Path
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = _world(Path(folder), migrated_file, steps)
        done = _try_merge(store, "ana", "ben")
        assert done is not None
        was = _forbidden(store)
        for step in since:
            _take(store, *step)
        refused = _forbidden(store) - was
        unwanted = _unwanted(store)

        take_back(store, done)

        assert refused <= _forbidden(store)
        left = {(f"{who}@example.org", slug) for what, who, slug in since if what == "leave"}
        assert left & unwanted <= _unwanted(store)
        store.close()


def _world(folder: Path, template: Path, steps: list[Any]) -> Store:
    path = folder / "mailer.db"
    path.write_bytes(template.read_bytes())
    store = open_store(f"sqlite:///{path}")
    make_lists(store, *_LISTS)
    for at, name in enumerate(_NAMES):
        add(store, f"{name}@example.org", *_LISTS[: at % 3], at=NOW + timedelta(minutes=at), name=name.title())
    for step in steps:
        _take(store, *step)
    return store


def _take(store: Store, what: str, name: str, slug: str) -> None:
    at, by = f"{name}@example.org", signed(NOW)
    try:
        if what == "join":
            subscribing.subscribe(store, [at], list_slug=slug, by=by)
        elif what == "suppress":
            suppressing.suppress(store, at, reason=SuppressionReason.BOUNCED, by=by)
        elif what == "refuse":
            subscribing.unsubscribe(store, at, list_slug=None, by=by)
        else:
            reason = EndedReason("unsubscribed" if what == "leave" else "removed")
            subscribing.unsubscribe(store, at, list_slug=slug, by=by, reason=reason)
    except MailerError:  # never was on it, or must not be written to
        return


def _try_merge(store: Store, kept: str, other: str) -> Any:
    try:
        return merge(store, f"{kept}@example.org", f"{other}@example.org")
    except MailerError:  # one contact already
        return None


def _unwanted(store: Store) -> set[tuple[str, str]]:
    """Return the addresses with the lists that their person has left, and has not come back to."""
    found = set()
    for name in _NAMES:
        at = f"{name}@example.org"
        last = {one.list: one for one in contact_profile(store, at).subscriptions}  # newest last
        found |= {(at, slug) for slug, one in last.items() if one.ended_reason == "unsubscribed"}
    return found


def _forbidden(store: Store) -> set[str]:
    """Return the addresses that must not be written to."""
    with store.read() as tx:
        return {at for name in _NAMES if suppressions.of_address(tx, at := f"{name}@example.org")}
