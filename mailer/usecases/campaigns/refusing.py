"""What cannot be sent as it was typed, said before anything is composed."""

from collections.abc import Sequence
from datetime import datetime

from mailer.domain.campaign import CampaignKind, CampaignState
from mailer.domain.distribution_list import MOST_LISTS, AudienceClass, DistributionList
from mailer.domain.finding import Finding
from mailer.domain.release import Release
from mailer.domain.schedule import Moment, describe
from mailer.domain.settings import Sender
from mailer.errors import NotFinished, ReleaseError, UsageProblem
from mailer.store.database import Transaction
from mailer.store.sending import campaigns
from mailer.usecases.naming import language_in


def refuse_lists(named: Sequence[str]) -> None:
    """Raise UsageProblem if a test copy would go to a list: it disregards embargo, checks and who has had it."""
    lists = [name for name in named if "@" not in name]
    if lists:
        raise UsageProblem(
            f"a test copy goes to addresses, and {lists[0]!r} is none",
            hint=f"Name yourself: --test you@example.org; to send to the list: --to {lists[0]}",
        )


def refuse_many(lists: Sequence[DistributionList]) -> None:
    """Raise UsageProblem for more lists than a delivery can tell its reader to be on."""
    if len(lists) > MOST_LISTS:
        raise UsageProblem(
            f"{len(lists)} lists at once are too many: {MOST_LISTS} is the most",
            hint="Send to some of them first, then to the others: nobody gets it twice",
        )


def refuse_senders(lists: Sequence[DistributionList], usual: Sender) -> None:
    """Raise UsageProblem for lists that different senders write to: one campaign has one From line."""
    for one in lists[1:]:
        if one.sent_by(usual) != lists[0].sent_by(usual):
            first, other = (f"{each.slug} is sent by {_written(each.sent_by(usual))}" for each in (lists[0], one))
            raise UsageProblem(
                f"{first}, {other}: one mail has one sender",
                hint="Send to them one after the other (nobody gets it twice), or give both the same: "
                f"mailer lists edit {one.slug} --sender ...",
            )


def _written(sender: Sender) -> str:
    answers = f", answers to {sender.reply_to}" if sender.reply_to else ""
    return f"{sender.name} <{sender.address}>{answers}"


def refuse_mixture(lists: Sequence[DistributionList]) -> None:
    """Raise UsageProblem for internal lists together with others."""
    inside = next((one for one in lists if one.audience_class is AudienceClass.INTERNAL), None)
    outside = next((one for one in lists if one.audience_class is not AudienceClass.INTERNAL), None)
    if inside and outside:
        raise UsageProblem(
            f"{inside.slug} is internal and {outside.slug} is {outside.audience_class}: they would get the same mail",
            hint="Send to them one after the other; if it is meant for both, add --mix-internal",
        )


def edition_of_test(release: Release, language: str) -> str:
    """Return the language of the edition that a test copy shall have; UsageProblem if there is no such edition."""
    wanted = language_in(language)
    if wanted not in release.languages:
        raise UsageProblem(f"{release.slug} has no edition in {wanted}", hint=f"It has: {', '.join(release.languages)}")
    return wanted


def refuse_early(release: Release, at: datetime) -> None:
    """Raise ReleaseError if the release is under embargo at ``at``."""
    embargo = release.embargo
    if embargo is None or embargo.is_lifted(at):
        return
    raise ReleaseError(
        f"{release.slug} is embargoed until {describe(Moment(embargo.until, embargo.zone))}",
        hint="Send it when the embargo ends with --at embargo, or now, marked as embargoed, with --under-embargo",
    )


def refuse_errors(slug: str, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what checks found, if no error of it stops the release; ReleaseError names the first one that does."""
    errors = [one for one in found if one.stops]
    if errors:
        more = f", and {len(errors) - 1} more" if errors[1:] else ""
        raise ReleaseError(
            f"{slug} is not ready: {errors[0].message} ({errors[0].where}){more}",
            hint=f"{errors[0].fix.rstrip('.')}. See them all: mailer check {slug}",
        )
    return tuple(found)


def refuse_second_campaign(tx: Transaction, slug: str, kind: CampaignKind = CampaignKind.RELEASE) -> None:
    """Return if no campaign of this kind is under way for the release; NotFinished if one is."""
    for campaign in campaigns.unfinished(tx, slug, kind):
        waits = campaign.state is CampaignState.SCHEDULED
        onward = "See when: mailer status" if waits else "Go on with it: mailer resume"
        raise NotFinished(
            f"{slug} is already on its way: campaign {campaign.id} is {campaign.state}",
            hint=f"{onward} {campaign.id}, or end it: mailer cancel {campaign.id}",
        )
