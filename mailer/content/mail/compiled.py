"""A composed edition in the form in which it is stored and sent: encoded once, cut where values go.

What is approved, stored with the campaign and read by every worker is ``dump(compiled)``.
"""

import json
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from mailer.content.mail import headers, mime
from mailer.content.page.slots import SLOT_URL
from mailer.domain.rendering import Rendered, Slot
from mailer.errors import MailerError, ReleaseError

_VERSION = 1
_TOKEN = re.compile(r"[A-Za-z0-9]+")
_LINK_ATTRIBUTE = re.compile(r"(?:href|src|action|background)\s*=\s*[\"']?\s*$", re.IGNORECASE)
_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffd\ud800-\udfff]")
_ATTRIBUTE_REACH = 40


@dataclass(frozen=True, slots=True)
class Fill:
    """Which value goes into a gap. ``link`` is True where it is the target of a link and must be a URL."""

    field: str
    fallback: str | None = None
    link: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One body: ``segments`` with one of ``fills`` between each two.

    ``subtype`` is "plain" or "html". The segments are wire text, except in base64 parts, where they are the plain text.
    """

    subtype: str
    encoding: mime.Encoding
    segments: tuple[str, ...]
    fills: tuple[Fill, ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """An edition ready to be assembled for each recipient; equal content gives an equal value and equal bytes.

    ``memo`` keeps what assembling worked out and is no part of the value.
    """

    language: str
    subject: tuple[str, ...]
    subject_fills: tuple[Fill, ...]
    parts: tuple[Part, ...]
    boundary: str
    memo: dict[Hashable, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def fills(self) -> frozenset[Fill]:
        """Return every value that a recipient needs for this edition."""
        return frozenset(self.subject_fills).union(*(part.fills for part in self.parts))


def compile_message(rendered: Rendered) -> Compiled:
    """Return ``rendered`` encoded and cut at its slots, its text part first and the richer HTML last (RFC 2046 5.1.4).

    ReleaseError if the subject is empty or a text holds a control or a broken character.
    """
    subject, subject_fills = _cut(_sound(rendered.subject.strip(" \t\r\n"), "subject", rendered), rendered.slots)
    _check_subject("".join(subject) or "x" * len(subject_fills), rendered)
    parts = tuple(
        _part(subtype, text, rendered) for subtype, text in (("plain", rendered.text), ("html", rendered.html))
    )
    boundary = mime.boundary(_contents(rendered.language, subject, subject_fills, parts))
    return Compiled(rendered.language, subject, subject_fills, parts, boundary)


def dump(compiled: Compiled) -> bytes:
    """Return ``compiled`` as JSON: the same bytes for the same value."""
    return json.dumps(
        {
            "version": _VERSION,
            "language": compiled.language,
            "subject": compiled.subject,
            "subject_fills": [_fill_fields(fill) for fill in compiled.subject_fills],
            "parts": [
                [part.subtype, part.encoding, part.segments, [_fill_fields(fill) for fill in part.fills]]
                for part in compiled.parts
            ],
            "boundary": compiled.boundary,
        },
        ensure_ascii=True,
        separators=(",", ":"),
    ).encode()


def load(stored: bytes) -> Compiled:
    """Return the value that ``dump`` wrote; MailerError if another version of the program wrote it."""
    fields: dict[str, Any] = json.loads(stored)
    if fields.get("version") != _VERSION:
        raise MailerError(
            f"This campaign was prepared in form {fields.get('version')}, which this version of mailer does not know",
            hint="Send it with the version that prepared it",
        )
    return Compiled(
        fields["language"],
        tuple(fields["subject"]),
        _fills(fields["subject_fills"]),
        tuple(
            Part(subtype, mime.Encoding(encoding), tuple(segments), _fills(fills))
            for subtype, encoding, segments, fills in fields["parts"]
        ),
        fields["boundary"],
    )


def _part(subtype: str, text: str, rendered: Rendered) -> Part:
    segments, fills = _cut(_sound(text, subtype, rendered), rendered.slots)
    encoding = mime.choose_encoding(segments)
    if encoding is mime.Encoding.QUOTED_PRINTABLE:
        return Part(subtype, encoding, mime.encode_segments(segments), fills)
    return Part(subtype, encoding, tuple(mime.canonical(segment) for segment in segments), fills)


def _cut(text: str, slots: tuple[Slot, ...]) -> tuple[tuple[str, ...], tuple[Fill, ...]]:
    by_token = {slot.token: slot for slot in slots}
    if not by_token:
        return (text,), ()
    if any(not _TOKEN.fullmatch(token) for token in by_token):
        raise ValueError("a slot's token must be letters and digits")
    longest_first = sorted(by_token, key=lambda token: (-len(token), token))
    segments: list[str] = []
    fills: list[Fill] = []
    at = 0
    for match in re.finditer(f"(?:{re.escape(SLOT_URL)})?({'|'.join(longest_first)})", text):
        slot = by_token[match[1]]
        segments.append(text[at : match.start()])
        fills.append(Fill(slot.field, slot.fallback, _is_link(text, match)))
        at = match.end()
    return (*segments, text[at:]), tuple(fills)


def _is_link(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - _ATTRIBUTE_REACH) : match.start()]
    return match[0].startswith(SLOT_URL) or _LINK_ATTRIBUTE.search(before) is not None


def _sound(text: str, where: str, rendered: Rendered) -> str:
    found = _UNSENDABLE.search(text)
    if found:
        raise ReleaseError(
            f"The {where} of the {rendered.language} edition holds the character U+{ord(found[0]):04X}, "
            "which mail programs do not show",
            hint=f"It stands after {text[max(0, found.start() - 30) : found.start()]!r}; type the text there again",
        )
    return text


def _check_subject(subject: str, rendered: Rendered) -> None:
    try:
        headers.unstructured("Subject", subject)
    except ValueError as error:
        raise ReleaseError(
            f"The {rendered.language} edition has no usable subject: {error}", hint="Shorten or retype the headline"
        ) from error


def _contents(
    language: str, subject: tuple[str, ...], subject_fills: tuple[Fill, ...], parts: tuple[Part, ...]
) -> Iterable[str]:
    yield from (language, *subject, repr(subject_fills))
    for part in parts:
        yield from (part.subtype, *part.segments, repr(part.fills))


def _fill_fields(fill: Fill) -> list[str | bool | None]:
    return [fill.field, fill.fallback, fill.link]


def _fills(stored: Iterable[tuple[str, str | None, bool]]) -> tuple[Fill, ...]:
    return tuple(Fill(*one) for one in stored)
