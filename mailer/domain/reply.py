"""SMTP replies: their parts and what kind of answer each one is (RFC 5321 4.2, RFC 3463)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailer.domain.delivery import OutcomeKind, Phase

#: Code, enhanced code if any, text.
_LINE = re.compile(r"([0-9]{3})(?:[ -]\s*(?:([245]\.[0-9]{1,3}\.[0-9]{1,3})(?=\s|$))?|$)(.*)", re.DOTALL)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """What a relay answered: ``code`` of three digits, ``enhanced`` "x.y.z" or "", ``text`` in one line."""

    code: int
    enhanced: str
    text: str

    @property
    def is_positive(self) -> bool:
        """Return whether the command was done (2yz)."""
        return 200 <= self.code < 300  # noqa: PLR2004 - the first digit is the meaning (RFC 5321 4.2.1)


def parse_reply(lines: Sequence[str | bytes]) -> Reply:
    """Return the reply that its ``lines`` make, continuation lines joined and the enhanced code of each taken off.

    ValueError where a line does not begin with three digits (RFC 5321 4.2.1).

    >>> parse_reply(["550-5.1.1 No such", "550 5.1.1 mailbox here"])
    Reply(code=550, enhanced='5.1.1', text='No such mailbox here')
    """
    if not lines:
        raise ValueError("an SMTP reply has at least one line")
    code, enhanced, text = _parts(lines[0])
    for line in lines[1:]:
        code, also_enhanced, more = _parts(line)
        enhanced, text = enhanced or also_enhanced, f"{text} {more}".strip()
    printable = text if text.isprintable() else _UNPRINTABLE.sub(" ", text)
    return Reply(int(code), enhanced or "", printable[:_LONGEST_TEXT])


def _parts(line: str | bytes) -> tuple[str, str | None, str]:
    decoded = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
    found = _LINE.fullmatch(decoded)
    if found is None:
        raise ValueError(f"{decoded[:60]!r} is not an SMTP reply")
    code, enhanced, text = found.groups()
    return code, enhanced, text.strip()


_ANY = "..."
_ABOUT_THE_SENDER = (
    r".*(relay(ing)? (is |access )?(denied|not)|not permitted to relay|unable to relay|spam|black ?list|block ?list"
    r"|reputation|policy (violation|reason|reject)|against policy|authentication required|sender (address )?reject"
    r"|sender verify failed|administrative prohibition|helo command rejected|unauthenticated sender|not authorized to"
    r"|address is not verified|verified sender|sending suspended|blocked sender|spoofing|possible abuse|:blocked\)"
    r"|\b(spf|dkim|dmarc)\b|smtp authentication|\b(client|blocked|your) ip\b|\bip frequency|network not allowed).*"
)
#: No enhanced code, or one that says no more than the code does.
_VAGUE = r"(5\.[0125]\.0|5\.5\.2)?"
_K = OutcomeKind

#: The first row that fits decides: phases (none = all), pattern of the code, of the enhanced code, of the text, kind.
#: Enhanced codes stand before plain ones: they say more (RFC 3463). An empty enhanced pattern means "there is none".
_RULES: tuple[tuple[frozenset[Phase], str, str, str, OutcomeKind], ...] = (
    # The relay is closing: that is about the moment, whatever else it says (RFC 5321 3.8).
    (frozenset(), r"421", r".*", r".*", _K.TRANSIENT),
    # Only the reply to the body can take responsibility; any other answer than yes or no there leaves us in doubt.
    (frozenset({Phase.BODY}), r"2..", r".*", r".*", _K.ACCEPTED),
    (frozenset({Phase.BODY}), r"[013]..", r".*", r".*", _K.UNCERTAIN),
    # Greylisting is written in every code there is; it always means "later" (RFC 6647).
    (frozenset(), r"[45]..", r".*", r".*gr[ae]y-?list.*", _K.TRANSIENT),
    # Too many recipients or too much mail at once: 552 once meant 452 (RFC 5321 4.5.3.1.10).
    (frozenset(), r"[45]..", r"5\.5\.3|[45]\.3\.2", r".*", _K.TRANSIENT),
    (frozenset(), r"[45]..", r".*", r".*too many recipients.*", _K.TRANSIENT),
    (frozenset({Phase.RCPT}), r"552", r"", r".*", _K.TRANSIENT),
    # Security and policy, our sender address, our quota: nothing of it is the recipient's fault.
    (frozenset(), r"[45]..", r"5\.7\.\d+", r".*", _K.POLICY),
    (frozenset(), r"[45]..", r"5\.1\.[78]|5\.4\.5|5\.2\.252", r".*", _K.POLICY),
    (frozenset(), r"5..", _VAGUE, _ABOUT_THE_SENDER, _K.POLICY),
    (frozenset(), r"530|535|538|571", r".*", r".*", _K.POLICY),
    # The relay did not understand our commands, whoever they were about (RFC 5321 4.2.2).
    (frozenset(), r"50[0234]", r"", r".*", _K.POLICY),
    (frozenset({Phase.CONNECT}), r"5..", r"", r".*", _K.POLICY),
    (frozenset({Phase.MAIL}), r"550|553|554", r"", r".*", _K.POLICY),
    # What is left goes by the class of the enhanced code, then by the first digit.
    (frozenset(), r"[45]..", r"4\.\d+\.\d+", r".*", _K.TRANSIENT),
    (frozenset(), r"[45]..", r"5\.\d+\.\d+", r".*", _K.PERMANENT),
    (frozenset(), r"5..", r".*", r".*", _K.PERMANENT),
    (frozenset(), _ANY, r".*", r".*", _K.TRANSIENT),
)


def classify(phase: Phase, reply: Reply) -> OutcomeKind:
    """Return what ``reply`` makes of the attempt that stood at ``phase`` (RFC 5321 4.2.1, RFC 3463).

    Asked only where the reply ends the attempt: at the body, or where a command before it was not accepted.

    >>> classify(Phase.RCPT, Reply(550, "5.1.1", "no such mailbox"))
    <OutcomeKind.PERMANENT: 'permanent'>
    """
    if phase is Phase.BODY and reply.is_positive:
        return OutcomeKind.ACCEPTED
    for rule in _RULES:
        if _fits(rule, phase, reply):
            return rule[-1]
    raise AssertionError(f"no rule for {reply}")  # the last rule fits every reply


def _fits(rule: tuple[frozenset[Phase], str, str, str, OutcomeKind], phase: Phase, reply: Reply) -> bool:
    phases, code, enhanced, text, _ = rule
    return (
        (not phases or phase in phases)
        and re.fullmatch(code, f"{reply.code:03}") is not None
        and re.fullmatch(enhanced, reply.enhanced) is not None
        and re.fullmatch(text, reply.text, re.IGNORECASE | re.DOTALL) is not None
    )


#: How relays name the message that they took, most telling first.
_QUEUE_IDS = (
    re.compile(r"\bqueued as:? ([A-Za-z0-9._+-]+)", re.IGNORECASE),  # Postfix, SendGrid, Mailjet
    re.compile(r"\bInternalId=(\d+)"),  # Exchange
    re.compile(r"\bid=([A-Za-z0-9._+-]+)", re.IGNORECASE),  # Exim
    re.compile(r"\b(\S+) - gsmtp\s*$"),  # Google
    re.compile(r"^Ok:? ([0-9a-f]{16}-[0-9a-f-]{20,})$", re.IGNORECASE),  # Amazon SES
    re.compile(r"^(\w{6,}) Message accepted for delivery", re.IGNORECASE),  # Sendmail, OpenSMTPD
    re.compile(r"\bMessage Queued \(([A-Za-z0-9.-]+)\)", re.IGNORECASE),  # Haraka
    re.compile(r"^ok (\d+ qp \d+)$", re.IGNORECASE),  # qmail
)


def queue_id(text: str) -> str:
    """Return the relay's own name for the message, found in the text of its 250, or "" (RFC 5321 4.2: free text).

    >>> queue_id("Ok: queued as 4XyZ1234")
    '4XyZ1234'
    """
    for pattern in _QUEUE_IDS:
        if found := pattern.search(text):
            return found[1].rstrip(".")
    return ""
