"""Files of a workspace that name a person: found, cleared away, and told where they cannot be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailer.content.listfile.striking import Naming, is_text, lines_naming, without
from mailer.domain.erasure import Fate, Remaining, Removed
from mailer.store.privacy import mentions, papers
from mailer.store.privacy.personal_columns import Person
from mailer.usecases.desk import Desk

#: Folders of what was made from the ledger, and can be made again.
_MADE = ("proofs", "access")
_MOST_LINES = 8
_GIT = ".git"


@dataclass(frozen=True, slots=True)
class Papers:
    """What was found: ``lists`` with the lines of each that name them; ``closed`` could not be looked into."""

    messages: tuple[Path, ...]
    sheets: tuple[Path, ...]
    journals: tuple[Path, ...]
    journals_in_use: tuple[Path, ...]
    lists: Mapping[Path, Naming]
    closed: tuple[Path, ...]
    backups: tuple[Path, ...]

    @property
    def is_any(self) -> bool:
        """Return whether anything names the person that can be cleared away."""
        return bool(self.messages or self.sheets or self.journals or self.journals_in_use or self.lists)


def find_papers(desk: Desk, who: Person) -> Papers:
    """Return the files of the workspace, and the folders of relays, that name the person."""
    addresses = [one for one in who.named if "@" in one]
    over, in_use = papers.journals_with(desk.journals, addresses)
    lists = _list_files(desk.workspace / "lists")
    looked_into = {path: lines_naming(path, addresses) for path in lists if is_text(path)}
    return Papers(
        messages=tuple(papers.messages_to(_outboxes(desk), addresses)),
        sheets=tuple(papers.sheets_with((desk.workspace / name for name in _MADE), who.named)),
        journals=tuple(over),
        journals_in_use=tuple(in_use),
        lists={path: found for path, found in looked_into.items() if found.own or found.others},
        closed=tuple(path for path in lists if not is_text(path)),
        backups=tuple(papers.backups_with(_backups(desk), mentions.as_written(addresses))),
    )


def clear_papers(found: Papers, who: Person, *, edit_lists: bool) -> None:
    """Remove messages and sheets, scrub journals, and with ``edit_lists`` strike the person out of list files."""
    papers.remove((*found.messages, *found.sheets))
    for path in found.journals:
        papers.scrub_journal(path, who.named, who.deliveries)
    if edit_lists:
        for path in (path for path, naming in found.lists.items() if naming.own):
            papers.rewrite(path, without(path, [one for one in who.named if "@" in one]))


def told_papers(
    desk: Desk, found: Papers, *, edit_lists: bool, is_dry_run: bool
) -> tuple[list[Removed], list[Remaining]]:
    """Return what was (or would be) cleared away, and what is not."""
    removed = [
        Removed("messages in outbox folders", len(found.messages)),
        Removed("proofs and earlier answers", len(found.sheets)),
        Removed("journals of senders that ended", len(found.journals), Fate.SCRUBBED),
        Removed("lines of list files", sum(len(one.own) for one in found.lists.values()) if edit_lists else 0),
    ]
    left = [*_listed(desk, found, edit_lists=edit_lists), *_remaining(desk, found)]
    told = left if is_dry_run else [*left, _ELSEWHERE]
    return [one for one in removed if one.number], told


def named_papers(desk: Desk, found: Papers) -> list[tuple[str, str]]:
    """Return the files that name the person, each with what it is."""
    kinds = (
        (found.messages, "a message to them, of a relay that is a folder"),
        (found.sheets, "a proof that shows them, or an earlier answer"),
        ((*found.journals, *found.journals_in_use), "what relays answered about them"),
        (tuple(found.lists), "a list of contacts"),
        (found.backups, "a copy of the database, or of another file"),
    )
    return [(_name(desk, path), what) for paths, what in kinds for path in paths]


_ELSEWHERE = Remaining("Elsewhere", "exports, copies and mailboxes outside the workspace are not known here")


def _listed(desk: Desk, found: Papers, *, edit_lists: bool) -> Iterator[Remaining]:
    for path, naming in found.lists.items():
        if naming.own and not edit_lists:
            yield Remaining(_name(desk, path), f"{_numbered(naming.own)} theirs; --files strikes them out")
        if naming.others:
            yield Remaining(_name(desk, path), f"{_numbered(naming.others)} about others, naming them; yours to edit")
    for path in found.closed:
        yield Remaining(_name(desk, path), "a kind of file that cannot be looked into here; look yourself")


def _list_files(folder: Path) -> list[Path]:
    """Return the files below ``lists/`` but those of git, which keep what is gone in a form of their own."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and _GIT not in path.relative_to(folder).parts]


def _remaining(desk: Desk, found: Papers) -> Iterator[Remaining]:
    if (desk.workspace / "lists" / _GIT).exists():
        yield Remaining(f"lists/{_GIT}", "git keeps each line that ever was in a list, and so does every copy of it")
    for path in found.journals_in_use:
        yield Remaining(_name(desk, path), "is being written by a sender; it goes when that ends")
    again = "is a copy that cannot be edited; if it is restored, the tombstones are applied to it again"
    for path in found.backups:
        yield Remaining(_name(desk, path), again)


def _numbered(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:_MOST_LINES]))
    more = len(lines) - _MOST_LINES
    several = f"lines {shown}{f' and {more:,} more' if more > 0 else ''} are"
    return several if len(lines) > 1 else f"line {shown} is"


def _name(desk: Desk, path: Path) -> str:
    """Return a file's name within the workspace; it is the one that its owner gave it."""
    return str(path.relative_to(desk.workspace)) if path.is_relative_to(desk.workspace) else str(path)


def _outboxes(desk: Desk) -> list[Path]:
    urls = (relay.url for relay in desk.settings.relays.values())
    named = [Path(url.removeprefix("outbox:")) for url in urls if url.startswith("outbox:")]
    return [*dict.fromkeys((desk.workspace / "outbox", *named))]


def _backups(desk: Desk) -> list[Path]:
    url = desk.settings.database_url
    beside = [Path(url.removeprefix("sqlite:///")).parent] if url.startswith("sqlite:///") else []
    return [*dict.fromkeys(folder / "backups" for folder in (desk.workspace, *beside))]
