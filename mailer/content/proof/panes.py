"""One page of mail as different readers see it: string changes only, no browser needed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mailer.content.proof.webmail import as_gmail_shows, as_outlook_shows_by_night
from mailer.content.proof.word import as_word_shows

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


class Place(StrEnum):
    """Where a page is read."""

    DESKTOP = "desktop"  #: on a wide screen
    PHONE = "phone"  #: on a narrow one
    PROGRAM = "program"  #: in a program that changes what it shows: an approximation


@dataclass(frozen=True, slots=True)
class Pane:
    """A page in a frame ``width`` pixels wide; ``height`` is what is seen of it at once."""

    name: str
    title: str
    place: Place
    width: int
    height: int
    page: str


@dataclass(frozen=True, slots=True)
class _View:
    name: str
    title: str
    place: Place
    width: int
    change: Callable[[str], str]
    images: str = _SHOWN
    height: int = 900


def panes(html: str) -> tuple[Pane, ...]:
    """Return the page by day, by night, on phones, without images, and nearly as some programs show it.

    Each is locked against scripts and strangers.
    """
    return tuple(pane(html, view.name) for view in _VIEWS.values())


def pane(html: str, name: str) -> Pane:
    """Return the page in one of the ways in which it is read."""
    view = _VIEWS[name]
    page = _locked(view.change(html), view.images)
    return Pane(name, view.title, view.place, view.width, view.height, page)


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


_EVERY = (
    _View("light", "Desktop", Place.DESKTOP, 640, by_day),
    _View("dark", "Desktop, dark mode", Place.DESKTOP, 640, by_night),
    _View("phone", "Phone", Place.PHONE, 360, by_day),
    _View("plain-phone", "Small phone, styles dropped", Place.PHONE, 320, without_styles),
    _View("no-images", "Desktop, pictures off", Place.DESKTOP, 640, by_day, _HIDDEN),
    _View("word", "Outlook on Windows", Place.PROGRAM, 700, lambda html: as_word_shows(by_day(html))),
    _View("gmail", "Gmail on a phone", Place.PROGRAM, 412, lambda html: by_day(as_gmail_shows(html))),
    _View(
        "outlook-dark",
        "outlook.com, dark mode",
        Place.PROGRAM,
        640,
        lambda html: by_night(as_outlook_shows_by_night(html)),
    ),
)
_VIEWS = {view.name: view for view in _EVERY}
