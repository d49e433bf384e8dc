"""From an edition and a recipient to the bytes of one message (design 8).

``compile_message`` is done once per edition, ``assemble`` once per recipient. Values that come from lists (names,
outlets) have their control characters squashed to a blank, since a stray line end in a spreadsheet must not stop a
campaign; addresses, links and whatever comes from the settings are refused instead. Nothing can end a header line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from mailer.content.mail import headers
from mailer.content.mail.bodies import Body, lay_out
from mailer.content.mail.canonical import BodyDigest, body_digest
from mailer.content.mail.compiled import Compiled, Fill, Part, compile_message, dump, load
from mailer.content.mail.dkim import Signer
from mailer.content.mail.filling import fill_values
from mailer.domain.rendering import Recipient
from mailer.errors import MailerError

__all__ = [
    "Compiled", "Fill", "Frame", "Part", "Unsubscribe",
    "assemble", "compile_message", "dump", "load", "message_id", "missing_fields",
]  # fmt: skip

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.-]++@[A-Za-z0-9.-]++>")
_TOKEN_LENGTH = 32
_HEX_TOKEN = re.compile(rf"[0-9a-f]{{{_TOKEN_LENGTH}}}")
_NOT_IN_SLUG = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_MESSAGE_ID = 76
_TEST_MARK = "[TEST] "


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """How one recipient leaves: an https URL for one click and a mailto URI, either may be "".

    ``label`` is the text of the link where a template has a slot for it.
    """

    url: str = ""
    mailto: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all messages of a campaign have in common beside their content.

    Addresses are plain ASCII ones. ``auto_submitted`` is "auto-generated" for mails that no person decided to send
    (RFC 3834 5) and "" for releases. ``auto_response_suppress`` is never "All": that would stop bounces too.
    """

    sender_name: str
    sender_address: str
    reply_to: str = ""
    feedback_id: str = ""
    auto_response_suppress: str = "OOF, AutoReply"
    auto_submitted: str = ""
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class _Mould:
    """What every message of one edition and frame has in common, as bytes."""

    opening: bytes
    closing: bytes
    body: Body
    digest: BodyDigest
    list_ids: dict[tuple[str, str], bytes] = field(default_factory=dict)
    kinds: dict[tuple[bool, ...], int] = field(default_factory=dict)

    def check(self, block: bytes, own: bytes, *optional: object) -> None:
        """Refuse a ``block`` that is not safe. Only the first of a kind is read whole, then what it has of its ``own``.

        ``optional`` are the values whose fields are left out where there is none: they make the kind.
        """
        kind = tuple(map(bool, optional))
        if kind in self.kinds:
            headers.check_own(own, fields=self.kinds[kind], whole=len(block))
        else:
            headers.check_block(block)
            self.kinds[kind] = headers.count_fields(own)


def assemble(  # noqa: PLR0913 - all that differs from message to message is named here, each once
    compiled: Compiled,
    frame: Frame,
    recipient: Recipient,
    *,
    message_id: str,
    list_id: tuple[str, str] | None,
    unsubscribe: Unsubscribe,
    date: datetime,
    in_reply_to: str = "",
    signer: Signer | None = None,
) -> tuple[bytes, ...]:
    """Return the parts of the message for one recipient: together ASCII, CRLF only, not dot-stuffed.

    What is the same in all messages of this edition is the same object. ``date`` is aware. ``list_id`` is (title, id).
    ``in_reply_to`` is the Message-ID of an earlier message to this recipient. With ``signer`` its DKIM signature comes
    first.
    MailerError, naming the delivery, if a value is missing or cannot stand where it should.
    """
    try:
        mould = _mould(compiled, frame)
        values = fill_values(mould.body.fills, recipient, unsubscribe.url or unsubscribe.mailto, unsubscribe.label)
        own = (
            headers.mailbox("To", headers.squashed(recipient.name), recipient.address)
            + (_subject(compiled, frame, mould.body.fills, values) if compiled.subject_fills else b"")
            + _threading(message_id, in_reply_to)
            + _list_fields(mould, list_id, unsubscribe)
        )
        block = b"".join((headers.date(date), mould.opening, own, mould.closing))
        mould.check(block, own, list_id, unsubscribe.url, unsubscribe.mailto, in_reply_to)
        pieces = mould.body.filled(values)
        pieces[0] = signer.field(block, mould.digest.of(pieces), date) + block if signer else block
        return tuple(pieces)
    except ValueError as error:
        raise MailerError(
            f"The message of delivery {recipient.delivery_id} ({recipient.address}) cannot be built: {error}",
            hint="Correct the contact or the settings and prepare the campaign again",
        ) from error


