"""Counting who reads a release: the campaign that it has, or those on lists that it might go to."""

from collections import Counter
from collections.abc import Mapping, Sequence

from mailer.domain.campaign import LeftOut
from mailer.domain.distribution_list import DistributionList
from mailer.domain.readership import Readership
from mailer.domain.release import Release
from mailer.store.database import Transaction
from mailer.store.sending import audiences, campaigns, readers
from mailer.store.sending.audiences import Count
from mailer.usecases.campaigns.targeting import SendRequest, choice_of, refresh_lists, target_of
from mailer.usecases.desk import Desk


def readership(desk: Desk, release: Release, to: Sequence[str] = ()) -> Readership | None:
    """Return who gets the release: those on the lists ``to`` if it were sent now, else those of its newest campaign.

    None if it has no campaign. UsageProblem for lists that are not known, or do not go together.
    """
    if to:
        refresh_lists(desk, SendRequest(tuple(to)))
    with desk.store.read() as tx:
        return _planned(desk, tx, release, to) if to else _of_campaign(tx, release)


def lists_named(desk: Desk, to: Sequence[str]) -> tuple[DistributionList, ...]:
    """Return the lists among what was typed; UsageProblem for those that are not known, or do not go together."""
    if not to:
        return ()
    with desk.store.read() as tx:
        return target_of(desk, tx, SendRequest(tuple(to), mix_internal=True), None).lists


def _planned(desk: Desk, tx: Transaction, release: Release, to: Sequence[str]) -> Readership:
    target = target_of(desk, tx, SendRequest(tuple(to), mix_internal=True), None)
    audience = audiences.resolve(tx, choice_of(desk, tx, release, target))
    counted = audiences.counts(tx, audience)
    slugs = {one.id: one.slug for one in target.lists}
    return Readership(
        recipients=sum(one.number for one in counted if one.verdict is None),
        by_list=_by_list(counted, slugs),
        left_out={reason: sum(one.number for one in counted if one.verdict is reason) for reason in LeftOut},
        zones=readers.zones_among(tx, audience),
    )


def _by_list(counted: Sequence[Count], slugs: Mapping[int, str]) -> dict[str, dict[str, int]]:
    numbers: Counter[tuple[str, str]] = Counter()
    for one in counted:
        if one.verdict is None:
            numbers[slugs.get(one.list_id or 0, ""), one.language or ""] += one.number
    found: dict[str, dict[str, int]] = {}
    for (slug, language), number in numbers.most_common():
        found.setdefault(slug, {})[language] = number
    return found


def _of_campaign(tx: Transaction, release: Release) -> Readership | None:
    campaign = campaigns.newest_of(tx, release.slug)
    if campaign is None:
        return None
    tally = campaigns.tally(tx, campaign.id)
    return Readership(
        recipients=tally.recipients,
        by_list=readers.by_list(tx, campaign.id),
        left_out=tally.left_out,
        zones=readers.zones(tx, campaign.id),
        campaign=campaign,
        deliveries=tally.deliveries,
    )
