"""Compose an edition: subject, HTML and plain text, once per language and variant, with slots for the recipients."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mailer.content.page import html, moments, plaintext, slots, templates
from mailer.content.page.announcements import announcements
from mailer.content.page.palette import PAINTS, palette
from mailer.content.page.phrases import Phrases, phrases
from mailer.content.page.reason import passage
from mailer.content.page.story import arrange
from mailer.content.page.typography import Letters, letters
from mailer.domain.reason import Reason
from mailer.domain.release import Edition, Release
from mailer.domain.rendering import Passage, Rendered
from mailer.domain.settings import Organisation
from mailer.errors import ReleaseError

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_FILLER = "\u2007\u034f"  # keeps what follows the preheader out of the inbox line
_INBOX_LINE = 150


def compose(
    release: Release,
    language: str,
    *,
    organisation: Organisation,
    embargoed: bool,
    follows: str = "",
    web_pages: Mapping[str, str] | None = None,
    templates_dir: Path | None = None,
    template: str = "release",
) -> Rendered:
    """Return the edition in ``language`` composed; the same input gives the same output.

    ``embargoed`` chooses the variant with banner and subject prefix, ``follows`` the one that says that the edition in
    that language comes later; ``web_pages`` has the URL of the page of each language, this one's being the one to view
    in the browser.
    ReleaseError for text or templates that cannot be composed, SettingsError for an unreadable brand colour.
    """
    edition = _edition(release, language)
    type_, words, book = letters(language), phrases(language), slots.SlotBook()
    story = arrange(release, edition, words, book)
    context = {
        **_setting(type_, words, organisation),
        **_dates(release, edition, words, book),
        "story": story,
        "preheader": story.preheader,
        "filler": _FILLER * max(0, (_INBOX_LINE - len(story.preheader)) // 2),
        "kind": words.kinds[release.kind],
        "embargo": _embargo(release, words) if embargoed else None,
        "follows": announcements(follows, edition.language) if follows else (),
        "web_url": (web_pages or {}).get(language, ""),
        "other_pages": _other_pages(web_pages or {}, language),
        "recipient": slots.RecipientFields(book),
    }
    usual = passage(Reason(), language, organisation=organisation.name, answer_to="")
    made = templates.environment(type_, templates_dir)
    subject, page, text = _render(made, template, context, book=book, reason=usual)
    text = plaintext.tidy(text, rtl=type_.is_rtl)
    return Rendered(language, type_.direction, subject, page, text, book.slots)


def _render(
    environment: "SandboxedEnvironment",
    template: str,
    context: Mapping[str, object],
    *,
    book: slots.SlotBook,
    reason: Passage,
) -> tuple[str, str, str]:
    """Return subject, HTML and text; ``reason`` stands where a delivery says nothing of its own."""
    link = slots.SlotValue(book, "unsubscribe_url", prefix=slots.SLOT_URL)
    bare = slots.SlotValue(book, "unsubscribe_url")
    subject = html.cleaned(templates.render(environment, f"{template}/subject.txt.j2", context)).strip()
    why_html = slots.SlotValue(book, "reason_html", reason.html)
    why_text = slots.SlotValue(book, "reason_text", reason.text)
    in_html = {**context, "subject": subject, "unsubscribe_url": link, "reason": why_html}
    in_text = {**context, "subject": subject, "unsubscribe_url": bare, "reason": why_text}
    page = html.inlined(templates.render(environment, f"{template}/body.html.j2", in_html))
    text = html.cleaned(templates.render(environment, f"{template}/body.txt.j2", in_text))
    slots.check_links(page)
    return subject, page, text


def _edition(release: Release, language: str) -> Edition:
    try:
        return release.edition(language)
    except KeyError:
        written = ", ".join(release.languages)
        raise ReleaseError(
            f"{release.slug} has no edition in {language!r}", hint=f"It is written in {written}"
        ) from None


def _setting(type_: Letters, words: Phrases, organisation: Organisation) -> dict[str, object]:
    """Return how the page looks: letters, colours, sides, the organisation's name and address."""
    lines = [line.strip() for line in organisation.postal_address.splitlines()]
    return {
        "type": type_,
        "words": words,
        "organisation": organisation,
        "postal_lines": [line for line in lines if line and line != organisation.name],
        "shades": palette(organisation.brand_color),
        "paints": PAINTS,
        "start": "right" if type_.is_rtl else "left",
        "end": "left" if type_.is_rtl else "right",
    }


def _dates(release: Release, edition: Edition, words: Phrases, book: slots.SlotBook) -> dict[str, object]:
    place = slots.fill(edition.place, book, source=f"{edition.source}, place")
    return {
        "date": moments.long_date(release.date, words) if release.date else "",
        "dateline": moments.dateline(place, release.date, words),
    }


def _embargo(release: Release, words: Phrases) -> dict[str, str]:
    if release.embargo is None:
        raise ReleaseError(f"{release.slug} has no embargo to announce", hint="Write embargo: in the release")
    until = words.embargo["until"].format(moment=moments.end_of(release.embargo, words))
    return {**words.embargo, "until": until}


def _other_pages(web_pages: Mapping[str, str], language: str) -> list[dict[str, str]]:
    """Return the pages in other languages, each under its own name for itself."""
    return [
        {"lang": letters(tag).lang, "dir": letters(tag).direction, "name": phrases(tag).name, "url": url}
        for tag, url in web_pages.items()
        if tag != language
    ]
