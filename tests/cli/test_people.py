"""Lists, contacts, subscriptions and suppressions, as they are typed."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mailer.cli import exit_code

Typing = Callable[..., int]

_PEOPLE = """\
address,name,outlet,language,country
amina@example.org,Amina Okello,The Acacia Tribune,en,KE
karim@example.com,كريم منصور,صدى الدلتا,ar,EG
not an address,Nobody,,,
"""


@pytest.fixture
def type_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Typing:
    """A workspace with a list africa and a file africa.csv; a function that types a command in it."""
    assert exit_code(["init", str(tmp_path / "desk")]) == 0
    monkeypatch.chdir(tmp_path / "desk")
    Path("lists/africa.csv").write_text(_PEOPLE, encoding="utf-8")

    def typed(*words: str) -> int:
        capfd.readouterr()  # what earlier commands said is not asked for
        return exit_code([*words])

    typed("lists", "create", "africa", "--title", "Press, Africa", "--source", "accreditation desk")
    return typed


def test_an_import_reports_in_the_agreed_form(type_in: Typing, capfd: pytest.CaptureFixture[str]) -> None:
    code = type_in("contacts", "import", "lists/africa.csv", "--list", "africa", "--json")

    report = json.loads(capfd.readouterr().out)
    assert code == 0
    assert list(report) == ["added", "updated", "unchanged", "skipped", "errors", "changeset"]
    assert (report["added"], report["skipped"], report["changeset"]) == (2, 1, 1)
    assert (report["errors"][0]["line"], report["errors"][0]["value"]) == (4, "not an address")


def test_a_dry_run_leaves_the_list_empty(type_in: Typing, capfd: pytest.CaptureFixture[str]) -> None:
    type_in("contacts", "import", "lists/africa.csv", "--dry-run", "--json")
    report = json.loads(capfd.readouterr().out)

    type_in("lists", "show", "africa", "--json")

    assert (report["added"], report["changeset"]) == (2, None)
    assert json.loads(capfd.readouterr().out)["active"] == 0


def test_an_import_for_people_says_what_was_skipped_and_why(type_in: Typing, capfd: pytest.CaptureFixture[str]) -> None:
    type_in("contacts", "import", "lists/africa.csv")

    told = capfd.readouterr().out
    assert "2 added, 0 updated, 0 unchanged, 1 skipped" in told
    assert "not an address" in told


def test_a_list_is_counted_and_broken_down(type_in: Typing, capfd: pytest.CaptureFixture[str]) -> None:
    type_in("contacts", "import", "lists/africa.csv")
    type_in("suppressions", "add", "karim@example.com", "--note", "by phone")

    type_in("lists", "show", "africa", "--json")

    report = json.loads(capfd.readouterr().out)
    assert (report["active"], report["suppressed"], report["ended"]) == (1, 1, 0)
    assert report["languages"] == {"en": 1}


def test_lists_are_shown_with_their_titles(type_in: Typing, capfd: pytest.CaptureFixture[str]) -> None:
    type_in("lists", "ls")

    assert "Press, Africa" in capfd.readouterr().out


def test_leaving_and_coming_back(type_in: Typing, capfd: pytest.CaptureFixture[str]) -> None:
    type_in("contacts", "import", "lists/africa.csv")

    assert type_in("unsubscribe", "amina@example.org", "--list", "africa") == 0
    assert type_in("subscribe", "amina@example.org", "--list", "africa") == 0

    assert "again (left it on" in capfd.readouterr().out
    type_in("contacts", "show", "amina@example.org", "--json")
    history = json.loads(capfd.readouterr().out)["subscriptions"]
    assert [one["ended_reason"] for one in history] == ["unsubscribed", None]


@pytest.mark.parametrize("options", [[], ["--list", "africa", "--all"]])
def test_unsubscribing_wants_one_list_or_all(type_in: Typing, options: list[str]) -> None:
    assert type_in("unsubscribe", "amina@example.org", *options) == 2


def test_what_somebody_asked_for_is_not_removed_by_accident(type_in: Typing, capfd: pytest.CaptureFixture[str]) -> None:
    type_in("contacts", "import", "lists/africa.csv")
    type_in("unsubscribe", "amina@example.org", "--all")

    code = type_in("suppressions", "remove", "amina@example.org")

    told = capfd.readouterr().err
    assert code == 1
    assert "--they-asked" in told
    assert type_in("suppressions", "remove", "amina@example.org", "--they-asked") == 0


def test_suppressions_are_listed_with_their_reason(type_in: Typing, capfd: pytest.CaptureFixture[str]) -> None:
    type_in("suppressions", "add", "gone@example.net", "--reason", "bounced")

    type_in("suppressions", "ls", "--json")

    (one,) = json.loads(capfd.readouterr().out)
    assert (one["address"], one["reason"], one["is_person"]) == ("gone@example.net", "bounced", False)


def test_a_person_is_added_found_and_exported(type_in: Typing, capfd: pytest.CaptureFixture[str]) -> None:
    type_in("contacts", "add", "zoe@example.net", "--name", "Zoé Martin", "--language", "fr,en", "--list", "africa")

    type_in("contacts", "find", "zoé", "--json")
    found = json.loads(capfd.readouterr().out)
    type_in("contacts", "export", "--list", "africa")
    exported = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))

    assert [one["languages"] for one in found] == [["fr", "en"]]
    assert [(one["address"], one["source"]) for one in exported] == [("zoe@example.net", "accreditation desk")]


def test_a_file_without_a_list_is_answered_with_the_command(type_in: Typing, capfd: pytest.CaptureFixture[str]) -> None:
    Path("lists/europe.csv").write_text(_PEOPLE, encoding="utf-8")

    code = type_in("contacts", "import", "lists/europe.csv")

    told = capfd.readouterr().err
    assert code == 2
    assert "mailer lists create europe --title" in told
    assert "Traceback" not in told


def test_a_file_that_is_not_there_is_bad_input(type_in: Typing, capfd: pytest.CaptureFixture[str]) -> None:
    code = type_in("contacts", "import", "lists/nowhere.csv", "--list", "africa")

    assert code == 65
    assert "nowhere.csv" in capfd.readouterr().err
