"""Any sequence of what is done to people, on a workspace of its own: what must always hold of the tables, holds."""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from mailer.bootstrap import open_app
from mailer.domain.address import parse_address
from mailer.domain.contact import ContactKind
from mailer.domain.suppression import SuppressionReason
from mailer.errors import MailerError
from mailer.store.database import Store, Transaction
from mailer.store.people import searches
from mailer.store.privacy import tombstones
from mailer.store.sending.audiences import Choice
from mailer.store.tables import schema as t
from mailer.store.tables.change_schema import changesets, contact_search
from mailer.usecases.desk import Desk
from mailer.usecases.founding import found_workspace
from mailer.usecases.people import auditing, curating, listing, merging, refreshing, subscribing, suppressing
from mailer.usecases.people.amending import ListEdit
from mailer.usecases.people.editing import Correction, edit_contact
from mailer.usecases.people.importing import Consent, ImportRequest, import_contacts
from mailer.usecases.people.registering import Card, add_contact
from mailer.usecases.people.undoing import undo
from mailer.usecases.privacy.erasing import Order, erase_person
from tests.store.ledger import freeze

AFRICA, EUROPE, RULED = "africa", "europe", "desks"
_ADDRESSES = tuple(f"{name}@{domain}" for name in ("ana", "ben", "cy") for domain in ("example.org", "example.net"))
_OUTLETS = ("", "Acacia", "Baobab")
_OWN_END = "unsubscribed"
_NOT_WEAKER = SuppressionReason.MANUAL, SuppressionReason.COMPLAINED


@dataclass(slots=True)
class Memory:
    """What was asked for so far: addresses that must not be written to, changesets that say who comes back."""

    refused: set[str] = field(default_factory=set)
    own_will: set[str] = field(default_factory=set)
    asked_back: set[int] = field(default_factory=set)


Step = Callable[[Desk, Memory], object]


def _importing(rows: list[tuple[str, str, str]], onto: str, consent: Consent) -> Step:
    def act(desk: Desk, memory: Memory) -> None:
        path = desk.workspace / "people.csv"
        lines = (f"{address},{further},{address[:2]},{outlet},KE\n" for address, further, outlet in rows)
        path.write_text("address,other addresses,name,outlet,country\n" + "".join(lines), encoding="utf-8")
        report = import_contacts(
            desk.store,
            path,
            list_slug=onto,
            dry_run=False,
            by=desk.signature(),
            request=ImportRequest(consent=consent),
        )
        path.unlink()
        if consent.revive_ended and report.changeset:
            memory.asked_back.add(report.changeset)

    return act


def _editing(address: str, other: str, how: str, outlet: str) -> Step:
    corrections = {
        "facts": Correction(facts={"name": f"Edited {other[:3]}", "outlet": outlet}),
        "add": Correction(add=(other,)),
        "remove": Correction(remove=(other,)),
        "prefer": Correction(prefer=other),
        "move": Correction(add=(other,), prefer=other, remove=(address,)),
    }
    return lambda desk, _: edit_contact(desk.store, address, corrections[how], by=desk.signature())


def _adding(address: str, onto: str | None, *, they_asked: bool) -> Step:
    card = Card(address=address, outlet="Acacia", they_asked=they_asked)
    return lambda desk, _: add_contact(desk.store, card, list_slug=onto, by=desk.signature())


def _merging(kept: str, other: str) -> Step:
    return lambda desk, _: merging.merge_contacts(desk.store, kept, other, by=desk.signature())


def _joining_outlets(gone: str, into: str) -> Step:
    return lambda desk, _: curating.merge_outlets(desk.store, [gone], into=into, by=desk.signature())


def _undoing(back: int) -> Step:
    def act(desk: Desk, _: Memory) -> None:
        with desk.store.read() as tx:
            newest = tx.scalar(select(func.max(changesets.c.id))) or 0
        undo(desk.store, newest - back, by=desk.signature())

    return act


def _erasing(address: str) -> Step:
    return lambda desk, _: erase_person(desk, Order(address))


