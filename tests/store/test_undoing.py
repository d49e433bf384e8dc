"""Importing and taking back, on both databases: whatever comes, what was decided about people stays decided."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from mailer.domain.contact import ContactKind
from mailer.domain.suppression import SuppressionReason
from mailer.errors import ListFileError, MailerError, UsageProblem
from mailer.store.database import Store
from mailer.store.opening import open_store
from mailer.store.sending.audiences import Choice
from mailer.store.tables import schema as t
from mailer.store.tables.change_schema import contact_search, newcomers
from mailer.usecases.people import listing, subscribing, suppressing
from mailer.usecases.people.accounting import ImportReport
from mailer.usecases.people.amending import ListEdit
from mailer.usecases.people.importing import Attended, Consent, ImportRequest, import_contacts
from mailer.usecases.people.refreshing import refresh
from mailer.usecases.people.undoing import undo
from tests.store.ledger import NOW, contact_profile, freeze, signed

_PEOPLE = (t.outlets, t.contacts, t.contact_languages, t.addresses, t.subscriptions, t.suppressions)
_TABLES = (*_PEOPLE, contact_search, newcomers)
_NAMES = ("ana", "ben", "cy", "dia", "eva")

Importing = Callable[..., ImportReport]


@dataclass(frozen=True, slots=True)
class Import:
    """A file to import: its rows, what it may do, and the list."""

    rows: tuple[str, ...]
    consent: Consent
    onto: str


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Importing:
    """A function that imports rows onto a list; there are two."""
    _make_lists(store)
    return lambda *rows, **said: _import(store, tmp_path, rows, **said)


def test_an_import_that_is_taken_back_leaves_nothing_behind(store: Store, bring: Importing) -> None:
    bring("ana@example.org,Ana,Wire,en")
    before = _everything(store)

    report = bring("ana@example.org,Ana Ruiz,Daily,fr;en", "ben@example.org,Ben,Another,", "cy@example.org,Cy,,")
    undone = undo(store, _number(report), by=signed(NOW))

    assert (undone.removed, undone.restored, undone.newer, undone.stayed) == (2, 3, 0, 0)
    assert _everything(store) == before


def test_what_was_changed_since_stays(store: Store, bring: Importing) -> None:
    first = bring("ana@example.org,Ana,Wire,en")
    second = bring("ana@example.org,Ana Ruiz,Daily,")
    bring("ana@example.org,Ana Maria Ruiz,,")

    undone = undo(store, _number(second), by=signed(NOW))
    stayed = undo(store, _number(first), by=signed(NOW))

    ana = contact_profile(store, "ana@example.org")
    assert (undone.restored, undone.newer) == (1, 1)
    assert (ana.contact.name, ana.contact.outlet) == ("Ana Maria Ruiz", "Wire")
    assert (stayed.removed, stayed.stayed, ana.lists) == (0, 1, ())


def test_who_had_mail_by_then_stays_with_an_ended_subscription(store: Store, bring: Importing) -> None:
    report = bring("ana@example.org,Ana,Wire,en")
    with store.begin() as tx:
        freeze(tx, Choice((1,), fallback="en"))

    undone = undo(store, _number(report), by=signed(NOW))

    (subscription,) = contact_profile(store, "ana@example.org").subscriptions
    assert (undone.removed, undone.stayed, undone.left) == (0, 1, 1)
    assert subscription.ended_reason == "removed"


def test_a_list_that_filled_itself_keeps_nobody_who_came_by_mistake(store: Store, bring: Importing) -> None:
    where = ListEdit(where="outlet = Wire")
    kind = ContactKind.JOURNALIST
    listing.create_list(store, "wire", title="", kind=kind, basis=None, source="", by=signed(NOW), edit=where)
    before = _everything(store)
    report = bring("ana@example.org,Ana,Wire,en", "ben@example.org,Ben,Wire,en", "cy@example.org,Cy,Wire,en")
    refresh(store, signed(NOW), ["wire"])
    moved = bring("ben@example.org,Ben,Daily,")
    refresh(store, signed(NOW), ["wire"])
    undo(store, _number(moved), by=signed(NOW))

    undone = undo(store, _number(report), by=signed(NOW))

    assert (undone.removed, undone.stayed) == (3, 0)
    assert _everything(store) == before


def test_who_left_a_list_that_fills_itself_is_not_forgotten(store: Store, bring: Importing) -> None:
    where = ListEdit(where="outlet = Wire")
    kind = ContactKind.JOURNALIST
    listing.create_list(store, "wire", title="", kind=kind, basis=None, source="", by=signed(NOW), edit=where)
    report = bring("ana@example.org,Ana,Wire,en")
    refresh(store, signed(NOW), ["wire"])
    subscribing.unsubscribe(store, "ana@example.org", list_slug="wire", by=signed(NOW))

    undone = undo(store, _number(report), by=signed(NOW))

    assert (undone.removed, undone.stayed) == (0, 1)


def test_a_changeset_is_taken_back_once(store: Store, bring: Importing) -> None:
    report = bring("ana@example.org,Ana,Wire,en")
    undone = undo(store, _number(report), by=signed(NOW))

    with pytest.raises(MailerError, match=f"already, by changeset {undone.undone_by}"):
        undo(store, _number(report), by=signed(NOW))
    with pytest.raises(MailerError, match="cannot be taken back"):
        undo(store, undone.undone_by, by=signed(NOW))
    with pytest.raises(UsageProblem, match="no changeset 999"):
        undo(store, 999, by=signed(NOW))


def test_an_unsubscription_cannot_be_taken_back(store: Store, bring: Importing) -> None:
    report = bring("ana@example.org,Ana,Wire,en")
    subscribing.unsubscribe(store, "ana@example.org", list_slug="africa", by=signed(NOW))

    with pytest.raises(MailerError, match="mailer subscribe"):
        undo(store, _number(report) + 1, by=signed(NOW))


def test_a_fact_that_was_set_by_hand_is_kept_and_told(store: Store, bring: Importing) -> None:
    bring("ana@example.org,Ana,Wire,en")
    with store.begin() as tx:
        tx.execute(update(t.contacts).values(edited={"name": NOW.isoformat()}))

    report = bring("ana@example.org,Anna,Daily,")
    kept = [(one.field, one.before, one.after) for one in report.kept]
    again = bring("ana@example.org,Anna,Daily,", request=ImportRequest(consent=Consent(overwrite_edits=True)))

    assert kept == [("name", "Ana", "Anna")]
    assert [one.field for one in report.changes] == ["outlet"]
    assert [(one.field, one.after) for one in again.changes] == [("name", "Anna")]
    assert not again.kept
    with store.read() as tx:
        assert tx.scalar(select(t.contacts.c.edited)) == {}


def test_who_left_comes_back_only_where_a_flag_says_so(store: Store, bring: Importing) -> None:
    bring("ana@example.org,Ana,Wire,en")
    subscribing.unsubscribe(store, "ana@example.org", list_slug="africa", by=signed(NOW))

    refused = bring("ana@example.org,,,")
    revived = bring("ana@example.org,,,", request=ImportRequest(consent=Consent(revive_ended=True)))

    assert "left the list africa" in refused.errors[0].reason
    assert (revived.joined, revived.errors) == (1, ())
    assert contact_profile(store, "ana@example.org").lists == ("africa",)


def test_strictly_one_wrong_row_stops_all(store: Store, bring: Importing) -> None:
    before = _everything(store)

    with pytest.raises(ListFileError, match="line 3: 'nonsense'"):
        bring("ana@example.org,Ana,Wire,en", "nonsense,,,", request=ImportRequest(consent=Consent(is_strict=True)))

    assert _everything(store) == before


def test_a_change_that_comes_between_is_taken_into_account(store: Store, tmp_path: Path) -> None:
    _make_lists(store)
    _import(store, tmp_path, ("ana@example.org,Ana,Wire,en",))
    left: list[str] = []

    def leave(_: int) -> None:
        """Leave while the file is being read."""
        subscribing.unsubscribe(store, "ana@example.org", list_slug="africa", by=signed(NOW))
        left.append("ana")

    report = _import(store, tmp_path, ("ana@example.org,Ana Ruiz,,",), attended=Attended(leave))

    assert left == ["ana"]
    assert "left the list" in report.errors[0].reason


def _rows() -> st.SearchStrategy[tuple[str, ...]]:
    cell = st.sampled_from(["", "One", "Two"])
    outlet = st.sampled_from(["", "Wire", "Daily"])
    languages = st.sampled_from(["", "en", "fr;en"])
    row = st.tuples(st.sampled_from(_NAMES), cell, outlet, languages).map(
        lambda said: f"{said[0]}@example.org,{','.join(said[1:])}"
    )
    return st.lists(row, max_size=6).map(tuple)


_consents = st.builds(Consent, overwrite_edits=st.booleans(), revive_ended=st.booleans())
_imports = st.builds(Import, _rows(), _consents, st.sampled_from(["africa", "europe"]))
_decisions = st.one_of(
    _imports,
    st.tuples(st.just("leave"), st.sampled_from(_NAMES)),
    st.tuples(st.just("suppress"), st.sampled_from(_NAMES)),
)
_careful = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(before=st.lists(_decisions, max_size=4), last=_imports)
@_careful
def test_taking_back_the_last_import_restores_every_table(before: list[Any], last: Import) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/mailer.db")
        _make_lists(store)
        for one in before:
            _do(store, Path(folder), one)
        was = _everything(store)

        report = _do(store, Path(folder), last)
        assert report is not None
        undo(store, _number(report), by=signed(NOW + timedelta(hours=1)))

        assert _everything(store) == was
        store.close()


@given(steps=st.lists(_decisions, min_size=2, max_size=6), undone=st.booleans())
@_careful
def test_no_sequence_of_imports_weakens_what_was_decided(steps: list[Any], *, undone: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/mailer.db")
        _make_lists(store)
        gone: set[str] = set()
        _import(store, Path(folder), tuple(f"{name}@example.org,,," for name in _NAMES[:4]))
        for step in steps:
            left, on_lists = _left(store), _on_lists(store)
            report = _do(store, Path(folder), step)
            if report is not None and undone:
                undo(store, _number(report), by=signed(NOW))
            if isinstance(step, tuple) and step[0] == "suppress":
                gone.add(f"{step[1]}@example.org")
            if not (isinstance(step, Import) and step.consent.revive_ended):
                assert left <= _left(store)
            assert {one for one in _on_lists(store) - on_lists if one[0] in gone} == set()

        assert {one.address for one in suppressing.all_suppressions(store)} == gone
        store.close()


def _left(store: Store) -> set[tuple[str, int]]:
    """Return who left which list by their own will, and has not come back."""
    return {who for who, (_, reason) in _stays(store).items() if reason == "unsubscribed"}


def _on_lists(store: Store) -> set[tuple[str, int]]:
    return {who for who, (is_on, _) in _stays(store).items() if is_on}


def _stays(store: Store) -> dict[tuple[str, int], tuple[bool, str | None]]:
    """Return the last stay of each address on each list: whether it lasts, and why it has ended."""
    s, a = t.subscriptions.c, t.addresses.c
    wanted = select(a.key, s.list_id, s.ended_at, s.ended_reason).join(t.addresses, a.contact_id == s.contact_id)
    with store.read() as tx:
        rows = tx.execute(wanted.order_by(s.id)).all()
    return {(row.key, row.list_id): (row.ended_at is None, row.ended_reason) for row in rows}


def _do(store: Store, folder: Path, step: Any) -> ImportReport | None:
    if isinstance(step, Import):
        return _import(store, folder, step.rows, request=ImportRequest(consent=step.consent), onto=step.onto)
    what, name = step
    if what == "suppress":
        suppressing.suppress(store, f"{name}@example.org", reason=SuppressionReason.MANUAL, by=signed(NOW))
    else:
        try:
            subscribing.unsubscribe(store, f"{name}@example.org", list_slug="africa", by=signed(NOW))
        except MailerError:  # nobody of that name yet
            return None
    return None


def _import(store: Store, folder: Path, rows: tuple[str, ...], *, onto: str = "africa", **said: Any) -> ImportReport:
    path = folder / "people.csv"
    path.write_text("address,name,outlet,language\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return import_contacts(store, path, list_slug=onto, dry_run=False, by=signed(NOW), **said)


def _make_lists(store: Store) -> None:
    for slug in ("africa", "europe"):
        listing.create_list(
            store, slug, title="", kind=ContactKind.JOURNALIST, basis=None, source="desk", by=signed(NOW)
        )


def _everything(store: Store) -> list[list[Any]]:
    with store.read() as tx:
        return [sorted(map(repr, tx.execute(select(table)).all())) for table in _TABLES]


def _number(report: ImportReport) -> int:
    assert report.changeset is not None
    return report.changeset


def test_who_was_put_on_another_list_since_stays(store: Store, bring: Importing) -> None:
    report = bring("ana@example.org,Ana,Wire,en")
    subscribing.subscribe(store, ["ana@example.org"], list_slug="europe", by=signed(NOW))

    undone = undo(store, _number(report), by=signed(NOW))

    assert (undone.removed, undone.stayed, undone.left) == (0, 1, 1)
    assert contact_profile(store, "ana@example.org").lists == ("europe",)


def test_who_was_left_out_of_a_campaign_by_then_stays(store: Store, bring: Importing) -> None:
    report = bring("ana@example.org,Ana,Wire,en")
    with store.begin() as tx:
        freeze(tx, Choice((1,), languages={"fr": "fr"}), languages=("fr",))

    undone = undo(store, _number(report), by=signed(NOW))

    assert (undone.removed, undone.stayed) == (0, 1)
