"""Telling who did what, when, to whom, with before and after; and whether anybody has been at what was written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mailer.domain.audit import AuditEntry, Verified
from mailer.domain.changeset import Action
from mailer.domain.distribution_list import nearest
from mailer.domain.subscription import Profile
from mailer.errors import UsageProblem
from mailer.store.audit import audits
from mailer.store.audit.audits import AuditFilter
from mailer.store.database import Store, Transaction
from mailer.store.history import commitments
from mailer.store.people import lists, outlets
from mailer.usecases.desk import Desk
from mailer.usecases.naming import address_in, contact_at
from mailer.usecases.people.finding import profile_at

_LAST = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: ``about`` is an address, a list or an outlet; ``since`` is in the workspace's zone."""

    who: str = ""
    since: datetime | None = None
    about: str = ""
    action: Action | None = None
    changeset: int | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of a contact, where it came from (None: nobody wrote it down), and what changed last."""

    profile: Profile
    origin: AuditEntry | None
    last: Sequence[AuditEntry]


def audit(desk: Desk, asked: Asked, *, limit: int) -> Sequence[AuditEntry]:
    """Return what was done, newest first, at most ``limit`` lines; UsageProblem for what it cannot be about."""
    since = asked.since.replace(tzinfo=ZoneInfo(desk.settings.organisation.timezone)) if asked.since else None
    with desk.store.read() as tx:
        about = _about(tx, asked.about)
        chosen = AuditFilter(asked.who, since, asked.action, asked.changeset, **about)
        return audits.entries(tx, chosen, limit=limit)


def verify(store: Store) -> Verified:
    """Return whether every change is what was written down when it was made."""
    with store.read() as tx:
        number, erased, broken = commitments.broken(tx)
        return Verified(number, erased, tuple(audits.numbered(tx, broken)))


def dossier(store: Store, address: str) -> Dossier:
    """Return all that is known of the contact with this address, and its trace; MailerError if nobody has it."""
    with store.read() as tx:
        found = profile_at(tx, address)
        origin = audits.origin(tx, found.id)
        last = audits.entries(tx, AuditFilter(contact_id=found.id), limit=_LAST + 1)
    return Dossier(found, origin, [one for one in last if one != origin][:_LAST])


def _about(tx: Transaction, typed: str) -> dict[str, int]:
    if not typed:
        return {}
    if "@" in typed:
        return {"contact_id": contact_at(tx, address_in(typed)).id}
    if found := lists.find(tx, typed):
        return {"list_id": found.id}
    if outlet := outlets.find(tx, typed):
        return {"outlet_id": outlet.id}
    near = [*nearest(typed, lists.slugs(tx)), *outlets.similar(tx, typed)]
    meant = f"Did you mean {' or '.join(near[:2])}? " if near else ""
    raise UsageProblem(
        f"{typed!r} is neither an address nor a list nor an outlet", hint=f"{meant}Lists: mailer lists ls"
    )
