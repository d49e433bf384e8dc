"""Weighing the ways by which a release may reach one contact: which list carries it, and why the others do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from mailer.domain.campaign import LEFT_OUT_TOLD, LeftOut
from mailer.domain.readership import Way
from mailer.domain.release import Release
from mailer.domain.subscription import EndedReason, Profile
from mailer.store.database import Transaction
from mailer.store.sending import readers
from mailer.store.sending.readers import Judgement
from mailer.usecases.campaigns.targeting import SendRequest, choice_of, target_of
from mailer.usecases.desk import Desk
from mailer.usecases.people.listing import known_list

#: What is told of a list that would carry it too.
_AGAIN = "on it too: nobody gets it twice"

#: Why a list brings somebody nothing, in words that fit behind its name.
CANNOT = {
    **LEFT_OUT_TOLD,
    LeftOut.SUPPRESSED: "must not be written to",
    LeftOut.UNSUBSCRIBED: "left it",
    LeftOut.EXCLUDED: "on a list that is left out of it",
    LeftOut.ALREADY_HAD: "has had the release already",
    LeftOut.DUPLICATE: _AGAIN,
}

#: A way, and the language of the edition that it brings, "" if it brings none.
Weighed = tuple[Way, str]


def ways_to(
    desk: Desk, tx: Transaction, release: Release, profile: Profile, *, to: Sequence[str] = ()
) -> list[Weighed]:
    """Return the ways to somebody by the lists and addresses ``to``, or by each list that they are or were on.

    At most one carries it.
    """
    if to:
        return _together(desk, tx, release, profile, to=tuple(to))
    listed = dict.fromkeys(one.list for one in profile.subscriptions)
    in_use = [slug for slug in listed if known_list(tx, slug).archived_at is None]
    found = [weighed for slug in in_use for weighed in _together(desk, tx, release, profile, to=(slug,))]
    first = next((way for way, _ in found if way.carries), None)
    return [(way if way is first or not way.carries else Way(way.list, _AGAIN), language) for way, language in found]


@dataclass(frozen=True, slots=True)
class _Scales:
    """A contact, the verdicts on them, and the zone in which days are told."""

    profile: Profile
    judged: Sequence[Judgement]
    zone: ZoneInfo


def _together(desk: Desk, tx: Transaction, release: Release, profile: Profile, *, to: tuple[str, ...]) -> list[Weighed]:
    """Return the ways by what is sent to at once."""
    target = target_of(desk, tx, SendRequest(to, mix_internal=True), None)
    judged = readers.judgements(tx, choice_of(desk, tx, release, target), profile.id)
    scales = _Scales(profile, judged, ZoneInfo(desk.settings.organisation.timezone))
    found = [_weighed(scales, one.slug, one.id) for one in target.lists]
    return found + [_weighed(scales, "", None) for one in judged[:1] if None in {each.list_id for each in judged}]


def _weighed(scales: _Scales, slug: str, list_id: int | None) -> Weighed:
    own = next((one for one in scales.judged if one.list_id == list_id), None)
    if own is not None and own.verdict is None:
        return Way(slug, "carries it", carries=True), own.language or ""
    if own is not None and own.verdict is not None:
        return Way(slug, _cannot(scales, own.verdict, slug)), ""
    if slug not in scales.profile.lists:
        return Way(slug, "not on it"), ""
    barred = next((one.verdict for one in scales.judged if one.verdict not in {None, LeftOut.UNSUBSCRIBED}), None)
    return Way(slug, _cannot(scales, barred, slug) if barred else _AGAIN), ""


def _cannot(scales: _Scales, reason: LeftOut, slug: str) -> str:
    """Return why a list brings nothing, with since when where that is known."""
    if reason is LeftOut.SUPPRESSED and scales.profile.suppressions:
        return f"must not be written to ({scales.profile.suppressions[0].told})"
    left = [one for one in scales.profile.subscriptions if one.list == slug and one.ended_at]
    if reason is LeftOut.UNSUBSCRIBED and left and left[-1].ended_at:
        went = "was taken off it" if left[-1].ended_reason == EndedReason.REMOVED else "left it"
        return f"{went} on {left[-1].ended_at.astimezone(scales.zone):%Y-%m-%d}"
    return CANNOT[reason]
