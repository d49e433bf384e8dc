"""Handing contacts out: as one table, or lists as files that can be kept in a repository."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailer.content.listfile.about import about_text, read_about
from mailer.content.listfile.folder import ListFiles, all_files, files_of
from mailer.content.listfile.writing import COLUMNS, write_contacts, write_table
from mailer.content.replacing import Fate, newline_of, replace_file
from mailer.domain.changeset import Signature
from mailer.domain.contact import ContactRow
from mailer.domain.distribution_list import DistributionList
from mailer.errors import UsageProblem
from mailer.store.database import Store, Transaction
from mailer.store.people import exports, lists
from mailer.store.people.exports import Among, Used
from mailer.usecases.people.describing import described, usual_list, with_said
from mailer.usecases.people.listing import known_list
from mailer.usecases.people.refreshing import refresh

#: Columns with several values, and what they are called where each stands by itself.
_SEVERAL = {"language": "languages", "beats": "beats", "other_addresses": "other_addresses"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a list, what became of it, and how many on the list it leaves out: they must not be written to."""

    path: Path
    list: str
    fate: Fate
    left_out: int = 0


def write_csv(store: Store, write: Callable[[str], object], *, by: Signature, list_slug: str | None = None) -> int:
    """Return how many were left out because they must not be written to; ``write`` gets the others, bit by bit.

    UsageProblem for an unknown list.
    """
    with _opened(store, by, list_slug) as (tx, among, used):
        for part in write_table(exports.rows(tx, among, used), (*used.columns, *used.fields)):
            write(part)
        return exports.left_out(tx, among)


def as_csv(rows: Sequence[ContactRow]) -> Iterator[str]:
    """Yield the lines of a file that ``contacts import`` reads, of contacts that were found."""
    return write_contacts(rows)


def contact_records(store: Store, *, by: Signature, list_slug: str | None = None) -> list[dict[str, Any]]:
    """Return the contacts that may be written to (of one list, or all), each as names and values.

    UsageProblem for an unknown list.
    """
    with _opened(store, by, list_slug) as (tx, among, used):
        names = (*COLUMNS, *used.columns)
        return [_record(names, used.fields, row) for some in exports.rows(tx, among, used) for row in some]


@contextmanager
def _opened(store: Store, by: Signature, list_slug: str | None) -> Iterator[tuple[Transaction, Among, Used]]:
    """Yield a transaction that reads, who is exported, and which columns they use."""
    if list_slug:
        refresh(store, by, [list_slug])
    with store.apart() as bench, bench.read() as tx:
        among = Among(known_list(tx, list_slug).id if list_slug else None)
        yield tx, among, exports.used(tx, among)


def _record(names: Sequence[str], fields: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, cell in zip(names, row, strict=False):
        said[_SEVERAL.get(name, name)] = [one for one in cell.split(";") if one] if name in _SEVERAL else cell
    own = {name: cell for name, cell in zip(fields, row[len(names) :], strict=True) if cell}
    return {**said, "fields": own}


def export_lists(
    store: Store, folder: Path, slugs: Sequence[str], *, every: bool, dry_run: bool, by: Signature
) -> tuple[Kept, ...]:
    """Return what became of the files of these lists, of ``every`` list, or else of those that have files already.

    A file that says the same is not touched; with ``dry_run`` none is. UsageProblem for an unknown list.
    """
    with store.apart() as bench, bench.read() as tx:
        chosen = [known_list(tx, slug) for slug in _slugs(tx, folder, slugs, every=every)]
        folder.mkdir(exist_ok=True, mode=0o700)
        return tuple(kept for one in chosen for kept in _export(tx, folder, one, by, dry_run=dry_run))


def _slugs(tx: Transaction, folder: Path, slugs: Sequence[str], *, every: bool) -> Sequence[str]:
    if slugs:
        return tuple(dict.fromkeys(slugs))
    there = (
        [one.slug for one in lists.every(tx) if one.archived_at is None]
        if every
        else [one.slug for one in all_files(folder)]
    )
    if not there:
        instead = "Make one: mailer lists create SLUG" if every else "Name lists, or add --all"
        raise UsageProblem(f"there is no list {'' if every else f'in {folder.name}/ '}to write", hint=instead)
    return there


def _export(tx: Transaction, folder: Path, one: DistributionList, by: Signature, *, dry_run: bool) -> list[Kept]:
    files = files_of(folder, one.slug)
    about = _about(tx, files, one, by, dry_run=dry_run)
    return [about] if one.rule else [_people(tx, files, one, dry_run=dry_run), about]


def _people(tx: Transaction, files: ListFiles, one: DistributionList, *, dry_run: bool) -> Kept:
    among = Among(one.id, usual=one.terms)
    used = exports.used(tx, among)
    parts = write_table(exports.rows(tx, among, used), (*used.columns, *used.fields), newline=newline_of(files.people))
    fate = replace_file(files.people, parts, dry_run=dry_run)
    return Kept(files.people, one.slug, fate, exports.left_out(tx, among))


def _about(tx: Transaction, files: ListFiles, one: DistributionList, by: Signature, *, dry_run: bool) -> Kept:
    """Write how the list is, unless a list that is made from the file would be the same."""
    before = ""
    if files.about in files.there:
        if _says(tx, read_about(files.about), one, by):
            return Kept(files.about, one.slug, Fate.SAME)
        before = files.about.read_text(encoding="utf-8")
    text = about_text(described(one), before).replace("\n", newline_of(files.about))
    return Kept(files.about, one.slug, replace_file(files.about, [text], dry_run=dry_run))


def _says(tx: Transaction, said: Mapping[str, Any], one: DistributionList, by: Signature) -> bool:
    """Return whether a list that is made from what is said would be this one."""
    try:
        made = with_said(tx, usual_list(one.slug, said, by), said)
    except UsageProblem:
        return False
    return described(made) == described(one)
