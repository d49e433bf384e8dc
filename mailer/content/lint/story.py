"""Checks of what a release must say: whom to call, when, where, and who sends it."""

import re
from collections.abc import Iterator

from mailer.content.lint.copy import Copy, Hit, Rule, flattened, is_own, said
from mailer.domain.finding import Severity
from mailer.domain.release import ReleaseKind, Spokesperson

_ABBREVIATED = re.compile(r"(?:\.\w|\.)\.$")  # U.S., ...
_LONGEST_HEADLINE = 110
_SHORTEST_CAPITALS = 12
_CALL = "Name them in the head of the file: spokespeople: leila-haddad; or write spokespeople: none"
_PEOPLE = "in spokespeople.toml, or where the release describes the person"
_OWN = "Correct the address, or add the domain in mailer.toml: [organisation] domains"
_DATE = "Write it in the head of the file: date: 2026-11-24"
_WEB = 'Small lists can do without; else in mailer.toml: [web] base_url = "https://..."'


def _nobody(copy: Copy) -> Iterator[Hit]:
    release = copy.release
    if not release.spokespeople and not release.spokespeople_none:
        yield Hit(copy.head("spokespeople"), "nobody is named whom journalists may call")
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


def _no_way_out(copy: Copy) -> Iterator[Hit]:
    tokens = [slot.token for slot in copy.rendered.slots if slot.field == "unsubscribe_url"]
    for name, content in (("HTML part", copy.rendered.html), ("text part", copy.rendered.text)):
        if not any(token in content for token in tokens):
            yield Hit(copy.part(name), "there is no link to unsubscribe")


def _no_postal_address(copy: Copy) -> Iterator[Hit]:
    address = copy.house.organisation.postal_address
    if not address.strip():
        fix = 'Write it in mailer.toml: [organisation] postal_address = "..."'
        yield Hit("mailer.toml", "no postal address is printed; many laws ask for one", fix, Severity.WARNING)
    lines = [flattened(line) for line in address.splitlines() if line.strip()]
    for name, content in (("HTML part", said(copy.page)), ("text part", copy.read_text)):
        if any(line not in content for line in lines):
            yield Hit(copy.part(name), "the postal address is not printed")


def _no_web_page(copy: Copy) -> Iterator[Hit]:
    if not copy.house.base_url:
        message = "no web address is set: readers unsubscribe by mail, and Gmail and Yahoo offer no one-click button"
        yield Hit("mailer.toml", message)


def _contacts(copy: Copy, people: tuple[Spokesperson, ...]) -> str:
    return copy.head(f"spokespeople {', '.join(person.key for person in people)}")


RULES = (
    Rule("E001", Severity.ERROR, "nobody to call", _CALL, _nobody),
    Rule("E002", Severity.ERROR, "no e-mail address among the contacts", f"Add an address {_PEOPLE}", _no_address),
    Rule("E003", Severity.WARNING, "no phone number among the contacts", f"Add a phone {_PEOPLE}", _no_phone),
    Rule("E004", Severity.ERROR, "a contact's address on somebody else's domain", _OWN, _foreign_address),
    Rule("E005", Severity.ERROR, "no date, or no place in the dateline", _DATE, _no_dateline),
    Rule("E014", Severity.WARNING, "a headline too long, shouted or closed", "Shorten it", _headline),
    Rule(
        "F001", Severity.ERROR, "no way to unsubscribe", "Print {{ unsubscribe_url }} in your own template", _no_way_out
    ),
    Rule(
        "F002", Severity.ERROR, "no postal address", "Print it in the footer of your own template", _no_postal_address
    ),
    Rule("F005", Severity.INFO, "no web address for one-click unsubscribe", _WEB, _no_web_page),
)
