"""Mappings that were saved, and the files that they are for."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mailer.content.listfile.mapping import parse_mapping
from mailer.errors import UsageProblem
from mailer.store.database import Store
from mailer.store.people import header_maps
from mailer.usecases.people.mapping import Reading, choose_reading, keep_mapping, open_contacts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "agency.csv"
    path.write_text("Adr;Wer\nana@example.org;Ana\n", encoding="utf-8")
    return path


def test_a_mapping_is_saved_in_the_place_of_an_earlier_one(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        header_maps.save(tx, "agency", {"A": "address"}, now)
        header_maps.save(tx, "other", {"B": "address"}, now + timedelta(days=1))
        header_maps.save(tx, "agency", {"Adr": "address"}, now + timedelta(days=2))

    with store.read() as tx:
        assert list(header_maps.all_maps(tx).items()) == [("agency", {"Adr": "address"}), ("other", {"B": "address"})]


def test_what_was_kept_is_used_for_the_next_file_of_its_kind(store: Store, path: Path, now: datetime) -> None:
    chosen = choose_reading(columns=["Adr=address", "Wer=name"], save_as="agency")
    keep_mapping(store, chosen, open_contacts(store, path, chosen), now)

    (row,) = open_contacts(store, path, Reading()).rows

    assert (row.address.address, row.name) == ("ana@example.org", "Ana")


def test_nothing_is_kept_that_has_no_name(store: Store, path: Path, now: datetime) -> None:
    chosen = Reading(mapping=parse_mapping(["Adr=address"]))

    keep_mapping(store, chosen, open_contacts(store, path, chosen), now)

    with store.read() as tx:
        assert header_maps.all_maps(tx) == {}


def test_a_name_that_cannot_be_is_refused() -> None:
    with pytest.raises(UsageProblem, match="cannot be called 'My Agency!'"):
        choose_reading(save_as="My Agency!")
