"""Bringing files of contacts onto lists: nothing twice, and nobody brought back."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from mailer.domain.contact import Basis, ContactKind, ContactRow, Frequency, merged
from mailer.domain.suppression import SuppressionReason
from mailer.errors import UsageProblem
from mailer.store.database import Store
from mailer.store.tables import schema as t
from mailer.store.tables.change_schema import changesets
from mailer.usecases.people import exporting, listing, subscribing, suppressing
from mailer.usecases.people.accounting import ImportReport
from mailer.usecases.people.importing import import_contacts
from tests.store.ledger import NOW, contact_profile, signed

_EXAMPLES = Path(__file__).parents[2] / "lists"

Importing = Callable[..., ImportReport]

_HEADER = "address,name,outlet,role,kind,language,country,timezone,beats,basis,source,frequency\n"
_AMINA = "amina@example.org,Amina Okello,The Acacia Tribune,editor,,en;fr,KE,Africa/Nairobi,climate,,,\n"
_BEN = "ben@example.org,Ben Moyo,Harbour Wire,,,,ZW,,,,,\n"


@pytest.fixture
def run_import(store: Store, tmp_path: Path, now: datetime) -> Importing:
    """A function that writes a file and imports it onto the list africa."""
    for slug in ("africa", "partners"):
        listing.create_list(
            store, slug, title="", kind=ContactKind.PARTNER, basis=Basis.MEMBER, source="agreement", by=signed(now)
        )

    def run(*lines: str, header: str = _HEADER, onto: str = "africa", dry_run: bool = False) -> ImportReport:
        path = tmp_path / "people.csv"
        path.write_text(header + "".join(lines), encoding="utf-8")
        return import_contacts(store, path, list_slug=onto, dry_run=dry_run, by=signed(now))

    return run


def test_a_file_brings_its_contacts_onto_the_list(store: Store, run_import: Importing) -> None:
    report = run_import(_AMINA, _BEN)

    amina = contact_profile(store, "amina@example.org")
    assert _numbers(report) == (2, 0, 0, 0)
    assert amina.lists == ("africa",)
    assert amina.contact.languages == ("en", "fr")
    assert amina.contact.outlet == "The Acacia Tribune"


def test_what_a_file_does_not_say_is_inherited_from_the_list(store: Store, run_import: Importing) -> None:
    run_import(_AMINA, "cara@example.org,,,,journalist,,,,,consent,web form,weekly\n")

    amina = contact_profile(store, "amina@example.org")
    cara = contact_profile(store, "cara@example.org")
    assert (amina.contact.kind, cara.contact.kind) == (ContactKind.PARTNER, ContactKind.JOURNALIST)
    assert _terms(amina.subscriptions[0].terms) == (Basis.MEMBER, "agreement", Frequency.IMMEDIATE)
    assert _terms(cara.subscriptions[0].terms) == (Basis.CONSENT, "web form", Frequency.WEEKLY)


def test_importing_the_same_file_again_changes_nothing(store: Store, run_import: Importing) -> None:
    run_import(_AMINA, _BEN)
    before = _everything(store)

    report = run_import(_AMINA, _BEN)

    assert _numbers(report) == (0, 0, 2, 0)
    assert report.joined == 0
    assert _everything(store) == before


def test_a_dry_run_says_the_same_and_changes_nothing(store: Store, run_import: Importing) -> None:
    run_import(_AMINA)
    before = _everything(store)
    changed = _AMINA.replace("editor", "chief editor")

    told = run_import(changed, _BEN, "no address,,,,,,,,,,,\n", dry_run=True)

    assert _everything(store) == before
    assert told.changeset is None
    done = run_import(changed, _BEN, "no address,,,,,,,,,,,\n")
    assert replace(done, changeset=None) == told
    assert _numbers(told) == (1, 1, 0, 1)


def test_a_new_value_replaces_the_old_one(store: Store, run_import: Importing) -> None:
    run_import(_AMINA)

    report = run_import(_AMINA.replace("Amina Okello", "Amina Okello-Moyo").replace("en;fr", "fr"))

    amina = contact_profile(store, "amina@example.org").contact
    assert _numbers(report) == (0, 1, 0, 0)
    assert (amina.name, amina.languages, amina.role) == ("Amina Okello-Moyo", ("fr",), "editor")


def test_empty_cells_and_missing_columns_never_empty_what_is_known(store: Store, run_import: Importing) -> None:
    run_import(_AMINA)
    before = contact_profile(store, "amina@example.org")

    with_empty_cells = run_import("amina@example.org,,,,,,,,,,,\n")
    without_columns = run_import("amina@example.org\n", header="address\n")

    assert _numbers(with_empty_cells) == _numbers(without_columns) == (0, 0, 1, 0)
    assert contact_profile(store, "amina@example.org") == before


def test_another_spelling_of_the_outlet_is_no_change(store: Store, run_import: Importing) -> None:
    run_import(_AMINA)

    report = run_import(_AMINA.replace("The Acacia Tribune", "THE ACACIA  TRIBUNE"))

    assert _numbers(report) == (0, 0, 1, 0)
    assert contact_profile(store, "amina@example.org").contact.outlet == "The Acacia Tribune"


def test_further_columns_are_kept_and_added_to(store: Store, run_import: Importing) -> None:
    run_import("amina@example.org,B12\n", header="address,room\n")

    run_import("amina@example.org,+1 202 555 0100\n", header="address,desk phone\n")

    kept = contact_profile(store, "amina@example.org").contact.fields
    assert kept == {"room": "B12", "desk phone": "+1 202 555 0100"}


def test_a_known_contact_only_comes_onto_the_second_list(store: Store, run_import: Importing) -> None:
    run_import(_AMINA)

    report = run_import("Amina@Example.org,,,,,,,,,,,\n", _BEN, onto="partners")

    assert _numbers(report) == (1, 1, 0, 0)
    assert report.joined == 2
    assert contact_profile(store, "amina@example.org").lists == ("africa", "partners")


def test_who_has_left_the_list_is_not_brought_back(store: Store, run_import: Importing, now: datetime) -> None:
    run_import(_AMINA, _BEN)
    subscribing.unsubscribe(store, "amina@example.org", list_slug="africa", by=signed(now + timedelta(days=1)))

    report = run_import(_AMINA.replace("editor", "chief editor"), _BEN)

    amina = contact_profile(store, "amina@example.org")
    assert _numbers(report) == (0, 0, 1, 1)
    assert _errors(report) == [(2, "amina@example.org")]
    assert "left the list africa (2026-11-25, unsubscribed)" in report.errors[0].reason
    assert (amina.lists, amina.contact.role) == ((), "editor")


def test_who_has_left_one_list_may_come_onto_another(store: Store, run_import: Importing, now: datetime) -> None:
    run_import(_AMINA)
    subscribing.unsubscribe(store, "amina@example.org", list_slug="africa", by=signed(now))

    report = run_import(_AMINA, onto="partners")

    assert _numbers(report) == (0, 1, 0, 0)
    assert contact_profile(store, "amina@example.org").lists == ("partners",)


@pytest.mark.parametrize("is_known", [True, False])
def test_who_must_not_be_written_to_is_skipped(
    store: Store, run_import: Importing, now: datetime, *, is_known: bool
) -> None:
    if is_known:
        run_import(_AMINA)
    suppressing.suppress(store, "amina@example.org", reason=SuppressionReason.BOUNCED, by=signed(now), person=is_known)

    report = run_import(_AMINA, _BEN, onto="partners")

    assert _numbers(report) == (1, 0, 0, 1)
    assert report.errors[0].reason == "must not be written to (bounced, since 2026-11-24)"


def test_of_two_rows_about_one_person_the_first_counts(store: Store, run_import: Importing) -> None:
    report = run_import(_AMINA, _BEN, "AMINA@EXAMPLE.ORG,Somebody Else,,,,,,,,,,\n")

    assert _numbers(report) == (2, 0, 0, 1)
    assert _errors(report) == [(4, "AMINA@example.org")]
    assert "line 2" in report.errors[0].reason
    assert contact_profile(store, "amina@example.org").contact.name == "Amina Okello"


def test_every_row_is_counted_once_whatever_becomes_of_it(store: Store, run_import: Importing, now: datetime) -> None:
    run_import(_AMINA, _BEN)
    suppressing.suppress(store, "dan@example.org", reason=SuppressionReason.MANUAL, by=signed(now))
    rows = [
        _AMINA,
        _BEN.replace("Ben", "Benedict"),
        _BEN,
        *(f"{a},,,,,,,,,,,\n" for a in ("dan@example.org", "@", "eve@example.org")),
    ]

    report = run_import(*rows)

    assert _numbers(report) == (1, 1, 1, 3)
    assert sum(_numbers(report)) == len(rows)
    assert [error.line for error in report.errors] == [4, 5, 6]


def test_an_import_is_written_down_with_the_checksum_of_its_file(
    store: Store, run_import: Importing, tmp_path: Path
) -> None:
    report = run_import(_AMINA, _BEN)

    with store.read() as tx:
        row = tx.execute(select(changesets).where(changesets.c.action == "import")).one()
    assert (row.id, row.added, row.source) == (report.changeset, 2, "people.csv")
    assert row.sha256 == hashlib.sha256((tmp_path / "people.csv").read_bytes()).hexdigest()


def test_changed_terms_change_the_subscription_in_force(store: Store, run_import: Importing) -> None:
    run_import(_AMINA)

    report = run_import("amina@example.org,,,,,,,,,,,daily\n")

    (subscription,) = contact_profile(store, "amina@example.org").subscriptions
    assert _numbers(report) == (0, 1, 0, 0)
    assert _terms(subscription.terms) == (Basis.MEMBER, "agreement", Frequency.DAILY)


def test_a_file_without_a_list_goes_onto_its_namesake(
    store: Store, run_import: Importing, tmp_path: Path, now: datetime
) -> None:
    run_import(_AMINA)
    path = (tmp_path / "people.csv").rename(tmp_path / "partners.csv")

    report = import_contacts(store, path, list_slug=None, dry_run=False, by=signed(now))

    assert report.list.slug == "partners"


def test_a_file_that_names_no_list_is_answered_with_the_command_that_makes_one(
    store: Store, run_import: Importing, tmp_path: Path, now: datetime
) -> None:
    run_import(_AMINA)

    with pytest.raises(UsageProblem, match=r"--list \(africa, partners\).*mailer lists create people --title"):
        import_contacts(store, tmp_path / "people.csv", list_slug=None, dry_run=False, by=signed(now))


def test_what_was_exported_can_be_imported_and_changes_nothing(
    store: Store, run_import: Importing, tmp_path: Path, now: datetime
) -> None:
    run_import(_AMINA, _BEN, "cara@example.org,كريم,صدى الدلتا,,journalist,ar,EG,,,consent,web form,weekly\n")
    path = tmp_path / "again.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        exporting.write_csv(store, file.write, by=signed(NOW), list_slug="africa")

    report = import_contacts(store, path, list_slug="africa", dry_run=False, by=signed(now))

    assert _numbers(report) == (0, 0, 3, 0)


def test_the_example_lists_come_in_whole_and_share_two_people(store: Store, now: datetime) -> None:
    reports = []
    for slug in ("example-africa-press", "example-partners"):
        listing.create_list(store, slug, title="", kind=ContactKind.PARTNER, basis=None, source="", by=signed(now))
        reports.append(import_contacts(store, _EXAMPLES / f"{slug}.csv", list_slug=None, dry_run=False, by=signed(now)))

    assert [_numbers(report) for report in reports] == [(12, 0, 0, 0), (7, 2, 0, 0)]


def test_merging_keeps_what_the_file_leaves_out(known_row: ContactRow) -> None:
    said = replace(known_row, name="", role="chief editor", fields={"room": "", "floor": "3"})

    after = merged(known_row, said)

    assert (after.name, after.role) == (known_row.name, "chief editor")
    assert after.fields == {"room": "B12", "floor": "3"}


@pytest.fixture
def known_row() -> ContactRow:
    """A contact as the database knows it."""
    from mailer.domain.address import parse_address

    return ContactRow(0, parse_address("amina@example.org"), name="Amina Okello", role="editor", fields={"room": "B12"})


def _numbers(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.skipped


def _errors(report: ImportReport) -> list[tuple[int, str]]:
    return [(error.line, error.value) for error in report.errors]


def _terms(terms: object) -> tuple[object, ...]:
    return tuple(getattr(terms, name) for name in ("basis", "source", "frequency"))


def _everything(store: Store) -> dict[str, Sequence[object]]:
    people = (t.contacts, t.addresses, t.contact_languages, t.outlets, t.subscriptions)
    with store.read() as tx:
        return {table.name: tx.execute(select(table).order_by(*table.primary_key)).all() for table in people}
