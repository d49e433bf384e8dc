"""Checks of the footer: how to leave, and who sends it."""

from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look, flattened, said
from mailer.domain.finding import Severity


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


def _no_reason(copy: Copy) -> Iterator[Hit]:
    for name, content, field in (
        ("HTML part", copy.rendered.html, "reason_html"),
        ("text part", copy.rendered.text, "reason_text"),
    ):
        if not any(slot.token in content for slot in copy.rendered.slots if slot.field == field):
            yield Hit(copy.part(name), "it does not say why its readers get it")


def _no_web_page(copy: Copy) -> Iterator[Hit]:
    if not copy.house.base_url:
        message = "no web address is set: readers unsubscribe by mail, and Gmail and Yahoo offer no one-click button"
        yield Hit("mailer.toml", message)


LOOKS: Mapping[str, Look] = {
    "F001": _no_way_out,
    "F002": _no_postal_address,
    "F003": _no_reason,
    "F005": _no_web_page,
}
