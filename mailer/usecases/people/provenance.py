"""Where the addresses of an import come from, and on what basis: asked once, remembered for the list."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from mailer.domain.contact import Basis
from mailer.domain.distribution_list import DistributionList
from mailer.store.database import Transaction
from mailer.store.imports import list_sources


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of all rows of a file that say nothing themselves; "" and None for nothing."""

    source: str = ""
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """How an import stands: ``target`` has the terms of those rows that have none of their own.

    ``remembered`` is the source that the list has from now on, "" if it stays as it is; ``notes`` are for the report.
    """

    target: DistributionList
    remembered: str = ""
    notes: tuple[str, ...] = ()


def settle(target: DistributionList, said: Said, *, is_lacking: bool, ask: Callable[[], str] | None) -> Provenance:
    """Return how the import stands, ``is_lacking`` saying whether any row has no source.

    Only where neither the file, its list nor ``said`` knows one is it asked for, and only if there is somebody to
    ``ask``, who answers "" if they do not know either.
    """
    source = " ".join(said.source.split())
    if not source and is_lacking and not target.source and ask is not None:
        source = " ".join(ask().split())
    terms = replace(target, basis=said.basis or target.basis, source=source or target.source)
    notes = (_unknown(target),) if is_lacking and not terms.source else ()
    return Provenance(terms, "" if target.source else source, notes)


def remember(tx: Transaction, settled: Provenance, *, changeset: int) -> None:
    """Write down, as part of the import, the source that the list has from now on."""
    if settled.remembered:
        list_sources.remember(tx, settled.target, settled.remembered, changeset=changeset)


def _unknown(target: DistributionList) -> str:
    return (
        "nobody has said where these addresses come from, and their first mail has to: "
        f'mailer lists edit {target.slug} --source "..."'
    )
