"""What a web page says about itself: its headline, its day, and the encoding it is in."""

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from mailer.content.pasted.words import folded

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TITLE_PARTS = re.compile(r"\s+[|–—»·]\s+|\s+-\s+")
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DAY_MARKS = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='datePublished']/@content",
    "//meta[@name='dcterms.date' or @name='DC.date' or @name='date' or @name='pubdate']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//article//time/@datetime",
    "//time/@datetime",
)


def decode_html(content: bytes) -> str | None:
    """Return the page as text by its byte order mark, UTF-8, or the encoding that it names; None if none fits."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    named = _CHARSET.search(content[:4096])
    for encoding in ("utf-8-sig", named[1].decode("ascii") if named else ""):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def title_of(root: "HtmlElement") -> str:
    """Return the headline: the h1 that the page's title repeats, or the title without the name of the site."""
    headings = [text for text in (_words(element) for element in root.iter("h1")) if text]
    said = [*root.xpath("//meta[@property='og:title']/@content"), *root.xpath("//head/title/text()")]
    titles = [" ".join(str(title).split()) for title in said if str(title).strip()]
    for heading in headings:
        if any(folded(heading) in folded(title) for title in titles):
            return heading
    site = {folded(str(name)) for name in root.xpath("//meta[@property='og:site_name']/@content")}
    for title in titles:
        parts = _TITLE_PARTS.split(title)
        if len(parts) > 1 and (folded(parts[-1]) in site or title is not titles[0] or not site):
            return max(parts, key=len) if len(parts) == 2 else " – ".join(parts[:-1])  # noqa: PLR2004 - headline and site
    return headings[0] if len(headings) == 1 else titles[0] if titles else ""


def day_of(root: "HtmlElement") -> dt.date | None:
    """Return the day on which the page says that it was published."""
    for path in _DAY_MARKS:
        for value in root.xpath(path):
            day = _iso_day(str(value))
            if day:
                return day
    for script in root.xpath("//script[@type='application/ld+json']/text()"):
        try:
            day = _published(json.loads(script))
        except (ValueError, RecursionError):
            continue
        if day:
            return day
    return None


def _published(said: Any) -> dt.date | None:  # noqa: ANN401 - whatever the page's JSON holds
    if isinstance(said, dict):
        day = _iso_day(str(said.get("datePublished", "")))
        return day or next(filter(None, map(_published, said.values())), None)
    return next(filter(None, map(_published, said)), None) if isinstance(said, list) else None


def _iso_day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


def _words(element: "HtmlElement") -> str:
    return " ".join(element.text_content().split())