def missing_fields(compiled: Compiled, recipient: Recipient, unsubscribe: Unsubscribe) -> tuple[str, ...]:
    """Return the names of the fields that cannot be filled for this recipient, in alphabetical order.

    A field is missing if it is empty and has no fallback, or if it stands in a link and is not a URL.
    """
    missing = set()
    for fill in compiled.fills:
        try:
            fill_values([fill], recipient, unsubscribe.url or unsubscribe.mailto, unsubscribe.label)
        except ValueError:
            missing.add(fill.field)
    return tuple(sorted(missing))


def message_id(token: str, slug: str, domain: str) -> str:
    """Return ``<TOKEN.SLUG@DOMAIN>``, with the slug cut so that it has at most 76 characters (RFC 5322 3.6.4).

    ``token`` is 32 hexadecimal digits, ``domain`` in A-labels. A domain of more than 41 characters is kept whole.
    """
    if not _HEX_TOKEN.fullmatch(token):
        raise ValueError("a Message-ID needs a token of 32 hexadecimal digits")
    return f"<{token}{_behind_token(slug, domain)}>"


@lru_cache(maxsize=64)
def _behind_token(slug: str, domain: str) -> str:
    room = _LONGEST_MESSAGE_ID - len("<.@>") - _TOKEN_LENGTH - len(domain)
    words = _NOT_IN_SLUG.sub(".", slug)[: max(room, 0)].strip(".")
    found = f".{words}@{domain.lower()}" if words else f"@{domain.lower()}"
    if not _MESSAGE_ID.fullmatch(f"<x{found}>"):
        raise ValueError(f"{domain!r} cannot stand in a Message-ID")
    return found


def _mould(compiled: Compiled, frame: Frame) -> _Mould:
    known = compiled.memo.get(frame)
    if isinstance(known, _Mould):
        return known
    body = lay_out(compiled)
    mould = _Mould(
        _opening(frame) + (b"" if compiled.subject_fills else _subject(compiled, frame)),
        _closing(compiled, frame),
        body,
        body_digest(body),
    )
    compiled.memo[frame] = mould
    return mould


def _opening(frame: Frame) -> bytes:
    sender = headers.mailbox("From", frame.sender_name, frame.sender_address)
    return sender + (headers.mailbox("Reply-To", "", frame.reply_to) if frame.reply_to else b"")


def _subject(compiled: Compiled, frame: Frame, fills: Sequence[Fill] = (), values: Sequence[str] = ()) -> bytes:
    known = dict(zip(fills, values, strict=True))
    filled = _woven(compiled.subject, [known[fill] for fill in compiled.subject_fills])
    return headers.unstructured("Subject", f"{_TEST_MARK}{filled}" if frame.is_test else filled)


def _woven(segments: Sequence[str], values: Sequence[str]) -> str:
    return "".join(segment + value for segment, value in zip(segments, (*values, ""), strict=True))


def _threading(message_id: str, in_reply_to: str) -> bytes:
    found = _identifier("Message-ID", message_id)
    if in_reply_to:
        found += _identifier("In-Reply-To", in_reply_to) + _identifier("References", in_reply_to)
    return found


def _identifier(name: str, identifier: str) -> bytes:
    if not _MESSAGE_ID.fullmatch(identifier):
        raise ValueError(f"{identifier[:80]!r} cannot stand in {name}")
    return f"{name}: {identifier}\r\n".encode()


def _list_fields(mould: _Mould, list_id: tuple[str, str] | None, unsubscribe: Unsubscribe) -> bytes:
    found = b""
    if list_id:
        if list_id not in mould.list_ids:
            mould.list_ids[list_id] = headers.list_id(*list_id) + b"List-Post: NO\r\n"  # RFC 2369 3.4: we announce
        found = mould.list_ids[list_id]
    targets = [target for target in (unsubscribe.url, unsubscribe.mailto) if target]
    if targets:
        found += headers.uris("List-Unsubscribe", targets)
    if unsubscribe.url:
        # RFC 8058 3.1: only where the https URL takes the POST that this promises.
        found += b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return found


def _closing(compiled: Compiled, frame: Frame) -> bytes:
    named = (
        ("Feedback-ID", frame.feedback_id),
        ("Auto-Submitted", frame.auto_submitted),
        ("X-Auto-Response-Suppress", frame.auto_response_suppress),
        ("Content-Language", compiled.language),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{compiled.boundary}"'),
    )
    return b"".join(headers.structured(name, value) for name, value in named if value)
