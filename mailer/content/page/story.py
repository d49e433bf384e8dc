"""What an edition says, arranged in the order in which a mail shows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from mailer.content.page import markdown
from mailer.content.page.blocks import Block, Heading, Paragraph, Picture, Words, plain
from mailer.content.page.phrases import Phrases
from mailer.content.page.slots import SlotBook, fill
from mailer.content.page.typesetting import typesetter
from mailer.domain.release import Edition, Link, Photo, Release, Spokesperson
from mailer.errors import ReleaseError

_LONGEST_PREHEADER = 110
_SECOND = 2
_NBSP = "\u00a0"
_FIRST_RTL = 0x0590


@dataclass(frozen=True, slots=True)
class Flow:
    """Blocks that follow one another inside the margins."""

    kind: ClassVar[str] = "flow"
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo over the full width."""

    kind: ClassVar[str] = "photo"
    photo: Photo


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call: ``phone`` as printed, ``tel`` as dialled."""

    name: str
    role: str
    address: str
    phone: str
    tel: str


@dataclass(frozen=True, slots=True)
class Story:
    """One edition, arranged: headline, parts, then links, contacts, notes to editors and who we are."""

    headline: str
    subhead: Words
    preheader: str
    parts: tuple[Flow | Shown, ...]
    links: tuple[Link, ...]
    contacts: tuple[Contact, ...]
    notes: tuple[Block, ...]
    about: tuple[Block, ...]

    @property
    def opens_with_text(self) -> bool:
        """Return whether the first part begins with a paragraph, which then carries the dateline."""
        first = self.parts[0] if self.parts else None
        return isinstance(first, Flow) and bool(first.blocks) and isinstance(first.blocks[0], Paragraph)


def arrange(release: Release, edition: Edition, words: Phrases, book: SlotBook) -> Story:
    """Return the edition as a story, its recipient fields noted in ``book``.

    ReleaseError for what a mail cannot carry.
    """
    filled = _filled(replace(edition, source=edition.source or release.slug), book)
    blocks = markdown.parse(filled.body, source=filled.source, line=filled.body_line)
    subhead, blocks = _subhead(blocks)
    text, notes = _split_notes(blocks, words)
    return Story(
        headline=filled.headline,
        subhead=subhead,
        preheader=filled.summary or _opening(text),
        parts=_parts(text, filled.photos),
        links=filled.links,
        contacts=tuple(_contact(person, words) for person in release.spokespeople),
        notes=notes,
        about=markdown.parse(filled.boilerplate, source=f"{filled.source}, boilerplate"),
    )


def dialled(phone: str) -> str:
    """Return the number for a tel: link (RFC 3966): digits behind a plus, no trunk "(0)", no extension."""
    number = re.split(r"[A-Za-z#;,]|доб", phone.replace("(0)", ""), maxsplit=1)[0]
    return ("+" if "+" in number else "") + re.sub(r"\D", "", number)


def _filled(edition: Edition, book: SlotBook) -> Edition:
    """Return the edition typeset, with tokens for recipient fields, all addresses checked."""
    typeset = typesetter(edition.language)

    def fill_in(text: str, name: str) -> str:
        return fill(typeset(text), book, source=f"{edition.source}, {name}")

    return replace(
        edition,
        headline=fill_in(edition.headline, "headline"),
        place=fill_in(edition.place, "place"),
        summary=fill_in(edition.summary, "summary"),
        body=fill(typeset(edition.body), book, source=edition.source, line=edition.body_line),
        boilerplate=fill_in(edition.boilerplate, "boilerplate"),
        photos=tuple(_photo(photo, edition.source, book) for photo in edition.photos),
        links=tuple(_link(link, edition.source, book) for link in edition.links),
    )


def _photo(photo: Photo, source: str, book: SlotBook) -> Photo:
    for url in (photo.url, photo.download):
        if url and not url.startswith("https://"):
            raise ReleaseError(f"{source}: the photo {url!r} is not on the web", hint="Give its https:// address")
    alt, caption, credit = (fill(text, book, source=source) for text in (photo.alt, photo.caption, photo.credit))
    return replace(photo, alt=alt, caption=caption, credit=credit)


def _link(link: Link, source: str, book: SlotBook) -> Link:
    if not re.match(r"(?:https?://|mailto:|tel:)", link.url, re.IGNORECASE):
        raise ReleaseError(
            f"{source}: the link {link.url!r} leads nowhere from a mail",
            hint="Write the whole address, beginning with https://",
        )
    return replace(link, label=fill(link.label, book, source=source))


def _subhead(blocks: Sequence[Block]) -> tuple[Words, tuple[Block, ...]]:
    """Return the line below the headline (a heading before any text), and what follows it."""
    if len(blocks) > 1 and isinstance(blocks[0], Heading) and isinstance(blocks[1], Paragraph):
        return blocks[0].words, _raised(blocks[1:])
    return (), tuple(blocks)


def _raised(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return what follows the line below the headline: that is no heading, so the next ones are of the second level."""
    second = (at for at, block in enumerate(blocks) if isinstance(block, Heading) and block.level == _SECOND)
    first = next(second, len(blocks))
    return tuple(
        replace(block, level=_SECOND) if at < first and isinstance(block, Heading) else block
        for at, block in enumerate(blocks)
    )


def _split_notes(blocks: Sequence[Block], words: Phrases) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    for position, block in enumerate(blocks):
        if (
            isinstance(block, Heading)
            and plain(block.words).strip().rstrip(":\uff1a").strip().casefold() in words.notes
        ):
            return tuple(blocks[:position]), tuple(blocks[position:])
    return tuple(blocks), ()


def _parts(blocks: Sequence[Block], photos: Sequence[Photo]) -> tuple[Flow | Shown, ...]:
    """Return text and photos in order.

    The first photo stands below the first paragraph, so that no phone opens on a picture that is switched off.
    """
    first = next((number + 1 for number, block in enumerate(blocks) if isinstance(block, Paragraph)), 0)
    lead: list[Block | Photo] = [*blocks[:first], *photos[:1], *blocks[first:], *photos[1:]]
    parts: list[Flow | Shown] = []
    for one in lead:
        if isinstance(one, Photo):
            parts.append(Shown(one))
        elif isinstance(one, Picture):
            parts.append(Shown(Photo(one.url, one.alt, one.caption)))
        elif parts and isinstance(parts[-1], Flow):
            parts[-1] = Flow((*parts[-1].blocks, one))
        else:
            parts.append(Flow((one,)))
    return tuple(parts)


def _contact(person: Spokesperson, words: Phrases) -> Contact:
    told = [part for part in (person.title, person.unit, person.city) if part]
    role = (", " if _is_latin("".join(told)) else words.comma).join(told)
    return Contact(person.name, role, person.address, person.phone.replace(" ", _NBSP), dialled(person.phone))


def _is_latin(text: str) -> bool:
    """Return whether the text is set in letters that take a Latin comma, whatever the language around it."""
    return all(ord(character) < _FIRST_RTL for character in text)


def _opening(blocks: Sequence[Block]) -> str:
    """Return the beginning of the text for the inbox line, cut after a word."""
    text = next((plain(block.words) for block in blocks if isinstance(block, Paragraph)), "")
    text = " ".join(text.split())
    if len(text) <= _LONGEST_PREHEADER:
        return text
    cut = text[:_LONGEST_PREHEADER]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(",;:–— ") + "…"
