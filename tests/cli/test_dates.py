"""The Date of a message is when it was handed over, not when it was prepared, scheduled or first tried."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime

from sqlalchemy import update

from mailer.store.tables.schema import campaigns, deliveries, delivery_attempts
from tests.cli.campaigning import PEOPLE, as_if_earlier, recipients
from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay

OUTAGE = timedelta(hours=5)


def scheduled_at_night(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "press", "--at", "in 2h", "--yes")
    then = datetime.now(UTC) - OUTAGE
    as_if_earlier(desk, update(campaigns).values(scheduled_at=then, created_at=then - OUTAGE))


def tried_before_the_outage(desk: Desk, relay: ScriptedRelay) -> None:
    relay.answer("*", "body", "451 4.3.0 later", times=6)
    desk.run("send", "wells", "--to", "press", "--yes")
    then = datetime.now(UTC) - OUTAGE
    as_if_earlier(
        desk,
        update(campaigns).values(started_at=then, created_at=then),
        update(deliveries).values(next_attempt_at=then + OUTAGE / 2),
        update(delivery_attempts).values(at=then),
    )


def assert_dated_when_handed_over(desk: Desk, relay: ScriptedRelay) -> None:
    entries = {entry["message_id"]: entry for entry in desk.json("log", "--json")}
    received = [message_from_bytes(one.content, policy=policy.default) for one in relay.messages]
    assert {message["Message-ID"] for message in received} == set(entries)
    for message in received:
        handed_over = datetime.fromisoformat(entries[message["Message-ID"]]["at"])
        assert abs(parsedate_to_datetime(message["Date"]) - handed_over) < timedelta(minutes=1)
        assert abs(handed_over - datetime.now(UTC)) < timedelta(minutes=10)
        assert str(message["Date"]).endswith(" +0000")


def test_24_a_scheduled_message_is_dated_when_it_was_handed_over(desk: Desk, relay: ScriptedRelay) -> None:
    scheduled_at_night(desk)

    assert desk.run("run", "--once").code == 0

    assert recipients(relay) == PEOPLE
    assert_dated_when_handed_over(desk, relay)


def test_24_a_message_tried_again_after_an_outage_is_dated_anew_and_keeps_its_message_id(
    desk: Desk, relay: ScriptedRelay
) -> None:
    tried_before_the_outage(desk, relay)
    first = {entry["address"]: entry["message_id"] for entry in desk.json("log", "--json")}

    assert desk.run("resume", "wells").code == 0

    assert recipients(relay) == PEOPLE
    assert {entry["address"]: entry["message_id"] for entry in desk.json("log", "--json")} == first
    assert_dated_when_handed_over(desk, relay)
