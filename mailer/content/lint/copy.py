"""What checks look at: one edition as its readers get it, beside what its author wrote."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import SplitResult, urlsplit

from mailer.domain.duty import NO_DAY, Duty
from mailer.domain.finding import Severity
from mailer.domain.release import Edition, Release
from mailer.domain.rendering import Rendered
from mailer.domain.settings import Organisation

#: Marks of direction, which the text part carries and which stand for nothing that is read.
_MARKS = re.compile("[\u200e\u200f\u2066-\u2069]")
_LONGEST_QUOTED = 60
_RESERVED = re.compile(
    r"(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|local|localhost|internal)$"
)  # RFC 2606, RFC 6761, RFC 6762
#: Letters that take the room of two, and stand without blanks between words.
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class House:
    """Who sends: ``domains`` are all that count as its own, ``base_url`` is where its web pages are or ""."""

    organisation: Organisation
    domains: tuple[str, ...] = ()
    base_url: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """One edition, composed, and the message that came of it: ``page`` is the HTML read by lxml.

    ``duty`` tells who is on it, and who is away, on the day of sending.
    """

    house: House
    release: Release
    edition: Edition
    rendered: Rendered
    message: EmailMessage
    octets: bytes
    subject: str
    html: str
    text: str
    page: Any
    duty: Duty = NO_DAY

    def place(self, fragment: str, otherwise: str = "") -> str:
        """Return where ``fragment`` stands in the author's file, with its line if it is in the body."""
        at = self.edition.body.find(fragment) if fragment else -1
        if at >= 0:
            return f"{self.edition.source}, line {self.edition.body_line + self.edition.body.count(chr(10), 0, at)}"
        if fragment and fragment in self.edition.headline:
            return f"{self.edition.source}, headline"
        return self.part(otherwise) if otherwise else self.edition.source

    def head(self, key: str) -> str:
        """Return a key of the release's head, which its files share."""
        return f"{self.edition.source if len(self.release.editions) == 1 else self.release.slug}, {key}"

    def part(self, name: str) -> str:
        """Return a part of this edition by name, for what has no line in the file: ``fr edition, subject``."""
        return f"{self.edition.language} edition, {name}"

    def elements(self, *tags: str) -> Iterator[Any]:
        """Yield the page's elements with these tags."""
        yield from self.page.iter(*tags)

    def links(self) -> Iterator[Any]:
        """Yield the page's elements that lead somewhere."""
        return (link for link in self.elements("a") if link.get("href") is not None)

    @property
    def written(self) -> str:
        """Return what the author wrote of this edition, as source."""
        edition = self.edition
        return f"{edition.headline}\n{edition.place}\n{edition.summary}\n{edition.body}\n{edition.boilerplate}"

    @property
    def styles(self) -> tuple[str, ...]:
        """Return the content of each style element."""
        return tuple(element.text or "" for element in self.elements("style"))

    @property
    def read_text(self) -> str:
        """Return the text part as one line, without marks of direction."""
        return flattened(self.text)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found; ``severity`` and ``fix`` where they differ from the rule's."""

    where: str
    message: str
    fix: str = ""
    severity: Severity | None = None


#: What looks for one thing in an edition.
Look = Callable[[Copy], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for: what it is, why it matters, what to do about it, and when it may be wrong or "".

    Nobody can let it pass if ``is_final``; it looks at what the author wrote, not at the message alone, if
    ``reads_source``.
    """

    id: str
    severity: Severity
    what: str
    why: str
    fix: str
    look: Look
    note: str = ""
    is_final: bool = False
    reads_source: bool = False


def read_copy(octets: bytes, rendered: Rendered, *, release: Release, house: House, duty: Duty = NO_DAY) -> Copy:
    """Return the edition of ``rendered`` as the finished message ``octets`` carries it."""
    message = message_from_bytes(octets, policy=policy.default)
    html = _content(message, "text/html")
    return Copy(
        house=house,
        release=release,
        edition=release.edition(rendered.language),
        rendered=rendered,
        message=message,
        octets=octets,
        subject=str(message.get("Subject", "")),
        html=html,
        text=_content(message, "text/plain"),
        page=read_page(html),
        duty=duty,
    )


def read_page(html: str) -> Any:  # noqa: ANN401 - lxml has no types
    """Return HTML as a tree of lxml; an empty page for an empty text."""
    from lxml.html import document_fromstring

    return document_fromstring(html if html.strip() else "<html><body></body></html>")


def flattened(text: str) -> str:
    """Return text on one line, every run of blanks as one, without marks of direction."""
    return " ".join(_MARKS.sub("", text).split())


def said(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Return what an element says to its reader, on one line."""
    return flattened(element.text_content())


def alts(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Return what an element's pictures say to those who do not see them."""
    return flattened(" ".join(image.get("alt") or "" for image in element.iter("img")))


def spoken(link: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Return what a screen reader says of a link: its label, else its words, else what its pictures say."""
    return flattened(link.get("aria-label") or "") or said(link) or alts(link)


def split_address(url: str) -> SplitResult:
    """Return the parts of an address, all empty where it cannot be read."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def is_reserved(host: str) -> bool:
    """Return whether ``host`` is one of those that are kept for examples and for inner networks."""
    return bool(_RESERVED.search(host))


def quoted(text: str) -> str:
    """Return a fragment in quotation marks, cut where it is long."""
    short = flattened(text)
    return f"“{short if len(short) <= _LONGEST_QUOTED else short[: _LONGEST_QUOTED - 1].rstrip() + '…'}”"


def is_own(host: str, domains: tuple[str, ...]) -> bool:
    """Return whether ``host`` is one of ``domains``, below one or above one (example.org of news.example.org)."""
    name = "." + host.casefold().rstrip(".")
    owned = [f".{one.casefold()}" for one in domains]
    return any(name.endswith(one) or one.endswith(name) for one in owned)


def _content(message: EmailMessage, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind and isinstance(part, EmailMessage):
            return str(part.get_content()).replace("\r\n", "\n")
    return ""