def _leaving(address: str, slug: str | None) -> Step:
    def act(desk: Desk, memory: Memory) -> None:
        subscribing.unsubscribe(desk.store, address, list_slug=slug, by=desk.signature())
        if slug is None:
            memory.refused |= _all_of(desk.store, address)
            memory.own_will.add(address)

    return act


def _suppressing(address: str, reason: SuppressionReason, *, person: bool) -> Step:
    def act(desk: Desk, memory: Memory) -> None:
        suppressing.suppress(desk.store, address, reason=reason, by=desk.signature(), person=person)
        memory.refused |= _all_of(desk.store, address) if person else {address}
        if reason.is_own_will:
            memory.own_will.add(address)

    return act


def _subscribing(address: str, slug: str) -> Step:
    def act(desk: Desk, memory: Memory) -> None:
        subscribing.subscribe(desk.store, [address], list_slug=slug, by=desk.signature())
        with desk.store.read() as tx:
            memory.asked_back.add(tx.scalar(select(func.max(changesets.c.id))) or 0)

    return act


def _sending(slugs: tuple[str, ...]) -> Step:
    def act(desk: Desk, _: Memory) -> None:
        refreshing.refresh(desk.store, desk.signature(), slugs)
        with desk.store.begin(is_still=True, is_large=True) as tx:
            d = t.distribution_lists.c
            chosen = tuple(tx.scalars(select(d.id).where(d.slug.in_(slugs)).order_by(d.id)))
            freeze(tx, Choice(lists=chosen, fallback="en"))

    return act


def _refreshing() -> Step:
    return lambda desk, _: refreshing.refresh(desk.store, desk.signature())


