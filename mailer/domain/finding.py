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
    """One thing that was found: where, what, and how to mend it; ``is_allowed`` if somebody lets it pass."""

    id: str
    severity: Severity
    where: str
    message: str
    fix: str
    is_allowed: bool = False

    @property
    def stops(self) -> bool:
        """Return whether nothing can be sent because of it."""
        return self.severity is Severity.ERROR and not self.is_allowed
