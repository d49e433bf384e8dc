"""Access tokens, judged by Debian's Dovecot behind Debian's Postfix: those that are good let us in, others nobody."""

import shutil
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.peers.conftest import Desk, Typed, people
from tests.peers.dovecot import Dovecot, token
from tests.peers.postfix import Postfix

_RELEASE = "releases/record-returns-lake-orun"
_UNAVAILABLE = 69
PEOPLE = people(40)

Send = Callable[[str, str], Typed]


@pytest.fixture
def desk(tmp_path: Path, filled: Callable[[int], Desk]) -> Desk:
    """A workspace with forty people on the list ``press``."""
    return Desk(shutil.copytree(filled(40).path, tmp_path / "desk"))


@pytest.fixture
def send(desk: Desk, postfix: Postfix, dovecot: Dovecot) -> Send:
    """A function that sends the release to the list, signing in with a token by ``auth``."""
    assert dovecot.socket.exists()
    postfix.begin_anew()

    def type_it(given: str, auth: str) -> Typed:
        desk.hand_to(postfix, port=postfix.token_port, token=given, auth=auth)
        return desk.type("send", str(desk.path / _RELEASE), "--to", "press", "--yes", "--json")

    return type_it


@pytest.mark.parametrize("auth", ["xoauth2", "oauthbearer"])
def test_who_signs_in_with_a_good_token_is_taken_mail_from(send: Send, postfix: Postfix, auth: str) -> None:
    sent = send(token(), auth)

    assert sent.code == 0, sent.err
    assert Counter(to for to, _ in postfix.deliveries(40)) == Counter(PEOPLE)
    assert postfix.signed_in_by_token.findall(postfix.log) == [auth.upper()] * 40
    assert postfix.count(postfix.sign_in_refused) == 0


@pytest.mark.parametrize("auth", ["xoauth2", "oauthbearer"])
@pytest.mark.parametrize(
    ("make", "why"),
    [
        (partial(token, valid_for=-60), "Token has expired"),
        (partial(token, name="somebody-else"), "did not match"),
        (lambda: f"{token()}x", "Incorrect JWT signature"),
    ],
    ids=["expired", "of somebody else", "forged"],
)
def test_with_another_token_nothing_is_sent_or_marked(
    send: Send, desk: Desk, postfix: Postfix, *, dovecot: Dovecot, auth: str, make: Callable[[], str], why: str
) -> None:
    given = make()

    refused = send(given, auth)

    assert refused.code == _UNAVAILABLE
    assert "the token" in refused.err
    assert given not in refused.err
    assert why in dovecot.objection
    assert desk.type("status", "--json").json == []
    assert postfix.deliveries() == []
    assert postfix.count(postfix.sign_in_refused) == 1
