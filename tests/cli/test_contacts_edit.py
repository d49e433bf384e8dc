"""People as a press office keeps them: added, corrected and found, as it is typed."""

import pytest

from tests.cli.conftest import Desk

_HISTORY = {"subscriptions", "suppressions", "lists", "id", "origin", "changes"}
_ANA = ("contacts", "add", "ana@example.org", "--name", "Ana Ruiz", "--outlet", "El Faro")


@pytest.fixture
def desk(workspace: Desk) -> Desk:
    """A workspace that knows Ana, and a field of its own."""
    settings = (workspace.path / "mailer.toml").read_text(encoding="utf-8")
    workspace.write("mailer.toml", f'{settings}\n[fields.press-card]\ntype = "yes-no"\nlabel = "Carte de presse"\n')
    added = workspace.run(*_ANA)
    assert (added.code, added.out) == (0, "Added Ana Ruiz <ana@example.org>.\n")
    return workspace


def test_everything_a_press_office_knows_can_be_said_at_once(desk: Desk) -> None:
    facts = {
        "--role": "Africa editor", "--kind": "partner", "--language": "fr,en", "--country": "ke",
        "--timezone": "Africa/Nairobi", "--beats": "health, climate", "--phone": "+1 202 555 0100",
        "--notes": "Calls in the morning", "--embargo-since": "2026-01-15", "--embargo-version": "2",
        "--field": "Carte de presse=oui", "--add-address": "ben@example.net,ben@example.com",
    }  # fmt: skip

    typed = desk.run("contacts", "add", "ben@example.org", *(word for pair in facts.items() for word in pair))

    assert (typed.code, typed.err) == (0, "")
    ben = desk.json("contacts", "show", "ben@example.com", "--json")
    assert {name: ben[name] for name in ben if name not in _HISTORY} == {
        "address": "ben@example.org", "addresses": ["ben@example.org", "ben@example.net", "ben@example.com"],
        "name": "", "outlet": "", "role": "Africa editor", "kind": "partner", "languages": ["fr", "en"],
        "country": "KE", "timezone": "Africa/Nairobi", "beats": ["health", "climate"], "phone": "+1 202 555 0100",
        "notes": "Calls in the morning", "embargo_since": "2026-01-15", "embargo_version": "2",
        "fields": {"press-card": "yes"},
    }  # fmt: skip


def test_an_edit_shows_each_field_before_and_after(desk: Desk) -> None:
    typed = desk.run("contacts", "edit", "ana@example.org", "--role", "Chief", "--outlet", "")

    assert typed.code == 0
    assert [line.split() for line in typed.out.splitlines() if line[:4] in {"outl", "role"}] == [
        ["outlet", "El", "Faro"],
        ["role", "Chief"],
    ]
    assert "To take it back: mailer contacts undo 2" in typed.out


def test_a_dry_run_of_an_edit_changes_nothing(desk: Desk) -> None:
    told = desk.json("contacts", "edit", "ana@example.org", "--role", "Chief", "--dry-run", "--json")

    assert told == {"address": "ana@example.org", "changed": {"role": ["", "Chief"]}, "changeset": None}
    assert desk.json("contacts", "show", "ana@example.org", "--json")["role"] == ""


def test_what_cannot_be_is_refused_with_its_option(desk: Desk) -> None:
    typed = desk.run("contacts", "edit", "ana@example.org", "--field", "press-card=lost")

    assert (typed.code, typed.out) == (2, "")
    assert typed.err == "mailer: --field press-card: 'lost' is neither yes nor no. Type it again\n"


def test_an_agreement_about_embargoes_is_given_up(desk: Desk) -> None:
    desk.run("contacts", "edit", "ana@example.org", "--embargo-since", "2026-01-15")

    typed = desk.run("contacts", "edit", "ana@example.org", "--no-embargo")

    assert typed.code == 0
    assert desk.json("contacts", "show", "ana@example.org", "--json")["embargo_since"] is None


def test_who_must_not_be_written_to_is_shown_so_before_all_else(desk: Desk) -> None:
    desk.run("suppressions", "add", "ana@example.org", "--person", "--note", "by phone")

    shown = desk.run("contacts", "show", "ana@example.org").out
    found = desk.run("contacts", "find", "ANA").out

    assert shown.startswith("MUST NOT BE WRITTEN TO: ana@example.org (nor to any other address of this person)")
    assert "manual" in found


def test_people_are_found_by_a_field_of_the_workspace(desk: Desk) -> None:
    desk.run("contacts", "edit", "ana@example.org", "--field", "press-card=yes", "--field", "room=B12")

    found = [desk.json("contacts", "find", word, "--json") for word in ("Press card=OUI", "room=B12", "press-card=no")]
    refused = desk.run("contacts", "find", "press-card=lost")

    assert [len(some) for some in found] == [1, 1, 0]
    assert (refused.code, refused.err) == (
        2,
        "mailer: press-card=lost: 'lost' is neither yes nor no. Type it again\n",
    )


def test_people_who_are_found_can_be_had_as_a_list_file(desk: Desk) -> None:
    rows = desk.run("contacts", "find", "faro", "--csv").out.splitlines()

    assert rows[0].startswith("address,name,outlet")
    assert rows[1].startswith("ana@example.org,Ana Ruiz,El Faro")


def test_a_further_address_that_must_not_be_written_to_is_refused(desk: Desk) -> None:
    desk.run("suppressions", "add", "gone@example.org")

    typed = desk.run("contacts", "add", "new@example.org", "--add-address", "gone@example.org")

    assert (typed.code, "must not be written to" in typed.err) == (1, True)
