"""Looking at a relay: what it says, offers and shows, and the sentence where there is no way in."""

from datetime import UTC, datetime, timedelta

from mailer.domain.inspection import Inspection
from tests.relay.conftest import Certificates
from tests.relay.scripted import ScriptedRelay
from tests.relay.sending import transport_to

USERS = {"press": "right"}


def look(relay: ScriptedRelay, **changes: object) -> Inspection:
    return transport_to(relay, **changes).inspect()


def test_it_shows_greeting_and_offers() -> None:
    with ScriptedRelay(extra=("LIMITS MAILMAX=2",)) as relay:
        seen = look(relay)

    assert seen.place == f"127.0.0.1:{relay.port}"
    assert seen.greeting == "relay.example.org ESMTP"
    assert {"PIPELINING", "SIZE", "LIMITS MAILMAX=2"} <= set(seen.offers)
    assert (seen.tls, seen.sign_in, seen.trouble, relay.messages) == ("", "", "", [])


def test_it_shows_the_encryption_the_certificate_and_what_is_offered_inside(certificates: Certificates) -> None:
    with ScriptedRelay(tls=certificates.good, users=USERS) as relay:
        seen = look(relay, trusts_loopback=False, ca_file=certificates.ca_file, username="press", password="right")

    assert "STARTTLS" in seen.offers
    assert "STARTTLS" not in seen.offers_encrypted
    assert "AUTH PLAIN LOGIN" in seen.offers_encrypted
    assert (seen.tls, seen.sign_in, seen.trouble) == ("TLSv1.3", "signed in as press (PLAIN)", "")
    assert seen.cipher
    assert seen.certificate is not None
    assert "127.0.0.1" in seen.certificate.subject
    assert "trustme" in seen.certificate.issuer
    assert seen.certificate.not_after > datetime.now(UTC) + timedelta(days=1)


def test_with_tls_from_the_start_everything_is_seen_inside_it(certificates: Certificates) -> None:
    with ScriptedRelay(tls=certificates.good, tls_at_once=True) as relay:
        seen = look(relay, ca_file=certificates.ca_file)

    assert seen.greeting == "relay.example.org ESMTP"
    assert seen.offers == seen.offers_encrypted
    assert seen.tls == "TLSv1.3"


def test_a_wrong_password_is_tried_once_and_the_rest_is_still_shown(certificates: Certificates) -> None:
    with ScriptedRelay(tls=certificates.good, users=USERS) as relay:
        seen = look(relay, trusts_loopback=False, ca_file=certificates.ca_file, username="press", password="wrong")

    assert seen.is_refusal
    assert (seen.sign_in, seen.tls) == ("refused", "TLSv1.3")
    assert "refused the user name or password" in seen.trouble
    assert "relays.default.password" in seen.hint
    assert len(relay.said("AUTH")) == 1


def test_a_certificate_that_cannot_be_trusted_is_the_trouble(certificates: Certificates) -> None:
    with ScriptedRelay(tls=certificates.expired) as relay:
        seen = look(relay, trusts_loopback=False, ca_file=certificates.ca_file)

    assert "expired" in seen.trouble
    assert "STARTTLS" in seen.offers
    assert not seen.is_refusal


def test_a_relay_that_is_not_there_is_the_trouble() -> None:
    with ScriptedRelay() as relay:
        pass

    assert "refuses connections" in look(relay).trouble


def test_every_connection_is_left_with_a_word() -> None:
    with ScriptedRelay() as relay:
        look(relay)

    assert len(relay.said("QUIT")) == relay.connections == 2
