"""Lists with rules, senders and exclusions, as they are typed and sent to."""

import json
import os
import subprocess
import sys

import pytest

from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay

_PEOPLE = """\
address,name,outlet,kind,language,country,beats
amina@example.org,Amina Okello,The Acacia Tribune,journalist,en,KE,health;aid
karim@example.com,Karim Mansour,Delta Echo,journalist,ar,EG,politics
zoe@example.net,Zoë Müller,Radio Nord,journalist,,SO,Public Health
sam@example.org,Sam Staff,,staff,en,KE,
"""


@pytest.fixture
def lists(desk: Desk) -> Desk:
    """The desk with four people on a fixed list ``everybody``."""
    desk.run("lists", "create", "everybody", "--title", "Everybody")
    path = desk.write("everybody.csv", _PEOPLE)
    assert desk.run("contacts", "import", str(path), "--list", "everybody").code == 0
    return desk


def plan(desk: Desk, *words: str) -> dict[str, int]:
    told = desk.json("send", "wells", *words, "--dry-run", "--json")
    return {"recipients": told["recipients"], **{reason: n for reason, n in told["left_out"].items() if n}}


def complete(desk: Desk, line: str) -> list[str]:
    """Return what the shell would propose after ``line``, whose last word is being typed."""
    place = len(line.partition("'")[0].split(" "))
    asked = {"_MAILER_COMPLETE": "zsh_complete", "COMP_WORDS": f"mailer {line}", "COMP_CWORD": str(place)}
    typed = subprocess.run(
        [sys.executable, "-m", "mailer"],
        env={**os.environ, **asked},
        cwd=desk.path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert typed.stderr == ""
    return typed.stdout.splitlines()[1::3]


def test_a_rule_list_is_made_shown_and_sent_to(lists: Desk, relay: ScriptedRelay) -> None:
    made = lists.run("lists", "create", "health", "--where", "kind = journalist and beat contains HEALTH")
    shown = lists.json("lists", "show", "health", "--json")
    sent = lists.run("send", "wells", "--to", "health", "--yes")

    assert "kind = journalist and beat contains HEALTH" in made.out
    assert (shown["active"], shown["rule"]) == (2, "kind = journalist and beat contains HEALTH")
    assert sent.code == 0
    assert sorted(one.recipient for one in relay.messages) == ["amina@example.org", "zoe@example.net"]


def test_a_rule_list_is_as_its_rule_says_when_it_is_sent_to_and_exported(lists: Desk) -> None:
    lists.run("lists", "create", "kenya", "--where", "country = KE and kind = journalist")
    path = lists.write("new.csv", "address,country,kind\nnew@example.org,KE,journalist\n")

    assert plan(lists, "--to", "kenya") == {"recipients": 1}
    lists.run("contacts", "import", str(path), "--list", "everybody")
    assert plan(lists, "--to", "kenya") == {"recipients": 2}
    assert "new@example.org" in lists.run("contacts", "export", "--list", "kenya").out


def test_who_was_taken_off_by_a_rule_is_no_candidate(lists: Desk) -> None:
    lists.run("lists", "create", "kenya", "--where", "country in (KE, SO) and kind = journalist")
    assert plan(lists, "--to", "kenya") == {"recipients": 2}

    lists.run("lists", "edit", "kenya", "--where", "country = KE and kind = journalist")

    assert plan(lists, "--to", "kenya") == {"recipients": 1}


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("kind = jornalist", "at character 8: there is no kind 'jornalist'. Did you mean journalist?"),
        ("list = everyone", "at character 8: there is no list 'everyone'. Did you mean everybody?"),
        ("contry = KE", "at character 1: there is nothing called 'contry' to compare. Did you mean country? A rule is"),
    ],
)
def test_a_rule_that_is_wrong_is_told_with_the_place_and_nothing_is_made(lists: Desk, rule: str, sentence: str) -> None:
    typed = lists.run("lists", "create", "some", "--where", rule)

    assert typed.code == 2
    assert sentence in typed.err
    assert typed.err.count("\n") == 1
    assert lists.run("lists", "show", "some").code == 2


