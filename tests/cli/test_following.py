"""Editions that come later: their readers wait or are told, and get them once, in the thread of what they had."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import update

from mailer.store.tables.schema import campaigns
from tests.cli.campaigning import RELEASE, as_if_earlier, mailer, recipients, states, wait_for_messages
from tests.cli.conftest import Desk
from tests.relay.scripted import Moment, ScriptedRelay

_FRENCH = RELEASE.replace("Wells reopen around the lake", "Des puits rouvrent autour du lac")
_READERS = {
    "en@a.example.org": "en",
    "fr@a.example.org": "fr",
    "both@b.example.org": "fr;en",
    "rather-en@b.example.org": "en;fr",
    "swahili@c.example.org": "sw",
    "nothing@c.example.org": "",
}
_TOLD = ["both@b.example.org", "fr@a.example.org"]


@pytest.fixture
def newsroom(desk: Desk) -> Desk:
    """A desk with readers of several languages on the list ``world``, and a release in English."""
    (desk.path / "releases" / "wells.md").unlink()
    (desk.path / "releases" / "wells").mkdir()
    desk.write("releases/wells/en.md", RELEASE)
    rows = "".join(f"{address},{languages}\n" for address, languages in _READERS.items())
    path = desk.write("world.csv", f"address,language\n{rows}")
    desk.run("lists", "create", "world", "--source", "desk")
    assert desk.run("contacts", "import", str(path), "--list", "world").code == 0
    return desk


def french(desk: Desk) -> None:
    """Let the French edition come."""
    desk.write("releases/wells/fr.md", _FRENCH)


def messages(relay: ScriptedRelay, address: str) -> list[EmailMessage]:
    """Return what somebody got, in order."""
    return [
        message_from_bytes(one.content, policy=policy.default) for one in relay.messages if one.recipient == address
    ]


def text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    return part.get_content() if part else ""


def test_who_would_rather_read_another_edition_is_told_that_it_follows(newsroom: Desk, relay: ScriptedRelay) -> None:
    done = newsroom.run("send", "wells", "--to", "world", "--follows", "fr", "--yes")

    assert done.code == 0
    told = [who for who in _READERS if "French version follows." in text(messages(relay, who)[0])]
    assert sorted(told) == _TOLD
    assert "Version en français à suivre." in text(messages(relay, "fr@a.example.org")[0])


def test_an_edition_that_follows_goes_to_who_was_told_in_the_thread_of_what_they_had(
    newsroom: Desk, relay: ScriptedRelay, url: str
) -> None:
    assert url
    newsroom.run("send", "wells", "--to", "world", "--follows", "fr", "--yes")
    french(newsroom)
    relay.messages.clear()
    before = {who: entry["message_id"] for entry in newsroom.json("log", "--json") for who in [entry["address"]]}

    (followed,) = newsroom.json("follow", "wells", "--yes", "--json")

    assert recipients(relay) == _TOLD
    for who in _TOLD:
        (late,) = messages(relay, who)
        assert late["Subject"] == "Des puits rouvrent autour du lac"
        assert late["In-Reply-To"] == late["References"] == before[who]
        assert late["Message-ID"] != before[who]
        assert "List-Unsubscribe" in late
    assert (followed["kind"], followed["state"], followed["candidates"]) == ("late-edition", "finished", 2)
    assert followed["balanced"] is True


def test_who_is_held_waits_and_gets_the_edition_alone(newsroom: Desk, relay: ScriptedRelay, url: str) -> None:
    assert url
    done = newsroom.run("send", "wells", "--to", "world", "--hold", "fr", "--yes")
    assert (done.code, "2 readers wait for the fr edition." in done.out) == (0, True)
    assert states(newsroom) == {"sent": 4, "held": 2}
    assert "held, through world: waits for the fr edition" in newsroom.run("explain", "fr@a.example.org").out
    assert not set(_TOLD) & set(recipients(relay))
    french(newsroom)

    followed = newsroom.run("follow", "wells", "--yes")

    assert followed.code == 0
    assert recipients(relay) == sorted(_READERS)
    assert {messages(relay, who)[0]["Subject"] for who in _TOLD} == {"Des puits rouvrent autour du lac"}
    assert states(newsroom) == {"sent": 6}


def test_an_edition_goes_out_once(newsroom: Desk, relay: ScriptedRelay) -> None:
    newsroom.run("send", "wells", "--to", "world", "--follows", "fr", "--yes")
    french(newsroom)
    newsroom.run("follow", "wells", "--yes")

    again = newsroom.run("follow", "wells", "--yes")

    assert (again.code, "nobody waits for an edition of wells" in again.err) == (1, True)
    assert len(messages(relay, "fr@a.example.org")) == 2


def test_who_left_or_must_not_be_written_to_gets_no_late_edition(newsroom: Desk, relay: ScriptedRelay) -> None:
    newsroom.run("send", "wells", "--to", "world", "--follows", "fr", "--yes")
    newsroom.run("unsubscribe", "fr@a.example.org", "--list", "world")
    newsroom.run("suppressions", "add", "both@b.example.org", "--reason", "manual")
    french(newsroom)
    relay.messages.clear()

    (followed,) = newsroom.json("follow", "wells", "--yes", "--json")

    assert recipients(relay) == []
    assert (followed["candidates"], followed["recipients"], followed["balanced"]) == (2, 0, True)
    assert (followed["left_out"]["unsubscribed"], followed["left_out"]["suppressed"]) == (1, 1)


def test_who_was_held_and_left_meanwhile_gets_nothing(newsroom: Desk, relay: ScriptedRelay) -> None:
    newsroom.run("send", "wells", "--to", "world", "--hold", "fr", "--yes")
    newsroom.run("unsubscribe", "fr@a.example.org", "--list", "world")
    french(newsroom)

    newsroom.run("follow", "wells", "--yes")

    assert "fr@a.example.org" not in recipients(relay)
    assert states(newsroom) == {"sent": 5, "suppressed": 1}


def test_who_was_not_told_yet_gets_the_edition_at_once(newsroom: Desk, relay: ScriptedRelay) -> None:
    relay.answer("fr@a.example.org", "rcpt", "450 4.2.0 later", times=1)
    newsroom.run("send", "wells", "--to", "world", "--follows", "fr", "--yes")
    french(newsroom)

    newsroom.run("follow", "wells", "--yes")
    newsroom.run("retry", "1")
    newsroom.run("resume", "1")

    (only,) = messages(relay, "fr@a.example.org")
    assert only["Subject"] == "Des puits rouvrent autour du lac"
    assert len(messages(relay, "both@b.example.org")) == 2


def test_who_may_have_been_told_is_answered_too(newsroom: Desk, relay: ScriptedRelay) -> None:
    relay.drop("fr@a.example.org", Moment.AFTER_DOT, times=1)
    newsroom.run("send", "wells", "--to", "world", "--follows", "fr", "--yes")
    french(newsroom)

    newsroom.run("follow", "wells", "--yes")

    assert messages(relay, "fr@a.example.org")[-1]["In-Reply-To"]


def test_while_somebody_waits_the_release_can_go_to_others(newsroom: Desk, relay: ScriptedRelay) -> None:
    newsroom.run("send", "wells", "--to", "world", "--hold", "fr", "--yes")

    done = newsroom.run("send", "wells", "--to", "press", "--yes")

    assert done.code == 0
    assert len(relay.messages) == 4 + 6


def test_a_campaign_whose_readers_wait_can_be_cancelled(newsroom: Desk) -> None:
    newsroom.run("send", "wells", "--to", "world", "--hold", "fr", "--yes")

    newsroom.run("cancel", "1")
    french(newsroom)

    assert states(newsroom) == {"sent": 4, "cancelled": 2}
    assert "nobody waits" in newsroom.run("follow", "wells", "--yes").err


def test_an_edition_that_is_there_cannot_be_waited_for_and_one_that_is_not_cannot_follow(newsroom: Desk) -> None:
    there = newsroom.run("send", "wells", "--to", "world", "--hold", "en", "--yes")
    both = newsroom.run("send", "wells", "--to", "world", "--hold", "fr", "--follows", "fr", "--yes")
    wrong = newsroom.run("send", "wells", "--to", "world", "--hold", "klingon", "--yes")
    absent = newsroom.run("follow", "wells", "--language", "fr", "--yes")

    assert [one.code for one in (there, both, wrong, absent)] == [2, 2, 2, 2]
    assert "has its en edition already" in there.err
    assert "Name it once" in both.err
    assert "not a language" in wrong.err
    assert "releases/wells/fr.md" in absent.err


def test_a_late_edition_with_an_error_stays_where_it_is(newsroom: Desk, relay: ScriptedRelay) -> None:
    newsroom.run("send", "wells", "--to", "world", "--hold", "fr", "--yes")
    newsroom.write("releases/wells/fr.md", _FRENCH.replace("Forty", "TK"))

    refused = newsroom.run("follow", "wells", "--yes")

    assert (refused.code, "looks like a note to yourself" in refused.err) == (65, True)
    assert states(newsroom) == {"sent": 4, "held": 2}
    assert len(relay.messages) == 4


def test_an_error_of_a_late_edition_can_be_allowed_and_that_is_kept(
    newsroom: Desk, relay: ScriptedRelay, url: str
) -> None:
    assert url
    allow = ("--allow", "E012", "--reason")
    newsroom.write("releases/wells/en.md", RELEASE.replace("Forty", "TK"))
    newsroom.run("send", "wells", "--to", "world", "--follows", "fr", "--yes", *allow, "said first")
    newsroom.write("releases/wells/fr.md", _FRENCH.replace("Forty", "TK"))

    refused = newsroom.run("follow", "wells", "--yes")
    done = newsroom.run("follow", "wells", "--yes", *allow, "TK is a place")

    reasons = [newsroom.json("status", str(number), "--json")["allowed"][0]["reason"] for number in (1, 2)]
    assert (refused.code, done.code) == (65, 0)
    assert reasons == ["said first", "TK is a place"]
    assert len(messages(relay, "fr@a.example.org")) == 2


def test_a_late_edition_that_needs_what_a_reader_has_not_is_refused_before_anybody_gets_it(newsroom: Desk) -> None:
    newsroom.run("send", "wells", "--to", "world", "--hold", "fr", "--yes")
    newsroom.write("releases/wells/fr.md", _FRENCH.replace("Forty", "{{ recipient.outlet }}: forty"))

    refused = newsroom.run("follow", "wells", "--yes")

    assert (refused.code, "the fr edition needs recipient.outlet" in refused.err) == (65, True)
    assert states(newsroom) == {"sent": 4, "held": 2}


def test_a_dry_run_shows_who_waits_and_changes_nothing(newsroom: Desk, relay: ScriptedRelay) -> None:
    newsroom.run("send", "wells", "--to", "world", "--hold", "fr", "--yes")
    french(newsroom)

    planned = newsroom.json("follow", "wells", "--dry-run", "--json")

    assert planned["editions"] == [
        {"campaign": 1, "language": "fr", "held": 2, "not_yet_told": 0, "told": 0, "left_out": {}}
    ]
    assert states(newsroom) == {"sent": 4, "held": 2}
    assert len(relay.messages) == 4


def test_a_proof_counts_editions_and_not_their_variants(newsroom: Desk) -> None:
    newsroom.run("send", "wells", "--to", "world", "--follows", "fr", "--yes")
    told = newsroom.json("preview", "wells", "--json")
    compared = newsroom.json("preview", "--diff", "campaign:1", "wells", "--json")
    french(newsroom)
    newsroom.run("follow", "wells", "--yes")

    late = newsroom.json("preview", "wells", "--json")

    assert told["recipients"]["lists"] == {"world": {"en": 6}}
    assert [(one["language"], one["same"]) for one in compared["editions"]] == [("en", True)]
    assert [one["language"] for one in late["editions"]] == ["en", "fr"]
    assert (late["recipients"]["campaign"], late["recipients"]["lists"]) == (1, {"world": {"en": 6}})


def test_a_proof_tells_of_an_edition_that_its_reader_waits_for(newsroom: Desk) -> None:
    newsroom.run("send", "wells", "--to", "world", "--hold", "fr", "--yes")

    made = newsroom.run("preview", "wells", "--as", "fr@a.example.org")

    assert made.code == 0, made.err
    assert "has the fr edition for" in made.out
    assert "held" in made.out
    assert "Français: " in (newsroom.path / "proofs" / "wells.html").read_text(encoding="utf-8")


def test_a_follow_up_that_is_killed_and_run_again_reaches_everybody_once(newsroom: Desk, relay: ScriptedRelay) -> None:
    readers = [f"f{number:02}@d{number % 5}.example.org" for number in range(60)]
    path = newsroom.write("more.csv", "address,language\n" + "".join(f"{one},fr\n" for one in readers))
    assert newsroom.run("contacts", "import", str(path), "--list", "world").code == 0
    newsroom.run("send", "wells", "--to", "world", "--follows", "fr", "--yes")
    french(newsroom)
    relay.messages.clear()
    process = mailer(newsroom, "follow", "wells", "--yes")
    wait_for_messages(relay, 20)
    process.kill()
    process.communicate()

    newsroom.run("run", "--once")

    late = next(one for one in newsroom.json("status", "--json") if one["kind"] == "late-edition")
    in_doubt = set(late["uncertain"])
    assert late["balanced"] is True
    assert len(recipients(relay)) == len(set(recipients(relay)))
    assert set(recipients(relay)) | in_doubt == {*readers, *_TOLD}


def test_an_edition_that_comes_before_its_campaign_is_due_goes_out_with_it(
    newsroom: Desk, relay: ScriptedRelay
) -> None:
    newsroom.run("send", "wells", "--to", "world", "--hold", "fr", "--at", "in 2h", "--yes")
    french(newsroom)

    done = newsroom.run("follow", "wells", "--yes")

    assert (done.code, "none to send now" in done.out) == (0, True)
    assert (states(newsroom), recipients(relay)) == ({"queued": 6}, [])
    as_if_earlier(newsroom, update(campaigns).values(scheduled_at=datetime.now(UTC)))
    newsroom.run("run", "--once")
    assert states(newsroom) == {"sent": 6}
    assert {messages(relay, who)[0]["Subject"] for who in _TOLD} == {"Des puits rouvrent autour du lac"}


def test_an_edition_of_a_paused_campaign_goes_out_when_it_is_resumed(newsroom: Desk, relay: ScriptedRelay) -> None:
    newsroom.run("send", "wells", "--to", "world", "--hold", "fr", "--detach", "--yes")
    newsroom.run("pause", "1")
    french(newsroom)

    done = newsroom.run("follow", "wells", "--yes")

    assert (done.code, recipients(relay)) == (0, [])
    assert newsroom.run("resume", "1").code == 0
    assert states(newsroom) == {"sent": 6}
