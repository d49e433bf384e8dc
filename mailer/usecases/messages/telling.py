"""Telling readers why they get a mail, and newcomers where we have their address from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from mailer.domain.contact import Basis
from mailer.domain.reason import BASIS, SINCE, SOURCE, Origin, Reason
from mailer.domain.rendering import Passage

if TYPE_CHECKING:
    from mailer.domain.distribution_list import DistributionList
    from mailer.domain.settings import Organisation
    from mailer.store.sending.particulars import Standing

#: A language of an edition and the id of the list that carries a delivery, or 0.
_Way = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Telling:
    """What a campaign says of why its readers get it, frozen with it: the ``passages`` are as they were approved.

    ``reasons`` are those of the lists, for whoever is set apart from the others on them.
    """

    organisation: str = ""
    answer_to: str = ""
    zone: str = "UTC"
    reasons: Mapping[int, Reason] = field(default_factory=dict)
    passages: Mapping[_Way, Passage] = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        """Return it as JSON values."""
        reasons = {str(one): [why.title, why.basis, why.said] for one, why in self.reasons.items()}
        passages = [[*way, said.html, said.text] for way, said in self.passages.items()]
        house = {"organisation": self.organisation, "answer_to": self.answer_to, "zone": self.zone}
        return {**house, "reasons": reasons, "passages": passages}


def load_telling(stored: Mapping[str, Any]) -> Telling:
    """Return what ``Telling.dump`` stored."""
    reasons = {
        int(one): Reason(title, Basis(basis), said) for one, (title, basis, said) in stored.get("reasons", {}).items()
    }
    passages = {(language, one): Passage(html, text) for language, one, html, text in stored.get("passages", [])}
    return Telling(**{**stored, "reasons": reasons, "passages": passages})


def telling(
    organisation: "Organisation", answer_to: str, languages: Iterable[str], known: Iterable["DistributionList"]
) -> Telling:
    """Return what readers on these lists are told, in each language."""
    reasons = {one.id: Reason(one.title, one.basis, one.why) for one in known}
    house = Telling(organisation.name, answer_to, organisation.timezone, reasons)
    passages = {(language, one): said(house, reasons[one], language) for language in languages for one in reasons}
    return replace(house, passages=passages)


def said(house: Telling, reason: Reason, language: str) -> Passage:
    """Return the passage of the footer for a reason."""
    from mailer.content.page.reason import passage

    return passage(reason, language, organisation=house.organisation, answer_to=house.answer_to)


def teller(house: Telling) -> Callable[[str, int | None, Mapping[str, str]], Passage | None]:
    """Return the function that gives the passage of a delivery by language, list and what was kept of it.

    Only where a delivery is set apart is it made, once for all that are alike; None leaves what the edition says.
    """

    @lru_cache(maxsize=256)
    def apart(way: _Way, basis: str, source: str, since: str) -> Passage:
        language, list_id = way
        of_list = house.reasons.get(list_id, Reason())
        origin = Origin(source, _day(since, house.zone)) if since else None
        return said(house, Reason(of_list.title, Basis(basis) if basis else None, of_list.said, origin), language)

    def told(language: str, list_id: int | None, kept: Mapping[str, str]) -> Passage | None:
        way = (language, list_id or 0)
        return apart(way, kept[BASIS], kept[SOURCE], kept[SINCE]) if BASIS in kept else house.passages.get(way)

    return told


def reason_of(found: "Standing", zone: str) -> Reason:
    """Return why a contact would get a mail that is sent now."""
    origin = Origin(found.source, found.added_at.astimezone(ZoneInfo(zone)).date()) if found.added_at else None
    return Reason(found.title, Basis(found.basis) if found.basis else None, found.said, origin)


def _day(stored: str, zone: str) -> date:
    """Return the day in ``zone`` of a time as either database writes it, in UTC where it names no zone."""
    at = datetime.fromisoformat(stored)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone)).date()
