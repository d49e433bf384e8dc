"""Checks of what a release must say: whom to call, when and where it was issued."""

import re
from collections.abc import Iterator, Mapping
from posixpath import basename

from mailer.content.lint.copy import CJK, Copy, Hit, Look, flattened, is_own, said
from mailer.content.lint.prose import Kind, passages
from mailer.domain.duty import told, told_day
from mailer.domain.finding import Severity
from mailer.domain.release import ReleaseKind, Spokesperson

_ABBREVIATED = re.compile(r"(?:\.\w|\.)\.$")  # U.S., ...
_LONGEST_HEADLINE = 110
_SHORTEST_CAPITALS = 12
_LONGEST_LEAD = 60
#: Two letters of Chinese, Japanese or Korean are a word, more or less.
_LETTERS_PER_WORD = 2
_PHONE = re.compile(r"\d[\d\s().\u00a0\u2011–-]{4,}\d")
_TELLING_DIGITS = 9  # the end of a number, the same with and without its country
_FEWEST_DIGITS = 6


def _nobody(copy: Copy) -> Iterator[Hit]:
    release, duty = copy.release, copy.duty
    if not release.spokespeople and not release.spokespeople_none:
        yield _everybody_away(copy) if duty.absent else _named_nobody(copy)
    for circle in duty.circles:
        names = " and ".join(person.name for person in circle)
        message = f"{names} stand in for one another, and are all away on {told_day(duty.day, duty.day)}"
        yield Hit(_entry(circle[0]), message, fix="Let somebody else stand in for one of them: stand_in")
    for person in release.spokespeople:
        if flattened(person.name) not in said(copy.page):
            yield Hit(copy.part("contacts"), f"{person.name} is not shown in the mail", fix="Mend your own template")


def _no_address(copy: Copy) -> Iterator[Hit]:
    people = copy.release.spokespeople
    if people and not any(person.address for person in people):
        yield Hit(_contacts(copy, people), "no spokesperson has an e-mail address")


def _no_phone(copy: Copy) -> Iterator[Hit]:
    people = copy.release.spokespeople
    if people and not any(person.phone for person in people):
        yield Hit(_contacts(copy, people), "no spokesperson has a phone number")


def _foreign_address(copy: Copy) -> Iterator[Hit]:
    house = copy.house
    # Without domains in the settings the sender's is all we know, which is not enough to refuse anybody.
    severity = None if house.organisation.domains else Severity.WARNING
    for person in copy.release.spokespeople:
        domain = person.address.rpartition("@")[2]
        if domain and house.domains and not is_own(domain, house.domains):
            message = f"{person.address} is not on a domain of {house.organisation.name}"
            yield Hit(_contacts(copy, (person,)), message, severity=severity)


def _no_dateline(copy: Copy) -> Iterator[Hit]:
    release = copy.release
    if release.date is None:
        yield Hit(copy.head("date"), "the release has no date")
    if not copy.edition.place and release.kind is ReleaseKind.PRESS_RELEASE:
        fix = "Begin the first paragraph with it: Geneva, 24 November – A record number ..."
        yield Hit(copy.place("", ""), "the text does not say where it was issued", fix, Severity.WARNING)


def _headline(copy: Copy) -> Iterator[Hit]:
    headline = copy.edition.headline
    where = f"{copy.edition.source}, headline"
    if len(headline) > _LONGEST_HEADLINE:
        yield Hit(where, f"the headline has {len(headline)} characters; {_LONGEST_HEADLINE} is the most that is read")
    if headline.endswith((".", "。")) and not _ABBREVIATED.search(headline):
        yield Hit(where, "the headline ends with a full stop", fix="Take it out")
    if len(headline) >= _SHORTEST_CAPITALS and headline.isupper():
        yield Hit(where, "the headline is all in capitals", fix="Write it as a sentence: capitals read slowly")


def _long_lead(copy: Copy) -> Iterator[Hit]:
    lead = next((one.text for one in passages(copy.edition) if one.kind is Kind.PARAGRAPH), "")
    words = max(len(lead.split()), len(CJK.findall(lead)) // _LETTERS_PER_WORD)
    if words > _LONGEST_LEAD:
        where = copy.place(lead[:24], "text")
        yield Hit(where, f"the first paragraph has {words} words; {_LONGEST_LEAD} are read in one breath")


def _bare_photo(copy: Copy) -> Iterator[Hit]:
    for photo in copy.edition.photos:
        said = {"caption": photo.caption, "credit": photo.credit, "download": photo.download}
        missing = [name for name, value in said.items() if not value.strip()]
        if missing:
            told = ", no ".join(missing)
            yield Hit(copy.place(photo.url, "photos"), f"the picture {basename(photo.url)} has no {told}")


def _overdue(copy: Copy) -> Iterator[Hit]:
    today = copy.duty.day
    for person in copy.duty.overdue:
        day = person.verified_at or today
        ago = f"{(today - day).days} days ago" if day <= today else "which is still to come"
        message = f"what is said of {person.name} was verified on {told_day(day, today)}, {ago}"
        yield Hit(_entry(person), message, fix=_verify(person))


def _undated(copy: Copy) -> Iterator[Hit]:
    for person in copy.duty.undated:
        message = f"nobody has said when {person.name} was verified, as is said of others"
        yield Hit(_entry(person), message, fix=_verify(person))


def _away(copy: Copy) -> Iterator[Hit]:
    for absent in copy.duty.absent:
        yield Hit(_entry(absent.person), told(absent, copy.duty.day))


def _private_number(copy: Copy) -> Iterator[Hit]:
    people = dict.fromkeys((*copy.release.spokespeople, *copy.duty.known))
    public = {_digits(person.phone) for person in people}
    targets = " ".join(str(link.get("href")) for link in copy.links())
    written = "\n".join((copy.subject, said(copy.page), targets, copy.read_text))
    printed = {_digits(number) for number in _PHONE.findall(written)} - public
    for person in people:
        private = _digits(person.private_phone)
        if len(private) >= _FEWEST_DIGITS and any(number.endswith(private[-_TELLING_DIGITS:]) for number in printed):
            yield Hit(copy.part("mail"), f"a private number of {person.name} is printed")


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _named_nobody(copy: Copy) -> Hit:
    return Hit(copy.head("spokespeople"), "nobody is named whom journalists may call")


def _everybody_away(copy: Copy) -> Hit:
    message = f"everybody who may be called is away on {told_day(copy.duty.day, copy.duty.day)}"
    fix = "Name somebody else in the head of the file, or who stands in, in spokespeople.toml: stand_in"
    return Hit(copy.head("spokespeople"), message, fix)


def _verify(person: Spokesperson) -> str:
    return f"Ask whether it is still right, then: mailer spokespeople verify {person.key}"


def _entry(person: Spokesperson) -> str:
    return f"spokespeople.toml, [{person.key}]"


def _contacts(copy: Copy, people: tuple[Spokesperson, ...]) -> str:
    return copy.head(f"spokespeople {', '.join(person.key for person in people)}")


LOOKS: Mapping[str, Look] = {
    "E001": _nobody,
    "E002": _no_address,
    "E003": _no_phone,
    "E004": _foreign_address,
    "E005": _no_dateline,
    "E014": _headline,
    "E015": _long_lead,
    "E017": _bare_photo,
    "E018": _overdue,
    "E019": _undated,
    "E020": _away,
    "E021": _private_number,
}
