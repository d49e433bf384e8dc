"""Checks for readers who listen, zoom or see no pictures."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from posixpath import basename

from mailer.content.lint.copy import Copy, Hit, Look, quoted, said, spoken
from mailer.content.lint.seen import is_displayed

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|tiff?)$", re.IGNORECASE)
_NO_DESCRIPTION = frozenset(
    {"image", "photo", "picture", "photograph", "img", "foto", "imagen", "صورة", "фото", "图片"}
)


def _language(copy: Copy) -> Iterator[Hit]:
    lang = copy.page.get("lang") or ""
    if not _TAG.fullmatch(lang):
        yield Hit(copy.part("html"), f"the page says lang={lang!r}, which names no language")


def _no_language_inside(copy: Copy) -> Iterator[Hit]:
    for child in (one for one in copy.page.iterfind("body/*") if is_displayed(one)):
        missing = [name for name in ("lang", "dir") if not child.get(name)]
        if missing:
            yield Hit(copy.part("html"), f"the outermost {child.tag} of the page has no {' and no '.join(missing)}")


def _no_alt(copy: Copy) -> Iterator[Hit]:
    for image in copy.elements("img"):
        if image.get("alt") is None:
            src = image.get("src") or ""
            yield Hit(copy.place(src, "photos"), f"the picture {basename(src)} has no description")


def _poor_alt(copy: Copy) -> Iterator[Hit]:
    captions = {photo.url: photo.caption for photo in copy.edition.photos}
    for image in copy.elements("img"):
        src, alt = image.get("src") or "", image.get("alt")
        why = "" if alt is None else _poverty(alt.strip(), captions.get(src, ""))
        if why:
            yield Hit(copy.place(src, "photos"), f"the description of the picture {basename(src)} {why}")


def _poverty(alt: str, caption: str) -> str:
    if not alt:
        return "is empty"
    if _FILE_NAME.search(alt):
        return "is the name of a file"
    if alt.casefold() in _NO_DESCRIPTION:
        return f"is only {quoted(alt)}"
    return "is the same as the caption" if alt.casefold() == caption.casefold() else ""


def _layout_table(copy: Copy) -> Iterator[Hit]:
    plain = [table for table in copy.elements("table") if table.find(".//th") is None]
    unmarked = sum(table.get("role") not in {"presentation", "none"} for table in plain)
    if unmarked:
        yield Hit(copy.part("html"), f"{unmarked} layout tables are read aloud as tables of figures")


def _silent_link(copy: Copy) -> Iterator[Hit]:
    for link in copy.links():
        if not spoken(link):
            href = link.get("href")
            yield Hit(copy.place(href, "links"), f"the link to {href} has no words")


def _no_title(copy: Copy) -> Iterator[Hit]:
    title = copy.page.find("head/title")
    if title is None or not (title.text or "").strip():
        yield Hit(copy.part("html"), "the page has no title")


def _headings(copy: Copy) -> Iterator[Hit]:
    number = sum(1 for _ in copy.elements("h1"))
    if number != 1:
        yield Hit(copy.part("html"), f"the page has {number or 'no'} main headings; screen readers look for one")


def _skipped_heading(copy: Copy) -> Iterator[Hit]:
    headings = list(copy.elements("h1", "h2", "h3", "h4", "h5", "h6"))
    for above, heading in pairwise(headings):
        if int(heading.tag[1]) > int(above.tag[1]) + 1:
            words = said(heading)
            message = f"after a heading {above.tag} comes a heading {heading.tag}: {quoted(words)}"
            yield Hit(copy.place(words, "html"), message)


LOOKS: Mapping[str, Look] = {
    "A001": _language,
    "A002": _no_language_inside,
    "A003": _no_alt,
    "A004": _poor_alt,
    "A005": _layout_table,
    "A006": _silent_link,
    "A008": _no_title,
    "A010": _headings,
    "A011": _skipped_heading,
}
