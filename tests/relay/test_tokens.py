"""Signing in with an access token: only where nobody can listen, never shown, and given up when it is refused."""

import base64
from typing import Any

import pytest

from mailer.domain.delivery import OutcomeKind
from mailer.domain.settings import Relay, SignIn
from mailer.errors import RelayUnavailable, SettingsError
from mailer.transport.smtp import SmtpTransport
from tests.relay.conftest import Certificates
from tests.relay.scripted import ScriptedRelay
from tests.relay.sending import RecordingJournal, kinds, mails, readers, settle, transport_to

TOKEN = "eyJ0eXAi.OiJKV1Qi-LCJub25jZSI6~+/=="
NAME = "press@example.org"
BOTH = [SignIn.XOAUTH2, SignIn.OAUTHBEARER]


class Source:
    """Gives what it is told to, and counts."""

    def __init__(self, *given: str) -> None:
        self._given = list(given)
        self.asked: list[str] = []

    def __call__(self, reference: str) -> str:
        self.asked.append(reference)
        return self._given.pop(0) if len(self._given) > 1 else self._given[0]


def signing_in(auth: SignIn, source: Source, **changes: object) -> dict[str, object]:
    """Return the settings of a relay that is signed in to with what ``source`` gives."""
    return {"auth": auth, "username": NAME, "token": "cmd:get-token", "read_secret": source, **changes}


def offering(auth: SignIn, **changes: Any) -> dict[str, Any]:
    """Return what makes a relay that takes TOKEN."""
    return {"tokens": {NAME: TOKEN}, "mechanisms": (auth.upper(),), **changes}


def refusal(relay: ScriptedRelay, journal: RecordingJournal, **changes: object) -> RelayUnavailable:
    """Return why no session can be opened."""
    with pytest.raises(RelayUnavailable) as caught:
        transport_to(relay, **changes).open(journal)
    return caught.value


@pytest.mark.parametrize("auth", BOTH)
def test_the_desk_signs_in_with_a_token(auth: SignIn, certificates: Certificates, journal: RecordingJournal) -> None:
    source = Source(f"{TOKEN}\n")
    with ScriptedRelay(**offering(auth, tls=certificates.good)) as relay:
        way = signing_in(auth, source, ca_file=certificates.ca_file, trusts_loopback=False)
        with transport_to(relay, **way).open(journal) as session:
            outcomes = settle(session, mails("anna@example.org"))

    assert kinds(outcomes) == {"anna@example.org": OutcomeKind.ACCEPTED}
    assert relay.messages[0].is_encrypted
    assert source.asked == ["cmd:get-token"]
    assert relay.violations == []


@pytest.mark.parametrize("auth", BOTH)
def test_a_token_that_is_refused_is_tried_once_and_the_status_is_told(auth: SignIn, journal: RecordingJournal) -> None:
    wrong = "not-the-right-token"
    with ScriptedRelay(**offering(auth)) as relay:
        error = refusal(relay, journal, **signing_in(auth, Source(wrong)))

    assert type(error).__name__ == "SignInRefused"
    assert "refused the token of press@example.org: 535 5.7.8 token not accepted (status 401)" in error.message
    assert "relays.default.token" in error.hint
    assert wrong not in str(error)
    assert len(relay.said("AUTH")) == 1
    assert relay.violations == []


def test_a_relay_that_cannot_check_tokens_now_says_so(journal: RecordingJournal) -> None:
    with ScriptedRelay(**offering(SignIn.XOAUTH2)) as relay:
        relay.answer(NAME, "auth", "454 4.7.0 try later")
        error = refusal(relay, journal, **signing_in(SignIn.XOAUTH2, Source(TOKEN)))

    assert "cannot check the token at the moment: 454" in error.message


def test_what_a_relay_repeats_of_a_secret_is_not_shown(journal: RecordingJournal) -> None:
    password = "swordfish-and-chips"
    encoded = base64.b64encode(f"\0desk\0{password}".encode()).decode()
    with ScriptedRelay(users={"desk": password}, mechanisms=("PLAIN",)) as relay:
        relay.answer("desk", "auth", f"501 5.5.4 what is AUTH PLAIN {encoded} or {password}?")
        with_password = refusal(relay, journal, username="desk", password=password)
    with ScriptedRelay(**offering(SignIn.XOAUTH2)) as relay:
        relay.answer(NAME, "auth", f"535 5.7.8 bad token {TOKEN}")
        with_token = refusal(relay, journal, **signing_in(SignIn.XOAUTH2, Source(TOKEN)))

    assert "what is AUTH PLAIN ... or ...?" in str(with_password)
    assert "bad token ..." in str(with_token)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_a_secret_that_looks_like_a_code_spoils_no_reply(mechanism: str, journal: RecordingJournal) -> None:
    with ScriptedRelay(users={"desk": "right"}, mechanisms=(mechanism,)) as relay:
        relay.answer("desk", "auth", "535-5.7.8 not 535\n535 5.7.8 again")
        error = refusal(relay, journal, username="desk", password="535")

    assert "535 5.7.8 not ... again" in error.message


