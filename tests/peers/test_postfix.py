"""Debian's Postfix as the relay: what it says it took is what the ledger says it gave, over TLS, each once."""

from collections import Counter
from collections.abc import Callable

from tests.peers.conftest import Desk
from tests.peers.postfix import Postfix

_RELEASE = "releases/record-returns-lake-orun"


def test_five_hundred_people_get_it_once_each_through_starttls(relayed: Callable[..., Desk], postfix: Postfix) -> None:
    addresses = [f"desk-{number:03}@example.org" for number in range(500)]
    desk = relayed(addresses)

    sent = desk.type("send", str(desk.path / _RELEASE), "--to", "press", "--yes", "--json")

    assert sent.code == 0, sent.err
    taken = postfix.deliveries(500, "example.org")
    assert Counter(to for to, _ in taken) == Counter(addresses)
    logged = desk.type("log", "--json").json
    assert {(line["address"], line["queue_id"]) for line in logged} == set(taken)
    assert {line["state"] for line in logged} == {"sent"}
    assert desk.type("status", "1", "--json").json["balanced"] is True


def test_mail_travels_encrypted_and_postfix_has_nothing_to_complain_of(
    relayed: Callable[..., Desk], postfix: Postfix
) -> None:
    desk = relayed([f"reader-{number}@example.com" for number in range(5)])

    sent = desk.type("send", str(desk.path / _RELEASE), "--to", "press", "--yes", "--json")

    assert len(postfix.deliveries(5, "example.com")) == 5
    said = postfix.said("smtpd")
    assert sent.code == 0, sent.err
    assert any("TLS connection established from localhost" in line for line in said)
    assert not [line for line in said if "unencrypted" in line or "Must issue a STARTTLS" in line]
    assert not [line for line in said if line.startswith(("warning", "error", "fatal", "improper", "lost"))]


def test_one_refused_address_fails_alone_with_what_the_relay_said(
    relayed: Callable[..., Desk], postfix: Postfix
) -> None:
    desk = relayed(["gone@example.net", "here-1@refusing.example", "here-2@refusing.example"])

    sent = desk.type("send", str(desk.path / _RELEASE), "--to", "press", "--yes", "--json")

    logged = {line["address"]: line for line in desk.type("log", "--json").json}
    refused = logged.pop("gone@example.net")
    assert sent.code == 3, sent.err
    assert (refused["state"], refused["phase"], refused["code"], refused["enhanced"]) == (
        "failed",
        "rcpt",
        550,
        "5.1.1",
    )
    assert "Nobody of this name works at our desk" in refused["text"]
    assert {line["state"] for line in logged.values()} == {"sent"}
    assert {to for to, _ in postfix.deliveries(2, "refusing.example")} == set(logged)
    assert sent.json["deliveries"]["failed"] == 1


def test_one_greylisted_address_is_put_off_and_the_campaign_goes_on_later(
    relayed: Callable[..., Desk], postfix: Postfix
) -> None:
    desk = relayed(["later@example.net", "here-1@greylisting.example", "here-2@greylisting.example"])

    sent = desk.type("send", str(desk.path / _RELEASE), "--to", "press", "--yes", "--json")

    logged = {line["address"]: line for line in desk.type("log", "--json").json}
    put_off = logged.pop("later@example.net")
    assert sent.code == 75, sent.err
    assert (put_off["state"], put_off["code"], put_off["attempts"]) == ("deferred", 450, 1)
    assert "Greylisted" in put_off["text"]
    assert {to for to, _ in postfix.deliveries(2, "greylisting.example")} == set(logged)
    assert sent.json["state"] == "running"
    assert sent.json["next_at"]
