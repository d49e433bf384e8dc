"""Checks of the finished message: sizes, characters and lines."""

import re
from collections.abc import Iterator
from html import escape

from mailer.content.lint.copy import Copy, Hit, Rule, is_own
from mailer.domain.finding import Severity

#: Gmail cuts a page that is longer than this many octets.
CLIPPED_FROM = 102_400
NEARLY_CLIPPED_FROM = 81_920
#: The way to leave must stand well before that: what is cut off cannot be clicked.
LAST_WAY_OUT = 100_000
_LONGEST_STYLE = 8_192
_LONGEST_STYLES = 16_384
_LONGEST_LINE = 998  # RFC 5322 2.1.1
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffd]")
_CHARSET = re.compile(r"<meta\s+charset=[\"']?utf-8[\"'\s/>]", re.IGNORECASE)


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
    elif way_out_at(copy) >= LAST_WAY_OUT:
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


def _long_line(copy: Copy) -> Iterator[Hit]:
    longest = max(len(line) for line in copy.octets.split(b"\r\n"))
    if longest > _LONGEST_LINE:
        yield Hit(copy.part("message"), f"a line has {longest:,} bytes; {_LONGEST_LINE} is the most that mail allows")


def _charset(copy: Copy) -> Iterator[Hit]:
    texts = [part for part in copy.message.walk() if part.get_content_maintype() == "text"]
    if any(part.get_content_charset() != "utf-8" for part in texts):
        yield Hit(copy.part("message"), "a part is not marked as UTF-8")
    if not _CHARSET.search(copy.html):
        yield Hit(copy.part("html"), "the page does not say that it is UTF-8")


def _bad_character(copy: Copy) -> Iterator[Hit]:
    for name, content in (("html", copy.html), ("text part", copy.text)):
        found = _BAD.search(content)
        if found:
            before = " ".join(content[max(0, found.start() - 30) : found.start()].split())
            yield Hit(
                copy.part(name), f"after “{before}” there is a character that cannot be shown: U+{ord(found[0]):04X}"
            )


def _foreign_sender(copy: Copy) -> Iterator[Hit]:
    domains = copy.house.organisation.domains
    for one in copy.message["From"].addresses if domains else ():
        if not is_own(one.domain, domains):
            told = ", ".join(domains)
            yield Hit("mailer.toml", f"the sender {one.addr_spec} is not on a domain of the organisation: {told}")


_CUT = "Shorten the text, or move a part of it to your website and link to it"
_SENDER = "Correct [sender] address in mailer.toml, or add its domain: [organisation] domains"
_STYLE = "Mend your own template: fewer rules in <style>"

RULES = (
    Rule("S001", Severity.ERROR, "a page that Gmail cuts", _CUT, _clipped),
    Rule("S002", Severity.WARNING, "a page that Gmail nearly cuts", _CUT, _nearly_clipped),
    Rule("S003", Severity.WARNING, "a style element that Gmail drops", _STYLE, _long_style),
    Rule("S004", Severity.ERROR, "more styles than Gmail keeps", _STYLE, _long_styles),
    Rule(
        "S005",
        Severity.ERROR,
        "a picture inside the page",
        "Put it on your website and give its https:// address",
        _inlined_picture,
    ),
    Rule(
        "M001",
        Severity.ERROR,
        "a line longer than mail allows",
        "This is a fault of mailer: please report it",
        _long_line,
    ),
    Rule(
        "M003",
        Severity.ERROR,
        "letters not marked as UTF-8",
        'Write <meta charset="utf-8"> in your own template',
        _charset,
    ),
    Rule("M004", Severity.ERROR, "a character that cannot be shown", "Type the text there again", _bad_character),
    Rule("M005", Severity.WARNING, "a sender on somebody else's domain", _SENDER, _foreign_sender),
)
