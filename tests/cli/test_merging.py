"""Duplicates are found, merged, told apart and taken apart again, as it is typed."""

import csv
import io
import json
from typing import Any

import pytest

from tests.cli.campaigning import PEOPLE, mailer, prepared
from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay

_AMINA, _OTHER = "amina@example.org", "a.okello@example.net"


@pytest.fixture
def desk(workspace: Desk) -> Desk:
    """A workspace with somebody who is there twice."""
    workspace.run("lists", "create", "africa", "--source", "desk")
    who = ("--outlet", "The Acacia Tribune", "--list", "africa")
    workspace.run("contacts", "add", _AMINA, "--name", "Amina Okello", "--language", "en", *who)
    workspace.run("contacts", "add", _OTHER, "--name", "OKELLO, Amina", "--role", "Africa editor", *who)
    return workspace


def known(desk: Desk, address: str) -> dict[str, Any]:
    """Return what is known of a contact, apart from what was done to it."""
    found = desk.json("contacts", "show", address, "--json")
    return {name: found[name] for name in ("id", "addresses", "name", "role", "languages", "lists", "subscriptions")}


def test_duplicates_are_shown_with_what_they_have_in_common(desk: Desk) -> None:
    shown = desk.run("contacts", "duplicates")

    assert "likely" in shown.out
    assert "same name and outlet" in shown.out
    assert "mailer contacts merge A B" in shown.out


def test_duplicates_come_as_json_and_as_csv(desk: Desk) -> None:
    (one,) = desk.json("contacts", "duplicates", "--list", "africa", "--json")
    rows = list(csv.DictReader(io.StringIO(desk.run("contacts", "duplicates", "--csv").out)))

    assert (one["sure"], one["in_common"]) == ("likely", ["same name and outlet"])
    assert [who["address"] for who in one["contacts"]] == [_AMINA, _OTHER]
    assert [(row["group"], row["address"]) for row in rows] == [("1", _AMINA), ("1", _OTHER)]


def test_groups_that_are_asked_for_one_by_one_are_all_of_them(workspace: Desk) -> None:
    others = [f"{letter}@gmail.com" for letter in "abcdefgh"]
    further = ";".join(others)
    tagged = "".join(f"{one.replace('@', '+tag@')},\n" for one in others)
    path = workspace.write("all.csv", f"address,other_addresses\nana@example.org,{further}\n{tagged}")
    workspace.run("lists", "create", "all")
    assert workspace.run("contacts", "import", str(path), "--list", "all").code == 0

    asked = ("contacts", "duplicates", "--limit", "1", "--json", "--skip")
    in_parts = [mailer(workspace, *asked, str(skip)).communicate(timeout=60)[0] for skip in range(len(others))]

    seen = [who["address"] for part in in_parts for group in json.loads(part) for who in group["contacts"][1:]]
    assert sorted(seen) == [one.replace("@", "+tag@") for one in others]


def test_where_nobody_is_there_twice_that_is_said(workspace: Desk) -> None:
    assert workspace.run("contacts", "duplicates").out == "No two contacts look like the same person.\n"


def test_a_dry_run_shows_each_fact_and_changes_nothing(desk: Desk) -> None:
    shown = desk.run("contacts", "merge", _AMINA, _OTHER, "--dry-run")

    assert "OKELLO, Amina" in shown.out
    assert "Africa editor" in shown.out
    assert "the two subscriptions become one" in shown.out
    assert desk.json("contacts", "show", _OTHER, "--json")["addresses"] == [_OTHER]


def test_without_an_answer_nothing_is_merged(desk: Desk) -> None:
    typed = desk.run("contacts", "merge", _AMINA, _OTHER)

    assert (typed.code, "--yes" in typed.err) == (2, True)
    assert desk.json("contacts", "show", _OTHER, "--json")["addresses"] == [_OTHER]


def test_two_contacts_become_one_and_two_again(desk: Desk) -> None:
    before = [known(desk, who) for who in (_AMINA, _OTHER)]
    merged = desk.json("contacts", "merge", _AMINA, _OTHER, "--yes", "--json")
    amina = desk.json("contacts", "show", _OTHER, "--json")

    assert merged["facts"]["role"] == {"kept": "", "merged": "Africa editor", "then": "Africa editor"}
    assert (amina["addresses"], amina["role"], amina["lists"]) == ([_AMINA, _OTHER], "Africa editor", ["africa"])
    assert desk.json("lists", "show", "africa", "--json")["active"] == 1

    desk.run("contacts", "undo", str(merged["changeset"]))
    assert [known(desk, who) for who in (_AMINA, _OTHER)] == before


def test_who_was_merged_is_told_of_as_one_and_gets_nothing_again(
    workspace: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = prepared(workspace, relay, monkeypatch)
    one, other = PEOPLE[:2]
    desk.run("lists", "create", "late")
    desk.run("send", "wells", "--to", other, "--yes")
    desk.run("subscribe", one, "--list", "late")
    desk.run("contacts", "merge", one, other, "--yes")

    told = desk.json("explain", one, "--json")
    assert [(verdict["address"], verdict["state"]) for verdict in told] == [(other, "sent")]
    assert [line["address"] for line in desk.json("log", "--address", one, "--json")] == [other]
    again = desk.json("send", "wells", "--to", "late", "--dry-run", "--json")
    assert (again["recipients"], again["left_out"]["already_had"]) == (0, 1)


def test_a_merge_says_what_will_no_longer_go_out_and_why(
    workspace: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = prepared(workspace, relay, monkeypatch)
    one, other = PEOPLE[:2]
    desk.run("send", "wells", "--to", "press", "--at", "tomorrow 06:00 UTC", "--yes")

    shown = desk.run("contacts", "merge", one, other, "--yes")

    assert "1 delivery that waits will not go out" in shown.out
    assert "has it at another address" in desk.run("explain", one).out
    assert f"to {other}" in desk.run("explain", one).out


def test_two_people_are_told_apart_and_that_is_taken_back(desk: Desk) -> None:
    apart = ("contacts", "distinct", _AMINA, _OTHER)
    assert desk.run(*apart).out == f"{_AMINA} and {_OTHER} are two people.\n"
    assert desk.run(*apart).out == f"{_AMINA} and {_OTHER} were said to be two people already.\n"
    assert desk.json("contacts", "duplicates", "--json") == []
    refused = desk.run("contacts", "merge", _AMINA, _OTHER, "--yes")
    assert (refused.code, "distinct --undo" in refused.err) == (1, True)

    assert "may be one person again" in desk.run(*apart, "--undo").out
    assert len(desk.json("contacts", "duplicates", "--json")) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((_AMINA, _AMINA), "was named twice"),
        ((_AMINA, "nobody@example.org"), "no contact has the address nobody@example.org"),
        ((_AMINA, "nobody"), "not a mail address"),
        ((_AMINA, _OTHER, "--prefer", "nobody@example.org"), "neither of the two"),
    ],
)
def test_what_cannot_be_merged_is_said_in_one_line(desk: Desk, words: tuple[str, ...], said: str) -> None:
    typed = desk.run("contacts", "merge", *words, "--yes")

    assert typed.code in {1, 2}
    assert said in typed.err
    assert typed.err.count("\n") == 1


def test_a_merge_says_that_nothing_will_be_written_to_the_person_any_more(desk: Desk) -> None:
    desk.run("suppressions", "add", _OTHER, "--person")

    shown = desk.run("contacts", "merge", _AMINA, _OTHER, "--dry-run")

    assert "Nothing will be written to this person any more" in shown.out
