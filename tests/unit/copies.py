"""Editions of the invented release as an invented reader gets them."""

from dataclasses import replace
from datetime import UTC, datetime

from mailer.content.lint.copy import Copy, House, read_copy
from mailer.content.mail.compiled import compile_message
from mailer.content.mail.message import Frame, Unsubscribe, assemble, message_id
from mailer.domain.release import Edition, Release, ReleaseKind
from mailer.domain.rendering import Recipient, Rendered
from tests.unit import aurelia

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
READER = Recipient(1, "noor@example.org", "Noor <Lindqvist>", {"outlet": "The Example Courier"})
HOUSE = House(aurelia.ORGANISATION, ("aurelia.example.org",), "https://press.aurelia.example.org")


def copy_of(rendered: Rendered, release: Release) -> Copy:
    """Return what the reader gets of one composed edition."""
    octets = b"".join(
        assemble(
            compile_message(rendered),
            Frame("Aurelia Press", "press@aurelia.example.org"),
            READER,
            message_id=message_id("0" * 32, release.slug, "aurelia.example.org"),
            list_id=None,
            unsubscribe=Unsubscribe(
                url="https://press.aurelia.example.org/u/1", mailto="mailto:leave@aurelia.example.org"
            ),
            date=NOW,
        )
    )
    return read_copy(octets, rendered, release=release, house=HOUSE)


def good(language: str = "en") -> Copy:
    """Return an edition of the invented release, in which there is nothing to find."""
    return copy_of(aurelia.composed(language), aurelia.release())


def written(
    body: str = "A first paragraph that says what happened, to whom, where and when.", **changes: object
) -> Copy:
    """Return the copy of a short release of ``body``; ``changes`` replace the edition's fields."""
    made = aurelia.english(body, **changes)
    return copy_of(aurelia.composed("en", made), made)


def of_release(**changes: object) -> Copy:
    """Return the English edition of the invented release; ``changes`` replace the release's fields."""
    made = aurelia.release(**changes)
    return copy_of(aurelia.composed("en", made), made)


def frozen(copy: Copy) -> Copy:
    """Return what is left of an edition once it was sent: its message, and no file."""
    bare = Edition(copy.edition.language, "", "", "", source="campaign 1")
    release = Release(copy.release.slug, ReleaseKind.PRESS_RELEASE, None, (bare,))
    return replace(copy, edition=bare, release=release)
