"""Who gets a release, as one small table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailer.content.proof.names import language_names
from mailer.domain.campaign import LEFT_OUT_TOLD, Campaign
from mailer.domain.readership import Readership

_MOST_LISTS = 12


@dataclass(frozen=True, slots=True)
class AudienceTable:
    """The recipients by list (rows) and language (columns); ``told`` is where the numbers are from."""

    told: str
    languages: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...], int], ...]
    totals: tuple[int, ...]
    total: int
    notes: tuple[str, ...]


def audience_table(found: Readership) -> AudienceTable:
    """Return the numbers of a readership; lists beyond the largest twelve are one row."""
    languages, names = found.languages, language_names(found.languages)
    rows = [(slug or "named by address", _across(counted, languages)) for slug, counted in found.by_list.items()]
    if len(rows) > _MOST_LISTS:
        others = tuple(map(sum, zip(*(numbers for _, numbers in rows[_MOST_LISTS:]), strict=True)))
        rows = [*rows[:_MOST_LISTS], (f"{len(rows) - _MOST_LISTS} other lists", others)]
    totals = tuple(sum(numbers[at] for _, numbers in rows) for at in range(len(languages)))
    return AudienceTable(
        told=_campaign(found.campaign) if found.campaign else "If it were sent now",
        languages=tuple(names[language] for language in languages),
        rows=tuple((name, numbers, sum(numbers)) for name, numbers in rows),
        totals=totals,
        total=found.recipients,
        notes=tuple(_notes(found)),
    )


def _across(counted: Mapping[str, int], languages: Sequence[str]) -> tuple[int, ...]:
    return tuple(counted.get(language, 0) for language in languages)


def _campaign(campaign: Campaign) -> str:
    rehearsal = ", a rehearsal" if campaign.is_rehearsal else ""
    return f"Campaign {campaign.id}{rehearsal}: {campaign.state}"


def _notes(found: Readership) -> list[str]:
    left_out = [f"{number:,} {LEFT_OUT_TOLD[reason]}" for reason, number in found.left_out.items() if number]
    states = [f"{number:,} {state}" for state, number in found.deliveries.items() if number]
    told = [f"Deliveries: {', '.join(states)}."] if states else []
    return [*told, f"Left out: {', '.join(left_out)}."] if left_out else told