def test_a_relay_that_takes_only_tokens_says_so_to_who_has_a_password(journal: RecordingJournal) -> None:
    with ScriptedRelay(**offering(SignIn.XOAUTH2)) as relay:
        error = refusal(relay, journal, username=NAME, password="secret")

    assert 'set relays.default.auth = "xoauth2"' in error.message
    assert relay.said("AUTH") == []


def test_a_relay_that_takes_no_tokens_gets_none(journal: RecordingJournal) -> None:
    source = Source(TOKEN)
    with ScriptedRelay(users={"desk": "secret"}) as relay:
        error = refusal(relay, journal, **signing_in(SignIn.XOAUTH2, source))

    assert "does not offer XOAUTH2" in error.message
    assert (relay.said("AUTH"), source.asked) == ([], [])


def test_a_token_is_never_sent_in_clear_over_a_network(journal: RecordingJournal) -> None:
    relay = Relay("default", "smtp://relay.example.org", tls="none", auth=SignIn.XOAUTH2, username=NAME, token="cmd:x")

    with pytest.raises(SettingsError, match=r"The token for .* would travel unencrypted"):
        SmtpTransport(relay, sender_domain="news.example.org", read_secret=Source(TOKEN))
    with ScriptedRelay(**offering(SignIn.XOAUTH2)) as listening:
        way = signing_in(SignIn.XOAUTH2, Source(TOKEN), trusts_loopback=False)
        assert "no encryption" in refusal(listening, journal, **way).message
    assert listening.said("AUTH") == []


def test_where_there_is_no_token_the_relay_is_not_reached_for_sending(journal: RecordingJournal) -> None:
    def nothing(reference: str) -> str:
        raise ValueError(f"the output of {reference} is empty or not there")

    with ScriptedRelay(**offering(SignIn.XOAUTH2)) as relay:
        error = refusal(relay, journal, **{**signing_in(SignIn.XOAUTH2, Source(TOKEN)), "read_secret": nothing})

    assert "the output of cmd:get-token is empty" in error.message
    assert "Check relays.default.token" in error.hint
    assert relay.said("AUTH") == []


def test_all_connections_share_a_token_that_lasts(journal: RecordingJournal) -> None:
    source = Source(f'{{"access_token": "{TOKEN}", "expires_in": 3599, "token_type": "Bearer"}}')
    with ScriptedRelay(**offering(SignIn.XOAUTH2)) as relay:
        way = transport_to(relay, **signing_in(SignIn.XOAUTH2, source, connections=4, messages_per_connection=2))
        with way.open(journal) as session:
            relay.delay("*", "body", 0.02)
            outcomes = settle(session, mails(*readers(20)))

    assert set(kinds(outcomes).values()) == {OutcomeKind.ACCEPTED}
    assert len(relay.said("AUTH")) >= 10
    assert len(source.asked) == 1


def test_a_token_that_says_nothing_of_its_end_is_asked_for_at_each_sign_in(journal: RecordingJournal) -> None:
    source = Source(TOKEN)
    with ScriptedRelay(**offering(SignIn.XOAUTH2)) as relay:
        way = transport_to(relay, **signing_in(SignIn.XOAUTH2, source, messages_per_connection=1))
        with way.open(journal) as session:
            settle(session, mails(*readers(3)))

    assert len(source.asked) == len(relay.said("AUTH")) == 3


def test_after_a_refusal_the_token_that_was_kept_is_asked_for_anew(journal: RecordingJournal) -> None:
    stale, fresh = (f'{{"access_token": "{token}", "expires_in": 3599}}' for token in ("stale", TOKEN))
    with ScriptedRelay(**offering(SignIn.OAUTHBEARER)) as relay:
        way = transport_to(relay, **signing_in(SignIn.OAUTHBEARER, Source(stale, fresh)))
        with pytest.raises(RelayUnavailable):
            way.open(journal)
        with way.open(journal) as session:
            outcomes = settle(session, mails("anna@example.org"))

    assert kinds(outcomes) == {"anna@example.org": OutcomeKind.ACCEPTED}
