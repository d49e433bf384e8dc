"""Whom a sending is for: what was typed, understood, and the choice of people that it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailer.domain.address import Address
from mailer.domain.allowance import Allowance
from mailer.domain.audience import Served, serve
from mailer.domain.distribution_list import DistributionList, LanguagePolicy
from mailer.domain.release import Release
from mailer.domain.routing import route
from mailer.domain.schedule import Moment
from mailer.domain.variant import NOTHING_AWAITED, Awaited
from mailer.errors import UsageProblem
from mailer.store.database import Transaction
from mailer.store.people import lists
from mailer.store.sending import audiences, caps, releases
from mailer.store.sending.choices import Choice, Fallback
from mailer.usecases.campaigns.refusing import refuse_many, refuse_mixture, refuse_senders
from mailer.usecases.desk import Desk
from mailer.usecases.messages.addressing import sender_of
from mailer.usecases.people.barring import addresses_among
from mailer.usecases.people.listing import known_list, list_in_use
from mailer.usecases.people.refreshing import refresh


@dataclass(frozen=True, slots=True)
class SendRequest:
    """What was typed: lists and addresses in ``to``, lists to leave out, when, and the flags. ``relay`` may be "".

    ``awaited`` are the editions that come later.
    """

    to: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    at: str = ""
    relay: str = ""
    again: bool = False
    under_embargo: bool = False
    is_test: bool = False
    language: str = ""
    is_dry_run: bool = False
    mix_internal: bool = False
    allowed: tuple[Allowance, ...] = ()
    awaited: Awaited = NOTHING_AWAITED


@dataclass(frozen=True, slots=True)
class Target:
    """What was typed, understood: the lists and addresses that it names, when to send, through which relay."""

    request: SendRequest
    moment: Moment | None
    lists: tuple[DistributionList, ...]
    excluded: tuple[DistributionList, ...]
    addresses: tuple[Address, ...]


def refresh_lists(desk: Desk, request: SendRequest) -> None:
    """Bring the lists of the request up to date, and those that they leave out."""
    named = {*_listed(request.to), *_listed(request.exclude)}
    with desk.store.read() as tx:
        barred = {slug for one in lists.every(tx) if one.slug in named for slug in one.excludes}
    if named:
        refresh(desk.store, desk.signature(), named | barred)


def target_of(desk: Desk, tx: Transaction, request: SendRequest, moment: Moment | None) -> Target:
    """Return what was typed, understood; UsageProblem for lists that are not known, or do not go together."""
    if not request.to:
        raise UsageProblem("nobody is named", hint="Say who gets it: --to LIST or --to ADDRESS")
    to, settings = tuple(list_in_use(tx, name) for name in _listed(request.to)), desk.settings
    refuse_many(to)
    refuse_senders(to, settings.sender)
    if not request.mix_internal:
        refuse_mixture(to)
    relay = request.relay or route(settings.relays, [one.slug for one in to], sender_of(settings, to).address)
    barred = _listed((*request.exclude, *(slug for one in to for slug in one.excludes)))
    excluded = tuple(known_list(tx, name) for name in barred)
    return Target(replace(request, relay=relay), moment, to, excluded, addresses_among(tx, request.to))


def choice_of(desk: Desk, tx: Transaction, release: Release, target: Target) -> Choice:
    """Return the choice of people that the target comes to, each with the edition of the release for them."""
    request = target.request
    editions = (request.language,) if request.language else release.languages
    spoken = [*audiences.known_languages(tx), *(one.language for one in target.lists if one.language)]
    awaited = request.awaited
    served = serve(spoken, editions, default=desk.settings.organisation.language, held=awaited.held)
    had = None if request.again or request.is_test else releases.release_id(tx, release.slug)
    return Choice(
        lists=tuple(one.id for one in target.lists),
        excluded=tuple(one.id for one in target.excluded),
        addresses=target.addresses,
        languages=served.by_language,
        fallback=served.fallback,
        release_id=had,
        has_caps=caps.are_set(tx),
        by_list=_fallbacks(target.lists, served),
        follows=serve(spoken, awaited.follows, default="").by_language,
        held=frozenset(awaited.held),
    )


def _fallbacks(chosen: Sequence[DistributionList], served: Served) -> dict[int, Fallback]:
    """Return which edition those get who read none, on lists that have a language or a policy of their own."""
    found = {}
    for one in chosen:
        others = "" if one.language_policy is LanguagePolicy.OWN else served.fallback
        unknown = served.by_language.get(one.language, others) if one.language else served.fallback
        if {others, unknown} != {served.fallback}:
            found[one.id] = Fallback(unknown, others)
    return found


def _listed(named: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in named if "@" not in name))
