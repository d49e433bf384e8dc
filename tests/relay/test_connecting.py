"""Ways to a relay that work, and sentences about those that do not."""

import socket
import threading

import pytest

from mailer.domain.delivery import OutcomeKind
from mailer.domain.settings import Relay
from mailer.errors import RelayUnavailable, SettingsError
from mailer.transport.opening import open_transport
from mailer.transport.outbox import OutboxTransport
from mailer.transport.place import Place, read_place
from mailer.transport.smtp import SmtpTransport
from mailer.transport.timeouts import Timeouts
from tests.relay.conftest import Certificates
from tests.relay.scripted import ScriptedRelay
from tests.relay.sending import RecordingJournal, kinds, mails, readers, settle, transport_to

ACCEPTED = OutcomeKind.ACCEPTED
USERS = {"desk": "pässwörd 🔑"}
SIGNED_IN = {"username": "desk", "password": "pässwörd 🔑"}


def refusal(relay: ScriptedRelay | str, journal: RecordingJournal, **changes: object) -> RelayUnavailable:
    """Return why no session can be opened."""
    with pytest.raises(RelayUnavailable) as caught:
        transport_to(relay, **changes).open(journal)
    assert caught.value.exit_code == 69
    return caught.value


# -- encryption -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tls_at_once", [False, True], ids=["starttls", "at once"])
def test_mail_travels_encrypted(tls_at_once: bool, certificates: Certificates, journal: RecordingJournal) -> None:  # noqa: FBT001 - a case
    with ScriptedRelay(tls=certificates.good, tls_at_once=tls_at_once) as relay:
        way = transport_to(relay, ca_file=certificates.ca_file, connections=2, trusts_loopback=False)
        with way.open(journal) as session:
            outcomes = settle(session, mails(*readers(40)))

    assert set(kinds(outcomes).values()) == {ACCEPTED}
    assert all(message.is_encrypted for message in relay.messages)
    assert len(relay.messages) == 40
    assert relay.violations == []


def test_after_starttls_the_relay_is_asked_again_what_it_offers(
    certificates: Certificates, journal: RecordingJournal
) -> None:
    with (
        ScriptedRelay(tls=certificates.good) as relay,
        transport_to(relay, ca_file=certificates.ca_file).open(journal) as session,
    ):
        session.stop()

    assert [line for _, line in relay.commands] == [
        "EHLO news.example.org",
        "STARTTLS",
        "EHLO news.example.org",
        "QUIT",
    ]


@pytest.mark.parametrize("tls_at_once", [False, True], ids=["starttls", "at once"])
@pytest.mark.parametrize(
    ("fault", "word"),
    [("wrong_host", "127.0.0.1"), ("expired", "expired"), ("stranger", "certificate"), ("old", "TLS")],
)
def test_a_certificate_that_cannot_be_trusted_ends_it_before_any_password(
    fault: str, word: str, *, tls_at_once: bool, certificates: Certificates, journal: RecordingJournal
) -> None:
    with ScriptedRelay(tls=getattr(certificates, fault), tls_at_once=tls_at_once, users=USERS) as relay:
        error = refusal(relay, journal, ca_file=certificates.ca_file, **SIGNED_IN)

    assert f"127.0.0.1:{relay.port}" in error.message
    assert word in error.message
    assert error.hint
    assert (relay.said("AUTH"), relay.said("MAIL")) == ([], [])


def test_a_self_signed_certificate_is_not_trusted_without_its_ca(
    certificates: Certificates, journal: RecordingJournal
) -> None:
    with ScriptedRelay(tls=certificates.good, users=USERS) as relay:
        error = refusal(relay, journal, trusts_loopback=False, **SIGNED_IN)

    assert "cannot be trusted" in error.message
    assert "relays.default.ca_file" in error.hint
    assert relay.said("AUTH") == []


def test_a_relay_without_encryption_gets_nothing(journal: RecordingJournal) -> None:
    with ScriptedRelay(users=USERS) as relay:
        error = refusal(relay, journal, trusts_loopback=False, **SIGNED_IN)

    assert "STARTTLS" in error.message
    assert [line.split(" ")[0] for _, line in relay.commands] == ["EHLO"]


