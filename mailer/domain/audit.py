"""The audit: what was done to people, lists and settings, a line for each change."""

from dataclasses import dataclass, field

from mailer.domain.changeset import BOOKKEEPING, Changeset, Subject, Values, Verb


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change of a changeset; without ``subject`` what the changeset did as a whole.

    ``about`` is what it is about, by the name that it has now: name and address of a contact, a list, an outlet.
    ``number`` is that of the change, 0 for contacts and subscriptions that were added: they are no changes.
    """

    changeset: Changeset
    subject: Subject | None = None
    verb: Verb | None = None
    about: str = ""
    values: Values = field(default_factory=dict)
    is_erased: bool = False
    number: int = 0

    @property
    def differences(self) -> Values:
        """Return what differs of before and after; some values only say what it is about."""
        return {name: pair for name, pair in self.values.items() if pair[0] != pair[1] and name not in BOOKKEEPING}


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at every change found: how many there are, of how many the values were erased, which are not true."""

    changes: int
    erased: int
    broken: tuple[AuditEntry, ...]