def test_people_are_found_by_their_country_however_their_file_writes_it(lists: Desk) -> None:
    lists.run("lists", "create", "kenya", "--where", "country in (KE, Somalia) and beat = floods")
    rows = "a@example.org,Kenya,floods\nb@example.org,Somalie,floods\nc@example.org,XY,floods\n"
    path = lists.write("new.csv", f"address,country,beats\n{rows}")

    lists.run("contacts", "import", str(path), "--list", "everybody")
    lists.run("contacts", "edit", "c@example.org", "--country", "Kenia")

    assert lists.json("lists", "show", "kenya", "--json")["countries"] == {"KE": 2, "SO": 1}


def test_nobody_is_imported_onto_a_rule_list(lists: Desk) -> None:
    lists.run("lists", "create", "kenya", "--where", "country = KE")
    path = lists.write("kenya.csv", "address\nnew@example.org\n")

    typed = lists.run("contacts", "import", str(path))

    assert typed.code == 2
    assert "nobody can be put on kenya: who is on it follows from its rule, country = KE" in typed.err


def test_who_is_on_an_excluded_list_is_left_out_of_each_sending(lists: Desk) -> None:
    lists.run("lists", "create", "opted-out", "--where", "address = amina@example.org")
    lists.run("lists", "edit", "everybody", "--exclude", "opted-out")

    assert plan(lists, "--to", "everybody") == {"recipients": 3, "excluded": 1}
    edited = lists.run("lists", "edit", "everybody", "--no-exclude", "opted-out")
    assert "opted-out" in edited.out
    assert plan(lists, "--to", "everybody") == {"recipients": 4}
    assert lists.run("lists", "edit", "everybody", "--no-exclude", "opted-out").code == 2


def test_an_archived_list_is_not_sent_to_nor_shown(lists: Desk) -> None:
    lists.run("lists", "archive", "everybody")

    typed = lists.run("send", "wells", "--to", "everybody", "--yes")

    assert typed.code == 2
    assert "mailer lists unarchive everybody" in typed.err
    assert "everybody" not in lists.run("lists", "ls").out
    assert "everybody" in lists.run("lists", "ls", "--all").out
    lists.run("lists", "unarchive", "everybody")
    assert plan(lists, "--to", "everybody") == {"recipients": 4}


def test_a_list_has_its_own_sender(lists: Desk, relay: ScriptedRelay) -> None:
    sender = "Africa Desk <africa@example.org>"
    lists.run("lists", "edit", "everybody", "--sender", sender, "--reply-to", "answers@example.org")

    lists.run("send", "wells", "--to", "everybody", "--yes")

    assert len(relay.messages) == 4
    for message in relay.messages:
        assert b"From: Africa Desk <africa@example.org>" in message.content
        assert b"Reply-To: answers@example.org" in message.content


def test_lists_with_different_senders_are_not_sent_to_at_once(lists: Desk) -> None:
    lists.run("lists", "edit", "everybody", "--sender", "africa@example.org")

    typed = lists.run("send", "wells", "--to", "press,everybody", "--yes")

    assert typed.code == 2
    assert "press is sent by" in typed.err
    assert "everybody is sent by" in typed.err
    assert "mailer lists edit everybody --sender" in typed.err


def test_internal_and_other_lists_are_mixed_only_on_demand(lists: Desk) -> None:
    lists.run("lists", "create", "staff", "--kind", "staff", "--where", "kind = staff")

    typed = lists.run("send", "wells", "--to", "press,staff", "--yes")

    assert typed.code == 2
    assert "staff is internal and press is press" in typed.err
    assert plan(lists, "--to", "press,staff", "--mix-internal") == {"recipients": 7}


def test_those_of_whom_no_language_is_known_get_that_of_the_list(lists: Desk) -> None:
    release = lists.path / "releases" / "wells"
    release.mkdir()
    text = (lists.path / "releases" / "wells.md").read_text(encoding="utf-8")
    for language in ("en", "fr"):
        (release / f"{language}.md").write_text(text, encoding="utf-8")
    (lists.path / "releases" / "wells.md").unlink()

    def languages(*words: str) -> dict[str, int]:
        told: dict[str, int] = lists.json("send", "wells", "--to", "everybody", *words, "--dry-run", "--json")[
            "languages"
        ]
        return told

    assert languages() == {"en": 4}
    lists.run("lists", "edit", "everybody", "--language", "French")
    assert languages() == {"en": 3, "fr": 1}
    lists.run("lists", "edit", "everybody", "--policy", "own")
    assert languages() == {"en": 2, "fr": 1}
    assert plan(lists, "--to", "everybody") == {"recipients": 3, "no_edition": 1}
    sent = lists.json("send", "wells", "--to", "everybody", "--yes", "--json")
    assert (sent["recipients"], sent["left_out"]["no_edition"]) == (3, 1)
    assert lists.json("status", "wells", "--json")["balanced"] is True