def test_encryption_may_be_given_up_by_name(journal: RecordingJournal) -> None:
    with ScriptedRelay() as relay, transport_to(relay, trusts_loopback=False, tls="none").open(journal) as session:
        outcomes = settle(session, mails("anna@example.org"))

    assert kinds(outcomes) == {"anna@example.org": ACCEPTED}


def test_a_password_is_never_sent_in_clear_over_a_network() -> None:
    relay = Relay("default", "smtp://relay.example.org", tls="none", username="desk", password="secret")

    with pytest.raises(SettingsError, match="unencrypted"):
        SmtpTransport(relay, sender_domain="news.example.org")


@pytest.mark.parametrize("slipped_in", [b"250 x\r\n", b"250-relay\r\n250 AUTH PLAIN\r\n", b"25"])
def test_what_is_slipped_in_before_encryption_is_not_believed(
    slipped_in: bytes, certificates: Certificates, journal: RecordingJournal
) -> None:
    with ScriptedRelay(tls=certificates.good, inject=slipped_in, users=USERS) as relay:
        error = refusal(relay, journal, ca_file=certificates.ca_file, **SIGNED_IN)

    assert "TLS" in error.message
    assert relay.said("AUTH") == []


def test_a_ca_file_that_is_not_there_is_a_setting_to_mend(
    certificates: Certificates, journal: RecordingJournal
) -> None:
    with ScriptedRelay(tls=certificates.good) as relay, pytest.raises(SettingsError, match="ca_file") as caught:
        transport_to(relay, ca_file="/nowhere/ca.pem").open(journal)

    assert "/nowhere/ca.pem" in caught.value.message


# -- signing in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mechanisms", [("PLAIN", "LOGIN"), ("LOGIN",), ("CRAM-MD5", "PLAIN")])
def test_the_desk_signs_in(mechanisms: tuple[str, ...], certificates: Certificates, journal: RecordingJournal) -> None:
    with (
        ScriptedRelay(tls=certificates.good, users=USERS, mechanisms=mechanisms) as relay,
        transport_to(relay, ca_file=certificates.ca_file, **SIGNED_IN).open(journal) as session,
    ):
        outcomes = settle(session, mails("anna@example.org"))

    assert kinds(outcomes) == {"anna@example.org": ACCEPTED}
    assert relay.said("AUTH")[0].startswith(f"AUTH {'PLAIN' if 'PLAIN' in mechanisms else 'LOGIN'}")


def test_on_this_machine_a_password_may_travel_in_clear(journal: RecordingJournal) -> None:
    with ScriptedRelay(users=USERS) as relay, transport_to(relay, **SIGNED_IN).open(journal) as session:
        outcomes = settle(session, mails("anna@example.org"))

    assert kinds(outcomes) == {"anna@example.org": ACCEPTED}


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_a_wrong_password_is_tried_once(mechanism: str, journal: RecordingJournal) -> None:
    with ScriptedRelay(users=USERS, mechanisms=(mechanism,)) as relay:
        error = refusal(relay, journal, username="desk", password="wrong")

    assert "535" in error.message
    assert "user name or password" in error.message
    assert "wrong" not in str(error)
    assert "relays.default.password" in error.hint
    assert len(relay.said("AUTH")) == 1


def test_a_relay_that_cannot_check_passwords_now_says_so(journal: RecordingJournal) -> None:
    with ScriptedRelay(users=USERS) as relay:
        relay.answer("desk", "auth", "454 4.7.0 try later")
        error = refusal(relay, journal, **SIGNED_IN)

    assert "at the moment" in error.message


def test_a_relay_without_a_known_way_to_sign_in_is_refused(journal: RecordingJournal) -> None:
    with ScriptedRelay(users=USERS, mechanisms=("CRAM-MD5",)) as relay:
        error = refusal(relay, journal, **SIGNED_IN)

    assert "PLAIN" in error.message
    assert relay.said("AUTH") == []


def test_a_password_refused_later_ends_the_session_at_once(journal: RecordingJournal) -> None:
    with (
        ScriptedRelay(users=USERS) as relay,
        transport_to(relay, messages_per_connection=1, **SIGNED_IN).open(journal) as session,
    ):
        relay.answer("desk", "auth", "535 5.7.8 changed in the meantime")
        outcomes = settle(session, mails(*readers(5)))

    assert list(kinds(outcomes).values()).count(ACCEPTED) == 1
    assert "user name or password" in session.failure
    assert len(relay.said("AUTH")) == 2


