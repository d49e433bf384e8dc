"""Custom fields of contacts in mailer.toml."""

from pathlib import Path

import pytest

from mailer.domain.custom_field import CustomField, FieldType
from mailer.errors import SettingsError
from mailer.settings import load_settings
from tests.unit.workspaces import write

_WHO = '[organisation]\nname = "A"\n[sender]\naddress = "press@example.org"\n'


def test_a_field_has_a_type_choices_and_a_label(workspace: Path) -> None:
    write(
        workspace,
        _WHO + '[fields.access]\ntype = "choice"\nchoices = ["pool", "resident"]\nlabel = "Accès"\n'
        '[fields.room]\n[fields."press-card"]\ntype = "yes-no"\n',
    )

    assert load_settings(workspace, {}).fields.named == {
        "access": CustomField("access", FieldType.CHOICE, ("pool", "resident"), "Accès"),
        "room": CustomField("room"),
        "press-card": CustomField("press-card", FieldType.YES_NO),
    }


def test_a_field_can_be_named_in_the_environment(workspace: Path) -> None:
    write(workspace, _WHO)

    found = load_settings(workspace, {"MAILER_FIELDS_PRESS_CARD_TYPE": "yes-no"}).fields.named

    assert found == {"press-card": CustomField("press-card", FieldType.YES_NO)}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('[fields.access]\ntype = "choice"\n', "needs choices"),
        ('[fields.access]\nchoices = ["a"]\n', 'has choices, and type = "text"'),
        ('[fields.access]\ntype = "color"\n', "text, number, date, yes-no, choice, address or url"),
        ('[fields.access]\nkind = "text"\n', r'line \d+: \[fields.access\] has no key "kind"'),
        ('[fields."Press card"]\n', "cannot name a field.*label"),
        ("[fields.phone]\n", "every contact has a phone"),
        ('[fields]\naccess = "text"\n', "not followed by a name"),
    ],
)
def test_a_field_that_cannot_be_is_refused(workspace: Path, said: str, told: str) -> None:
    write(workspace, _WHO + said)

    with pytest.raises(SettingsError, match=told):
        load_settings(workspace, {})
