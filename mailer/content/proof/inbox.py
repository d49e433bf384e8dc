"""The line of an inbox: what is seen of a subject and a preheader, and what is cut off."""

import unicodedata
from dataclasses import dataclass

from mailer.content.lint.copy import Copy
from mailer.content.lint.inbox import preheader
from mailer.content.page.plaintext import display_width

#: How many columns inboxes on a wide screen show, about.
SUBJECT_COLUMNS, PREHEADER_COLUMNS = 60, 100


@dataclass(frozen=True, slots=True)
class Cut:
    """A text as far as it is seen, and what is cut off, "" if nothing is; wide letters count as two columns."""

    text: str
    shown: str
    rest: str


def subject_of(copy: Copy) -> Cut:
    """Return what an inbox shows of the subject."""
    return _cut(copy.subject, SUBJECT_COLUMNS)


def preheader_of(copy: Copy) -> Cut:
    """Return what an inbox shows of the preheader."""
    return _cut(preheader(copy), PREHEADER_COLUMNS)


def _cut(text: str, columns: int) -> Cut:
    if display_width(text) <= columns:
        return Cut(text, text, "")
    at = taken = 0
    while taken + (width := display_width(text[at])) <= columns - 1:
        at, taken = at + 1, taken + width
    while unicodedata.combining(text[at]):  # a mark stays with its letter
        at += 1
    return Cut(text, text[:at].rstrip(), text[at:].lstrip())
