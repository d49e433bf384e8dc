"""The plain text part: wrapped at 72 columns as a terminal or a mail program shows them, never inside a link."""

import re
import unicodedata

from mailer.content.page.bidi import marked
from mailer.content.page.blocks import Anchor, Break, Inline, Words, plain

WIDTH = 72
_NBSP = "\u00a0"


def display_width(text: str) -> int:
    """Return how many columns the text takes: wide characters two, combining and invisible ones none."""
    return sum(_columns(character) for character in text)


def wrap(text: str, width: int = WIDTH, *, first: str = "", indent: str = "") -> str:
    """Return the text in lines of at most ``width`` columns, broken only at blanks.

    ``width`` 0 leaves lines as they are. ``first`` opens the first line (a bullet, say), ``indent`` all others.
    """
    lines: list[str] = []
    for number, line in enumerate(text.split("\n")):
        lines.extend(_wrapped(line, width, first if number == 0 else indent, indent))
    return "\n".join(lines)


def underlined(text: str, mark: str) -> str:
    """Return a heading of one or more lines with a row of ``mark`` as long as its longest line below it."""
    longest = max(display_width(line) for line in text.split("\n"))
    return f"{text}\n{mark * min(longest, WIDTH)}"


def flat(words: Words) -> str:
    """Return the words of a paragraph; a link without a label of its own is its address."""
    return "".join(_flat(word) for word in words)


def labelled_links(words: Words) -> list[tuple[str, str]]:
    """Return (label, URL) for each link whose address the text does not show by itself."""
    found: list[tuple[str, str]] = []
    for word in words:
        if isinstance(word, Anchor) and not _shows_itself(word):
            found.append((" ".join(plain(word.children).split()), shown(word.href)))
        elif hasattr(word, "children"):
            found.extend(labelled_links(word.children))
    return found


def shown(href: str) -> str:
    """Return a link's address as it is printed: a mailto or tel link without its scheme."""
    return re.sub(r"^(mailto|tel):", "", href, flags=re.IGNORECASE)


def tidy(text: str, *, rtl: bool = False) -> str:
    """Return a rendered part with single blank lines, no blanks at line ends and no line that mail systems change.

    "From " at the start of a line is given a non-breaking blank (mbox readers quote it), a lone dot a blank before it.
    """
    lines = [line if line == "-- " else line.rstrip() for line in text.split("\n")]
    lines = [_harmless(marked(line) if rtl else line) for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _wrapped(line: str, width: int, first: str, indent: str) -> list[str]:
    if not width:
        return [first + line]
    lines, current = [], first
    empty = True
    for word in re.split(r"[ \t]+", line.strip()):
        if not empty and display_width(f"{current} {word}") > width:
            lines.append(current)
            current, empty = indent, True
        current += word if empty else f" {word}"
        empty = False
    return [*lines, current]


def _flat(word: Inline) -> str:
    match word:
        case Break():
            return "\n"
        case Anchor(href) if _shows_itself(word):
            return shown(href)
        case _:
            return flat(word.children) if hasattr(word, "children") else word.text


def _shows_itself(anchor: Anchor) -> bool:
    label = plain(anchor.children).strip()
    return label in {anchor.href, shown(anchor.href)} or not label


def _harmless(line: str) -> str:
    if line.startswith("From "):
        return "From" + _NBSP + line[len("From ") :]
    return " ." if line == "." else line