_who, _fixed = st.sampled_from(_ADDRESSES), st.sampled_from((AFRICA, EUROPE))
_row = st.tuples(_who, st.sampled_from(("", *_ADDRESSES)), st.sampled_from(_OUTLETS))
_consent = st.builds(Consent, overwrite_edits=st.booleans(), revive_ended=st.booleans())
_steps = st.one_of(
    st.builds(_importing, st.lists(_row, min_size=1, max_size=3), _fixed, _consent),
    st.builds(_importing, st.lists(_row, min_size=1, max_size=3), _fixed, st.just(Consent())),
    st.builds(
        _editing,
        _who,
        _who,
        st.sampled_from(("facts", "add", "remove", "prefer", "move")),
        st.sampled_from(_OUTLETS),
    ),
    st.builds(_adding, _who, st.one_of(st.none(), _fixed), they_asked=st.booleans()),
    st.builds(_merging, _who, _who),
    st.builds(_joining_outlets, st.sampled_from(_OUTLETS[1:]), st.sampled_from(_OUTLETS[1:])),
    st.builds(_undoing, st.integers(0, 6)),
    st.builds(_undoing, st.integers(0, 2)),
    st.builds(_erasing, _who),
    st.builds(_leaving, _who, st.sampled_from((AFRICA, EUROPE, RULED, None))),
    st.builds(_suppressing, _who, st.sampled_from(_NOT_WEAKER), person=st.booleans()),
    st.builds(_subscribing, _who, st.sampled_from((AFRICA, EUROPE, RULED))),
    st.builds(_sending, st.sampled_from(((AFRICA,), (EUROPE, RULED)))),
    st.builds(_refreshing),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two lists that everybody is on, and one that has a rule."""
    folder = tmp_path_factory.mktemp("people") / "desk"
    found_workspace(folder)
    with _opened(folder) as desk:
        for slug, edit in ((AFRICA, ListEdit()), (EUROPE, ListEdit()), (RULED, ListEdit(where="outlet = Acacia"))):
            listing.create_list(
                desk.store,
                slug,
                title="",
                kind=ContactKind.JOURNALIST,
                basis=None,
                source="desk",
                by=desk.signature(),
                edit=edit,
            )
        for slug in (AFRICA, EUROPE):
            _importing([(address, "", "") for address in _ADDRESSES], slug, Consent())(desk, Memory())
    return folder


@settings(max_examples=40, deadline=None, phases=[Phase.generate])  # to make an example smaller takes minutes
@given(steps=st.lists(_steps, min_size=2, max_size=14))
def test_whatever_is_done_to_people_in_whatever_order_the_tables_stay_right(template: Path, steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder, _opened(shutil.copytree(template, Path(folder) / "desk")) as desk:
        memory = Memory()
        for step in steps:
            try:
                step(desk, memory)
            except MailerError:  # what is refused changes nothing
                continue
            finally:
                assert_right(desk.store, memory)


def assert_right(store: Store, memory: Memory) -> None:
    with store.read() as tx:
        assert tx.execute(text("PRAGMA foreign_key_check")).all() == []
        _assert_addresses(tx)
        _assert_nobody_is_back(tx, memory)
        _assert_refusals_hold(tx, memory)
    _assert_found(store)
    assert auditing.verify(store).broken == ()


def _assert_addresses(tx: Transaction) -> None:
    a, c = t.addresses.c, t.contacts.c
    preferred = func.count().filter(a.is_preferred)
    counted = tx.execute(select(a.contact_id, preferred.label("number")).group_by(a.contact_id))
    numbers = {row.contact_id: row.number for row in counted}
    merged = {row.id: row.merged_into for row in tx.execute(select(c.id, c.merged_into))}
    assert numbers == {contact_id: 1 for contact_id, into in merged.items() if into is None}
    assert all(merged[into] is None for into in merged.values() if into is not None)
    s = t.subscriptions.c
    assert not {*tx.scalars(select(s.contact_id).where(s.ended_at.is_(None)))} - {*numbers}


def _assert_nobody_is_back(tx: Transaction, memory: Memory) -> None:
    s = t.subscriptions.c
    rows = tx.execute(select(t.subscriptions).order_by(s.list_id, s.contact_id, s.id)).all()
    for _, some in itertools.groupby(rows, key=lambda row: (row.list_id, row.contact_id)):
        theirs = [*some]
        in_force = [row for row in theirs if row.ended_at is None]
        assert len(in_force) <= 1
        left = [row for row in theirs if row.ended_reason == _OWN_END]
        assert not (in_force and left) or in_force[0].changeset_id in memory.asked_back


def _assert_refusals_hold(tx: Transaction, memory: Memory) -> None:
    """Whom nothing may be written to, stays so, unless they were erased: then no file brings them back."""
    for address in sorted(memory.refused):
        key = parse_address(address).key
        reasons = _reasons(tx, key)
        if not reasons:
            assert key in tombstones.erased(tx, [key]), address
            memory.refused.discard(address)
            memory.own_will.discard(address)
        elif address in memory.own_will:
            assert any(SuppressionReason(one).is_own_will for one in reasons), address


def _reasons(tx: Transaction, key: str) -> list[str]:
    s, owner = t.suppressions.c, select(t.addresses.c.contact_id).where(t.addresses.c.key == key)
    return [*tx.scalars(select(s.reason).where((s.address_key == key) | s.contact_id.in_(owner)))]


def _assert_found(store: Store) -> None:
    """What contacts are found by is what it would be if it were made anew."""
    wanted = select(contact_search.c.contact_id, contact_search.c.text).order_by(contact_search.c.contact_id)
    with store.begin() as tx:
        before = tx.execute(wanted).all()
        searches.refresh(tx, [*tx.scalars(select(t.contacts.c.id)), *(row.contact_id for row in before)])
        assert tx.execute(wanted).all() == before


def _all_of(store: Store, address: str) -> set[str]:
    with store.read() as tx:
        a = t.addresses.c
        owner = select(a.contact_id).where(a.key == parse_address(address).key)
        return {address, *tx.scalars(select(a.address).where(a.contact_id.in_(owner)))}


@contextmanager
def _opened(folder: Path) -> Iterator[Desk]:
    desk: Any = open_app(folder, named=None, environ={"MAILER_USER": "amal@desk"}).desk
    try:
        yield desk
    finally:
        desk.store.close()
