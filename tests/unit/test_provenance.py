"""Where addresses come from: asked once at most, and only where nobody has said it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailer.domain.contact import Basis, ContactKind
from mailer.domain.distribution_list import DistributionList
from mailer.usecases.people.provenance import Said, settle

PRESS = DistributionList(
    1, "press", "Press", ContactKind.JOURNALIST, Basis.LEGITIMATE_INTEREST, "", datetime(2026, 1, 5, tzinfo=UTC)
)
KNOWN = replace(PRESS, source="accreditation desk")


def never() -> str:
    raise AssertionError("asked although it is known")


def test_where_nobody_has_said_it_a_person_is_asked_and_the_list_remembers() -> None:
    settled = settle(PRESS, Said(), is_lacking=True, ask=lambda: "  the lake  summit ")

    assert settled.target.terms.source == "the lake summit"
    assert (settled.remembered, settled.notes) == ("the lake summit", ())


@pytest.mark.parametrize(
    ("target", "said", "is_lacking", "expected"),
    [
        (KNOWN, Said(), True, ("accreditation desk", "")),
        (KNOWN, Said("guide"), True, ("guide", "")),
        (PRESS, Said("guide"), True, ("guide", "guide")),
        (PRESS, Said(), False, ("", "")),
    ],
    ids=["the list knows", "said for this file alone", "said, and the list does not know", "every row knows"],
)
def test_what_is_known_is_not_asked(
    target: DistributionList,
    said: Said,
    is_lacking: bool,  # noqa: FBT001 - an example
    expected: tuple[str, str],
) -> None:
    settled = settle(target, said, is_lacking=is_lacking, ask=never)

    assert (settled.target.terms.source, settled.remembered) == expected
    assert settled.notes == ()


@pytest.mark.parametrize("ask", [None, lambda: " "], ids=["nobody is there", "they do not know"])
def test_where_nobody_knows_the_report_says_how_to_say_it(ask: None) -> None:
    settled = settle(PRESS, Said(), is_lacking=True, ask=ask)

    assert settled.remembered == ""
    assert 'mailer lists edit press --source "..."' in settled.notes[0]


def test_a_basis_that_is_said_holds_for_the_file_and_not_for_the_list() -> None:
    settled = settle(PRESS, Said(basis=Basis.CONSENT), is_lacking=False, ask=never)

    assert settled.target.terms.basis is Basis.CONSENT
    assert settled.remembered == ""
