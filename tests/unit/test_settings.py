"""mailer.toml and MAILER_* variables: what they may say, what is refused, and how it is said."""

from pathlib import Path

import pytest

from mailer.domain.settings import UncertainPolicy
from mailer.errors import SettingsError
from mailer.settings import load_settings
from tests.unit.workspaces import LEAST, load, refusal, write_keys


def test_the_least_that_must_be_said_is_a_name_and_an_address(workspace: Path) -> None:
    settings = load_settings(workspace, {})

    assert settings.workspace == str(workspace)
    assert settings.organisation.name == settings.sender.name == "Aurelia Relief"
    assert settings.sender.address == "press@example.org"
    assert settings.database_url == f"sqlite:///{workspace}/mailer.db"
    assert settings.uncertain is UncertainPolicy.HOLD
    assert settings.keys == {}


def test_without_a_relay_mail_is_written_to_the_outbox(workspace: Path) -> None:
    relays = load_settings(workspace, {}).relays

    assert list(relays) == ["default"]
    assert relays["default"].url == f"outbox:{workspace}/outbox"


def test_an_absolute_database_path_stays_as_it_is(workspace: Path) -> None:
    settings = load(workspace, '[database]\nurl = "sqlite:////srv/press/mailer.db"\n')

    assert settings.database_url == "sqlite:////srv/press/mailer.db"


def test_a_folder_that_no_database_url_can_name_is_refused(tmp_path: Path) -> None:
    odd = tmp_path / "why?"
    odd.mkdir()

    assert "a URL ends at ?" in refusal(odd, LEAST)


@pytest.mark.parametrize(
    ("written", "tag"), [("pt-br", "pt-BR"), ("zh", "zh-Hans"), ("zh-TW", "zh-Hant"), ("sw", "sw"), ("Français", "fr")]
)
def test_a_language_is_read_as_people_write_it(workspace: Path, written: str, tag: str) -> None:
    assert load(workspace, MAILER_ORGANISATION_LANGUAGE=written).organisation.language == tag


def test_a_file_with_a_byte_order_mark_is_read(workspace: Path) -> None:
    (workspace / "mailer.toml").write_text(LEAST, encoding="utf-8-sig")

    assert load_settings(workspace, {}).organisation.name == "Aurelia Relief"


def test_an_unknown_key_is_refused_with_its_line_and_the_nearest_name(workspace: Path) -> None:
    said = refusal(workspace, LEAST + '[web]\nbase_ulr = "https://press.example.org"\n')

    assert 'mailer.toml line 6: [web] has no key "base_ulr"' in said
    assert 'Did you mean "base_url"?' in said


def test_a_key_of_another_section_is_sent_there(workspace: Path) -> None:
    assert '"brand_color" belongs into [organisation]' in refusal(workspace, LEAST + 'brand_color = "#000000"\n')


def test_a_key_like_no_other_is_answered_with_all_there_are(workspace: Path) -> None:
    assert "Known are name, address, reply_to" in refusal(workspace, LEAST + "zzz = 1\n")


@pytest.mark.parametrize(
    ("section", "meant"), [("organization", "[organisation]"), ("relay.default", "[relays]"), ("databse", "[database]")]
)
def test_an_unknown_section_is_refused_with_the_nearest_name(workspace: Path, section: str, meant: str) -> None:
    said = refusal(workspace, f"{LEAST}[{section}]\n")

    assert f"there is no section [{section.partition('.')[0]}]" in said
    assert f"Did you mean {meant}?" in said


def test_a_section_like_no_other_is_answered_with_all_there_are(workspace: Path) -> None:
    said = refusal(workspace, LEAST + "[xyz]\n")

    assert "mailer.toml line 5" in said
    assert "[relays.NAME]" in said


def test_a_key_outside_of_any_section_is_told_where_it_belongs(workspace: Path) -> None:
    said = refusal(workspace, 'postal_address = "1 Quay Street"\n' + LEAST)

    assert 'mailer.toml line 1: "postal_address" stands outside of any section' in said
    assert "[organisation]" in said


def test_a_relay_needs_a_name(workspace: Path) -> None:
    assert "Write [relays.default]" in refusal(workspace, LEAST + '[relays]\nurl = "outbox:outbox"\n')


def test_a_relay_name_with_capitals_is_refused(workspace: Path) -> None:
    assert "lower-case" in refusal(workspace, LEAST + '[relays.Default]\nurl = "outbox:outbox"\n')


def test_what_is_not_toml_is_refused_with_its_line(workspace: Path) -> None:
    said = refusal(workspace, "[organisation]\nname = Aurelia Relief\n")

    assert "line 2" in said
    assert "quotes" in said


def test_what_is_not_utf_8_is_refused(workspace: Path) -> None:
    (workspace / "mailer.toml").write_bytes(b'[organisation]\nname = "Z\xfcrich"\n')

    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings(workspace, {})


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ('[sender]\naddress = "press@example.org"\n', "[organisation] name is missing"),
        ('[organisation]\nname = "A"\n', "[sender] address is missing"),
        (LEAST + "[relays.default]\nconnections = 2\n", "[relays.default] url is missing"),
    ],
)
def test_what_must_be_said_is_asked_for(workspace: Path, text: str, label: str) -> None:
    assert label in refusal(workspace, text)


def test_what_must_be_said_cannot_be_empty(workspace: Path) -> None:
    assert "[organisation] name must be" in refusal(workspace, LEAST.replace("Aurelia Relief", ""))


