"""The links of a mail: what they are called, where they stand, where they lead."""

import re
from collections.abc import Iterator

from mailer.content.lint.copy import Copy, alts, said
from mailer.content.page.story import dialled
from mailer.domain.proof import Link


def links_of(copy: Copy) -> tuple[Link, ...]:
    """Return the links of an edition in the order of the page, each once."""
    return tuple(dict.fromkeys(_links(copy)))


def pictures_of(copy: Copy) -> tuple[str, ...]:
    """Return the addresses of the pictures of an edition, each once."""
    return tuple(dict.fromkeys(image.get("src") or "" for image in copy.elements("img")))


def _links(copy: Copy) -> Iterator[Link]:
    for link in copy.links():
        url = link.get("href") or ""
        yield Link(said(link) or alts(link) or "(no words)", _place(copy, url), url)


def _place(copy: Copy, url: str) -> str:
    """Return the line of the author's file where an address stands, or what of the mail it belongs to."""
    edition, bare = copy.edition, url.removeprefix("mailto:").removeprefix("tel:")
    if url and (written := re.search(rf"{re.escape(url)}(?:[\s)>\]\"']|$)", edition.body)):
        return copy.place(written[0])
    if any(bare and bare in {person.address, dialled(person.phone)} for person in copy.release.spokespeople):
        return "contacts"
    if any(url in {photo.url, photo.download} for photo in edition.photos):
        return "photo"
    if any(url == link.url for link in edition.links):
        return "links"
    return "about" if url and url in edition.boilerplate else "footer"
