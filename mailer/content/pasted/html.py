"""A saved web page cut into pieces: the article without menus, buttons and footers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mailer.content.pasted.grid import is_grid
from mailer.content.pasted.lines import clean
from mailer.content.pasted.marks import day_of, title_of
from mailer.content.pasted.pieces import Page, Piece, PieceKind, Run

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NEVER = re.compile(
    r"script|style|noscript|template|iframe|object|embed|svg|canvas|button|input|select|textarea|label|option|"
    r"math|audio|video|source|head|dialog"
)
_FURNITURE = frozenset({"nav", "footer", "aside", "header", "menu", "search"})
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "alert"}
)
_FURNITURE_WORDS = re.compile(
    r"nav|navbar|navigation|menu|megamenu|breadcrumb|breadcrumbs|footer|sidebar|share|sharing|social|socials|"
    r"related|cookie|cookies|newsletter|subscribe|subscription|comments|comment|promo|advert|advertisement|ads|"
    r"banner|skip|pagination|pager|toolbar|tags|topics|byline-share|modal|popup|consent|search|login|languages|"
    r"switcher"
)
_BLOCKS = re.compile(
    r"address|article|aside|blockquote|body|center|dd|details|div|dl|dt|fieldset|figure|figcaption|footer|form|"
    r"h1|h2|h3|h4|h5|h6|header|hr|li|main|menu|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|"
    r"ul"
)
_PICTURES = frozenset({"figure", "figcaption", "picture", "img"})
_BREAK = "\ue000"
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_PARAGRAPH_BREAK = re.compile(rf"(?:[ \u00a0]*{_BREAK}[ \u00a0]*){{2,}}")
_ENOUGH = 200
_MOST = 0.4


def page_of_html(text: str) -> Page:
    """Return the pieces of a page, with its headline, day and language where its marks tell them."""
    from lxml import html

    root = html.document_fromstring(
        clean(text).encode(), parser=html.HTMLParser(encoding="utf-8", remove_comments=True)
    )
    title, day, language = title_of(root), day_of(root), (root.get("lang") or "").strip()
    aside = tuple(_pieces(root))
    _strip(root)
    scope = _scope(root)
    return Page(tuple(_pieces(scope)), title, day, language, aside, _told(scope))


def _strip(root: "HtmlElement") -> None:
    """Take menus, buttons and footers out of the page."""
    whole = len(root.text_content()) or 1
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None or element.tag in {"html", "body", "head"}:
            continue
        if _NEVER.fullmatch(element.tag) or (_is_furniture(element) and not _is_needed(element, whole)):
            element.drop_tree()


def _is_furniture(element: "HtmlElement") -> bool:
    if element.tag in _FURNITURE or element.get("role", "").casefold() in _ROLES:
        return True
    style = element.get("style", "").replace(" ", "").casefold()
    if element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style:
        return True
    if element.tag in {"p", "article", "main", "h1", "a", "span"}:
        return False
    named = f"{element.get('class', '')} {element.get('id', '')}".casefold().replace("_", "-").split()
    return any(_FURNITURE_WORDS.fullmatch(word) for name in named for word in _ends(name))


def _ends(name: str) -> tuple[str, ...]:
    """Return the name of a class, and its first and last word: ``site-nav`` and ``share-buttons`` are furniture."""
    words = name.split("-")
    return name, words[0], words[-1]


def _is_needed(element: "HtmlElement", whole: int) -> bool:
    """Return whether what looks like furniture holds the article after all."""
    if len(element.text_content()) > _MOST * whole and element.tag not in {"nav", "footer"}:
        return True
    return element.tag == "header" and any(True for _ in element.iter("h1"))


def _scope(root: "HtmlElement") -> "HtmlElement":
    """Return the element that holds the text: the article with most prose, or else the main part, or the body."""
    candidates = [
        *root.iter("article"),
        *root.xpath("//*[@itemprop='articleBody']"),
        *root.iter("main"),
        *root.xpath("//*[@role='main']"),
    ]
    best = max(candidates, key=_prose, default=None)
    if best is not None and _prose(best) >= _ENOUGH:
        return best
    bodies = list(root.iter("body"))
    return bodies[0] if bodies else root


def _prose(element: "HtmlElement") -> int:
    return sum(len(p.text_content().strip()) for p in element.iter("p"))


def _told(scope: "HtmlElement") -> tuple[str, ...]:
    """Return what is said of pictures that were left out, and of tables that are no tables any more."""
    pictures = [" ".join((picture.get("alt") or "").split()) for picture in scope.iter("img")]
    tables = sum(1 for table in scope.iter("table") if len(list(table.iter("td"))) > 1 and not list(table.iter("p")))
    notes = []
    if pictures:
        named = ", ".join(f"“{alt}”" for alt in dict.fromkeys(pictures) if alt)
        count = f"{len(pictures)} pictures were" if len(pictures) > 1 else "1 picture was"
        notes.append(f"{count} left out{f' ({named})' if named else ''}: give the good ones under photos.")
    if tables > sum(1 for table in scope.iter("table") if is_grid(table)):
        notes.append("The text of a table was taken over cell by cell: set it as a table again.")
    return tuple(notes)


def _pieces(scope: "HtmlElement") -> list[Piece]:
    base = "".join(scope.getroottree().xpath("//base/@href | //link[@rel='canonical']/@href")[:1])
    writer = _Writer(base)
    writer.walk(scope, PieceKind.PARAGRAPH, Run(""))
    writer.flush(PieceKind.PARAGRAPH)
    return writer.pieces


class _Writer:
    """Collects words into pieces while it walks through the page; ``base`` completes links."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.pieces: list[Piece] = []
        self.runs: list[Run] = []

    def flush(self, kind: PieceKind) -> None:
        self.pieces += [Piece(runs, kind) for runs in _paragraphs(self.runs)]
        self.runs = []

    def walk(self, element: "HtmlElement", kind: PieceKind, style: Run) -> None:
        """Collect the words of the element in page order, in this ``style``; blocks end the piece before them."""
        if element.tag == "table" and is_grid(element):
            self.flush(kind)
            self.pieces.append(self._table(element))
            return
        is_block = bool(_BLOCKS.fullmatch(element.tag))
        if is_block:
            self.flush(kind)
        inner = _kind(element, kind) if is_block else kind
        style = self._styled(element, style)
        self.runs.append(replace(style, text=element.text or ""))
        for child in element:
            if _is_apart(element, child):
                self.runs.append(Run(_BREAK))
            self._child(child, inner, style)
            self.runs.append(replace(style, text=child.tail or ""))
        if is_block:
            self.flush(inner)

    def _child(self, child: "HtmlElement", kind: PieceKind, style: Run) -> None:
        if child.tag == "br":
            self.runs.append(Run(_BREAK))
        elif isinstance(child.tag, str) and not _is_picture(child) and not _NEVER.fullmatch(child.tag):
            self.walk(child, kind, style)

    def _styled(self, element: "HtmlElement", style: Run) -> Run:
        if element.tag == "a":
            return replace(style, url=_link(element.get("href") or "", self.base))
        return replace(style, bold=True) if element.tag in {"strong", "b"} else style

    def _table(self, table: "HtmlElement") -> Piece:
        """Return a table as one piece."""
        runs: list[Run] = []
        for number, row in enumerate(table.iter("tr")):
            runs += [Run("\n")] * bool(number)
            for at, cell in enumerate(row.iter("td", "th")):
                inside = _Writer(self.base)
                inside.walk(cell, PieceKind.PARAGRAPH, Run(""))
                words = [replace(run, text=" ".join(run.text.split("\n"))) for one in inside.pieces for run in one.runs]
                runs += [*([Run("\t")] * bool(at)), *words]
        return Piece(tuple(runs), PieceKind.TABLE)


