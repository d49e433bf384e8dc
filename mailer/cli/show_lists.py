"""How distribution lists look on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.cli.paging import paged
from mailer.domain.distribution_list import LanguagePolicy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailer.domain.distribution_list import Ages, DistributionList, ListLine, ListReport, Returned
    from mailer.usecases.people.tending import Edited

_OUTLETS_SHOWN = 15
_LIST = (
    "slug", "title", "kind", "basis", "source", "active", "suppressed", "ended", "created_at", "last_used_at",
    "rule", "class", "sender.name", "sender.address", "sender.reply_to", "language", "policy", "why", "excludes",
    "archived_at",
)  # fmt: skip


@paged()
def lists(found: Sequence[ListLine], zone: str) -> None:
    """Show all lists with their counts."""
    if not found:
        show.line("There are no lists yet. Make one: mailer lists create SLUG --title TITLE")
        return
    titles = ("list", "title", "kind", "by", "active", "suppressed", "left", "last used")
    rows = [
        (one.list.slug, one.list.title, one.list.kind, _by(one.list), *_counted(one), show.when(one.last_used_at, zone))
        for one in found
    ]
    toned = [tuple(map(show.past, row)) if one.list.archived_at else row for one, row in zip(found, rows, strict=True)]
    show.table(titles, toned, right=(4, 5, 6), spare=(7, 2, 3))


def lists_csv(found: Sequence[ListLine]) -> None:
    """Write all lists with their counts as CSV."""
    show.objects_csv(_LIST, map(list_json, found))


def list_json(found: ListLine) -> dict[str, Any]:
    """Return a list with its counts as JSON values."""
    return {
        "slug": found.list.slug,
        "title": found.list.title,
        "kind": found.list.kind,
        "basis": found.list.basis,
        "source": found.list.source,
        "active": found.counts.active,
        "suppressed": found.counts.suppressed,
        "ended": found.counts.ended,
        "created_at": found.list.created_at,
        "last_used_at": found.last_used_at,
        "rule": found.list.rule,
        "class": found.list.audience_class,
        "sender": {
            "name": found.list.sender.name,
            "address": found.list.sender.address,
            "reply_to": found.list.sender.reply_to,
        },
        "language": found.list.language,
        "policy": found.list.language_policy,
        "why": found.list.why,
        "excludes": found.list.excludes,
        "archived_at": found.list.archived_at,
    }


@paged()
def list_report(found: ListReport, zone: str) -> None:
    """Show a list: what it is, how many are on it, and who they are by language, country and outlet."""
    one = found.line
    show.line(f"{one.list.slug}: {one.list.title}")
    show.line(f"{one.list.kind}, {one.list.basis}{f', {one.list.source}' if one.list.source else ''}")
    for title, said in _settings(one.list, zone):
        show.line(f"{title:15}{said}")
    active, suppressed, ended = _counted(one)
    show.line(f"{active} active, {suppressed} suppressed, {ended} left")
    show.line(f"Last used: {show.when(one.last_used_at, zone) or 'never'}; {_arrived(found.returned)}")
    show.line(_confirmed(found.ages))
    for title, numbers in (("language", found.languages), ("country", found.countries), ("outlet", found.outlets)):
        _breakdown(title, numbers)


def list_report_json(found: ListReport) -> dict[str, Any]:
    """Return a list looked at closely as JSON values."""
    return {
        **list_json(found.line),
        "languages": found.languages,
        "countries": found.countries,
        "outlets": found.outlets,
        "bounce_rate": found.returned.rate,
        "tried": found.returned.tried,
        "returned": found.returned.returned,
        "confirmed": {
            "within_three_months": found.ages.three_months,
            "within_a_year": found.ages.year,
            "longer_ago": found.ages.longer,
        },
    }


def created(made: DistributionList) -> None:
    """Say that a list was made, and what comes next."""
    show.line(f"Made {made.slug} ({made.kind}, {made.basis}).")
    if made.rule:
        show.line(f"On it are those for whom this holds: {made.rule}")
        show.line(f"Look who that is: mailer lists show {made.slug}")
    else:
        show.line(f"Fill it: mailer contacts import FILE.csv --list {made.slug}")


def edited(made: Edited) -> None:
    """Say what is different about a list now."""
    if made.before == made.after:
        show.line(f"{made.after.slug} is so already; nothing was changed.")
        return
    show.line(f"Changed {made.after.slug}:")
    before, after = (dict(_told(one)) for one in (made.before, made.after))
    rows = [(title, before[title] or "-", after[title] or "-") for title in after if before[title] != after[title]]
    show.table(("", "before", "now"), rows)


def archived(made: Edited) -> None:
    """Say that a list was put away."""
    if made.before == made.after:
        show.line(f"{made.after.slug} was put away already.")
        return
    show.line(f"Put {made.after.slug} away. Nothing of it is lost: mailer lists ls --all")


def unarchived(made: Edited) -> None:
    """Say that a list is used again."""
    show.line(f"{made.after.slug} is in use{'' if made.before.archived_at else ' already'}.")


def _by(one: DistributionList) -> str:
    kept = "rule" if one.rule else "hand"
    return f"{kept}, put away" if one.archived_at else kept


def _told(one: DistributionList) -> list[tuple[str, str]]:
    return [
        ("Title", one.title),
        ("Kind", one.kind),
        ("Basis", one.basis),
        ("Source", one.source),
        ("Rule", one.rule),
        ("Class", one.audience_class),
        ("Sender", str(one.sender)),
        ("Language", one.language),
        ("Policy", "" if one.language_policy is LanguagePolicy.FALLBACK else str(one.language_policy)),
        ("Why", one.why),
        ("Never sent to", ", ".join(one.excludes)),
    ]


def _settings(one: DistributionList, zone: str) -> list[tuple[str, str]]:
    """Return what is to be said of a list besides its title, kind, basis and source, where there is anything."""
    away = [("Put away", show.when(one.archived_at, zone))] if one.archived_at else []
    return [*away, *((title, said) for title, said in _told(one)[4:] if said)]


def _arrived(found: Returned) -> str:
    if found.rate is None:
        return "no mail yet"
    return f"{found.rate:.1%} of {found.tried:,} mails failed or bounced"


def _confirmed(found: Ages) -> str:
    parts = ((found.three_months, "within three months"), (found.year, "within a year"), (found.longer, "longer ago"))
    return f"Last confirmed: {', '.join(f'{number:,} {when}' for number, when in parts)}"


def _counted(one: ListLine) -> tuple[str, str, str]:
    return f"{one.counts.active:,}", f"{one.counts.suppressed:,}", f"{one.counts.ended:,}"


def _breakdown(title: str, numbers: Mapping[str, int]) -> None:
    if not numbers:
        return
    show.line()
    rows = [(value or "not known", f"{number:,}") for value, number in list(numbers.items())[:_OUTLETS_SHOWN]]
    if len(numbers) > _OUTLETS_SHOWN:
        rows.append((f"{len(numbers) - _OUTLETS_SHOWN:,} more", ""))
    show.table((title, "active"), rows, right=(1,))
