"""Who reads a release: how many, through which lists, in which zones; and what one of them gets of it, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailer.domain.campaign import Campaign, LeftOut
from mailer.domain.delivery import DeliveryState
from mailer.domain.rendering import Recipient


@dataclass(frozen=True, slots=True)
class Readership:
    """Who gets a release, in numbers: those of a ``campaign``, or without one what sending it now would come to.

    ``by_list`` counts recipients by list ("" for those who were named themselves) and language of their edition,
    ``zones`` by time zone ("" for those of whom none is known). ``deliveries`` are those of a campaign, by state.
    """

    recipients: int
    by_list: Mapping[str, Mapping[str, int]]
    left_out: Mapping[LeftOut, int]
    zones: Mapping[str, int] = field(default_factory=dict)
    campaign: Campaign | None = None
    deliveries: Mapping[DeliveryState, int] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of the editions that somebody gets, in the order in which they come."""
        return tuple(dict.fromkeys(language for counted in self.by_list.values() for language in counted))


@dataclass(frozen=True, slots=True)
class Way:
    """A list by which a release may reach somebody, "" for their address itself, and in words whether it does."""

    list: str
    told: str
    carries: bool = False


@dataclass(frozen=True, slots=True)
class Foresight:
    """What one contact gets of a release, and why; ``language`` is that of their edition, "" if none is for them.

    ``told`` says it in a sentence and ``why_language`` how the edition was chosen. ``campaign`` is the one that it was
    read from, with the ``state`` of the delivery; without one it is what sending it now would come to.
    """

    reader: Recipient
    languages: tuple[str, ...]
    language: str
    why_language: str
    gets_it: bool
    told: str
    ways: tuple[Way, ...] = ()
    campaign: int | None = None
    state: str = ""

    @property
    def carried_by(self) -> str | None:
        """Return the list that carries it, "" if the address is named itself, None if nothing is sent."""
        return next((way.list for way in self.ways if way.carries), None)
