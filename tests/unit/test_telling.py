"""What a campaign tells its readers, frozen with it and read back by whoever sends it."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailer.domain.contact import Basis, ContactKind
from mailer.domain.distribution_list import DistributionList
from mailer.domain.reason import BASIS, SINCE, SOURCE
from mailer.usecases.messages.telling import Telling, load_telling, teller, telling
from tests.unit.aurelia import ORGANISATION

PRESS = DistributionList(
    3, "press", "Lenta Basin", ContactKind.JOURNALIST, Basis.CONSENT, "guide", datetime(2026, 1, 5, tzinfo=UTC)
)
HOUSE = telling(ORGANISATION, "press@aurelia.example.org", ("en", "ar"), [PRESS, replace(PRESS, id=4, why="So it is.")])


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set this machine's clock to a zone that is neither the press office's nor the database's."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


def kept(basis: str = "member", source: str = "", since: str = "") -> dict[str, str]:
    return {"outlet": "", BASIS: basis, SOURCE: source, SINCE: since}


def test_what_was_frozen_is_read_back_whole() -> None:
    assert load_telling(json.loads(json.dumps(HOUSE.dump()))) == HOUSE


def test_a_campaign_that_was_prepared_before_says_what_its_editions_say() -> None:
    assert load_telling({}) == Telling()
    assert teller(load_telling({}))("en", 3, {}) is None


@pytest.mark.parametrize(("list_id", "opening"), [(3, "You receive this message because you asked"), (4, "So it is.")])
def test_a_reader_is_told_what_was_frozen_for_their_list(list_id: int, opening: str) -> None:
    told = teller(HOUSE)("en", list_id, {"outlet": ""})

    assert told is HOUSE.passages["en", list_id]
    assert told.text.startswith(opening)


def test_whoever_was_named_alone_is_told_what_the_edition_says() -> None:
    assert teller(HOUSE)("en", None, {}) is None


def test_whoever_is_set_apart_gets_words_that_are_made_once() -> None:
    tell = teller(HOUSE)

    first = tell("en", 3, kept())

    assert first is not None
    assert "as a member of Aurelia Relief Network" in " ".join(first.text.split())
    assert tell("en", 3, kept()) is first


@pytest.mark.parametrize(
    "stored",
    ["2026-11-24 23:30:00.000000", "2026-11-24 23:30:00+00", "2026-11-24 23:30:00.5+00", "2026-11-24 18:30:00-05"],
    ids=["SQLite", "PostgreSQL", "PostgreSQL, a part of a second", "PostgreSQL, another zone"],
)
@pytest.mark.usefixtures("tokyo")
def test_the_day_is_that_of_the_press_office_whatever_the_database_writes(stored: str) -> None:
    told = teller(HOUSE)("en", None, kept(basis="", source="Guide", since=stored))

    assert told is not None
    assert "“Guide” (since 25 November 2026)" in " ".join(told.text.replace("\u00a0", " ").split())
