"""Nearly what Gmail and outlook.com show in a browser, which rewrite the pages that they are sent: approximations."""

import colorsys
import re
from typing import Any

from mailer.content.lint.copy import read_page
from mailer.content.proof import rules

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEX = re.compile(r"#([0-9a-f]{6})\b", re.IGNORECASE)


def as_gmail_shows(html: str) -> str:
    """Return the page without comments, without dark styles, and without rules by attribute."""
    return rules.with_rules(_COMMENT.sub("", html), lambda head: "[" not in head and "prefers-color-scheme" not in head)


def as_outlook_shows_by_night(html: str) -> str:
    """Return the page as outlook.com darkens it: colours turned over and marked, and our answer to the marks.

    The dark styles for others are left out, so that what is seen is this answer alone.
    """
    from lxml.html import tostring

    page = read_page(rules.with_rules(_COMMENT.sub("", html), lambda head: "prefers-color-scheme" not in head))
    for element in page.iter():
        if isinstance(element.tag, str):
            _darken(element)
    shown: str = tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
    return shown


def _darken(element: Any) -> None:  # noqa: ANN401 - lxml has no types
    said = dict(rules.declarations(element.get("style") or ""))
    ground = element.get("bgcolor")
    if "color" in said:
        element.set("data-ogsc", said["color"])
    if "background-color" in said or ground:
        element.set("data-ogsb", said.get("background-color") or ground)
    if said:
        element.set("style", rules.written((name, _HEX.sub(_turned, value)) for name, value in said.items()))
    if ground:
        element.set("bgcolor", _HEX.sub(_turned, ground))


def _turned(colour: re.Match[str]) -> str:
    """Return a colour as light as it was dark, of the same hue."""
    red, green, blue = (int(colour[1][at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    turned = colorsys.hls_to_rgb(hue, 1 - lightness * 0.85, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in turned)
