"""The values of one recipient's slots: cleaned, and escaped for where they stand."""

import re
from collections.abc import Sequence
from html import escape

from mailer.content.mail import headers
from mailer.content.mail.compiled import Fill
from mailer.domain.rendering import PASSAGES, Passage, Recipient

_UNSAID = Passage("", "")
_LINK = re.compile(r"(?:https?://|mailto:)[!#-;=?-~]++")


def fill_values(fills: Sequence[Fill], recipient: Recipient, unsubscribe_url: str, unsubscribe_label: str) -> list[str]:
    """Return the value for each of ``fills``, not yet escaped.

    ValueError naming the field if a value is empty and has no fallback, or is no URL where a link needs one.
    """
    fields, reason = recipient.fields, recipient.reason or _UNSAID
    # A list may have a column of any name: it never takes the place of what the sender supplies.
    supplied = {
        "name": recipient.name or fields.get("name", ""),
        "unsubscribe_url": unsubscribe_url,
        "unsubscribe_label": unsubscribe_label or fields.get("unsubscribe_label", ""),
        "reason_html": reason.html,
        "reason_text": reason.text,
    }
    values = {**fields, **supplied}
    return [_value(fill, values.get(fill.field, "")) for fill in fills]


def escaped(value: str, subtype: str) -> str:
    """Return ``value`` for the text or the attributes of HTML, or as it is for plain text."""
    return escape(value) if subtype == "html" else value


def _value(fill: Fill, given: str) -> str:
    text = (given if fill.field in PASSAGES else headers.squashed(given)) or fill.fallback
    if text is None:
        raise ValueError(f"the field {fill.field!r} is empty and the text gives no fallback for it")
    if fill.link and not _LINK.fullmatch(text):
        raise ValueError(f"the field {fill.field!r} stands in a link and {text[:80]!r} is not a web or mail address")
    return text
