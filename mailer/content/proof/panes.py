"""One page of mail as different readers see it: string changes only, no browser needed."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)
_STYLE = re.compile(r"<style\b.*?</style\s*>", re.IGNORECASE | re.DOTALL)
_OUTLOOK = re.compile(r"<!--\[if mso.*?<!\[endif\]-->", re.IGNORECASE | re.DOTALL)
_NIGHT = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)", re.IGNORECASE)
_SCHEMES = re.compile(r"(<meta name=\"(?:supported-)?color-schemes?\" content=\")[^\"]*", re.IGNORECASE)
_LOCKED = (
    '<meta http-equiv="Content-Security-Policy"'
    " content=\"default-src 'none'; style-src 'unsafe-inline'; img-src {images}\">"
    '<base target="_blank">'
)
_SHOWN, _HIDDEN = "https: data:", "'none'"


@dataclass(frozen=True, slots=True)
class Pane:
    """A page in a frame ``width`` pixels wide; ``height`` is what is seen of it at once."""

    name: str
    title: str
    width: int
    height: int
    page: str


@dataclass(frozen=True, slots=True)
class _View:
    name: str
    title: str
    width: int
    height: int
    change: Callable[[str], str]
    images: str = _SHOWN


def panes(html: str) -> tuple[Pane, ...]:
    """Return the page by day, by night, on phones, and without images: each locked against scripts and strangers."""
    return tuple(
        Pane(view.name, view.title, view.width, view.height, _locked(view.change(html), view.images)) for view in _VIEWS
    )


def by_day(html: str) -> str:
    """Return the page as light mode shows it, whatever the viewer's own mode is."""
    return _SCHEMES.sub(r"\1light", _NIGHT.sub("@media not all", html))


def by_night(html: str) -> str:
    """Return the page as dark mode shows it, whatever the viewer's own mode is."""
    return _SCHEMES.sub(r"\1dark", _NIGHT.sub("@media all", html))


def without_styles(html: str) -> str:
    """Return the page as programs show it that drop every style element."""
    return _STYLE.sub("", _OUTLOOK.sub("", by_day(html)))


def _locked(html: str, images: str) -> str:
    head = _HEAD.search(html)
    at = head.end() if head else 0
    return html[:at] + _LOCKED.format(images=images) + html[at:]


_VIEWS = (
    _View("light", "Desktop", 640, 900, by_day),
    _View("dark", "Desktop, dark mode", 640, 900, by_night),
    _View("phone", "Phone", 360, 900, by_day),
    _View("plain-phone", "Small phone, styles dropped", 320, 900, without_styles),
    _View("no-images", "Desktop, images off", 640, 900, by_day, _HIDDEN),
)
