"""The page about settings says what the program checks."""

from pathlib import Path

from docs.generate_settings import PEOPLE, TARGET, settings_reference
from mailer.content.release import spokespeople
from mailer.settings import KEYS, PRESETS, VARIABLES

WRITTEN = Path(TARGET).read_text(encoding="utf-8")


def test_the_page_is_the_one_that_the_tables_give() -> None:
    assert settings_reference() == WRITTEN, "run: python -m docs.generate_settings"


def test_every_key_variable_and_preset_is_on_the_page() -> None:
    rows = [key.name for key in KEYS]

    missing = [name for name in (*rows, *VARIABLES, *PRESETS) if f"| `{name}` |" not in WRITTEN]

    assert missing == []


def test_every_section_is_on_the_page() -> None:
    missing = {key.section for key in KEYS if f"### [{key.section}]" not in WRITTEN}

    assert missing == set()


def test_everything_that_may_be_said_of_a_spokesperson_is_on_the_page() -> None:
    assert set(PEOPLE) == set(spokespeople.KEYS)
