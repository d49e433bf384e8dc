"""Permitting a sending although a check found an error: written down with the campaign, and for the audit."""

from collections.abc import Iterable, Sequence

from mailer.domain.allowance import Allowance
from mailer.domain.changeset import Action, Change, Subject, Verb
from mailer.domain.finding import Finding
from mailer.store.database import Transaction
from mailer.store.history import changes, changesets
from mailer.store.sending import allowances
from mailer.usecases.desk import Desk
from mailer.usecases.messages.allowing import needed


def note_allowances(
    desk: Desk, tx: Transaction, numbers: Iterable[int], found: Iterable[Finding], *, allowed: Sequence[Allowance]
) -> None:
    """Write down what of ``found`` is let pass: with each campaign, where it stays, and as a changeset."""
    signature = desk.signature()
    made = needed(found, allowed, by=signature.who)
    if not made:
        return
    changeset = changesets.begin(tx, Action.ALLOW, signature)
    said = {one.rule: (None, one.reason) for one in made}
    for number in numbers:
        allowances.add(tx, number, made)
        changes.write(tx, changeset, [Change(Subject.CAMPAIGN, number, Verb.CHANGED, said)])
