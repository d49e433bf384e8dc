"""Writes ``reference/states.md`` from the state machines of the domain. Run: ``python -m docs.generate_states``."""
# ruff: noqa: INP001 - a tool beside the manual, not a package

import inspect
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from mailer.domain.campaign import CAMPAIGN_TRANSITIONS, CampaignKind, CampaignState, LeftOut
from mailer.domain.delivery import TRANSITIONS, DeliveryState, OutcomeKind, Phase
from mailer.domain.subscription import EndedReason
from mailer.domain.suppression import SuppressionReason

TARGET = Path(__file__).parent / "reference" / "states.md"

_State = TypeVar("_State", bound=StrEnum)

_WORD = re.compile(r'^    [A-Z_]+ = "(?P<word>[\w-]+)"(?:  #: (?P<meaning>.+))?$', re.MULTILINE)

_INTRODUCTION = """\
# States

<!-- This page is generated: python -m docs.generate_states -->

What is not in the column “may become” cannot happen: the program refuses any other step.

Some words are here for what comes later: in this version no delivery becomes `held`, `bounced` or `complained`, no
campaign waits for approval, and no candidate is left out with `no_items`.
"""

_DELIVERY = """\
## A delivery

One campaign and one recipient. *sent* is as much as SMTP can promise: the relay has taken the message and answers for
it from then on. Whether it reached the inbox, and was read, is not known.
"""

_CAMPAIGN = """\
## A campaign

One release going to one audience, frozen when it was prepared.
"""

_BALANCE = """\
## When the books balance

`status` and every command that sends say whether a campaign's books balance. They do when all of this is true:

- candidates = recipients + everybody who was left out, by reason;
- there are as many deliveries as recipients;
- deliveries with an accepted attempt, or a person's decision that they count as sent, are as many as stand at
  sent, bounced or complained;
- and, once the campaign is finished, nothing is queued, held, sending or deferred.

The first figures are kept from the moment when the campaign was prepared, the others are counted anew each time: a
delivery that went missing would be seen.
"""

_WORDS: tuple[tuple[str, str, type[StrEnum]], ...] = (
    (
        "What an attempt can end in",
        "Kept with every try, beside the relay's words; what was untried is not kept.",
        OutcomeKind,
    ),
    ("How far an attempt came", "The column `phase` of the delivery log.", Phase),
    ("Why a candidate is not a recipient", "Looked for in this order; shown by `send` and `explain`.", LeftOut),
    ("Why an address is suppressed", "No list overrides a suppression.", SuppressionReason),
    ("Why a subscription ended", "Subscriptions are ended, never deleted.", EndedReason),
    ("Kinds of campaign", "A rehearsal is any campaign whose relay is a folder.", CampaignKind),
)


def states_reference() -> str:
    """Return the page ``reference/states.md``."""
    machines = [
        f"{_DELIVERY}\n{_machine(DeliveryState, TRANSITIONS)}",
        f"{_CAMPAIGN}\n{_machine(CampaignState, CAMPAIGN_TRANSITIONS)}",
    ]
    words = [f"## {title}\n\n{told}\n\n{_table(kind)}" for title, told, kind in _WORDS]
    return "\n".join([_INTRODUCTION, *machines, _BALANCE, *words])


def sentences(kind: type[StrEnum]) -> dict[str, str]:
    """Return what each member of ``kind`` means: the sentence beside it in the source."""
    return {found["word"]: found["meaning"] or "" for found in _WORD.finditer(inspect.getsource(kind))}


def _machine(kind: type[_State], transitions: Mapping[_State, frozenset[_State]]) -> str:
    order = list(kind)
    rows = [f"| `{state}` | {sentences(kind)[state]} | {_next(transitions[state], order)} |" for state in order]
    return "\n".join(["| state | meaning | may become |", "|---|---|---|", *rows]) + "\n"


def _next(states: frozenset[_State], order: Sequence[_State]) -> str:
    return ", ".join(f"`{state}`" for state in sorted(states, key=order.index)) or "nothing: final"


def _table(kind: type[StrEnum]) -> str:
    rows = [f"| `{word}` | {meaning} |" for word, meaning in sentences(kind).items()]
    return "\n".join(["| word | meaning |", "|---|---|", *rows]) + "\n"


if __name__ == "__main__":
    TARGET.write_text(states_reference(), encoding="utf-8")
