"""A session that is closed takes its leave of every connection, also of one that had nothing to do."""

from tests.relay.conftest import Certificates
from tests.relay.scripted import ScriptedRelay
from tests.relay.sending import RecordingJournal, mails, readers, settle, transport_to


def test_a_session_closed_at_once_says_quit(relay: ScriptedRelay, journal: RecordingJournal) -> None:
    for _ in range(5):
        with transport_to(relay).open(journal):
            pass

    assert len(relay.said("EHLO")) == len(relay.said("QUIT")) == 5


def test_a_connection_that_is_still_being_made_is_left_with_a_word(
    certificates: Certificates, journal: RecordingJournal
) -> None:
    with ScriptedRelay(tls=certificates.good) as relay:
        way = transport_to(relay, connections=4, ca_file=certificates.ca_file)
        for _ in range(10):
            with way.open(journal) as session:
                settle(session, mails(*readers(4)))

    assert relay.violations == []
    assert len(relay.said("STARTTLS")) == len(relay.said("QUIT")) > 10
