"""Merges: two contacts turn out to be one person. What that person is told to be, and what they have agreed to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from mailer.domain.contact import Basis, ContactRow, Frequency, merged
from mailer.domain.subscription import EndedReason

#: Ends that say nothing about what the person wants.
_NOT_THEIR_WILL = frozenset(one.value for one in EndedReason if not one.is_own_will)
#: What was asked for says more than what we assume.
_RANK = {Basis.CONSENT.value: 0, Basis.MEMBER.value: 1, Basis.LEGITIMATE_INTEREST.value: 2}
_RARITY = {Frequency.IMMEDIATE.value: 0, Frequency.DAILY.value: 1, Frequency.WEEKLY.value: 2}
_LISTS = ("languages", "beats")


@dataclass(frozen=True, slots=True)
class Two:
    """The contact that is kept, and the one that is merged into it, by their numbers."""

    kept: int
    other: int


@dataclass(frozen=True, slots=True)
class Stay:
    """One subscription of one of the two; in force while ``ended_at`` is None. Times are aware UTC."""

    id: int
    list: str
    contact_id: int
    since: datetime
    source: str
    basis: str
    frequency: str
    ended_at: datetime | None = None
    ended_reason: str | None = None

    @property
    def is_own_end(self) -> bool:
        """Return whether it ended because the person wanted it to."""
        return self.ended_at is not None and self.ended_reason not in _NOT_THEIR_WILL


def united(kept: ContactRow, other: ContactRow, *, prefer_other: bool = False) -> ContactRow:
    """Return what is known of the person, with the address of ``kept``: its facts, and those that only ``other`` has.

    With ``prefer_other`` the other way. Languages and beats are united in order, notes are joined. An agreement to
    keep embargoes holds if ``kept`` has it: what the other said is no more than that.
    """
    first, second = (other, kept) if prefer_other else (kept, other)
    lists = {name: tuple(dict.fromkeys((*getattr(first, name), *getattr(second, name)))) for name in _LISTS}
    notes = dict.fromkeys(note for note in (kept.notes.strip(), other.notes.strip()) if note)
    return replace(
        merged(second, first),
        line=0,
        address=kept.address,
        others=(),
        languages=lists["languages"],
        beats=lists["beats"],
        notes="\n".join(notes),
        embargo_since=kept.embargo_since,
        embargo_version=kept.embargo_version,
    )


def settled(stays: Iterable[Stay], *, kept: int, now: datetime) -> list[tuple[Stay, Stay]]:
    """Return each subscription of the two that changes, before and after, when all become those of ``kept``.

    On each list the stricter wins: an end that the person wanted ends what is in force, nothing that ended is revived.
    Of two in force that of ``kept`` goes on, and the other one ends and stays where it is.
    """
    changed: list[tuple[Stay, Stay]] = []
    for _, some in groupby(sorted(stays, key=lambda one: (one.list, one.id)), key=lambda one: one.list):
        before = list(some)
        after = _on_one_list(before, kept, now)
        changed += [(was, is_) for was, is_ in zip(before, after, strict=True) if was != is_]
    return changed


def standing(stays: Sequence[Stay]) -> Stay:
    """Return the one that counts of a contact's subscriptions to a list: that in force, else the last that ended."""
    return max(stays, key=lambda one: (one.ended_at is None, one.id))


def _on_one_list(before: Sequence[Stay], kept: int, now: datetime) -> list[Stay]:
    last = [standing([one for one in before if one.contact_id == who]) for who in {one.contact_id for one in before}]
    moved = [replace(one, contact_id=kept) for one in before]
    if any(one.is_own_end for one in last):
        return _left([_ended(one, now) for one in moved])
    if sum(one.ended_at is None for one in last) == len({one.contact_id for one in before}) == 2:  # noqa: PLR2004 - both
        return _one_of_two(before, moved, kept, now)
    return moved


def _ended(stay: Stay, now: datetime) -> Stay:
    return stay if stay.ended_at else replace(stay, ended_at=now, ended_reason=EndedReason.UNSUBSCRIBED.value)


def _left(stays: Sequence[Stay]) -> list[Stay]:
    """Return the stays of somebody who has left: the last one says so, since it is the one that counts."""
    *earlier, last = stays
    return [*earlier, last if last.is_own_end else replace(last, ended_reason=EndedReason.UNSUBSCRIBED.value)]


def _one_of_two(before: Sequence[Stay], moved: Sequence[Stay], kept: int, now: datetime) -> list[Stay]:
    ours, theirs = (
        next(one for one in before if one.ended_at is None and (one.contact_id == kept) is is_kept)
        for is_kept in (True, False)
    )
    ending = replace(theirs, ended_at=now, ended_reason=EndedReason.MERGED.value)
    told = {ours.id: _stricter(ours, theirs), theirs.id: ending}
    return [told.get(one.id, one) for one in moved]


def _stricter(ours: Stay, theirs: Stay) -> Stay:
    """Return ``ours`` with the better record of the two: the firmer basis, else the earlier one; and the rarer mail.

    Since, basis and source go together: consent holds from the day on which it was given.
    """
    record = min((ours, theirs), key=lambda one: (_RANK.get(one.basis, len(_RANK)), one.since))
    rarer = max((ours, theirs), key=lambda one: _RARITY.get(one.frequency, 0))
    return replace(ours, since=record.since, basis=record.basis, source=record.source, frequency=rarer.frequency)
