"""The proof sheet: one HTML file that shows a release as its readers will get it, without a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mailer.content.lint.copy import Copy, House, said
from mailer.content.lint.inbox import preheader
from mailer.content.lint.size import CLIPPED_FROM, NEARLY_CLIPPED_FROM, encoded_octets, html_octets
from mailer.content.page import moments, templates
from mailer.content.page.phrases import phrases
from mailer.content.page.reason import passage
from mailer.content.page.typography import letters
from mailer.content.proof.panes import Pane, panes
from mailer.domain.finding import Finding, Severity
from mailer.domain.reason import Origin, Reason
from mailer.domain.release import Release
from mailer.domain.rendering import PASSAGES, RECIPIENT_FIELDS, Recipient
from mailer.domain.settings import Sender

_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a proof is made for: whose values fill the slots (``is_invented``: nobody real), from whom, when and why."""

    reader: Recipient
    is_invented: bool
    sender: Sender
    made_at: datetime
    is_embargoed: bool
    reason: Reason = field(default_factory=Reason)


def proof_sheet(copies: Sequence[Copy], found: Sequence[Finding], occasion: Occasion) -> str:
    """Return the proof of a release as one HTML page: inbox lines, panes, plain text, findings, links and values."""
    release, house = copies[0].release, copies[0].house
    words = phrases("en")
    context: Mapping[str, object] = {
        "release": release,
        "organisation": house.organisation,
        "occasion": occasion,
        "kind": words.kinds[release.kind],
        "date": moments.long_date(release.date, words) if release.date else "no date yet",
        "embargo": _embargo(release, occasion),
        "made": _made(house, occasion.made_at),
        "findings": found,
        "verdict": _verdict(found),
        "editions": [_edition(copy, occasion) for copy in copies],
        "clipped_from": CLIPPED_FROM,
    }
    return templates.render(templates.environment(letters("en")), "_proof/sheet.html.j2", context)


def contact_sheet(copy: Copy) -> tuple[Pane, ...]:
    """Return the panes of one edition that fit on one picture: by day, by night, a small phone, images off."""
    wanted = ("light", "dark", "plain-phone", "no-images")
    return tuple(pane for pane in panes(copy.html) if pane.name in wanted)


def _edition(copy: Copy, occasion: Occasion) -> dict[str, object]:
    type_, size = letters(copy.edition.language), html_octets(copy)
    return {
        "id": copy.edition.language,
        "lang": type_.lang,
        "dir": type_.direction,
        "name": phrases(copy.edition.language).name,
        "source": copy.edition.source,
        "headline": copy.edition.headline,
        "subject": copy.subject,
        "preheader": preheader(copy),
        "text": copy.text,
        "panes": panes(copy.html),
        "size": size,
        "encoded": encoded_octets(copy),
        "message": len(copy.octets),
        "share": min(100, round(100 * size / CLIPPED_FROM)),
        "mark": "error" if size > CLIPPED_FROM else "warning" if size > NEARLY_CLIPPED_FROM else "good",
        "links": _links(copy),
        "slots": _slots(copy, occasion.reader),
        "reason": _reason(copy, occasion, occasion.reason),
        "origin": "" if occasion.reason.origin else _reason(copy, occasion, _first_mail(copy, occasion)),
    }


def _links(copy: Copy) -> list[tuple[str, str]]:
    """Return (words, address) of every link, each once; a picture's are its description."""
    found: dict[tuple[str, str], None] = {}
    for link in copy.elements("a"):
        alts = " ".join(image.get("alt") or "" for image in link.iter("img"))
        found[(said(link) or alts.strip() or "(no words)", link.get("href") or "")] = None
    return list(found)


def _slots(copy: Copy, reader: Recipient) -> list[tuple[str, str, str]]:
    """Return (field, the reader's value, what stands there without one) for each field of a recipient that is used."""
    values = {**reader.fields, "name": reader.name}
    return [
        (slot.field, values.get(slot.field, ""), "" if slot.fallback is None else slot.fallback)
        for slot in copy.rendered.slots
        if slot.field in RECIPIENT_FIELDS
    ]


def _reason(copy: Copy, occasion: Occasion, reason: Reason) -> str:
    """Return what the footer says for a reason; "" if the template has no place for it."""
    if not any(slot.field in PASSAGES for slot in copy.rendered.slots):
        return ""
    answer_to = occasion.sender.reply_to or occasion.sender.address
    house = copy.house.organisation
    return passage(reason, copy.edition.language, organisation=house.name, answer_to=answer_to).text


def _first_mail(copy: Copy, occasion: Occasion) -> Reason:
    zone = ZoneInfo(copy.house.organisation.timezone)
    return replace(occasion.reason, origin=Origin("", occasion.made_at.astimezone(zone).date()))


def _embargo(release: Release, occasion: Occasion) -> str:
    if release.embargo is None:
        return ""
    end = moments.end_of(release.embargo, phrases("en"))
    if occasion.is_embargoed:
        return f"Embargoed until {end}. This proof shows what goes out before that; sent later, the mail has no banner."
    return f"The embargo ended on {end}. This proof shows the mail without its banner."


def _made(house: House, at: datetime) -> str:
    zone = house.organisation.timezone
    return f"{at.astimezone(ZoneInfo(zone)):%d %B %Y, %H:%M} {zone}".lstrip("0")


def _verdict(found: Sequence[Finding]) -> list[tuple[str, str]]:
    """Return (severity, "2 errors") for each severity that was found."""
    counted = [(severity, sum(one.severity is severity for one in found)) for severity in Severity]
    return [
        (severity.value, f"{number} {_NOUNS[severity]}{'s' * (number != 1)}") for severity, number in counted if number
    ]
