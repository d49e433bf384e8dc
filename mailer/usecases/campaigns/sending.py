"""From "send this to them" to a frozen campaign: planned, shown, then prepared in one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from mailer.content.mail.compiled import dump
from mailer.domain.campaign import CampaignKind, CampaignState, LeftOut
from mailer.domain.distribution_list import AudienceClass
from mailer.domain.finding import Finding
from mailer.domain.release import Release
from mailer.domain.rendering import RECIPIENT_FIELDS, Recipient
from mailer.domain.schedule import Moment, parse_at
from mailer.domain.variant import Variant, variant_of
from mailer.errors import MailerError, ReleaseError, UsageProblem
from mailer.store.database import Transaction, clock
from mailer.store.sending import audiences, campaigns, releases
from mailer.store.sending.audiences import Audience
from mailer.usecases.campaigns.permitting import note_allowances
from mailer.usecases.campaigns.recovering import recover
from mailer.usecases.campaigns.refusing import (
    edition_of_test,
    refuse_early,
    refuse_errors,
    refuse_lists,
    refuse_second_campaign,
)
from mailer.usecases.campaigns.running import reach_relay
from mailer.usecases.campaigns.targeting import SendRequest as SendRequest  # noqa: PLC0414 - what is planned is asked for here
from mailer.usecases.campaigns.targeting import Target, choice_of, refresh_lists, target_of
from mailer.usecases.campaigns.witnessing import note_settings
from mailer.usecases.desk import Desk
from mailer.usecases.messages.addressing import campaign_frame
from mailer.usecases.messages.allowing import with_allowed
from mailer.usecases.messages.checking import check, widest_reader
from mailer.usecases.messages.composing import Composition, compose_release


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be sent to whom, with nothing written yet: the blast radius."""

    composition: Composition
    target: Target
    recipients: int
    left_out: dict[LeftOut, int]
    by_list: dict[str, int] = field(default_factory=dict)
    by_variant: dict[str, int] = field(default_factory=dict)
    by_domain: dict[str, int] = field(default_factory=dict)
    is_rehearsal: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def is_mixed(self) -> bool:
        """Return whether it goes to internal readers and to others at once."""
        inside = {one.audience_class is AudienceClass.INTERNAL for one in self.target.lists}
        return len(inside) > 1

    @property
    def candidates(self) -> int:
        """Return how many memberships and addresses were looked at."""
        return self.recipients + sum(self.left_out.values())


def plan(desk: Desk, release: Release, request: SendRequest) -> Plan:
    """Return what ``request`` would send, writing nothing of it.

    What dead processes left behind is settled first, but for a dry run. NotFinished if a campaign of this release is
    still under way; UsageProblem, ReleaseError for what cannot be sent.
    """
    request = _of_test(release, request)
    moment = _moment(desk, release, request)
    at = moment.at if moment else desk.clock()
    if not (request.under_embargo or request.is_test):
        refuse_early(release, at)
    if not request.is_dry_run:
        recover(desk)
    refresh_lists(desk, request)
    with desk.store.read() as tx:
        if not request.is_test:
            refuse_second_campaign(tx, release.slug)
        target = target_of(desk, tx, request, moment)
        composition = compose_release(desk, release, at=at, awaited=request.awaited)
        audience = audiences.resolve(tx, choice_of(desk, tx, release, target))
        _refuse_missing_values(tx, composition, audience)
        reader = widest_reader(audiences.longest(tx, audience, composition.recipient_fields))
        findings = _checked(desk, composition, request, reader=reader, at=at)
        counted = audiences.counts(tx, audience)
    _refuse_empty(target, counted)
    is_rehearsal = desk.transport(target.request.relay).is_rehearsal
    return _planned(composition, target, counted, is_rehearsal=is_rehearsal, findings=findings)


def prepare(desk: Desk, planned: Plan, *, reaching: bool = False) -> int:
    """Return the id of the campaign, frozen in one transaction: content, audience, books.

    MailerError if the audience is no longer the one that was shown. With ``reaching`` the relay is tried first, and
    RelayUnavailable leaves nothing behind.
    """
    if reaching:
        reach_relay(desk, planned.target.request.relay)
    note_settings(desk)
    with desk.store.begin(is_still=True, is_large=True) as tx:
        releases.lock(tx)
        now = clock(tx)
        if not planned.target.request.is_test:
            refuse_second_campaign(tx, planned.composition.release.slug)
        release_id = releases.save(tx, planned.composition.release, now)
        campaign_id = campaigns.add(tx, _new_campaign(desk, planned, release_id, now), now)
        tally = _freeze(desk, tx, planned, campaign_id)
        if tally[""] != planned.recipients:
            raise MailerError(
                f"the audience changed while you looked: {tally['']} recipients now, {planned.recipients} shown",
                hint="Type the command again",
            )
        note_allowances(desk, tx, [campaign_id], planned.findings, allowed=planned.target.request.allowed)
        campaigns.move(tx, campaign_id, CampaignState.SCHEDULED if planned.target.moment else CampaignState.RUNNING)
    return campaign_id


