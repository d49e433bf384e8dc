"""Lists, contacts, subscriptions and suppressions, as they are typed."""

import csv
import io

import pytest

from tests.cli.conftest import Desk

_PEOPLE = """\
address,name,outlet,language,country
amina@example.org,Amina Okello,The Acacia Tribune,en,KE
karim@example.com,كريم منصور,صدى الدلتا,ar,EG
not an address,Nobody,,,
"""


@pytest.fixture
def desk(workspace: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A workspace, and the folder we are in, with a list africa and a file lists/africa.csv."""
    monkeypatch.chdir(workspace.path)
    workspace.write("lists/africa.csv", _PEOPLE)
    workspace.run("lists", "create", "africa", "--title", "Press, Africa", "--source", "accreditation desk")
    return workspace


def test_an_import_reports_in_the_agreed_form(desk: Desk) -> None:
    report = desk.json("contacts", "import", "lists/africa.csv", "--list", "africa", "--json")

    assert list(report)[:6] == ["added", "updated", "unchanged", "skipped", "errors", "changeset"]
    assert (report["added"], report["skipped"], report["changeset"]) == (2, 1, 2)
    assert (report["errors"][0]["line"], report["errors"][0]["value"]) == (4, "not an address")


def test_a_dry_run_leaves_the_list_empty(desk: Desk) -> None:
    report = desk.json("contacts", "import", "lists/africa.csv", "--dry-run", "--json")

    assert (report["added"], report["changeset"]) == (2, None)
    assert desk.json("lists", "show", "africa", "--json")["active"] == 0


def test_an_import_for_people_says_what_was_skipped_and_why(desk: Desk) -> None:
    typed = desk.run("contacts", "import", "lists/africa.csv")

    assert typed.code == 0
    assert "2 added, 0 updated, 0 unchanged, 1 skipped" in typed.out
    assert "not an address" in typed.out


def test_a_list_is_counted_and_broken_down(desk: Desk) -> None:
    desk.run("contacts", "import", "lists/africa.csv")
    desk.run("suppressions", "add", "karim@example.com", "--note", "by phone")

    report = desk.json("lists", "show", "africa", "--json")

    assert (report["active"], report["suppressed"], report["ended"]) == (1, 1, 0)
    assert report["languages"] == {"en": 1}


def test_lists_are_shown_with_their_titles(desk: Desk) -> None:
    assert "Press, Africa" in desk.run("lists", "ls").out


def test_leaving_and_coming_back_is_history(desk: Desk) -> None:
    desk.run("contacts", "import", "lists/africa.csv")

    left = desk.run("unsubscribe", "amina@example.org", "--list", "africa")
    back = desk.run("subscribe", "amina@example.org", "--list", "africa")

    history = desk.json("contacts", "show", "amina@example.org", "--json")["subscriptions"]
    assert (left.code, back.code) == (0, 0)
    assert "again (left it on" in back.out
    assert [one["ended_reason"] for one in history] == ["unsubscribed", None]


@pytest.mark.parametrize("options", [[], ["--list", "africa", "--all"]])
def test_unsubscribing_wants_one_list_or_all(desk: Desk, options: list[str]) -> None:
    typed = desk.run("unsubscribe", "amina@example.org", *options)

    assert typed.code == 2
    assert "--list LIST or --all" in typed.err


def test_what_somebody_asked_for_is_not_removed_by_accident(desk: Desk) -> None:
    desk.run("contacts", "import", "lists/africa.csv")
    desk.run("unsubscribe", "amina@example.org", "--all")

    refused = desk.run("suppressions", "remove", "amina@example.org")
    allowed = desk.run("suppressions", "remove", "amina@example.org", "--they-asked")

    assert (refused.code, allowed.code) == (1, 0)
    assert "--they-asked" in refused.err


def test_suppressions_are_listed_with_their_reason(desk: Desk) -> None:
    desk.run("suppressions", "add", "gone@example.net", "--reason", "bounced")

    (one,) = desk.json("suppressions", "ls", "--json")

    assert (one["address"], one["reason"], one["is_person"]) == ("gone@example.net", "bounced", False)
    assert "gone@example.net" in desk.run("suppressions", "ls").out


def test_a_person_is_added_found_and_exported(desk: Desk) -> None:
    desk.run("contacts", "add", "zoe@example.net", "--name", "Zoé Martin", "--language", "fr,en", "--list", "africa")

    found = desk.json("contacts", "find", "zoé", "--json")
    exported = list(csv.DictReader(io.StringIO(desk.run("contacts", "export", "--list", "africa").out)))

    assert [one["languages"] for one in found] == [["fr", "en"]]
    assert [(one["address"], one["source"]) for one in exported] == [("zoe@example.net", "accreditation desk")]


@pytest.mark.parametrize("option", ["--name", "--outlet", "--role", "--country"])
@pytest.mark.parametrize("typed", ["Ana\x1b[2J", "Ana\r\nBcc: all@example.org", "A\x00na"])
def test_what_an_import_refuses_in_a_value_is_refused_when_typed(desk: Desk, option: str, typed: str) -> None:
    told = desk.run("contacts", "add", "ana@example.org", option, typed)

    assert told.code == 2
    assert told.err.startswith(f"mailer: {option}: the value holds ")
    assert told.err.count("\n") == 1
    assert desk.run("contacts", "show", "ana@example.org").code == 1


def test_a_contact_is_shown_whole(desk: Desk) -> None:
    desk.run("contacts", "import", "lists/africa.csv")
    desk.run("suppressions", "add", "karim@example.com", "--person", "--note", "by phone")

    shown = desk.run("contacts", "show", "karim@example.com").out

    assert all(fact in shown for fact in ("كريم منصور", "صدى الدلتا", "EG", "accreditation desk", "by phone"))


def test_a_file_without_a_list_is_answered_with_the_command(desk: Desk) -> None:
    desk.write("lists/europe.csv", _PEOPLE)

    typed = desk.run("contacts", "import", "lists/europe.csv")

    assert typed.code == 2
    assert "mailer lists create europe --title" in typed.err
    assert "Traceback" not in typed.err


def test_a_file_that_is_not_there_is_bad_input(desk: Desk) -> None:
    typed = desk.run("contacts", "import", "lists/nowhere.csv", "--list", "africa")

    assert typed.code == 65
    assert "nowhere.csv" in typed.err


def test_a_further_column_is_held_to_the_type_that_the_workspace_gives_it(desk: Desk) -> None:
    settings = (desk.path / "mailer.toml").read_text(encoding="utf-8")
    desk.write("mailer.toml", f'{settings}\n[fields.accredited]\ntype = "yes-no"\nlabel = "Press card"\n')
    desk.write("lists/africa.csv", "address,Press card\namina@example.org,Oui\nkarim@example.com,perhaps\n")

    report = desk.json("contacts", "import", "lists/africa.csv", "--json")

    (error,) = report["errors"]
    assert (report["added"], error["line"], error["value"]) == (1, 3, "karim@example.com")
    assert "Press card: 'perhaps'" in error["reason"]
    assert desk.json("contacts", "show", "amina@example.org", "--json")["fields"] == {"accredited": "yes"}


def test_the_number_of_a_switchboard_makes_nobody_look_like_a_colleague(desk: Desk) -> None:
    def looked(known: int) -> list[object]:
        rows = "".join(f"p{number}@example.net,+1 202 555 0199\n" for number in range(known))
        desk.write("desk.csv", f"address,phone\n{rows}")
        desk.run("contacts", "import", "desk.csv", "--list", "africa")
        desk.write("new.csv", "address,phone\nnew@example.net,+1 202 555 0199\n")
        found: list[object] = desk.json("contacts", "import", "new.csv", "--list", "africa", "--dry-run", "--json")[
            "duplicates"
        ]
        return found

    assert len(looked(3)) == 3
    assert looked(4) == []


def test_somebody_new_who_looks_like_somebody_known_is_pointed_out(desk: Desk) -> None:
    desk.run("contacts", "import", "lists/africa.csv")
    rows = "Dr. OKELLO Amina,amina.okello@example.net,The ACACIA Tribune\nAmina Okello,amina@example.com,Another\n"
    desk.write("lists/africa.csv", f"name,address,outlet\n{rows}")

    report = desk.json("contacts", "import", "lists/africa.csv", "--dry-run", "--json")

    assert report["added"] == 2
    assert report["duplicates"] == [
        {
            "line": 2,
            "address": "amina.okello@example.net",
            "like": "amina@example.org",
            "reason": "same name and outlet",
        }
    ]
    assert "is perhaps" in desk.run("contacts", "import", "lists/africa.csv", "--dry-run").out


def test_whoever_left_another_program_can_be_suppressed_from_its_export(desk: Desk) -> None:
    desk.run("suppressions", "add", "karim@example.com")
    rows = ("Amina@example.org,Amina,2026-03-01", "karim@example.com,Karim,2026-04-01", "nobody,,")
    export = "\n".join(("Email Address,First Name,UNSUB_TIME", *rows))
    path = str(desk.write("lists/left.csv", export))

    planned = desk.json("suppressions", "import", path, "--dry-run", "--json")
    done = desk.json("suppressions", "import", path, "--note", "from the old program", "--json")
    typed = desk.run("suppressions", "import", path)
    taken = desk.json("contacts", "import", "lists/africa.csv", "--json")

    assert (planned["added"], planned["unchanged"], planned["skipped"], planned["changeset"]) == (1, 1, 1, None)
    assert (done["added"], done["errors"][0]["line"]) == (1, 4)
    assert "0 suppressed, 2 already were, 1 row skipped" in typed.out
    assert {one["value"] for one in taken["errors"]} >= {"amina@example.org", "karim@example.com"}
    amina, _ = desk.json("suppressions", "ls", "--json")
    assert (amina["address"], amina["reason"], amina["note"]) == (
        "amina@example.org",
        "unsubscribed",
        "from the old program",
    )


def test_of_an_export_that_says_who_left_only_these_are_suppressed(desk: Desk) -> None:
    rows = "on@example.org,subscribed\noff@example.org,unsubscribed\nback@example.org,cleaned\n"
    path = str(desk.write("audience.csv", f"Email Address,Status\n{rows}"))

    done = desk.json("suppressions", "import", path, "--json")

    assert (done["added"], done["skipped"]) == (2, 1)
    assert [(one["line"], one["value"]) for one in done["errors"]] == [(2, "on@example.org")]
    assert "does not say that they left" in done["errors"][0]["reason"]


def test_an_import_and_its_undoing_tell_how_many(desk: Desk) -> None:
    path = desk.write("x.csv", "address\nnew@example.org\nmore@example.org\nnobody\n")
    shown = desk.run("contacts", "import", str(path), "--list", "africa").out
    desk.run("suppressions", "add", "new@example.org")
    undone = desk.json("contacts", "undo", str(desk.json("contacts", "changes", "--json")[1]["id"]), "--json")

    assert "2 contacts came onto africa." in shown
    assert [undone[one] for one in ("removed", "stayed", "ended", "restored", "newer")] == [1, 1, 1, 0, 0]


def test_an_export_says_how_many_it_leaves_out(desk: Desk) -> None:
    desk.run("contacts", "import", "lists/africa.csv")
    desk.run("suppressions", "add", "karim@example.com")

    assert "1 contact left out: must not be written to" in desk.run("contacts", "export", "--list", "africa").err
