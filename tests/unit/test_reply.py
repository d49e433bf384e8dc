"""What relays say, and what it means: ``replies.txt`` holds real ones, those here are invented after their manner."""

import re
from pathlib import Path

import pytest

from mailer.domain.delivery import OutcomeKind, Phase
from mailer.domain.reply import Reply, classify, parse_reply, queue_id

A, T, P, POLICY = OutcomeKind.ACCEPTED, OutcomeKind.TRANSIENT, OutcomeKind.PERMANENT, OutcomeKind.POLICY

REAL = [
    tuple(line.split(" ", 2))
    for line in Path(__file__).with_name("replies.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
SES_ID = "0102018c0ffee000-1a2b3c4d-0000-1111-2222-333344445555-000000"
RCPT, MAIL, GO, BODY = Phase.RCPT, Phase.MAIL, Phase.DATA, Phase.BODY


@pytest.mark.parametrize(
    ("phase", "line", "kind"),
    [
        (BODY, "250 2.0.0 Ok: queued as 4Xy1", A),
        (BODY, "250 OK id=1rAbCd-000001-Xy", A),
        (BODY, "250 great", A),
        (RCPT, "550 5.1.1 <a@example.org>: Recipient address rejected: User unknown", P),
        (RCPT, "550 5.1.2 Bad destination system", P),
        (RCPT, "550 5.1.6 Mailbox has moved", P),
        (RCPT, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", P),
        (RCPT, "550 5.2.1 The email account is disabled", P),
        (RCPT, "550 no such user here", P),
        (RCPT, "551 user not local", P),
        (RCPT, "553 5.1.3 invalid address", P),
        (RCPT, "556 5.1.10 null MX", P),
        (RCPT, "552 5.2.2 mailbox full", P),
        (BODY, "552 5.3.4 message too big", P),
        (BODY, "554 5.6.0 malformed message", P),
        (BODY, "599 strange", P),
        (RCPT, "450 4.2.0 <a@example.org>: Recipient address rejected: Greylisted", T),
        (RCPT, "451 4.7.1 greylisting in action, come back later", T),
        (RCPT, "550 5.7.1 You are greylisted, please retry", T),
        (RCPT, "452 4.5.3 too many recipients", T),
        (RCPT, "552 too many recipients", T),
        (RCPT, "552 5.5.3 too many recipients", T),
        (RCPT, "552 exceeded", T),
        (RCPT, "452 4.2.2 mailbox full", T),
        (MAIL, "451 4.3.0 temporary lookup failure", T),
        (BODY, "421 4.7.28 unusual rate of mail", T),
        (BODY, "421 5.7.0 goodbye", T),
        (MAIL, "421 4.3.2 shutting down", T),
        (BODY, "454 Throttling failure: Maximum sending rate exceeded.", T),
        (BODY, "451 hold on", T),
        (RCPT, "550 4.4.1 cannot reach the next host", T),
        (RCPT, "550 5.3.2 not accepting mail at the moment", T),
        (BODY, "550 5.7.1 message refused as spam", POLICY),
        (BODY, "550 5.7.26 unauthenticated mail from example.org", POLICY),
        (BODY, "550 5.7.515 access denied, sending domain does not meet requirements", POLICY),
        (RCPT, "554 5.7.1 <a@example.org>: Relay access denied", POLICY),
        (RCPT, "550 relay not permitted: relaying denied", POLICY),
        (RCPT, "451 5.7.3 not now, not ever", POLICY),
        (MAIL, "530 5.7.0 Authentication required", POLICY),
        (MAIL, "530 Must issue a STARTTLS command first", POLICY),
        (MAIL, "553 sender not owned by user", POLICY),
        (MAIL, "550 5.1.8 sender domain not found", POLICY),
        (MAIL, "550 5.4.5 daily user sending limit exceeded", POLICY),
        (BODY, "554 your address is on a blocklist", POLICY),
        (GO, "554 5.5.1 no valid recipients", P),
        (GO, "250 what?", T),
        (GO, "354", T),
    ],
)
def test_a_reply_means(phase: Phase, line: str, kind: OutcomeKind) -> None:
    reply = parse_reply([line])

    assert classify(phase, reply) is kind


@pytest.mark.parametrize(("kind", "phase", "said"), REAL, ids=[said for _, _, said in REAL])
def test_a_real_reply_means(kind: str, phase: str, said: str) -> None:
    lines = re.split(r"/(?=\d{3}[ -])", said)

    assert classify(Phase(phase), parse_reply(lines)) == kind


def test_there_are_enough_real_replies_of_each_kind() -> None:
    assert len({(phase, said) for _, phase, said in REAL}) == len(REAL)
    assert len({said for _, _, said in REAL}) >= 200
    assert {kind for kind, _, _ in REAL} == {A, T, P, POLICY}


def test_neither_yes_nor_no_after_the_mail_leaves_it_uncertain() -> None:
    reply = parse_reply(["354 go on"])

    assert classify(Phase.BODY, reply) is OutcomeKind.UNCERTAIN


@pytest.mark.parametrize("phase", list(Phase))
def test_policy_never_blames_the_address_at_any_phase(phase: Phase) -> None:
    assert classify(phase, Reply(550, "5.7.1", "refused")) is OutcomeKind.POLICY


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("code", [*range(200, 206), 221, 250, 354, *range(400, 600, 7)])
def test_every_reply_means_something_and_only_a_mail_can_be_accepted(phase: Phase, code: int) -> None:
    kind = classify(phase, Reply(code, "", ""))

    assert (kind is OutcomeKind.ACCEPTED) == (phase is Phase.BODY and code < 300)


def test_a_reply_of_many_lines_is_one_text() -> None:
    reply = parse_reply(
        [b"550-5.7.26 Mail from example.org is", b"550-5.7.26 not authenticated.", b"550 5.7.26 See help"]
    )

    assert reply == Reply(550, "5.7.26", "Mail from example.org is not authenticated. See help")


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("250", (250, "", "")),
        ("250 ", (250, "", "")),
        ("250 2.1.5", (250, "2.1.5", "")),
        ("250 2.1.5 Ok", (250, "2.1.5", "Ok")),
        ("250 Ok 2.1.5", (250, "", "Ok 2.1.5")),
        ("550 5.1.1.2 odd", (550, "", "5.1.1.2 odd")),
        ("550 3.1.1 odd", (550, "", "3.1.1 odd")),
        ("550-  text", (550, "", "text")),
    ],
)
def test_a_reply_has_a_code_an_enhanced_code_and_a_text(line: str, parts: tuple[int, str, str]) -> None:
    reply = parse_reply([line])

    assert (reply.code, reply.enhanced, reply.text) == parts


def test_what_a_relay_says_cannot_draw_on_a_terminal() -> None:
    reply = parse_reply([b"550 5.1.1 \x1b[31mno\x07 \xff such user"])

    assert reply.text.isprintable()


@pytest.mark.parametrize("lines", [[], [""], ["hello"], ["25 Ok"], ["2500 Ok"], ["250Ok"], ["٢٥٠ Ok"]])
def test_what_is_no_reply_is_refused(lines: list[str]) -> None:
    with pytest.raises(ValueError, match="reply"):
        parse_reply(lines)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ok: queued as 4XyZ1q2w3e4r5t", "4XyZ1q2w3e4r5t"),
        ("from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4B1C2D3E", "4B1C2D3E"),
        ("OK id=1rAbCd-0000EF-2G", "1rAbCd-0000EF-2G"),
        (f"Ok {SES_ID}", SES_ID),
        ("OK  1795000000 ab12-20020a05600c00aa00b0si1234567wrq.12 - gsmtp", "ab12-20020a05600c00aa00b0si1234567wrq.12"),
        ("<m1@example.org> [InternalId=123456789, Hostname=A1.example.net] Queued mail for delivery", "123456789"),
        ("4AB12CD3012345 Message accepted for delivery", "4AB12CD3012345"),
        ("Message Queued (0A1B2C3D-4E5F-6789.1)", "0A1B2C3D-4E5F-6789.1"),
        ("ok 1795000000 qp 12345", "1795000000 qp 12345"),
        ("thank you", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_relay_s_own_name_for_a_mail_is_found(text: str, name: str) -> None:
    assert queue_id(text) == name