def test_a_list_tells_how_its_mail_arrived(lists: Desk, relay: ScriptedRelay) -> None:
    before = lists.run("lists", "show", "everybody")
    relay.answer("zoe@example.net", "rcpt", "550 5.1.1 No such user")
    lists.run("send", "wells", "--to", "everybody", "--yes")

    after = lists.json("lists", "show", "everybody", "--json")

    assert "no mail yet" in before.out
    assert (after["tried"], after["returned"], after["bounce_rate"]) == (4, 1, 0.25)
    assert "25.0% of 4 mails failed or bounced" in lists.run("lists", "show", "everybody").out


def test_an_edit_says_what_was_and_what_is(lists: Desk) -> None:
    typed = lists.run("lists", "edit", "everybody", "--title", "All of them", "--class", "partners")
    again = lists.run("lists", "edit", "everybody", "--title", "All of them")

    assert "Everybody" in typed.out
    assert "All of them" in typed.out
    assert "partners" in typed.out
    assert "nothing was changed" in again.out


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("lists show ev", ["everybody"]),
        ("lists show ", ["everybody", "press"]),
        ("send wells --to press,e", ["press,everybody"]),
        ("send wells --exclude p", ["press"]),
        ("contacts import x.csv --list e", ["everybody"]),
        ("subscribe a@example.org --list e", ["everybody"]),
        ("lists create x --where 'kind = j", ["kind = journalist"]),
        ("lists edit press --where 'country = ", ["country = EG", "country = KE", "country = SO"]),
        ("lists create x --where 'list = p", ["list = press"]),
    ],
)
def test_the_shell_proposes_lists_and_the_words_of_rules(lists: Desk, line: str, expected: list[str]) -> None:
    lists.run("lists", "ls")

    assert complete(lists, line) == expected


def test_the_shell_is_told_nothing_where_there_is_no_workspace(workspace: Desk) -> None:
    (workspace.path / "mailer.toml").unlink()

    assert complete(workspace, "lists show x") == []


def test_proposing_makes_no_database(workspace: Desk) -> None:
    assert complete(workspace, "lists show x") == []
    assert not (workspace.path / "mailer.db").exists()


def test_lists_are_told_as_json(lists: Desk) -> None:
    lists.run("lists", "edit", "everybody", "--why", "You write about us", "--exclude", "press")

    told = json.loads(lists.run("lists", "ls", "--json").out)[0]

    assert (told["slug"], told["class"], told["policy"], told["excludes"]) == (
        "everybody",
        "press",
        "fallback",
        ["press"],
    )
    assert (told["why"], told["archived_at"], told["rule"]) == ("You write about us", None, "")


def test_a_rule_names_the_fields_of_the_settings_as_they_are(lists: Desk) -> None:
    settings = (lists.path / "mailer.toml").read_text(encoding="utf-8")
    lists.write("mailer.toml", settings + '\n[fields.party]\ntype = "text"\n')
    path = lists.write("more.csv", "address,party,kind\nmp@example.org,Greens,partner\n")
    assert lists.run("contacts", "import", str(path), "--list", "everybody").code == 0

    made = lists.run("lists", "create", "greens", "--where", "party = GREENS")

    assert "field.party = GREENS" in made.out
    assert plan(lists, "--to", "greens") == {"recipients": 1}


def test_a_rehearsal_and_a_test_copy_are_no_mail_to_a_list(desk: Desk) -> None:
    settings = desk.path / "mailer.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[relays.paper]\nurl = "outbox:outbox"\n', "utf-8")
    assert desk.run("send", "wells", "--test", "p0@outlet0.example.org", "--yes").code == 0
    assert desk.run("send", "wells", "--to", "press", "--relay", "paper", "--yes").code == 0

    assert desk.json("lists", "show", "press", "--json")["tried"] == 0
