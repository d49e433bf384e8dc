"""Outlets as they are typed; and their cap in a send."""

import csv
import io

from tests.cli.conftest import Desk


def _filled(desk: Desk) -> None:
    for name in ("ana", "ben", "newsdesk"):
        desk.run("contacts", "add", f"{name}@faro.example.org", "--outlet", "El Faro", "--list", "press")


def test_an_outlet_is_shown_and_corrected(desk: Desk) -> None:
    _filled(desk)

    edited = desk.run("outlets", "edit", "el faro", "--desk-address", "newsdesk@faro.example.org", "--cap", "1")
    shown = desk.json("outlets", "show", "El Faro", "--json")

    assert edited.code == 0
    assert "To take it back: mailer contacts undo" in edited.out
    assert shown == {
        "name": "El Faro", "people": 3, "desk_address": "newsdesk@faro.example.org", "cap": 1,
        "lists": {"press": 3}, "last_mail_at": None,
    }  # fmt: skip
    assert "newsdesk@faro.example.org" in desk.run("outlets", "show", "El Faro").out


def test_outlets_are_listed_for_people_and_programs(desk: Desk) -> None:
    _filled(desk)

    rows = list(csv.DictReader(io.StringIO(desk.run("outlets", "ls", "faro", "--csv").out)))

    assert rows == [{"name": "El Faro", "people": "3", "desk_address": "", "cap": ""}]
    assert "El Faro" in desk.run("outlets", "ls").out
    assert "No outlet was found" in desk.run("outlets", "ls", "nowhere").out


def test_outlets_are_merged(desk: Desk) -> None:
    _filled(desk)
    desk.run("contacts", "add", "cy@example.org", "--outlet", "Faro")

    merged = desk.run("outlets", "merge", "Faro", "--into", "El Faro")

    assert merged.out.startswith("Faro is El Faro now.\n1 contact moved")


def test_a_send_goes_to_no_more_people_of_an_outlet_than_its_cap_and_says_so(desk: Desk) -> None:
    _filled(desk)
    desk.run("outlets", "edit", "El Faro", "--cap", "1", "--desk-address", "newsdesk@faro.example.org")

    plan = desk.run("send", "wells", "--to", "press", "--dry-run").out
    sent = desk.json("send", "wells", "--to", "press", "--yes", "--json")
    again = desk.json("send", "wells", "--to", "press", "--dry-run", "--json")

    assert "2 over the cap of their outlet" in plan
    assert (sent["recipients"], sent["left_out"]["outlet_cap"], sent["deliveries"]["sent"]) == (7, 2, 7)
    assert (again["recipients"], again["left_out"]["outlet_cap"]) == (0, 2)
    assert "over the cap of their outlet" in desk.run("explain", "ana@faro.example.org").out
    assert "sent, through press" in desk.run("explain", "newsdesk@faro.example.org").out
    assert "The books balance" in desk.run("status", "1").out
    assert desk.json("outlets", "show", "El Faro", "--json")["last_mail_at"] is not None
