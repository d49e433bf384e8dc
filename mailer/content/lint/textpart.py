"""Checks of the text part beside the HTML."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from mailer.content.lint.copy import CJK, Copy, Hit, Look, quoted, said
from mailer.content.page.plaintext import display_width

_LONGEST_LINE = 78
_SMALLEST_SHARE = 0.2
_URL = re.compile(r"https?://\S+")
_MARKUP = re.compile(
    r"</?(?:p|div|br|span|a|b|i|u|em|strong|table|t[dhr]|[uo]l|li|h[1-6]|img|font|blockquote|style|center)\b[^<>\n]{0,80}>"
    r"|&(?:nbsp|amp|lt|gt|quot|apos|[lr][ds]?quo|hellip|[mn]dash|shy|zwn?j|[a-zA-Z]{1,2}(?:acute|grave|circ|uml|tilde|cedil)"
    r"|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
)
_LETTERS = re.compile(r"[^\W_]+")
_CLAUSE = re.compile(r"[.,;:!?()\n“”«»、。，；：！？،؛؟–—]")
_SHORTEST_PARAGRAPH = 30
_MOSTLY = 0.7


def _no_text(copy: Copy) -> Iterator[Hit]:
    shown = len(said(copy.page.find("body")))
    if len(copy.read_text) < _SMALLEST_SHARE * shown:
        yield Hit(copy.part("text part"), f"the text part has {len(copy.read_text)} characters, the HTML {shown}")


def _link_only_in_html(copy: Copy) -> Iterator[Hit]:
    text = copy.read_text
    for href in dict.fromkeys(element.get("href") for element in copy.elements("a") if element.get("href")):
        if not _stands_in(text, href):
            yield Hit(copy.place(href, "text part"), f"the link {href} is not in the text part")


def _stands_in(text: str, href: str) -> bool:
    scheme, _, rest = href.partition(":")
    if scheme == "tel":
        return re.sub(r"\D", "", rest) in re.sub(r"\D", "", text.replace("(0)", ""))
    if scheme == "mailto":
        return unquote(rest.partition("?")[0]) in text
    return href.startswith("#") or href in text


def _long_line(copy: Copy) -> Iterator[Hit]:
    for line in copy.text.split("\n"):
        if display_width(line) > _LONGEST_LINE and " " in line.strip() and "://" not in line and not CJK.search(line):
            yield Hit(copy.part("text part"), f"the line {quoted(line)} is wider than {_LONGEST_LINE} columns")


def _markup(copy: Copy) -> Iterator[Hit]:
    prose = _URL.sub("", copy.text)
    for mark in dict.fromkeys(found[0] for found in _MARKUP.finditer(prose)):
        yield Hit(copy.place(mark, "text part"), f"{quoted(mark)} stands there as it is")


def _missing_paragraph(copy: Copy) -> Iterator[Hit]:
    text = _only_letters(_URL.sub("", copy.text))
    for element in copy.elements("p", "li"):
        shown = said(element)
        letters = _only_letters(_URL.sub("", shown))
        if len(letters) >= _SHORTEST_PARAGRAPH and letters not in text and not _is_mostly_in(shown, text):
            yield Hit(copy.place(shown[:24], "text part"), f"{quoted(shown)} is not in the text part")


def _is_mostly_in(shown: str, text: str) -> bool:
    """Return whether most sentences are there: own templates set links into the middle of a paragraph."""
    clauses = [letters for part in _CLAUSE.split(shown) if (letters := _only_letters(part))]
    found = sum(len(one) for one in clauses if one in text)
    return found >= _MOSTLY * sum(map(len, clauses))


def _only_letters(text: str) -> str:
    return "".join(_LETTERS.findall(text.casefold()))


def _unprotected_line(copy: Copy) -> Iterator[Hit]:
    body = copy.octets.partition(b"\r\n\r\n")[2]
    for line in body.split(b"\r\n"):
        if line == b"." or line.startswith(b"From "):
            shown = quoted(line.decode("ascii", "replace"))
            yield Hit(copy.part("message"), f"the line {shown} is changed by some servers on its way")


LOOKS: Mapping[str, Look] = {
    "T001": _no_text,
    "T002": _link_only_in_html,
    "T003": _long_line,
    "T004": _markup,
    "T005": _missing_paragraph,
    "T006": _unprotected_line,
}
