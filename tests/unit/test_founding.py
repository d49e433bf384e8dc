"""`mailer init`: what a new workspace holds, and that nothing is ever overwritten."""

import re
import stat
import tomllib
from pathlib import Path

import pytest

from mailer.content.release.spokespeople import KEYS as PERSON_KEYS
from mailer.content.release.spokespeople import read_spokespeople
from mailer.domain.token import Purpose, sign, verify
from mailer.errors import MailerError
from mailer.settings import KEYS, find_workspace, load_settings
from mailer.usecases.founding import SETTINGS_TEXT, SPOKESPEOPLE_TEXT, found_workspace

EVERYTHING = (".gitignore", "keys.toml", "lists/", "mailer.toml", "outbox/", "releases/", "spokespeople.toml")


def test_a_new_workspace_holds_all_that_is_needed(tmp_path: Path) -> None:
    founded = found_workspace(tmp_path / "press" / "desk")

    assert founded.made == EVERYTHING
    assert founded.kept == ()
    assert founded.directory == (tmp_path / "press" / "desk").resolve()
    assert sorted(path.name for path in founded.directory.iterdir()) == [name.rstrip("/") for name in EVERYTHING]


def test_the_new_settings_load_and_send_nothing(tmp_path: Path) -> None:
    found_workspace(tmp_path)

    settings = load_settings(find_workspace(tmp_path / "releases", named=None, environ={}), {})

    assert settings.relays["default"].url == f"outbox:{tmp_path.resolve()}/outbox"
    assert settings.sender.address.endswith("@example.org")
    assert settings.sender.name == settings.organisation.name


def test_the_new_key_signs_tokens(tmp_path: Path) -> None:
    found_workspace(tmp_path)

    keys = load_settings(tmp_path, {}).keys
    token = verify(keys, sign(keys, Purpose.UNSUBSCRIBE, 7))

    assert token is not None
    assert token.number == 7
    assert [len(key) for key in keys.values()] == [32]


def test_two_workspaces_never_share_a_key(tmp_path: Path) -> None:
    found_workspace(tmp_path / "one")
    found_workspace(tmp_path / "two")

    assert load_settings(tmp_path / "one", {}).keys != load_settings(tmp_path / "two", {}).keys


def test_only_the_owner_can_read_the_keys(tmp_path: Path) -> None:
    found_workspace(tmp_path)

    assert stat.S_IMODE((tmp_path / "keys.toml").stat().st_mode) == 0o600


def test_keys_and_personal_data_are_kept_out_of_git(tmp_path: Path) -> None:
    found_workspace(tmp_path)

    ignored = (tmp_path / ".gitignore").read_text().splitlines()

    assert {"/keys.toml", "/dkim*.pem", "/mailer.db*", "/outbox/", "/lists/*"} <= set(ignored)


def test_founding_twice_changes_nothing_and_says_what_is_there(tmp_path: Path) -> None:
    found_workspace(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}

    again = found_workspace(tmp_path)

    assert again.made == ()
    assert again.kept == EVERYTHING
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_only_what_is_missing_is_made(tmp_path: Path) -> None:
    (tmp_path / "mailer.toml").write_text("# mine\n")
    (tmp_path / "lists").mkdir()

    founded = found_workspace(tmp_path)

    assert founded.kept == ("lists/", "mailer.toml")
    assert (tmp_path / "mailer.toml").read_text() == "# mine\n"
    assert "keys.toml" in founded.made


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")

    with pytest.raises(MailerError) as caught:
        found_workspace(tmp_path / "taken" / "desk")

    assert "taken" in caught.value.message
    assert "mailer init DIR" in caught.value.hint


def test_the_new_settings_mention_every_key_in_its_section() -> None:
    sections = _sections()

    missing = [
        (key.section, key.name)
        for key in KEYS
        if not re.search(rf"^(?:# )?{key.name} = ", sections[_example(key.section)], re.MULTILINE)
    ]

    assert missing == []


def _sections() -> dict[str, str]:
    found = r"^(?:# )?\[([\w.]+)\][^\n]*\n(.*?)(?=^(?:# )?\[|\Z)"
    return dict(re.findall(found, SETTINGS_TEXT, re.MULTILINE | re.DOTALL))


def _example(section: str) -> str:
    return section.replace("fields.NAME", "fields.accredited").replace("NAME", "default").replace("GROUP", "gmail")


def test_the_commented_lines_of_the_new_settings_are_valid_too(tmp_path: Path) -> None:
    found_workspace(tmp_path)
    (tmp_path / "relay-ca.pem").write_text("certificates")
    spoken = re.sub(r"^# (?=\w+ = |\[)", "", SETTINGS_TEXT, flags=re.MULTILINE).replace('url = "outbox:outbox"', "#", 1)
    (tmp_path / "mailer.toml").write_text(spoken)

    settings = load_settings(tmp_path, {"RELAY_PASSWORD": "swordfish"})

    assert settings.relays["default"].password == "swordfish"
    assert settings.base_url == "https://press.example.org"


def test_the_commented_defaults_are_those_of_the_program() -> None:
    told = {
        (section, name): value
        for section, text in _sections().items()
        for name, value in re.findall(r"^# (\w+) = (\S+)", text, re.MULTILINE)
    }
    known = {(_example(key.section), key.name): key.default for key in KEYS if key.default or key.default == 0}
    del known["fields.accredited", "type"]  # the example is a field that holds more than any text

    assert {place: tomllib.loads(f"x = {told[place]}")["x"] for place in known} == known


def test_the_example_person_names_every_key_and_loads(tmp_path: Path) -> None:
    spoken = re.sub(r"^# (?=\w+ = |\[)", "", SPOKESPEOPLE_TEXT, flags=re.MULTILINE)
    (tmp_path / "spokespeople.toml").write_text(spoken)

    people = read_spokespeople(tmp_path / "spokespeople.toml")

    assert people["jane-example"].name == "Jane Example"
    assert all(f"# {name} = " in SPOKESPEOPLE_TEXT for name in PERSON_KEYS)
