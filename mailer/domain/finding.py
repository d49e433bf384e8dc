"""What a check found in a release."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  #: it must not be sent like this
    WARNING = "warning"  #: a reader will notice
    INFO = "info"  #: worth knowing


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: where it is, what it is, and how to mend it."""

    id: str
    severity: Severity
    where: str
    message: str
    fix: str
