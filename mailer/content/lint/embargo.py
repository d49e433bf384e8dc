"""Checks of what the words say of an embargo or a correction, against what the head of the file says."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from mailer.content.lint.copy import Copy, Hit, Look, quoted
from mailer.content.lint.days import sent_at
from mailer.content.lint.sayings import LINE_START, pattern
from mailer.content.page.phrases import phrases
from mailer.content.release.dates import find_days
from mailer.content.release.numbers import normal
from mailer.domain.finding import Severity
from mailer.domain.release import Embargo

_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s?[:.hH時时]\s?([0-5]\d)(?!\d)\s*([ap])?")
_ZONE = re.compile(r"\b(?:GMT|UTC|[A-Z]{2,4}T|MSK)\b|\btime\b|\bheure\b|\bhora\b|времен|توقيت|时间|時間|[A-Z]\w+/[A-Z]")
_LINE_END = r"(?=[\s*_\])】」.。:：!]*$)"
_COLON = r"\w*\s*(?:[:：–—-]|$)"
_MARKED = re.compile(r"\W*(?:under |sous |bajo |под )?(?:embarg|эмбарго|محظور|禁)", re.IGNORECASE)
_DRESSING = " *_#>[(【「\n"
_NOON = 12


def _contradicted(copy: Copy) -> Iterator[Hit]:
    embargo, sent = copy.release.embargo, sent_at(copy)
    text = f"{copy.edition.headline}\n{copy.edition.summary}\n{copy.edition.body}"
    if embargo and not (sent and embargo.is_lifted(sent)):
        for found in pattern("immediate", before=LINE_START, after=_LINE_END).finditer(text):
            said = found[0].strip(_DRESSING)
            yield Hit(copy.place(said, "text"), f"{quoted(said)} stands in a release under embargo")
    for line in _embargo_lines(text):
        yield from _about_line(copy, line, embargo, sent)


def _embargo_lines(text: str) -> Iterator[str]:
    """Yield the lines that begin by saying that all of it is under embargo."""
    strong, weak = pattern("embargoed", before=LINE_START), pattern("embargo", before=LINE_START)
    for before, line in pairwise(["", *text.split("\n")]):
        said = line.strip(_DRESSING)
        goes_on = said[:1].islower() and bool(before.strip())  # from the line before, which was broken there
        is_meant = strong.match(line) or (weak.match(line) and (find_days(normal(line)) or _CLOCK.search(normal(line))))
        if is_meant and not goes_on:
            yield said


def _about_line(copy: Copy, line: str, embargo: Embargo | None, sent: datetime | None) -> Iterator[Hit]:
    where = copy.place(line, "text")
    if embargo is None:
        fix = "Write embargo: in the head of the file, or take the line out"
        yield Hit(where, f"{quoted(line)} stands in the text, and the release has no embargo", fix)
    elif sent and embargo.is_lifted(sent):
        yield Hit(where, f"{quoted(line)} is still in the text, and the embargo has ended")
    elif not _says_same(line, embargo):
        yield Hit(where, f"{quoted(line)} names another moment than the head: {_moment(embargo)}")
    elif _CLOCK.search(normal(line)) and not _ZONE.search(line):
        yield Hit(where, f"{quoted(line)} says no time zone", severity=Severity.WARNING)


def _says_same(line: str, embargo: Embargo) -> bool:
    """Return whether day and time of the line, where it has them, are those of the embargo in its zone or in UTC."""
    moments = [embargo.until.astimezone(zone) for zone in (ZoneInfo(embargo.zone), UTC)]
    plain = normal(line)
    days = find_days(plain)
    if days and not any(day.agrees_with(moment.date()) for day in days for moment in moments):
        return False
    clocks = [_minutes(found) for found in _CLOCK.finditer(plain)]
    return len(clocks) != 1 or clocks[0] in {moment.hour * 60 + moment.minute for moment in moments}


def _minutes(found: re.Match[str]) -> int:
    hour = int(found[1])
    if found[3] in {"a", "p"}:
        hour = hour % _NOON + (_NOON if found[3] == "p" else 0)
    return hour * 60 + int(found[2])


def _moment(embargo: Embargo) -> str:
    return f"{embargo.until.astimezone(ZoneInfo(embargo.zone)):%Y-%m-%d %H:%M} {embargo.zone}"


def _no_prefix(copy: Copy) -> Iterator[Hit]:
    """Find a subject that hides what the mail is: the prefix of its language, or another word for it, must open it."""
    embargo, sent = copy.release.embargo, sent_at(copy)
    words = phrases(copy.edition.language)
    is_marked = copy.subject.startswith(words.embargo["prefix"]) or _MARKED.match(copy.subject)
    if embargo and sent and not embargo.is_lifted(sent) and not is_marked:
        message = f"the subject of an embargoed release does not begin with {quoted(words.embargo['prefix'])}"
        yield Hit(copy.part("subject"), message)
    if copy.release.corrects and not pattern("corrected").search(copy.subject):
        fix = "Begin the headline with the word for a correction in its language, and a colon"
        yield Hit(copy.part("subject"), "the subject of a correction does not say that it is one", fix)


def _of_nothing(copy: Copy) -> Iterator[Hit]:
    edition = copy.edition
    if copy.release.corrects:
        return
    if edition.correction:
        yield Hit(copy.head("correction"), "it says what is corrected, and not in which release")
    elif pattern("corrected", before=LINE_START, after=_COLON).match(edition.headline):
        yield Hit(f"{edition.source}, headline", "the headline says that it is a correction, and of what is not said")


LOOKS: Mapping[str, Look] = {
    "E006": _contradicted,
    "E009": _of_nothing,
    "P006": _no_prefix,
}
