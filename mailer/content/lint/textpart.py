"""Checks of the text part beside the HTML."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from mailer.content.lint.copy import CJK, Copy, Hit, Look, quoted, said
from mailer.content.page.plaintext import display_width

_LONGEST_LINE = 78
_SMALLEST_SHARE = 0.2


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
        return re.sub(r"\D", "", rest) in re.sub(r"\D", "", text)
    if scheme == "mailto":
        return unquote(rest.partition("?")[0]) in text
    return href.startswith("#") or href in text


def _long_line(copy: Copy) -> Iterator[Hit]:
    for line in copy.text.split("\n"):
        if display_width(line) > _LONGEST_LINE and " " in line.strip() and "://" not in line and not CJK.search(line):
            yield Hit(copy.part("text part"), f"the line {quoted(line)} is wider than {_LONGEST_LINE} columns")


LOOKS: Mapping[str, Look] = {
    "T001": _no_text,
    "T002": _link_only_in_html,
    "T003": _long_line,
}
