"""What one contact gets of a release, and why: from the campaign that it has, or as sending it now would come out."""

from collections.abc import Sequence
from dataclasses import replace

from mailer.domain.audience import serve
from mailer.domain.campaign import Campaign
from mailer.domain.delivery import DeliveryState
from mailer.domain.readership import Foresight, Way
from mailer.domain.release import Release
from mailer.domain.rendering import Recipient
from mailer.domain.subscription import Profile
from mailer.store.people import contacts
from mailer.store.sending import readers
from mailer.usecases.campaigns.explaining import Verdict, explain
from mailer.usecases.desk import Desk
from mailer.usecases.naming import address_in
from mailer.usecases.people.finding import profile_at
from mailer.usecases.proofs.weighing import CANNOT, ways_to


def foresee(
    desk: Desk, release: Release, address: str, *, to: Sequence[str] = (), campaign: Campaign | None = None
) -> Foresight:
    """Return what the contact with this address gets of the release, and why.

    It is read from the ``campaign`` if there is one; otherwise it is what sending now would come to, to the lists
    ``to``, or if none is named to those that the contact is on. MailerError if nobody has the address.
    """
    with desk.store.read() as tx:
        profile = profile_at(tx, address)
        served = _served(desk, release, profile)
        if campaign is None:
            return _planned(served, profile, ways_to(desk, tx, release, profile, to=to))
        keys = contacts.keys_with(tx, address_in(address).key)
        edition = readers.edition_of(tx, campaign.id, keys) or served.language
    found = explain(desk, address, str(campaign.id))
    return _recorded(replace(served, language=edition), next((one for one in found if one.state), found[0]))


def _served(desk: Desk, release: Release, profile: Profile) -> Foresight:
    """Return the contact with the edition that their languages choose, not yet knowing whether they get it."""
    row = profile.contact
    fields = {**row.fields, "outlet": row.outlet, "role": row.role, "country": row.country}
    reader = Recipient(0, row.address.address, row.name, fields)
    served = serve(row.languages, release.languages, default=desk.settings.organisation.language)
    own = next((one for one in row.languages if one in served.by_language), "")
    language = served.by_language.get(own, served.fallback)
    why = _why_language(row.languages, own, language)
    return Foresight(reader, row.languages, language, why, gets_it=False, told="")


def _why_language(languages: Sequence[str], own: str, language: str) -> str:
    spoken = ", ".join(languages)
    if own:
        read = f"they read {spoken}" if len(languages) == 1 else f"of what they read ({spoken}), {own} comes first"
        return read if own == language else f"{read}, which is served with {language}"
    unread = f"there is no edition in {spoken}" if spoken else "no language is known of them"
    return f"{unread}; {language} is for everybody else" if language else f"{unread}, and none is for everybody"


def _recorded(served: Foresight, verdict: Verdict) -> Foresight:
    """Return what the books of a campaign say."""
    campaign, whom = verdict.campaign, _whom(served)
    ways = [Way(slug, CANNOT[reason]) for slug, reason in verdict.reasons]
    if verdict.carried_by is not None:
        ways.insert(0, Way(verdict.carried_by, f"carried it: {verdict.state}", carries=True))
        reason = f" ({verdict.reason})" if verdict.reason else ""
        told = f"Campaign {campaign.id} has the {served.language} edition for {whom}: {verdict.state}{reason}."
    else:
        told = f"Campaign {campaign.id} has nothing for {whom}: {_first(ways, 'neither on its lists nor named')}."
    gets_it = verdict.state not in {"", DeliveryState.SUPPRESSED, DeliveryState.CANCELLED}
    found = replace(served, gets_it=gets_it, told=told, ways=tuple(ways), campaign=campaign.id)
    return replace(found, state=verdict.state)


def _planned(served: Foresight, profile: Profile, ways: Sequence[tuple[Way, str]]) -> Foresight:
    """Return what sending now would come to: what the first list that carries it does."""
    whom, carrying = _whom(served), next(((way, language) for way, language in ways if way.carries), None)
    told = [way for way, _ in ways]
    if carrying is None:
        forbidden = f"must not be written to ({profile.suppressions[0].told})" if profile.suppressions else "on no list"
        return replace(served, told=f"Nothing would be sent to {whom}: {_first(told, forbidden)}.", ways=tuple(told))
    way, language = carrying
    by = f"through {way.list}" if way.list else "by their address"
    why = served.why_language if language == served.language else f"{way.list} has a language policy of its own"
    sentence = f"{whom} would get the {language} edition {by}."
    return replace(served, language=language, why_language=why, gets_it=True, told=sentence, ways=tuple(told))


def _first(ways: Sequence[Way], otherwise: str) -> str:
    """Return why the first list brings nothing, and its name unless it is the only one."""
    said = [f"{way.told.replace(' it', f' {way.list}', 1) if way.list else way.told}" for way in ways]
    return "; ".join(dict.fromkeys(said)) or otherwise


def _whom(served: Foresight) -> str:
    return served.reader.name or served.reader.address
