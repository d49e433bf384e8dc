"""Where the addresses of a list come from: whether a file that was put down says it, and remembered once it is said."""

from sqlalchemy import exists, select, update

from mailer.domain.changeset import Change, Subject, Verb
from mailer.domain.distribution_list import DistributionList
from mailer.store.database import Transaction
from mailer.store.history import changes
from mailer.store.imports.staged_contacts import staged
from mailer.store.tables.schema import distribution_lists


def is_lacking(tx: Transaction) -> bool:
    """Return whether any row of the file that was put down does not say where its address comes from."""
    return bool(tx.scalar(select(exists().where(staged.c.source == ""))))


def remember(tx: Transaction, target: DistributionList, source: str, *, changeset: int) -> None:
    """Write down where the addresses of a list come from, if it is not known yet."""
    one = distribution_lists.c
    unknown = (one.id == target.id, one.source == "")
    if tx.execute(update(distribution_lists).where(*unknown).values(source=source)).rowcount:
        made = Change(Subject.LIST, target.id, Verb.CHANGED, {"source": ("", source)})
        changes.write(tx, changeset, [made])
