"""What became of the rows of a file, for whoever imported it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from mailer.domain.changeset import BOOKKEEPING, Counts
from mailer.domain.contact import RowError
from mailer.domain.distribution_list import DistributionList
from mailer.domain.likeness import ProbableDuplicate
from mailer.store.imports.differences import Difference
from mailer.store.imports.plans import Planned, TermsChange
from mailer.store.imports.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A fact of a known contact that the file says otherwise; or a term of their subscription, as ``press: basis``."""

    line: int
    address: str
    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of a file; each is counted once.

    ``added`` contacts are new, ``updated`` ones were known and changed or came onto the list; every skipped row has
    its line in ``errors``. ``joined`` counts all that came onto the list, ``bases`` on what basis. ``changes`` are the
    first facts that changed, ``kept`` the first that were set by hand and stay, ``ignored`` the headers of columns that
    were not read, ``notes`` what is still to be done. ``duplicates`` are new people who look like known ones,
    ``warnings`` values that look wrong and were taken, ``role_addresses`` counts mailboxes of desks, ``layout`` is the
    export that the file is known as. ``changeset`` is None after a dry run.
    """

    list: DistributionList
    source: str
    added: int
    updated: int
    unchanged: int
    errors: tuple[RowError, ...]
    joined: int
    changes: tuple[FieldChange, ...] = ()
    kept: tuple[FieldChange, ...] = ()
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    duplicates: tuple[ProbableDuplicate, ...] = ()
    bases: Mapping[str, int] = field(default_factory=dict)
    changeset: int | None = None
    warnings: tuple[RowError, ...] = ()
    role_addresses: int = 0
    layout: str = ""

    @property
    def skipped(self) -> int:
        """Return how many rows were not taken."""
        return len(self.errors)

    @property
    def counts(self) -> Counts:
        """Return what became of the rows, in numbers."""
        return Counts(self.added, self.updated, self.unchanged, self.skipped)


def refusal_error(refused: Refused, target: DistributionList) -> RowError:
    """Return a row that is not taken as it is told."""
    return RowError(refused.line, refused.address, _reason(refused, target))


def _reason(refused: Refused, target: DistributionList) -> str:
    match refused.refusal:
        case Refusal.REPEATED:
            return f"is the same person as in line {refused.first_line}; the first one counts"
        case Refusal.SUPPRESSED:
            return f"must not be written to ({refused.reason}, since {refused.at:%Y-%m-%d})"
        case Refusal.LEFT:
            left = f"{refused.at:%Y-%m-%d}, {refused.reason}"
            return f"left the list {target.slug} ({left}); if they asked to come back: mailer subscribe"
        case Refusal.ERASED:
            return "was erased at their own request and is not brought back"


def field_changes(known: Planned, *, are_kept: bool = False) -> tuple[FieldChange, ...]:
    """Return the first facts that the file says otherwise; with ``are_kept`` those that stay, as somebody set them."""
    facts = _told(known.told, are_kept=are_kept)
    return tuple(facts if are_kept else sorted((*facts, *_terms(known.terms)), key=attrgetter("line")))


def _terms(found: Sequence[TermsChange]) -> Iterator[FieldChange]:
    for one in found:
        for name, (before, after) in one.made.items():
            yield FieldChange(one.line, one.address, f"{one.list}: {name}", before, after)


def line_of(error: RowError) -> int:
    """Return where the row begins."""
    return error.line


def _told(differences: Sequence[Difference], *, are_kept: bool) -> Iterator[FieldChange]:
    for one in differences:
        for name, (before, after) in (one.kept if are_kept else one.made).items():
            if name not in BOOKKEEPING:
                yield FieldChange(one.line, one.after.address.address, name, before, after)
