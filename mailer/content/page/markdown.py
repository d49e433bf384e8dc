"""Markdown, as press officers write it, read into blocks.

Raw HTML, code and underlined headings are switched off: what looks like them is an accident and stays as typed.
Quotation marks and dashes stay as the author wrote them.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mailer.content.page.blocks import (
    Anchor,
    Block,
    Break,
    Bullets,
    Emphasis,
    Heading,
    Inline,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
    Words,
    plain,
)
from mailer.errors import ReleaseError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_DASH = re.compile(r"^\s*(?:[—–―]|--)\s*")
_HAN = r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_HAN_LINE_END = re.compile(rf"(?<={_HAN})\n(?={_HAN})")
_LINE_END = re.compile(r"\n")
_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


def parse(text: str, *, source: str = "the release", line: int = 1) -> tuple[Block, ...]:
    """Return the blocks of Markdown ``text``.

    ``line`` is the line of ``source`` where it begins. ReleaseError, naming file and line, for a link or picture
    that a mail cannot carry.
    """
    from markdown_it.tree import SyntaxTreeNode

    root = SyntaxTreeNode(_parser().parse(text))
    return _Reader(source, line).blocks(root.children)


def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "typographer": False})
    parser.enable(["table", "linkify"]).disable(["code", "fence", "lheading", "backticks", "html_block", "html_inline"])
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False})
        parser.linkify.tlds("int", keep_old=True)
    return parser


class _Reader:
    """Turns syntax nodes into blocks, remembering where it is for the sake of messages."""

    def __init__(self, source: str, line: int) -> None:
        self.source = source
        self.line = line
        self.here = line
        self.level = 1

    def blocks(self, nodes: "Sequence[SyntaxTreeNode]") -> tuple[Block, ...]:
        return tuple(block for node in nodes for block in self._block(node))

    def _block(self, node: "SyntaxTreeNode") -> Sequence[Block]:
        if node.map:
            self.here = self.line + node.map[0]
        match node.type:
            case "paragraph":
                return self._paragraph(node)
            case "heading":
                return [self._heading(node)]
            case "blockquote":
                return [self._quote(node)]
            case "bullet_list" | "ordered_list":
                return [self._list(node)]
            case "table":
                return [self._table(node)]
            case _:
                return [Rule()]

    def _paragraph(self, node: "SyntaxTreeNode") -> Sequence[Block]:
        inline = node.children[0].children
        pictures = [self._picture(child) for child in inline if child.type == "image"]
        words = _flowed(self._words([child for child in inline if child.type != "image"]))
        return [*([Paragraph(words)] if plain(words).strip() else []), *pictures]

    def _heading(self, node: "SyntaxTreeNode") -> Heading:
        self.level = max(2, min(int(node.tag[1]), self.level + 1, 3))
        return Heading(self.level, _flowed(self._words(node.children[0].children)))

    def _quote(self, node: "SyntaxTreeNode") -> Quote:
        found = [self._words(child.children) for child in node.walk() if child.type == "inline"]
        lines = [(number, line) for number, words in enumerate(found) for line in _lines(words)]
        attribution: Words = ()
        if len(lines) > 1 and _DASH.match(plain(lines[-1][1])):
            attribution = _undashed(lines.pop()[1])
        numbers = sorted({number for number, _ in lines})
        return Quote(tuple(_joined([words for at, words in lines if at == number]) for number in numbers), attribution)

    def _list(self, node: "SyntaxTreeNode") -> Bullets:
        entries = tuple(self.blocks(entry.children) for entry in node.children)
        return Bullets(node.type == "ordered_list", int(node.attrs.get("start", 1)), entries)

    def _table(self, node: "SyntaxTreeNode") -> Table:
        rows = [
            tuple(self._words(cell.children[0].children if cell.children else ()) for cell in row.children)
            for part in node.children
            for row in part.children
        ]
        return Table(rows[0], tuple(rows[1:]))

    def _words(self, nodes: "Sequence[SyntaxTreeNode]") -> Words:
        return _merged([word for node in nodes for word in self._inline(node)])

    def _inline(self, node: "SyntaxTreeNode") -> Sequence[Inline]:
        match node.type:
            case "softbreak":
                return [Text("\n")]
            case "hardbreak":
                return [Break()]
            case "strong":
                return [Strong(self._words(node.children))]
            case "em":
                return [Emphasis(self._words(node.children))]
            case "link":
                return [Anchor(self._href(str(node.attrs["href"])), self._words(node.children))]
            case _:
                return [Text(node.content)]

    def _href(self, href: str) -> str:
        if not _LINK.match(href):
            raise ReleaseError(
                f"{self.source}, line {self.here}: the link to {unquote(href)!r} leads nowhere from a mail",
                hint="Write the whole address, beginning with https://",
            )
        return href

    def _picture(self, node: "SyntaxTreeNode") -> Picture:
        url = str(node.attrs["src"])
        if not url.startswith("https://"):
            raise ReleaseError(
                f"{self.source}, line {self.here}: the picture {unquote(url)!r} is not on the web",
                hint="Put it on your site and write its https:// address",
            )
        return Picture(url, node.content, str(node.attrs.get("title", "")))


def _merged(words: Sequence[Inline]) -> Words:
    """Neighbouring runs of text become one; a line end inside a paragraph becomes a blank."""
    merged: list[Inline] = []
    for word in words:
        if isinstance(word, Text) and merged and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1].text + word.text)
        elif not (isinstance(word, Text) and not word.text):
            merged.append(word)
    return tuple(merged)


def _lines(words: Words) -> list[Words]:
    """Return the words line by line, as the author typed them."""
    lines: list[list[Inline]] = [[]]
    for word in words:
        if isinstance(word, Break):
            lines.append([])
        elif isinstance(word, Text):
            first, *rest = word.text.split("\n")
            lines[-1].append(Text(first))
            lines.extend([Text(part)] for part in rest)
        else:
            lines[-1].append(word)
    return [_merged(line) for line in lines if plain(tuple(line)).strip()]


def _joined(lines: Sequence[Words]) -> Words:
    with_ends = [word for line in lines for word in (*line, Text("\n"))]
    return _flowed(_merged(with_ends))


def _undashed(words: Words) -> Words:
    first = words[0]
    return _flowed((Text(_DASH.sub("", first.text)), *words[1:]) if isinstance(first, Text) else words)


def _flowed(words: Words) -> Words:
    """Return the words with line ends as blanks (none between Chinese or Japanese), and no blanks at either end."""
    flowed = [
        Text(_LINE_END.sub(" ", _HAN_LINE_END.sub("", word.text))) if isinstance(word, Text) else word for word in words
    ]
    if flowed and isinstance(flowed[0], Text):
        flowed[0] = Text(flowed[0].text.lstrip())
    if flowed and isinstance(flowed[-1], Text):
        flowed[-1] = Text(flowed[-1].text.rstrip())
    return tuple(word for word in flowed if not (isinstance(word, Text) and not word.text))
