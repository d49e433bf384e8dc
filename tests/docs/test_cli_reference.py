"""The page about commands says what the commands say."""

import pytest

from docs.generate_cli import TARGET, cli_reference, commands
from mailer.cli import COMMANDS

WRITTEN = TARGET.read_text(encoding="utf-8")


def test_the_page_is_the_one_that_the_commands_give() -> None:
    assert cli_reference() == WRITTEN, "run: make docs"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section(name: str) -> None:
    assert f"\n## mailer {name}\n" in WRITTEN


def test_every_command_and_option_says_what_it_does() -> None:
    found = list(commands())

    silent = [path for path, command in found if not command.help]
    silent += [
        f"{path} {one.opts[0]}"
        for path, command in found
        for one in command.params
        if one.param_type_name == "option" and not getattr(one, "help", None)
    ]

    assert silent == []
