"""A folder instead of a relay."""

import email
import time
from pathlib import Path

import pytest

from mailer.domain.delivery import Outcome, OutcomeKind, Outgoing
from mailer.domain.settings import Relay
from mailer.errors import RelayUnavailable
from mailer.transport.outbox import OutboxSession, OutboxTransport
from tests.relay.sending import MAIL, RecordingJournal, far_off, mails, readers


def open_outbox(folder: Path, journal: RecordingJournal) -> OutboxSession:
    return OutboxTransport(Relay("default", f"outbox:{folder}")).open(journal)


def collect_all(session: OutboxSession) -> list[Outcome]:
    outcomes = []
    while session.pending:
        outcomes += session.collect(0.1)
    return outcomes


def test_each_mail_becomes_a_file(tmp_path: Path, journal: RecordingJournal) -> None:
    with open_outbox(tmp_path / "deep" / "outbox", journal) as session:
        session.submit(mails("anna@example.org", "ben@example.org"), far_off())
        outcomes = collect_all(session)

    files = sorted((tmp_path / "deep" / "outbox").iterdir())
    assert [file.name for file in files] == ["1-anna@example.org.eml", "2-ben@example.org.eml"]
    assert email.message_from_bytes(files[0].read_bytes())["Subject"] == "Record"
    assert [(outcome.kind, outcome.code) for outcome in outcomes] == [(OutcomeKind.ACCEPTED, 250)] * 2
    assert outcomes[0].text == f"written to {files[0]}"


def test_what_was_begun_and_written_is_noted(tmp_path: Path, journal: RecordingJournal) -> None:
    with open_outbox(tmp_path, journal) as session:
        session.submit(mails("anna@example.org"), far_off())
        collect_all(session)

    assert journal.flushed == ["begin 1 1", "reply 1 1 250"]


@pytest.mark.parametrize("local", ["../../etc/x", "a/b", "zoë", "a" * 300, "..", "a*b?c|d"])
def test_no_address_leaves_the_folder(local: str, tmp_path: Path, journal: RecordingJournal) -> None:
    folder = tmp_path / "outbox"

    with open_outbox(folder, journal) as session:
        session.submit(mails(f"{local}@example.org"), far_off())
        outcomes = collect_all(session)

    assert [outcome.kind for outcome in outcomes] == [OutcomeKind.ACCEPTED]
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [folder]


def test_a_resend_replaces_the_file(tmp_path: Path, journal: RecordingJournal) -> None:
    with open_outbox(tmp_path, journal) as session:
        session.submit(mails("anna@example.org"), far_off())
        session.submit([Outgoing(1, 2, "", "anna@example.org", (MAIL, b"Again.\r\n"))], far_off())
        collect_all(session)

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [MAIL + b"Again.\r\n"]


def test_after_stop_the_rest_comes_back_untried(tmp_path: Path, journal: RecordingJournal) -> None:
    with open_outbox(tmp_path, journal) as session:
        session.submit(mails(*readers(3)), far_off())
        session.stop()
        outcomes = collect_all(session)

    assert {outcome.kind for outcome in outcomes} == {OutcomeKind.UNTRIED}
    assert list(tmp_path.iterdir()) == []


def test_a_lease_that_is_nearly_over_writes_nothing(tmp_path: Path, journal: RecordingJournal) -> None:
    with open_outbox(tmp_path, journal) as session:
        session.submit(mails("anna@example.org"), time.clock_gettime(time.CLOCK_BOOTTIME) + 5)
        outcomes = collect_all(session)

    assert [outcome.kind for outcome in outcomes] == [OutcomeKind.UNTRIED]


def test_a_folder_that_goes_away_is_a_failure_with_a_sentence(tmp_path: Path, journal: RecordingJournal) -> None:
    folder = tmp_path / "outbox"

    with open_outbox(folder, journal) as session:
        folder.rmdir()
        session.submit(mails(*readers(2)), far_off())
        outcomes = collect_all(session)
        failure = session.failure

    assert {outcome.kind for outcome in outcomes} == {OutcomeKind.UNTRIED}
    assert str(folder) in failure


def test_a_file_in_the_way_of_the_folder_is_named(tmp_path: Path, journal: RecordingJournal) -> None:
    (tmp_path / "outbox").write_text("in the way", encoding="utf-8")

    with pytest.raises(RelayUnavailable, match="outbox"):
        open_outbox(tmp_path / "outbox", journal)