# -- reaching -------------------------------------------------------------------------------------------------------


def test_a_closed_port_is_named(journal: RecordingJournal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    error = refusal(f"smtp://127.0.0.1:{port}", journal)

    assert error.message == f"127.0.0.1:{port} refuses connections"
    assert "relays.default.url" in error.hint


def test_a_name_that_is_not_known_is_named(journal: RecordingJournal) -> None:
    error = refusal("smtp://relay.invalid:587", journal)

    assert "relay.invalid" in error.message
    assert error.hint


@pytest.mark.parametrize("greeting", ["554 5.7.1 go away", "521 no mail here", "421 4.3.2 busy"])
def test_a_relay_that_turns_us_away_is_quoted(greeting: str, journal: RecordingJournal) -> None:
    with ScriptedRelay(greeting=greeting) as relay:
        error = refusal(relay, journal)

    assert greeting in error.message
    assert str(relay.port) in error.message


def test_a_relay_that_refuses_our_name_is_quoted(journal: RecordingJournal) -> None:
    with ScriptedRelay(ehlo="421 4.7.0 who are you") as relay:
        error = refusal(relay, journal)

    assert "EHLO news.example.org" in error.message
    assert "who are you" in error.message


def test_a_relay_that_says_nothing_is_left(journal: RecordingJournal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        error = refusal(f"smtp://127.0.0.1:{port}", journal, timeouts=Timeouts(greeting=0.2, quit=0.2))

    assert "silent at the greeting" in error.message


@pytest.mark.parametrize("first_words", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x15\x03\x01\x00\x02\x02\x46\n", b""])
def test_what_is_no_mail_server_is_left(first_words: bytes, journal: RecordingJournal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_say_once, args=(listener, first_words))
        thread.start()
        error = refusal(f"smtp://127.0.0.1:{listener.getsockname()[1]}", journal)
        thread.join()

    assert "broke off at the greeting" in error.message


def _say_once(listener: socket.socket, words: bytes) -> None:
    sock, _ = listener.accept()
    with sock:
        sock.sendall(words)


# -- urls -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("smtp://relay.example.org", Place("relay.example.org", 587, is_tls_at_once=False)),
        ("smtp://relay.example.org:25", Place("relay.example.org", 25, is_tls_at_once=False)),
        ("smtps://relay.example.org", Place("relay.example.org", 465, is_tls_at_once=True)),
        ("smtps://RELAY.example.org:10465/", Place("relay.example.org", 10465, is_tls_at_once=True)),
        ("smtp://[::1]:2525", Place("::1", 2525, is_tls_at_once=False)),
        ("smtp://bücher.example", Place("xn--bcher-kva.example", 587, is_tls_at_once=False)),
    ],
)
def test_a_url_points_to_a_place(url: str, place: Place) -> None:
    assert read_place(Relay("default", url)) == place


@pytest.mark.parametrize(
    "url",
    [
        "",
        "relay.example.org",
        "relay.example.org:25",
        "http://relay.example.org",
        "smtp:relay.example.org",
        "smtp://",
        "smtp://:25",
        "smtp://relay.example.org:99999",
        "smtp://relay.example.org:port",
        "smtp://user:secret@relay.example.org",
        "smtp://relay.example.org/path",
        "smtp://relay.example.org?x=1",
        "smtp://[::1",
        "outbox:",
    ],
)
def test_a_url_that_points_nowhere_is_a_setting_to_mend(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_transport(Relay("default", url), sender_domain="news.example.org")

    assert "relays.default.url" in caught.value.hint
    assert "secret" not in str(caught.value)


def test_the_url_chooses_the_transport() -> None:
    folder = open_transport(Relay("default", "outbox:outbox"), sender_domain="news.example.org")
    relay = open_transport(Relay("main", "smtps://relay.example.org"), sender_domain="news.example.org")

    assert isinstance(folder, OutboxTransport)
    assert folder.is_rehearsal
    assert isinstance(relay, SmtpTransport)
    assert not relay.is_rehearsal
    assert (folder.relay, relay.relay) == ("default", "main")
