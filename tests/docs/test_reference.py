"""The reference knows every table, state, check, key and exit code that the program has."""

import re
from pathlib import Path

import pytest

from docs import generate_checks, generate_states
from mailer import errors
from mailer.content.lint.rules import all_rules
from mailer.content.listfile import about
from mailer.content.listfile.writing import COLUMNS, FURTHER
from mailer.content.release import keys as release_keys
from mailer.domain.campaign import CAMPAIGN_TRANSITIONS, CampaignState
from mailer.domain.delivery import TRANSITIONS, DeliveryState
from mailer.store.tables.schema import metadata
from tests.docs.manual import DOCS, first_column, rows

REFERENCE = DOCS / "reference"
STATES = REFERENCE / "states.md"


def test_every_table_of_the_ledger_is_told() -> None:
    assert set(metadata.tables) <= first_column(REFERENCE / "tables.md")


def test_no_table_is_told_that_there_is_not() -> None:
    assert first_column(REFERENCE / "tables.md") <= set(metadata.tables)


@pytest.mark.parametrize(
    ("generated", "page"),
    [
        (generate_states.states_reference, generate_states.TARGET),
        (generate_checks.checks_reference, generate_checks.TARGET),
    ],
)
def test_a_generated_page_is_the_one_that_the_program_gives(generated: object, page: Path) -> None:
    assert callable(generated)
    assert generated() == page.read_text(encoding="utf-8"), "run: make docs"


@pytest.mark.parametrize("kind", [DeliveryState, CampaignState])
def test_every_state_has_its_sentence(kind: type[DeliveryState] | type[CampaignState]) -> None:
    told = {cells[0].strip("`"): cells[1] for cells in rows(STATES)}
    sentences = generate_states.sentences(kind)

    assert set(sentences) == {str(state) for state in kind}
    assert all(sentence and told[state] for state, sentence in sentences.items())


@pytest.mark.parametrize("transitions", [TRANSITIONS, CAMPAIGN_TRANSITIONS])
def test_every_step_of_a_machine_is_told_and_no_other(transitions: dict[object, frozenset[object]]) -> None:
    told = [(cells[0].strip("`"), set(re.findall(r"`([\w-]+)`", cells[2]))) for cells in rows(STATES) if len(cells) > 2]

    for state, following in transitions.items():
        assert (str(state), {str(one) for one in following}) in told


def test_every_check_is_told() -> None:
    assert first_column(generate_checks.TARGET) >= {rule.id for rule in all_rules()}


def test_every_key_of_a_release_is_told() -> None:
    assert set(release_keys.KEYS) <= first_column(REFERENCE / "release-files.md")


def test_the_columns_of_a_list_are_told() -> None:
    assert {*COLUMNS, *FURTHER} == first_column(REFERENCE / "list-files.md")


def test_every_key_of_a_list_is_told() -> None:
    assert set(about.KEYS) == first_column(REFERENCE / "lists-folder.md")


def test_every_exit_code_is_told() -> None:
    kinds: list[type[errors.MailerError]] = [errors.MailerError, *_below(errors.MailerError)]

    told = {cells[0] for cells in rows(REFERENCE / "exit-codes-and-json.md")}

    assert {str(kind.exit_code) for kind in kinds} <= told


def _below(kind: type[errors.MailerError]) -> list[type[errors.MailerError]]:
    return [found for one in kind.__subclasses__() for found in (one, *_below(one))]
