# Exports as their programs write them, with invented people.

import pytest

from mailer.content.listfile.choices import Reading
from mailer.content.listfile.headers import map_headers
from mailer.content.listfile.known_headers import KNOWN
from mailer.content.listfile.layouts import LAYOUTS
from mailer.content.listfile.mapping import TARGETS
from mailer.content.listfile.spelling import header_key
from tests.unit.exports import CISION, GOOGLE, GOOGLE_OLD, LISTMONK, MAILCHIMP, MAILCHIMP_GONE, OUTLOOK
from tests.unit.listfiles import Read, addresses, others
from tests.unit.listfiles import read as read  # noqa: PLC0414 - a fixture


def test_google_contacts_of_today(read: Read) -> None:
    rows, file = read(GOOGLE)

    zoe, only = rows
    assert file.layout == "Google Contacts"
    assert (zoe.name, zoe.outlet, zoe.role, zoe.country) == ("Zoë Ann Exemple", "Radio Example", "Editor", "KE")
    assert (zoe.address.address, others(zoe)) == ("zoe@example.org", ["z@example.com", "zoe@example.net"])
    assert (zoe.phone, zoe.notes) == ("+1 202 555 0100; +1 202 555 0101", "Likes: tea Fax: none")
    assert zoe.beats == ("Press Africa",)
    assert (only.address.address, others(only)) == ("second@example.org", [])
    assert [(one.line, one.reason) for one in file.errors] == [(5, "there is no address")]


def test_an_address_book_brings_nothing_private(read: Read) -> None:
    rows, file = read(GOOGLE)

    assert {header for row in rows for header in row.fields} == set()
    assert "Birthday" in file.ignored


def test_google_contacts_as_they_were(read: Read) -> None:
    (row,), file = read(GOOGLE_OLD)

    assert file.layout == "Google Contacts, old"
    assert (row.name, row.outlet, row.role, row.languages) == ("Ana Ruiz", "Radio Example", "Reporter", ("es",))
    assert (row.address.address, others(row), row.fields) == ("ana@example.org", ["ana@example.net"], {})


def test_outlook(read: Read) -> None:
    (row,), file = read(OUTLOOK.encode("cp1252"), encoding="cp1252")

    assert file.layout == "Outlook"
    assert (row.name, row.outlet, row.role, row.country) == ("Jürgen Müller", "Wire Example", "Editor", "DE")
    assert (others(row), row.phone, row.beats) == (["jm@example.net"], "+1 202 555 0102", ("Health", "Water"))


def test_mailchimp_brings_its_tags_and_fields_and_no_guesses(read: Read) -> None:
    (row,), file = read(MAILCHIMP)

    assert file.layout == "Mailchimp"
    assert (row.name, row.beats, row.timezone, row.country) == ("Ana Ruiz", ("press", "africa"), "", "")
    assert row.fields == {"Desk": "Health"}


@pytest.mark.parametrize(("header", "value"), list(MAILCHIMP_GONE.items()))
def test_who_left_at_mailchimp_is_not_taken(read: Read, header: str, value: str) -> None:
    rows, file = read(f"Email Address,First Name,{header},LEID\nana@example.org,Ana,{value},1\n")

    assert rows == []
    assert f"the export says: {header} = {value}" in file.errors[0].reason
    assert "mailer suppressions import" in file.errors[0].reason


def test_listmonk_keeps_its_attributes(read: Read) -> None:
    rows, file = read(LISTMONK)

    assert file.layout == "listmonk"
    assert (rows[0].outlet, rows[0].languages, rows[0].fields) == (
        "Radio Example",
        ("fr", "en"),
        {"city": "Bern", "visits": "3"},
    )
    assert [error.line for error in file.errors] == [3, 4, 5]
    assert [error.value for error in file.errors][:2] == ["ben@example.org", "cid@example.org"]
    assert "no JSON" in file.errors[2].reason


def test_a_media_database_with_a_title_above(read: Read) -> None:
    rows, file = read(CISION)

    assert file.layout == "a media database"
    assert [(row.line, row.name, row.outlet, row.role) for row in rows] == [
        (4, "Ana Ruiz", "Radio Example", "Editor"),
        (5, "", "Wire Example", ""),
    ]
    assert (rows[0].beats, rows[0].fields) == (("Health", "Water"), {"Media Type": "Radio"})
    assert addresses(rows) == ["ana@example.org", "news@example.com"]


@pytest.mark.parametrize("status", ["unsubscribed", "Cleaned", "hard bounce", "BLOCKLISTED", "opted out", "désabonné"])
def test_any_list_may_say_who_is_gone(read: Read, status: str) -> None:
    rows, file = read(f"email,Status\nana@example.org,active\nben@example.org,{status}\n")

    assert (addresses(rows), rows[0].fields) == (["ana@example.org"], {"Status": "active"})
    assert "not to be written to" in file.errors[0].reason


def test_who_has_not_agreed_yet_is_not_taken(read: Read) -> None:
    rows, file = read("email,status\nana@example.org,unconfirmed\n")

    assert rows == []
    assert "not agreed yet" in file.errors[0].reason


@pytest.mark.parametrize(
    ("cell", "is_taken"),
    [("", True), ("no", True), ("FALSE", True), ("0", True), ("yes", False), ("2025-01-01", False)],
)
def test_a_column_may_mark_who_is_gone(read: Read, cell: str, *, is_taken: bool) -> None:
    rows, file = read(f"email,Opted out\nana@example.org,{cell}\n")

    assert (len(rows) == 1, file.fields) == (is_taken, ())


def test_the_tables_of_layouts_are_in_the_form_that_headers_are_compared_in() -> None:
    headers = [header for one in LAYOUTS for said in one.columns.values() for header in said.split("|")]
    headers += [header for said in KNOWN.values() for header in said.split("|")]
    headers += [
        header for one in LAYOUTS for header in (*one.left_out, *(header for sign in one.signs for header in sign))
    ]

    assert [header for header in headers if header_key(header) != header] == []


def test_the_tables_of_layouts_know_no_column_that_there_is_not() -> None:
    known = {column for one in LAYOUTS for column in one.columns} | set(KNOWN)

    assert known <= set(TARGETS.values())


def test_every_sign_of_a_layout_leads_to_an_address() -> None:
    signs = [(one.name, sign) for one in LAYOUTS for sign in one.signs if any("mail" in header for header in sign)]

    columns = [map_headers(sorted(sign), Reading(), file="x.csv") for _, sign in signs]

    assert [one.layout for one in columns] == [name for name, _ in signs]
    assert all("address" in one.places for one in columns)
