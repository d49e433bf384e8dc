"""Following up with editions that came later: to those who wait for them, and those who were told that they follow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailer.content.mail.compiled import dump
from mailer.domain.allowance import Allowance
from mailer.domain.campaign import Campaign, CampaignKind, CampaignState, LeftOut
from mailer.domain.finding import Finding
from mailer.domain.release import Release
from mailer.domain.variant import Variant
from mailer.errors import MailerError, NotFinished, ReleaseError, UsageProblem
from mailer.store.database import Transaction, clock
from mailer.store.people import lists
from mailer.store.sending import answers, campaigns, releases, waits
from mailer.store.sending.waits import Waiting
from mailer.usecases.campaigns.permitting import note_allowances
from mailer.usecases.campaigns.recovering import recover
from mailer.usecases.campaigns.refusing import refuse_errors, refuse_second_campaign
from mailer.usecases.desk import Desk
from mailer.usecases.messages.addressing import campaign_frame
from mailer.usecases.messages.allowing import with_allowed
from mailer.usecases.messages.checking import check
from mailer.usecases.messages.composing import Composition, compose_release


@dataclass(frozen=True, slots=True)
class Late:
    """An edition for those of one campaign who wait for it; ``left_out`` are of those who were told."""

    campaign: Campaign
    waiting: Waiting
    left_out: dict[LeftOut, int]

    @property
    def recipients(self) -> int:
        """Return how many get it now."""
        return self.waiting.number - sum(self.left_out.values())


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What would be sent to those who wait, with nothing written yet."""

    composition: Composition
    editions: tuple[Late, ...]
    findings: tuple[Finding, ...] = ()
    allowed: tuple[Allowance, ...] = ()

    @property
    def recipients(self) -> int:
        """Return how many get an edition now."""
        return sum(one.recipients for one in self.editions)


def plan_follow_up(
    desk: Desk,
    release: Release,
    languages: Sequence[str] = (),
    *,
    allowed: Sequence[Allowance] = (),
    is_dry_run: bool = False,
) -> FollowUp:
    """Return which of the release's editions (in ``languages``, else all) are waited for, and by how many.

    MailerError if nobody waits; UsageProblem for an edition that has not come; NotFinished while a campaign that has
    readers who wait is being sent; ReleaseError for what cannot be sent.
    """
    wanted = _present(release, languages)
    if not is_dry_run:
        recover(desk)
    with desk.store.read() as tx:
        refuse_second_campaign(tx, release.slug, CampaignKind.LATE)
        found = tuple(_late(tx, one) for one in waits.waiting(tx, release.slug) if one.language in wanted)
    if not found:
        raise MailerError(f"nobody waits for an edition of {release.slug}", hint="Who has which: mailer log")
    _refuse_running(found)
    at = _sent_at(desk, found)
    composition = _composed(desk, release, found, at)
    findings = refuse_errors(release.slug, with_allowed(check(desk, composition, at=at), allowed))
    with desk.store.read() as tx:
        _refuse_missing_values(tx, composition, found)
    return FollowUp(composition, found, findings, tuple(allowed))


def prepare_follow_up(desk: Desk, planned: FollowUp) -> tuple[int, ...]:
    """Return the campaigns that have something to send now: those that were waiting, and answers to who was told.

    MailerError if others wait than were shown.
    """
    found: list[int] = []
    touched: set[int] = set()
    with desk.store.begin(is_still=True, is_large=True) as tx:
        releases.lock(tx)
        for late in planned.editions:
            campaigns.lock(tx, late.campaign.id)
            _refuse_changed(tx, late)
            found += _released(tx, planned.composition, late)
            found += _answered(desk, tx, planned.composition, late)
            touched |= {late.campaign.id, *found}
        note_allowances(desk, tx, sorted(touched), planned.findings, allowed=planned.allowed)
    return tuple(found)


def _present(release: Release, languages: Sequence[str]) -> Sequence[str]:
    """Return the languages of the editions that are meant; UsageProblem for one that has not come."""
    if absent := next((one for one in languages if one not in release.languages), ""):
        raise UsageProblem(
            f"{release.slug} has no {absent} edition yet",
            hint=f"Write releases/{release.slug}/{absent}.md, then type this again",
        )
    return languages or release.languages


