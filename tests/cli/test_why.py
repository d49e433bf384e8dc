"""Why readers get it, and the notice in the first mail to an imported address: as it arrives, and as it is told."""

import email
from email import policy
from pathlib import Path

import pytest

from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay

TEMPLATES = Path(__file__).parents[2] / "templates" / "_base"
SAID = "You asked for it at our briefing."
NOTICE = "We have your address from"


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def received(relay: ScriptedRelay) -> dict[str, str]:
    """Return what each reader sees below the signature mark in the text part; the HTML part says the same."""
    found = {}
    for accepted in relay.messages:
        message = email.message_from_bytes(accepted.content, policy=policy.default)
        text, page = message.get_body(("plain",)), message.get_body(("html",))
        assert text is not None
        assert page is not None
        footer = plain(text.get_content().partition("\n-- ")[2])
        for sentence in (SAID, NOTICE, "concerns your work", "asked for it: you are"):
            assert (sentence in footer) == (sentence in plain(page.get_content())), sentence
        found[accepted.recipient] = footer
    return found


def import_onto(desk: Desk, slug: str, rows: str) -> None:
    path = desk.write(f"lists/{slug}.csv", rows)
    assert desk.run("contacts", "import", str(path), "--list", slug).code == 0


def test_the_footer_follows_the_list_that_carries_each_mail(desk: Desk, relay: ScriptedRelay) -> None:
    desk.run("lists", "create", "briefed", "--title", "Briefed", "--why", SAID)
    desk.run("lists", "create", "asked", "--title", "Friends of the lake", "--basis", "consent")
    for slug in ("briefed", "asked"):
        desk.run("contacts", "add", f"{slug}@example.net", "--list", slug)
    desk.run("contacts", "add", "both@example.net", "--list", "asked")
    desk.run("subscribe", "both@example.net", "--list", "briefed")

    to = [word for one in ("press", "asked", "briefed", "alone@example.net") for word in ("--to", one)]
    assert desk.run("send", "wells", *to, "--yes").code == 0

    footers = received(relay)
    assert SAID in footers["briefed@example.net"]
    asked = "because you asked for it: you are on our list “Friends of the lake”."
    assert asked in footers["asked@example.net"]
    assert asked in footers["both@example.net"]
    assert "because it concerns your work: you are on our list “Press”." in footers["p0@outlet0.example.org"]
    assert "sends you its news." in footers["alone@example.net"]


def test_somebody_on_another_basis_than_their_list_is_told_their_own(desk: Desk, relay: ScriptedRelay) -> None:
    import_onto(desk, "press", "address,basis\nasked@example.net,consent\n")

    assert desk.run("send", "wells", "--to", "press", "--yes").code == 0

    assert "because you asked for it: you are on our list “Press”." in received(relay)["asked@example.net"]


def test_the_first_mail_to_an_imported_address_and_no_other_says_whence(desk: Desk, relay: ScriptedRelay) -> None:
    import_onto(desk, "press", "address,source\nguided@example.net,Media guide\n")
    desk.run("contacts", "add", "by-hand@example.net", "--list", "press")
    assert desk.run("send", "wells", "--to", "press", "--yes").code == 0
    first = received(relay)
    told = desk.run("explain", "guided@example.net").out
    quiet = desk.run("explain", "by-hand@example.net").out
    relay.messages.clear()

    assert desk.run("send", "wells", "--to", "press", "--again", "--yes").code == 0

    assert f"{NOTICE} “Media guide” (since " in first["guided@example.net"]
    assert f"{NOTICE} a list of media contacts kept by" in first["p0@outlet0.example.org"]
    assert NOTICE not in first["by-hand@example.net"]
    assert len(received(relay)) == len(first)
    assert not [footer for footer in received(relay).values() if NOTICE in footer]
    assert "carried the notice of where the address came from" in told
    assert "notice" not in quiet
    explained = desk.json("explain", "guided@example.net", "--json")
    assert [one["tells_origin"] for one in explained] == [False, True]


def test_a_rehearsal_says_it_and_leaves_it_to_be_said(desk: Desk, relay: ScriptedRelay) -> None:
    settings = desk.path / "mailer.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[relays.paper]\nurl = "outbox:outbox"\n', "utf-8")
    assert desk.run("send", "wells", "--to", "press", "--relay", "paper", "--yes").code == 0

    assert desk.run("send", "wells", "--to", "press", "--yes").code == 0

    assert all(NOTICE in footer for footer in received(relay).values())


@pytest.mark.parametrize(("address", "is_told"), [("p0@outlet0.example.org", True), ("by-hand@example.net", False)])
def test_the_proof_as_a_reader_shows_what_their_footer_says(desk: Desk, address: str, is_told: bool) -> None:  # noqa: FBT001 - an example
    desk.run("contacts", "add", "by-hand@example.net", "--list", "press")

    assert desk.run("preview", "wells", "--as", address).code == 0

    sheet = (desk.path / "proofs" / "wells.html").read_text("utf-8")
    assert "it concerns your work: you are on our list “Press”." in plain(sheet)
    assert ("Whoever came by an import reads in their first mail" in sheet) is not is_told
    assert NOTICE in plain(sheet)


def write_parts(desk: Desk, html: str, text: str) -> None:
    """Give the workspace footers of its own, with these marks where ours has its reason."""
    own = desk.path / "templates" / "_base"
    own.mkdir(parents=True, exist_ok=True)
    for name, mark in (("parts.html.j2", html), ("parts.txt.j2", text)):
        shipped = (TEMPLATES / name).read_text("utf-8")
        assert shipped.count("{{ reason }}") == 1
        (own / name).write_text(shipped.replace("{{ reason }}", mark), "utf-8")


def test_a_template_of_old_still_says_why(desk: Desk, relay: ScriptedRelay) -> None:
    write_parts(desk, "{{ reason | bidi }}", "{{ reason | wrap }}")

    desk.run("send", "wells", "--to", "press", "--yes")

    assert [footer for footer in received(relay).values() if NOTICE in footer and "concerns your work" in footer]


def test_a_template_without_the_place_is_not_said_to_carry_the_notice(desk: Desk, relay: ScriptedRelay) -> None:
    write_parts(desk, "", "")

    desk.run("send", "wells", "--to", "press", "--yes")
    desk.run("preview", "wells")

    assert received(relay)
    assert not [footer for footer in received(relay).values() if NOTICE in footer]
    assert "notice" not in desk.run("explain", "p0@outlet0.example.org").out
    assert "Your template has no place for it" in (desk.path / "proofs" / "wells.html").read_text("utf-8")
