"""The proof sheet: one HTML file that shows a release as its readers will get it, without a script."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mailer.content.lint.copy import Copy, House
from mailer.content.lint.size import CLIPPED_FROM, NEARLY_CLIPPED_FROM, encoded_octets, html_octets
from mailer.content.page import moments, templates
from mailer.content.page.phrases import phrases
from mailer.content.page.reason import passage
from mailer.content.page.typography import letters
from mailer.content.proof.audience import audience_table
from mailer.content.proof.clock import clock
from mailer.content.proof.inbox import preheader_of, subject_of
from mailer.content.proof.links import links_of
from mailer.content.proof.names import language_names
from mailer.content.proof.occasion import Occasion
from mailer.content.proof.panes import Pane, pane, panes
from mailer.domain.finding import Finding, Severity
from mailer.domain.proof import Clock, Summary
from mailer.domain.reason import Origin, Reason
from mailer.domain.release import Release
from mailer.domain.rendering import PASSAGES, RECIPIENT_FIELDS, Recipient

_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def proof_sheet(copies: Sequence[Copy], found: Sequence[Finding], occasion: Occasion) -> str:
    """Return the proof of a release as one HTML page: inbox lines, panes, plain text, findings, links and values."""
    release, house = copies[0].release, copies[0].house
    words, names = phrases("en"), language_names(_languages(release, occasion))
    zones = occasion.readership.zones if occasion.readership else {}
    context: Mapping[str, object] = {
        "release": release,
        "organisation": house.organisation,
        "occasion": occasion,
        "kind": words.kinds[release.kind],
        "date": moments.long_date(release.date, words) if release.date else "no date yet",
        "embargo": _embargo(release, occasion),
        "made": _made(house, occasion.made_at),
        "clock": clock_of(copies[0], occasion),
        "zones_known": any(zones),
        "zones_unknown": zones.get("", 0),
        "audience": audience_table(occasion.readership) if occasion.readership else None,
        "foresight": occasion.foresight,
        "findings": by_severity(found),
        "names": names,
        "editions": [{**_edition(copy, occasion), "name": names[copy.edition.language]} for copy in copies],
        "clipped_from": CLIPPED_FROM,
    }
    return templates.render(templates.environment(letters("en")), "_proof/sheet.html.j2", context)


def contact_sheet(copy: Copy) -> tuple[Pane, ...]:
    """Return the panes of one edition that fit on one picture: by day, by night, a small phone, images off."""
    return tuple(pane(copy.html, name) for name in ("light", "dark", "plain-phone", "no-images"))


def summary(copy: Copy, occasion: Occasion) -> Summary:
    """Return an edition in short."""
    values = {name: value or fallback for name, value, fallback in _slots(copy, occasion.reader)}
    reason = _reason(copy, occasion, occasion.reason)
    shown, sizes = preheader_of(copy).text, (html_octets(copy), encoded_octets(copy))
    return Summary(copy.edition.language, copy.subject, shown, *sizes, links_of(copy), values, reason)


def clock_of(copy: Copy, occasion: Occasion) -> Clock | None:
    """Return the clock of the release's embargo, None if it has none."""
    if copy.release.embargo is None:
        return None
    zones = occasion.readership.zones if occasion.readership else {}
    return clock(copy.release.embargo, occasion.made_at, [copy.house.organisation.timezone], zones)


def by_severity(found: Sequence[Finding]) -> list[tuple[str, str, list[Finding]]]:
    """Return (severity, "2 errors", findings) for each severity that was found."""
    groups = [(severity, [one for one in found if one.severity is severity]) for severity in Severity]
    return [(severity.value, _counted(len(group), _NOUNS[severity]), group) for severity, group in groups if group]


def _languages(release: Release, occasion: Occasion) -> list[str]:
    """Return the languages that are named: those of the editions, and that of one which the reader waits for."""
    awaited = occasion.foresight.language if occasion.foresight else ""
    return list(dict.fromkeys(one for one in (*release.languages, awaited) if one))


def _edition(copy: Copy, occasion: Occasion) -> dict[str, object]:
    type_, size, encoded = letters(copy.edition.language), html_octets(copy), encoded_octets(copy)
    return {
        "id": copy.edition.language,
        "lang": type_.lang,
        "dir": type_.direction,
        "source": copy.edition.source,
        "headline": copy.edition.headline,
        "subject": subject_of(copy),
        "preheader": preheader_of(copy),
        "text": copy.text,
        "panes": panes(copy.html),
        "size": size,
        "encoded": encoded,
        "message": len(copy.octets),
        "mark": "error" if size > CLIPPED_FROM else "warning" if size > NEARLY_CLIPPED_FROM else "good",
        "encoded_mark": "warning" if encoded > CLIPPED_FROM else "good",
        "links": links_of(copy),
        "slots": _slots(copy, occasion.reader),
        "reason": _reason(copy, occasion, occasion.reason),
        "origin": "" if occasion.reason.origin else _reason(copy, occasion, _first_mail(copy, occasion)),
    }


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
    return " ".join(passage(reason, copy.edition.language, organisation=house.name, answer_to=answer_to).text.split())


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


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
