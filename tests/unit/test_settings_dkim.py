"""The table ``dkim`` of a relay: what it may say, and what is refused."""

from pathlib import Path

import pytest

from mailer.domain.settings import Dkim, DkimProfile
from tests.unit.workspaces import LEAST, load, refusal

RELAY = '[relays.default]\nurl = "outbox:outbox"\n'
TABLE = '[relays.default.dkim]\ndomain = "example.org"\nselector = "press2026"\nkey = "file:dkim.pem"\n'


def test_without_it_nothing_is_signed(workspace: Path) -> None:
    assert load(workspace, RELAY).relays["default"].dkim is None


def test_it_stands_in_a_table_of_its_own_below_the_relay(workspace: Path) -> None:
    assert load(workspace, RELAY + TABLE).relays["default"].dkim == Dkim("example.org", "press2026", "file:dkim.pem")


def test_it_may_stand_on_one_line_of_the_relay(workspace: Path) -> None:
    line = 'dkim = { domain = "example.org", selector = "press2026", key = "file:dkim.pem", profile = "ses" }\n'

    found = load(workspace, RELAY + line).relays["default"].dkim

    assert found == Dkim("example.org", "press2026", "file:dkim.pem", DkimProfile.SES)


def test_it_may_be_given_by_variables_alone(workspace: Path) -> None:
    found = load(
        workspace,
        MAILER_RELAYS_DEFAULT_DKIM_DOMAIN="example.org",
        MAILER_RELAYS_DEFAULT_DKIM_SELECTOR="press2026",
        MAILER_RELAYS_DEFAULT_DKIM_KEY="env:DKIM_KEY",
    ).relays

    assert list(found) == ["default"]
    assert found["default"].dkim == Dkim("example.org", "press2026", "env:DKIM_KEY")


def test_a_variable_overrides_one_key_of_one_relay(workspace: Path) -> None:
    spare = '[relays.spare-1]\nurl = "outbox:spare"\n' + TABLE.replace("default", "spare-1")

    found = load(workspace, RELAY + TABLE + spare, MAILER_RELAYS_SPARE_1_DKIM_SELECTOR="press2027").relays

    assert found["default"].dkim == Dkim("example.org", "press2026", "file:dkim.pem")
    assert found["spare-1"].dkim == Dkim("example.org", "press2027", "file:dkim.pem")


def test_the_key_is_not_read_with_the_settings(workspace: Path) -> None:
    found = load(workspace, RELAY + TABLE.replace("file:dkim.pem", "cmd:false"))

    assert found.relays["default"].dkim == Dkim("example.org", "press2026", "cmd:false")


@pytest.mark.parametrize("missing", ["domain", "selector", "key"])
def test_half_a_table_is_refused_with_what_is_missing(workspace: Path, missing: str) -> None:
    half = "".join(line for line in TABLE.splitlines(keepends=True) if not line.startswith(missing))

    said = refusal(workspace, LEAST + RELAY + half)

    assert f"[relays.default.dkim] {missing} is missing" in said


@pytest.mark.parametrize(
    ("address", "domain", "fits"),
    [
        ("press@example.org", "example.org", True),
        ("press@news.example.org", "example.org", True),
        ("press@example.org", "news.example.org", False),
        ("press@notexample.org", "example.org", False),
        ("press@example.org", "example.net", False),
    ],
)
def test_the_domain_is_the_senders_or_one_above_it(workspace: Path, address: str, domain: str, *, fits: bool) -> None:
    sender = LEAST.replace("press@example.org", address)
    table = TABLE.replace('"example.org"', f'"{domain}"')

    if fits:
        assert load(workspace, RELAY + table, MAILER_SENDER_ADDRESS=address).relays["default"].dkim
    else:
        said = refusal(workspace, sender + RELAY + table)
        assert f"[relays.default.dkim] domain is {domain}, and the sender is {address}" in said
        assert f'Write domain = "{address.partition("@")[2]}"' in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('domain = "org"', "[relays.default.dkim] domain must be a domain name"),
        ('domain = ""', 'domain must be a domain name, not "": it cannot be empty'),
        ('selector = "_x"', "[relays.default.dkim] selector must be a DKIM selector"),
        ('selector = "a b"', "selector must be a DKIM selector"),
        ('profile = "amazon"', 'profile must be standard or ses, not "amazon"'),
        ('key = ""', "key must be file:PATH, env:NAME or cmd:COMMAND"),
        ("key = 7", "key must be file:PATH, env:NAME or cmd:COMMAND"),
        ('selecter = "x"', 'has no key "selecter". Did you mean "selector"?'),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(workspace: Path, line: str, said: str) -> None:
    name = line.partition(" ")[0]
    others = [one for one in TABLE.splitlines() if not one.startswith(f"{name} ")]

    found = refusal(workspace, LEAST + RELAY + "\n".join([*others, line]))

    assert "mailer.toml line " in found
    assert said in found


def test_the_key_itself_is_refused_and_never_shown(workspace: Path) -> None:
    inside = 'key = """-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----"""\n'

    said = refusal(workspace, LEAST + RELAY + TABLE.replace('key = "file:dkim.pem"\n', inside))

    assert "says where the key is and never holds the key itself" in said
    assert "MIIE" not in said


def test_a_key_of_the_table_in_the_wrong_place_is_sent_home(workspace: Path) -> None:
    said = refusal(workspace, LEAST + RELAY + 'selector = "press2026"\n')

    assert '"selector" belongs into [relays.NAME.dkim]' in said


def test_what_is_no_table_is_refused(workspace: Path) -> None:
    said = refusal(workspace, LEAST + RELAY + "dkim = true\n")

    assert "dkim is a table. Write [relays.default.dkim]" in said


def test_a_table_without_its_relay_is_refused(workspace: Path) -> None:
    said = refusal(workspace, LEAST + RELAY + TABLE.replace("default", "second"))

    assert "[relays.second] url is missing" in said
