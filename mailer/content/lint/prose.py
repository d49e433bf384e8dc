"""The words of an edition as its readers see them: paragraph by paragraph, without Markdown and merge fields."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mailer.content.page import markdown
from mailer.content.page.blocks import Block, Bullets, Heading, Paragraph, Quote, Table, Words, plain
from mailer.domain.release import Edition
from mailer.errors import ReleaseError

_FIELD = re.compile(r"\{\{.*?\}\}", re.DOTALL)
#: Stands for a merge field, in words and in links; rules leave addresses alone.
_FILLED = "https://slot.invalid/"
_EDITIONS_AT_ONCE = 32


class Kind(StrEnum):
    """What a passage is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ENTRY = "entry"  #: of a list
    CELL = "cell"
    QUOTE = "quote"  #: set apart, with its attribution beside it


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words that belong together; ``attribution`` is who said a quote, or ""."""

    kind: Kind
    text: str
    attribution: str = ""


@lru_cache(maxsize=_EDITIONS_AT_ONCE)
def passages(edition: Edition) -> tuple[Passage, ...]:
    """Return the body of an edition, passage by passage; every paragraph of a quote is one."""
    body = _FIELD.sub(_FILLED, edition.body)
    try:
        return tuple(_passages(markdown.parse(body)))
    except ReleaseError:  # a link of merge fields alone, which only a reader's values make one
        return tuple(Passage(Kind.PARAGRAPH, part.strip()) for part in body.split("\n\n") if part.strip())


def running(edition: Edition) -> str:
    """Return headline, summary and body as one text, a line for each passage."""
    return "\n".join((edition.headline, edition.summary, body_text(edition)))


@lru_cache(maxsize=_EDITIONS_AT_ONCE)
def body_text(edition: Edition) -> str:
    """Return the body as one text, a line for each passage."""
    return "\n".join(f"{one.text}\n{one.attribution}".strip() for one in passages(edition))


def _passages(blocks: Sequence[Block]) -> Iterator[Passage]:
    for block in blocks:
        match block:
            case Paragraph(words):
                yield Passage(Kind.PARAGRAPH, plain(words))
            case Heading(_, words):
                yield Passage(Kind.HEADING, plain(words))
            case Quote(paragraphs, attribution):
                yield from _quote(paragraphs, attribution)
            case Bullets():
                yield from (Passage(Kind.ENTRY, plain(words)) for words in block.all_words)
            case Table(header, rows):
                yield from (Passage(Kind.CELL, plain(words)) for row in (header, *rows) for words in row)
            case _:
                pass


def _quote(paragraphs: Sequence[Words], attribution: Words) -> Iterator[Passage]:
    for words in paragraphs:
        yield Passage(Kind.QUOTE, plain(words), plain(attribution))