def _late(tx: Transaction, one: Waiting) -> Late:
    tally = answers.judged(tx, waits.told(one.campaign_id, one.language))
    out = {LeftOut(reason): number for reason, number in tally.items() if reason}
    return Late(campaigns.get(tx, one.campaign_id), one, out)


def _sent_at(desk: Desk, found: Sequence[Late]) -> datetime:
    """Return when the editions are sent: now, or when the campaign that holds them is."""
    now = desk.clock()
    later = (late.campaign.scheduled_at for late in found if late.campaign.starts_later(now))
    return next(later, None) or now


def _composed(desk: Desk, release: Release, found: Sequence[Late], at: datetime) -> Composition:
    """Return the editions that are waited for, as they must read when they are sent."""
    whole = compose_release(desk, release, at=at)
    wanted = dict.fromkeys(late.waiting.language for late in found)
    rendered = {one: whole.rendered[one] for one in wanted}
    return replace(whole, rendered=rendered, compiled={one: whole.compiled[one] for one in wanted})


def _released(tx: Transaction, composition: Composition, late: Late) -> list[int]:
    """Return the campaign if some of it can be sent now that waited."""
    language, number = late.waiting.language, late.campaign.id
    subject, compiled = composition.rendered[language].subject, dump(composition.compiled[language])
    if not waits.open_edition(tx, number, Variant(language), subject=subject, compiled=compiled):
        return []
    campaigns.prolong(tx, number, composition.release.valid_until(clock(tx)))
    return [number] if late.campaign.state is CampaignState.RUNNING else []


def _answered(desk: Desk, tx: Transaction, composition: Composition, late: Late) -> list[int]:
    """Return the campaign that brings the edition to those who were told that it follows, if there are any."""
    if not late.waiting.told:
        return []
    source, language = late.campaign, late.waiting.language
    number = campaigns.add(tx, _new_campaign(desk, tx, composition, source), clock(tx))
    answers.copy_lists(tx, number, of=source.id)
    subject, compiled = composition.rendered[language].subject, dump(composition.compiled[language])
    variant_id = campaigns.add_variant(tx, number, Variant(language), subject=subject, compiled=compiled)
    told = waits.told(source.id, language)
    campaigns.set_books(tx, number, answers.freeze(tx, told, campaign_id=number, variant_id=variant_id))
    campaigns.move(tx, number, CampaignState.RUNNING)
    return [number]


def _new_campaign(desk: Desk, tx: Transaction, composition: Composition, source: Campaign) -> campaigns.NewCampaign:
    known = [one for slug in campaigns.lists(tx, source.id) if (one := lists.find(tx, slug))]
    frame = campaign_frame(desk.settings, source.release, known=known, languages=composition.rendered)
    return campaigns.NewCampaign(
        release_id=releases.save(tx, composition.release, clock(tx)),
        kind=CampaignKind.LATE,
        relay=source.relay,
        is_rehearsal=source.is_rehearsal,
        frame=frame.dump(),
        content_hash=composition.content_hash,
        valid_until=composition.release.valid_until(clock(tx)),
    )


def _refuse_running(found: Sequence[Late]) -> None:
    for late in found:
        if late.campaign.owner:
            number = late.campaign.id
            raise NotFinished(
                f"campaign {number} is being sent", hint=f"Wait for it, or stop it: mailer pause {number}"
            )


def _refuse_changed(tx: Transaction, late: Late) -> None:
    now = [one for one in waits.waiting(tx, late.campaign.release) if one.campaign_id == late.campaign.id]
    if late.waiting not in now or campaigns.get(tx, late.campaign.id).owner:
        raise MailerError("others wait now than were shown", hint="Type the command again")


def _refuse_missing_values(tx: Transaction, composition: Composition, found: Sequence[Late]) -> None:
    for late in found:
        language = late.waiting.language
        needed = composition.required_fields(language)
        for name, address in waits.lacking(tx, late.campaign.id, language, needed):
            raise ReleaseError(
                f"the {language} edition needs recipient.{name}, which is empty for {address}",
                hint=f'Write {{{{ recipient.{name} | fallback("...") }}}}',
            )