def _freeze(desk: Desk, tx: Transaction, planned: Plan, campaign_id: int) -> Counter[str]:
    composition = planned.composition
    campaigns.add_lists(tx, campaign_id, [one.id for one in planned.target.lists])
    campaigns.add_lists(tx, campaign_id, [one.id for one in planned.target.excluded], excluded=True)
    variants = _variants(tx, composition, campaign_id)
    choice = choice_of(desk, tx, composition.release, planned.target)
    # an edition that comes later may name any field
    slots = RECIPIENT_FIELDS[1:] if composition.awaited.languages else composition.slot_fields
    tells_why = composition.tells_why
    tally = audiences.freeze(tx, choice, campaign_id=campaign_id, variants=variants, slots=slots, tells_why=tells_why)
    campaigns.set_books(tx, campaign_id, tally)
    return tally


def _variants(tx: Transaction, composition: Composition, campaign_id: int) -> dict[str, int]:
    """Return the variants of the campaign by key; readers of one that is held wait until it comes."""
    made = {
        key: campaigns.add_variant(
            tx, campaign_id, variant_of(key), subject=composition.rendered[key].subject, compiled=dump(one)
        )
        for key, one in composition.compiled.items()
    }
    return made | {one: campaigns.add_variant(tx, campaign_id, Variant(one)) for one in composition.awaited.held}


def _of_test(release: Release, request: SendRequest) -> SendRequest:
    """Return the request with the edition of a test copy; UsageProblem for what a test copy, or only it, cannot be."""
    if request.is_test:
        refuse_lists(request.to)
        return replace(request, language=edition_of_test(release, request.language)) if request.language else request
    if request.language:
        raise UsageProblem("--language is for test copies", hint="Leave it out: everybody gets the edition for them")
    return request


def _moment(desk: Desk, release: Release, request: SendRequest) -> Moment | None:
    if request.at.strip().casefold() in {"", "now"}:
        return None
    zone = desk.settings.organisation.timezone
    return parse_at(request.at, now=desk.clock(), zone=zone, embargo=release.embargo)


def _checked(
    desk: Desk, composition: Composition, request: SendRequest, *, reader: Recipient, at: datetime
) -> tuple[Finding, ...]:
    """Return what checks found; errors are refused unless allowed, but for test copies, which are to be looked at."""
    found = with_allowed(check(desk, composition, reader=reader, at=at), request.allowed)
    return found if request.is_test else refuse_errors(composition.release.slug, found)


def _refuse_missing_values(tx: Transaction, composition: Composition, audience: Audience) -> None:
    for key in composition.rendered:
        required = composition.required_fields(key)
        for name, found in audiences.missing(tx, audience, variant=key, fields=required).items():
            if found:
                language, whose = variant_of(key).language, ", ".join(found[:5])
                raise ReleaseError(
                    f"the {language} edition needs recipient.{name}, which is empty for {whose}",
                    hint=f'Fill it in, or write {{{{ recipient.{name} | fallback("...") }}}}',
                )


def _refuse_empty(target: Target, counted: Sequence[audiences.Count]) -> None:
    if not counted:
        named = " and ".join(one.slug for one in target.lists)
        raise MailerError(
            f"there is nobody on {named}, nothing was sent", hint="Fill it: mailer contacts import FILE.csv --list LIST"
        )


def _planned(
    composition: Composition,
    target: Target,
    counted: Sequence[audiences.Count],
    *,
    is_rehearsal: bool,
    findings: tuple[Finding, ...],
) -> Plan:
    slugs = {one.id: one.slug for one in target.lists}
    recipients = [one for one in counted if one.verdict is None]
    return Plan(
        composition=composition,
        target=target,
        recipients=sum(one.number for one in recipients),
        left_out={reason: sum(one.number for one in counted if one.verdict is reason) for reason in LeftOut},
        by_list=_summed((slugs.get(one.list_id or 0, ""), one.number) for one in recipients),
        by_variant=_summed((one.language or "", one.number) for one in recipients),
        by_domain=_summed((one.domain, one.number) for one in recipients),
        is_rehearsal=is_rehearsal,
        findings=findings,
    )


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for name, number in pairs:
        total[name] += number
    return dict(total.most_common())


def _new_campaign(desk: Desk, planned: Plan, release_id: int, now: datetime) -> campaigns.NewCampaign:
    request, composition = planned.target.request, planned.composition
    starts_at = planned.target.moment.at if planned.target.moment else now
    frame = campaign_frame(
        desk.settings,
        composition.release.slug,
        is_test=request.is_test,
        known=planned.target.lists,
        languages=(*composition.release.languages, *composition.awaited.languages),
    )
    return campaigns.NewCampaign(
        release_id=release_id,
        kind=CampaignKind.TEST if request.is_test else CampaignKind.RELEASE,
        relay=request.relay,
        is_rehearsal=planned.is_rehearsal,
        frame=frame.dump(),
        content_hash=composition.content_hash,
        valid_until=composition.release.valid_until(starts_at),
        scheduled_at=planned.target.moment.at if planned.target.moment else None,
        scheduled_zone=planned.target.moment.zone if planned.target.moment else "",
    )
