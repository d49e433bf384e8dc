"""What is refused before anything is composed."""

from datetime import UTC, datetime

import pytest

from mailer.domain.contact import Basis, ContactKind
from mailer.domain.distribution_list import MOST_LISTS, DistributionList
from mailer.errors import UsageProblem
from mailer.usecases.campaigns.refusing import refuse_many

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LISTS = [
    DistributionList(n, f"list-{n}", f"List {n}", ContactKind.JOURNALIST, Basis.CONSENT, "", NOW)
    for n in range(1, MOST_LISTS + 2)
]


def test_more_lists_than_a_delivery_can_tell_of_are_refused() -> None:
    with pytest.raises(UsageProblem, match="63 lists at once are too many"):
        refuse_many(LISTS)

    refuse_many(LISTS[:-1])
