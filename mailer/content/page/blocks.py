"""The body of a release as values: what the HTML and the text part are both written from."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Text:
    """A run of words."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that the author asked for."""

    kind: ClassVar[str] = "break"


@dataclass(frozen=True, slots=True)
class Strong:
    """Words of weight."""

    kind: ClassVar[str] = "strong"
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words with stress."""

    kind: ClassVar[str] = "emphasis"
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words that lead somewhere: ``href`` is an https, http, mailto or tel URL."""

    kind: ClassVar[str] = "link"
    href: str
    children: "tuple[Inline, ...]"


Inline = Text | Break | Strong | Emphasis | Anchor
Words = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    kind: ClassVar[str] = "paragraph"
    words: Words


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the headline: ``level`` 2 or 3."""

    kind: ClassVar[str] = "heading"
    level: int
    words: Words


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, and who said them (empty where the author did not say)."""

    kind: ClassVar[str] = "quote"
    paragraphs: tuple[Words, ...]
    attribution: Words = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each entry is a tuple of blocks. ``start`` is the first number of an ordered one."""

    kind: ClassVar[str] = "list"
    ordered: bool
    start: int
    entries: "tuple[tuple[Block, ...], ...]"

    @property
    def all_words(self) -> "tuple[Words, ...]":
        """Return the words of every paragraph in the list and in the lists inside it."""
        found: list[Words] = []
        for part in (part for entry in self.entries for part in entry):
            if isinstance(part, Paragraph):
                found.append(part.words)
            elif isinstance(part, Bullets):
                found.extend(part.all_words)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pause between sections."""

    kind: ClassVar[str] = "rule"


@dataclass(frozen=True, slots=True)
class Table:
    """Figures in rows under a heading row."""

    kind: ClassVar[str] = "table"
    header: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that stands in the text; ``url`` is https."""

    kind: ClassVar[str] = "picture"
    url: str
    alt: str
    caption: str = ""


Block = Paragraph | Heading | Quote | Bullets | Rule | Table | Picture


def plain(words: Words) -> str:
    """Return the words without weight, stress and links."""
    return "".join(_plain(word) for word in words)


def _plain(word: Inline) -> str:
    match word:
        case Text(text):
            return text
        case Break():
            return "\n"
        case _:
            return plain(word.children)
