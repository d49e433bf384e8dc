"""Checks of sizes: what mail programs cut or drop."""

import re
from collections.abc import Iterator, Mapping
from html import escape

from mailer.content.lint.copy import Copy, Hit, Look

#: Gmail cuts a page that is longer than this many octets.
CLIPPED_FROM = 102_400
NEARLY_CLIPPED_FROM = 81_920
#: The way to leave must stand well before that: what is cut off cannot be clicked.
LAST_WAY_OUT = 100_000
_LONGEST_STYLE = 8_192
_LONGEST_STYLES = 16_384


def html_octets(copy: Copy) -> int:
    """Return the size of the page as a mail program reads it, in octets."""
    return len(copy.html.encode())


def encoded_octets(copy: Copy) -> int:
    """Return the size of the HTML part as it travels, in octets."""
    parts = [part for part in copy.message.walk() if part.get_content_type() == "text/html"]
    return sum(len(str(part.get_payload()).encode("ascii", "replace")) for part in parts)


def way_out_at(copy: Copy) -> int:
    """Return after how many octets of the page its link to unsubscribe begins, -1 if it has none."""
    targets = re.findall(r"<([^>]+)>", str(copy.message.get("List-Unsubscribe", "")))
    return max((copy.html.encode().find(escape(target).encode()) for target in targets), default=-1)


def _clipped(copy: Copy) -> Iterator[Hit]:
    if html_octets(copy) > CLIPPED_FROM:
        yield Hit(copy.part("html"), f"the page has {html_octets(copy):,} bytes; Gmail cuts it at {CLIPPED_FROM:,}")


def _way_out_clipped(copy: Copy) -> Iterator[Hit]:
    if way_out_at(copy) >= LAST_WAY_OUT and html_octets(copy) <= CLIPPED_FROM:
        yield Hit(
            copy.part("html"),
            f"the link to unsubscribe stands after {way_out_at(copy):,} bytes, too near to where Gmail cuts the page",
        )


def _nearly_clipped(copy: Copy) -> Iterator[Hit]:
    if NEARLY_CLIPPED_FROM < html_octets(copy) <= CLIPPED_FROM:
        yield Hit(copy.part("html"), f"the page has {html_octets(copy):,} bytes; Gmail cuts at {CLIPPED_FROM:,}")
    elif html_octets(copy) <= CLIPPED_FROM < encoded_octets(copy):
        yield Hit(
            copy.part("html"),
            f"the page takes {encoded_octets(copy):,} bytes on its way; some programs cut at {CLIPPED_FROM:,}",
        )


def _long_style(copy: Copy) -> Iterator[Hit]:
    for style in copy.styles:
        if len(style) > _LONGEST_STYLE:
            yield Hit(
                copy.part("html"),
                f"a style element has {len(style):,} characters; Gmail drops one above {_LONGEST_STYLE:,}",
            )


def _long_styles(copy: Copy) -> Iterator[Hit]:
    total = sum(len(style) for style in copy.styles)
    if total > _LONGEST_STYLES:
        yield Hit(
            copy.part("html"), f"all styles have {total:,} characters; Gmail drops what is above {_LONGEST_STYLES:,}"
        )


def _inlined_picture(copy: Copy) -> Iterator[Hit]:
    for image in copy.elements("img"):
        if (image.get("src") or "").strip().lower().startswith("data:"):
            yield Hit(copy.part("photos"), "a picture is written into the page; Gmail and Outlook do not show it")


LOOKS: Mapping[str, Look] = {
    "F004": _way_out_clipped,
    "S001": _clipped,
    "S002": _nearly_clipped,
    "S003": _long_style,
    "S004": _long_styles,
    "S005": _inlined_picture,
}
