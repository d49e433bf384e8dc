"""When a spokesperson is away, as ``spokespeople.toml`` says it: ``"2026-12-20..2027-01-04"``, or a list of such."""

import re
from datetime import date

from mailer.domain.absence import Absence

#: How absences are written, for whoever wrote them otherwise.
CURE = 'Write the first and the last day: away = "2026-12-20..2027-01-04"'

_SPAN = re.compile(r"(\S+?)\s*(?:\.\.\s*(\S+))?")


def absences(value: object) -> tuple[Absence, ...]:
    """Return the spans that ``value`` says: one or a list of them, a single day being one too.

    ValueError with a sentence for the reader for what is no span of days.
    """
    spans = value if isinstance(value, list) else [value]
    return tuple(sorted(_absence(one) for one in spans if one != ""))


def _absence(written: object) -> Absence:
    if type(written) is date:
        return Absence(written, written)
    found = _SPAN.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        raise ValueError(f"{written!r} is not a span of days")
    try:
        absence = Absence(date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1]))
    except ValueError as error:
        raise ValueError(f"{written!r} is not a span of days") from error
    if absence.last < absence.first:
        raise ValueError(f"{written!r} ends before it begins")
    return absence
