"""The text of a release below its head: headline, dateline, body."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from mailer.content.release.dateline import Dateline, split_dateline
from mailer.content.release.dates import WrittenDay
from mailer.content.release.frontmatter import FrontMatter
from mailer.content.release.keys import text as value_of
from mailer.errors import ReleaseError

if TYPE_CHECKING:
    from markdown_it.token import Token

_DASHES = ("–", "—", "-")


@dataclass(frozen=True, slots=True)
class ReleaseText:
    """What stands below the head; ``body_line`` is the line of the file where ``body`` begins."""

    headline: str
    place: str
    day: WrittenDay | None
    body: str
    body_line: int


def read_text_of(front: FrontMatter) -> ReleaseText:
    """Return headline, dateline and body; ``place`` in the head overrides the dateline, and says "" for none.

    ReleaseError naming file, line and cure for text without headline, with several, or with nothing below it.
    """
    lines = front.text.split("\n")
    tokens = _tokens(front.text)
    number, headline, end = _headline(front, tokens)
    _refuse_text_above(front, lines[:number])
    dateline = _dateline(front, tokens, lines, end)
    body = "\n".join(lines[end:]).rstrip()
    blank = len(body) - len(body.lstrip("\n"))
    if not body.strip():
        _refuse(front, end, "There is no text below the headline", "Write it there, beginning with the dateline")
    place = value_of(front, "place") if "place" in front.values else dateline.place if dateline else ""
    day = dateline.day if dateline else None
    return ReleaseText(headline, place, day, body.lstrip("\n"), front.text_line + end + blank)


def _tokens(text: str) -> "list[Token]":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    # The same switches as where the body is read for good: what is text there must not be a headline here.
    parser.disable(["code", "fence", "lheading", "backticks", "html_block", "html_inline"])
    return parser.parse(text)


def _refuse(front: FrontMatter, number: int, message: str, cure: str) -> NoReturn:
    raise ReleaseError(f"{front.source}, line {front.text_line + number}: {message}", hint=cure)


def _headline(front: FrontMatter, tokens: "list[Token]") -> tuple[int, str, int]:
    """Return the line (from 0) of the headline, its words, and the line after it."""
    found = [
        n for n, token in enumerate(tokens) if token.type == "heading_open" and (token.tag, token.level) == ("h1", 0)
    ]
    if not found:
        _refuse(front, 0, "There is no headline", "Begin the text with a line such as: # Rains end the drought")
    begin, end = tokens[found[0]].map or [0, 0]
    words = " ".join(_plain(tokens[found[0] + 1]).split())
    if not words:
        _refuse(front, begin, "The headline is empty", "Write it behind the #")
    if len(found) > 1:
        again = (tokens[found[1]].map or [0])[0]
        _refuse(front, again, "There is a second headline", "Write headings inside the text with two signs: ## Heading")
    return begin, words, end


def _plain(inline: "Token") -> str:
    """Return the words of a heading without their Markdown."""
    return "".join(child.content if child.type != "softbreak" else " " for child in inline.children or ())


def _refuse_text_above(front: FrontMatter, lines: list[str]) -> None:
    for number, line in enumerate(lines):
        if line.strip():
            _refuse(front, number, "There is text above the headline", "Move it below the line that begins with #")


def _dateline(front: FrontMatter, tokens: "list[Token]", lines: list[str], end: int) -> Dateline | None:
    """Return the dateline of the first paragraph, and take it out of ``lines`` without moving the lines below."""
    found = (token for token in tokens if token.type == "paragraph_open" and token.level == 0 and token.map)
    start, stop = next((token.map for token in found if token.map and token.map[0] >= end), (0, 0))
    dateline = _split(front, "\n".join(lines[start:stop]))
    if dateline is not None:
        kept = dateline.rest.split("\n")
        lines[start:stop] = [""] * (stop - start - len(kept)) + kept
    return dateline


def _split(front: FrontMatter, paragraph: str) -> Dateline | None:
    if "place" not in front.values:
        return split_dateline(paragraph)
    place = value_of(front, "place")
    return _as_said(place, paragraph) or split_dateline(paragraph) if place else None


def _as_said(place: str, paragraph: str) -> Dateline | None:
    """Return the dateline that consists of the place in the head, whatever that looks like."""
    rest = paragraph.removeprefix(place).lstrip()
    if len(rest) < len(paragraph) and rest.startswith(_DASHES):
        return Dateline(place, None, rest.lstrip("–—-").lstrip())
    return None
