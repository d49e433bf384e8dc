"""MAILER_* variables: they override the file, and a slip in one of them is not passed over."""

from pathlib import Path

import pytest

from mailer.domain.settings import UncertainPolicy
from mailer.settings import KEYS, load_settings
from tests.unit.workspaces import LEAST, load, refusal, write


def test_a_variable_is_stronger_than_the_file(workspace: Path) -> None:
    settings = load(workspace, MAILER_ORGANISATION_NAME="Another Name", MAILER_SENDING_UNCERTAIN="resend")

    assert settings.organisation.name == "Another Name"
    assert settings.uncertain is UncertainPolicy.RESEND


def test_a_variable_may_give_what_the_file_leaves_out(tmp_path: Path) -> None:
    write(tmp_path, "")

    settings = load_settings(tmp_path, {"MAILER_ORGANISATION_NAME": "A", "MAILER_SENDER_ADDRESS": "a@example.org"})

    assert settings.sender.address == "a@example.org"


def test_the_variables_of_a_relay_carry_its_name(workspace: Path) -> None:
    relays = load(
        workspace,
        '[relays.default]\nurl = "outbox:o"\n[relays.spare-1]\nurl = "outbox:o"\n',
        MAILER_RELAYS_DEFAULT_URL="smtp://127.0.0.1:2525",
        MAILER_RELAYS_SPARE_1_MESSAGES_PER_CONNECTION="7",
    ).relays

    assert relays["default"].url == "smtp://127.0.0.1:2525"
    assert relays["spare-1"].messages_per_connection == 7


def test_a_relay_may_be_given_by_variables_alone(workspace: Path) -> None:
    relays = load(workspace, MAILER_RELAYS_DEFAULT_URL="smtp://127.0.0.1:2525").relays

    assert {name: relay.url for name, relay in relays.items()} == {"default": "smtp://127.0.0.1:2525"}


def test_a_list_in_a_variable_is_separated_by_commas(workspace: Path) -> None:
    settings = load(workspace, MAILER_ORGANISATION_DOMAINS="example.org, example.net,")

    assert settings.organisation.domains == ("example.org", "example.net")


def test_a_wrong_value_in_a_variable_names_the_variable(workspace: Path) -> None:
    said = refusal(workspace, LEAST, MAILER_RELAYS_DEFAULT_CONNECTIONS="many", MAILER_RELAYS_DEFAULT_URL="outbox:o")

    assert 'MAILER_RELAYS_DEFAULT_CONNECTIONS must be a whole number from 1 to 100, not "many"' in said


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("MAILER_WEB_BASE_ULR", "MAILER_WEB_BASE_URL"),
        ("MAILER_ORGANIZATION_NAME", "MAILER_ORGANISATION_NAME"),
        ("MAILER_RELAY_DEFAULT_URL", "MAILER_RELAYS_DEFAULT_URL"),
        ("MAILER_RELAYS_DEFAULT_PASWORD", "MAILER_RELAYS_DEFAULT_PASSWORD"),
        ("MAILER_WORKSPCE", "MAILER_WORKSPACE"),
    ],
)
def test_a_variable_that_looks_like_a_setting_and_is_none_is_refused(
    workspace: Path, variable: str, meant: str
) -> None:
    said = refusal(workspace, LEAST, **{variable: "x"})

    assert f"{variable} looks like a setting and is none" in said
    assert f"Did you mean {meant}?" in said


def test_the_variables_of_others_are_left_alone(workspace: Path) -> None:
    others = {
        "MAILER_WORKSPACE": str(workspace),
        "MAILER_HOST": "press-1",
        "MAILER_TEST_PG_URL": "postgresql://localhost/x",
        "MAILER_DSN": "null://null",
        "_MAILER_COMPLETE": "bash_source",
        "MAILER": "mail",
    }

    assert load(workspace, **others) == load(workspace)


def test_every_key_has_a_variable_of_its_own() -> None:
    assert len({key.variable for key in KEYS}) == len(KEYS)


@pytest.mark.parametrize(("written", "meant"), [("true", True), ("False", False), (" TRUE ", True)])
def test_yes_and_no_are_written_as_in_the_file(workspace: Path, written: str, *, meant: bool) -> None:
    relay = '[relays.default]\nurl = "outbox:o"\n'

    assert load(workspace, relay, MAILER_RELAYS_DEFAULT_CHUNKING=written).relays["default"].chunking is meant


@pytest.mark.parametrize("written", ["yes", "1", ""])
def test_what_is_neither_yes_nor_no_is_refused(workspace: Path, written: str) -> None:
    said = refusal(workspace, LEAST + '[relays.default]\nurl = "outbox:o"\n', MAILER_RELAYS_DEFAULT_DSN=written)

    assert "MAILER_RELAYS_DEFAULT_DSN must be true or false" in said


def test_in_the_file_yes_and_no_stand_without_quotes(workspace: Path) -> None:
    said = refusal(workspace, LEAST + '[relays.default]\nurl = "outbox:o"\nchunking = "true"\n')

    assert "write true or false, without quotes" in said
