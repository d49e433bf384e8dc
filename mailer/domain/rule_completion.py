"""What may come next while a rule is being typed."""

import contextlib
import re

from mailer.domain.rule_parser import Reading
from mailer.domain.rule_value import Vocabulary
from mailer.errors import UsageProblem

_BEGUN = re.compile(r"[^\s()=,]*\Z")


def next_words(typed: str, known: Vocabulary) -> list[str]:
    """Return the words that may come next after ``typed``, whose last word may be begun only; [] where it is wrong.

    >>> next_words("kind = j", Vocabulary())
    ['journalist']
    """
    before, begun = _split(typed)
    return [word for word in _wanted(before, known) if word.casefold().startswith(begun.casefold())]


def completed(typed: str, known: Vocabulary) -> list[str]:
    """Return what ``typed`` may become by one word more.

    >>> completed("kind = j", Vocabulary())
    ['kind = journalist']
    """
    before, _ = _split(typed)
    gap = "" if not before or before[-1].isspace() or before[-1] == "(" else " "
    return [f"{before}{gap if word not in {')', ','} else ''}{word}" for word in next_words(typed, known)]


def _split(typed: str) -> tuple[str, str]:
    """Return what stands before the last word, and that word, from its quotation mark if that is still open."""
    if typed.count('"') % 2:
        at = typed.rindex('"')
    else:
        found = _BEGUN.search(typed)
        at = found.start() if found else len(typed)
    return typed[:at], typed[at:]


def _wanted(text: str, known: Vocabulary) -> list[str]:
    try:
        reading = Reading(text, known)
    except UsageProblem:
        return []
    with contextlib.suppress(UsageProblem):  # it is not whole yet: what is wanted at its end has been noted
        reading.whole()
    return list(dict.fromkeys(reading.wanted))