@pytest.mark.parametrize(
    ("section", "line", "said"),
    [
        ("organisation", "domains = 'example.org'", 'must be a list of domain names, not "example.org"'),
        ("organisation", "domains = [1]", "not a list: lists look like"),
        ("organisation", "domains = ['no domain']", "is not a mail address"),
        ("organisation", "language = 'xx'", "no such language is known"),
        ("organisation", "language = 'english please'", "is not a language"),
        ("organisation", "language = true", "a language tag, not true: texts stand in quotes"),
        ("organisation", "timezone = 'CET'", 'a time zone such as Europe/Zurich, or UTC, not "CET"'),
        ("organisation", "timezone = 'Europe/Zürich'", "did you mean Europe/Zurich?"),
        ("organisation", "brand_color = 'teal'", 'a colour such as #0b4ea2, not "teal"'),
        ("organisation", "brand_color = '#fff'", "six hexadecimal digits"),
        ("organisation", "website = 'www.example.org'", "must begin with http:// or https://"),
        ("organisation", 'postal_address = "a\\u0007b"', "control character"),
        ("sender", "reply_to = 'press desk'", 'an e-mail address, not "press desk"'),
        ("sender", 'name = "Press\\nBcc: all@example.org"', "line break"),
        ("database", "url = 'mysql://db.example.org/press'", "sqlite:///PATH or postgresql+psycopg://"),
        ("database", "url = 'postgres://db.example.org/press'", "must begin with postgresql+psycopg://"),
        ("database", "url = 'sqlite://mailer.db'", "three slashes"),
        ("database", "url = 'sqlite:///:memory:'", "in memory"),
        ("database", "url = 'sqlite://'", "in memory"),
        ("database", "url = 'mailer.db'", "sqlite:///PATH"),
        ("relays.default", "url = 'relay.example.org:587'", "smtp://HOST:PORT"),
        ("relays.default", "url = 'smtp://relay.example.org:0'", "port 0"),
        ("relays.default", "url = 'smtp://relay.example.org:66666'", "no URL"),
        ("relays.default", "url = 'smtp://relay.example.org/path'", "nothing may follow the port"),
        ("relays.default", "url = 'outbox:'", "name of a folder is missing"),
        ("bounces", "address = {local = 'bounces'}", "an e-mail address, not a table"),
        ("bounces", "address = 5", "an e-mail address, not 5"),
        ("unsubscribe", "mailto = '@'", "an e-mail address"),
        ("web", "base_url = 'http://press.example.org'", "must begin with https://"),
        ("web", "base_url = 'https://press.example.org/?a=1'", "before any ?"),
        ("sending", "uncertain = 'maybe'", 'hold, resend or assume-sent, not "maybe"'),
    ],
)
def test_a_wrong_value_is_told_what_was_expected_and_what_was_found(
    workspace: Path, section: str, line: str, said: str
) -> None:
    sections = {"organisation": 'name = "A"', "sender": 'address = "press@example.org"'}
    sections[section] = "\n".join([*([sections[section]] if section in sections else []), line])

    found = refusal(workspace, "\n".join(f"[{name}]\n{body}" for name, body in sections.items()))

    assert said in found
    assert f"[{section}] {line.split(maxsplit=1)[0]}" in found
    assert "mailer.toml line" in found


@pytest.mark.parametrize("value", ["0", "101", "'4'", "4.5", "true"])
def test_a_number_out_of_range_or_of_another_type_is_refused(workspace: Path, value: str) -> None:
    said = refusal(workspace, f"{LEAST}[relays.default]\nurl = 'outbox:o'\nconnections = {value}\n")

    assert "mailer.toml line 7: [relays.default] connections must be a whole number from 1 to 100" in said


@pytest.mark.parametrize(
    ("relay", "said"),
    [
        ("url = 'smtp://127.0.0.1'\nusername = 'press'", "has no password"),
        ("url = 'smtp://127.0.0.1'\npassword = 'swordfish'", "has no username"),
        ("url = 'smtps://relay.example.org'\ntls = 'none'", "Leave tls out or write smtp://"),
        (
            "url = 'smtp://relay.example.org'\ntls = 'none'\nusername = 'press'\npassword = 'env:P'",
            "would send the password unencrypted",
        ),
        ("url = 'smtp://relay.example.org'\nenvelope = 'verp'", "needs a bounce address"),
        ("url = 'outbox:o'\nehlo_name = 'two words'", "a host name or an address in square brackets"),
        ("url = 'smtp://relay.example.org'\nca_file = 'nowhere.pem'", "there is no file"),
    ],
)
def test_a_relay_that_contradicts_itself_is_refused(workspace: Path, relay: str, said: str) -> None:
    assert said in refusal(workspace, f"{LEAST}[relays.default]\n{relay}\n", P="swordfish")


def test_plain_text_with_a_password_is_fine_on_this_machine(workspace: Path) -> None:
    settings = load(
        workspace,
        "[relays.default]\nurl = 'smtp://localhost:2525'\ntls = 'none'\nusername = 'u'\npassword = 'swordfish'\n",
    )

    assert settings.relays["default"].password == "swordfish"


def test_one_relay_is_called_default(workspace: Path) -> None:
    said = refusal(workspace, LEAST + "[relays.spare]\nurl = 'outbox:o'\n")

    assert "relays (spare) but none called default" in said


def test_a_bounce_address_too_long_for_a_token_is_refused(workspace: Path) -> None:
    write_keys(workspace)
    long_local = "undeliverable-messages"

    said = refusal(
        workspace,
        f"{LEAST}[relays.default]\nurl = 'outbox:o'\nenvelope = 'verp'\n"
        f"[bounces]\naddress = '{long_local}@example.org'\n",
    )

    assert "leaves no room for a token" in said
