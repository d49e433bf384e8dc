"""The breaker: a relay that refuses us, not the readers, must not burn through a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailer.domain.delivery import Outcome, OutcomeKind

#: So many refusals of the sender in a row, over so many recipient domains, open the breaker (design 9).
STREAK = 3
DOMAINS = 2
#: So many open it whatever their domains: a list of one domain must not be burned through either.
LONG_STREAK = 20

_ANSWERED = frozenset({OutcomeKind.ACCEPTED, OutcomeKind.TRANSIENT, OutcomeKind.PERMANENT})


@dataclass(frozen=True, slots=True)
class Weighed:
    """What may be settled now, which 5.7.x refusals are still waited upon, and whether the breaker is open."""

    settled: tuple[Outcome, ...]
    streak: tuple[Outcome, ...]
    is_open: bool = False


def weigh(streak: tuple[Outcome, ...], outcomes: Iterable[Outcome], domains: Mapping[int, str]) -> Weighed:
    """Return ``outcomes`` sorted into settled and waiting; ``domains`` gives the recipient domain of each delivery.

    A refusal with 5.7.x says nothing about the address: it is kept back until another kind of answer ends the streak.
    """
    settled: list[Outcome] = []
    for outcome in outcomes:
        if outcome.kind is OutcomeKind.POLICY:
            streak = (*streak, outcome)
            continue
        if outcome.kind in _ANSWERED and outcome.code and not _is_open(streak, domains):
            settled += streak
            streak = ()
        settled.append(outcome)
    return Weighed(tuple(settled), streak, _is_open(streak, domains))


def _is_open(streak: tuple[Outcome, ...], domains: Mapping[int, str]) -> bool:
    if len(streak) >= LONG_STREAK:
        return True
    return len(streak) >= STREAK and len({domains[outcome.delivery_id] for outcome in streak}) >= DOMAINS