def _is_picture(element: "HtmlElement") -> bool:
    """Return whether it is a picture or what stands below one; tables and quotations are set in figures too."""
    return element.tag in _PICTURES and not any(True for _ in element.iter("table", "blockquote"))


def _is_apart(parent: "HtmlElement", child: "HtmlElement") -> bool:
    """Return whether the child stands on a line of its own by style alone: its words begin where others have ended."""
    before = child.getprevious()
    if parent.tag not in {"div", "li", "section"} or before is None or before.tail or not isinstance(before.tag, str):
        return False
    ended, begins = before.text_content()[-1:], child.text_content()[:1] if isinstance(child.tag, str) else ""
    return ended.isalnum() and begins.isupper()


def _kind(element: "HtmlElement", kind: PieceKind) -> PieceKind:
    if element.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        return PieceKind.HEADING
    if element.tag == "li":
        return (
            PieceKind.NUMBER
            if element.getparent() is not None and element.getparent().tag == "ol"
            else PieceKind.BULLET
        )
    return PieceKind.QUOTE if element.tag == "blockquote" else kind


def _link(href: str, base: str) -> str:
    whole = urljoin(base, href.strip()) if base else href.strip()
    return whole if re.match(r"(?:https?://|mailto:)[^\s<>]+$", whole) else ""


def _paragraphs(runs: list[Run]) -> Iterator[tuple[Run, ...]]:
    """Yield the runs of each paragraph, blanks drawn together as a browser does; two line breaks part paragraphs."""
    part: list[Run] = []
    for run in runs:
        words = _PARAGRAPH_BREAK.split(_BLANKS.sub(" ", run.text))
        for number, text in enumerate(words):
            if number or (part and part[-1].text == _BREAK and text == _BREAK):
                yield from _tidied(part)
                part = []
            if text:
                part.append(replace(run, text=text))
    yield from _tidied(part)


def _tidied(part: list[Run]) -> Iterator[tuple[Run, ...]]:
    runs: list[Run] = []
    for run in part:
        text = run.text.replace(_BREAK, "\n")
        before = runs[-1].text[-1:] if runs else " "
        text = re.sub(r" *\n *", "\n", text)
        text = text.lstrip(" \n") if before == "\n" else text.lstrip(" ") if before == " " else text
        if text.startswith("\n") and runs:
            runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip(" "))
        if not text:
            continue
        if runs and replace(runs[-1], text=run.text) == run:
            runs[-1] = replace(run, text=runs[-1].text + text)
        else:
            runs.append(replace(run, text=text))
    runs = _trimmed(runs)
    if any(character.isalnum() for run in runs for character in run.text):
        yield tuple(runs)


def _trimmed(runs: list[Run]) -> list[Run]:
    """Return the runs without blanks at either end."""
    while runs and not runs[0].text.strip():
        runs = runs[1:]
    while runs and not runs[-1].text.strip():
        runs = runs[:-1]
    if runs:
        runs[0] = replace(runs[0], text=runs[0].text.lstrip())
        runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
    return runs
