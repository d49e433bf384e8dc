"""Why somebody gets a mail, and where we have their address from: what its footer says."""

from dataclasses import dataclass
from datetime import date

from mailer.domain.contact import Basis

#: What is kept with a delivery whose footer says something else than its list's; no field of a contact is called so.
BASIS, SOURCE, SINCE = "reason.basis", "reason.source", "reason.since"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an address comes from: ``source`` as it was typed, "" if nobody said, and the day we have it since."""

    source: str
    since: date


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody gets a mail: through the list ``title``, on a ``basis``; neither if they were named themselves.

    ``said`` is the list's own sentence, which stands in place of one that is built. ``origin`` is told in the first
    mail to an address that was imported.
    """

    title: str = ""
    basis: Basis | None = None
    said: str = ""
    origin: Origin | None = None
