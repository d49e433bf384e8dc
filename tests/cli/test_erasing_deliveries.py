"""What is under way to somebody who is erased is not sent, whatever becomes of the campaign."""

from tests.cli.campaigning import PEOPLE, states
from tests.cli.conftest import Desk
from tests.relay.scripted import Moment, ScriptedRelay


def test_what_is_queued_for_them_is_never_sent(desk: Desk, relay: ScriptedRelay) -> None:
    desk.run("send", "wells", "--to", "press", "--detach", "--yes")

    done = desk.run("contacts", "erase", PEOPLE[0], "--yes")

    assert done.code == 0, done.err
    assert states(desk) == {"queued": len(PEOPLE) - 1, "suppressed": 1}
    assert desk.run("resume", "wells").code == 0
    assert len(relay.messages) == len(PEOPLE) - 1


def test_what_was_in_doubt_for_them_is_not_sent_again_whatever_is_decided(desk: Desk, relay: ScriptedRelay) -> None:
    relay.drop(PEOPLE[0], Moment.AFTER_DOT, times=1)
    desk.run("send", "wells", "--to", "press", "--yes")
    before = len(relay.messages)

    done = desk.run("contacts", "erase", PEOPLE[0], "--yes")
    desk.run("decide", "wells", "--resend")
    desk.run("resume", "wells")

    assert done.code == 0, done.err
    assert len(relay.messages) == before
    assert states(desk) == {"sent": len(PEOPLE) - 1, "suppressed": 1}
