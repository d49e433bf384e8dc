"""What mailer.toml may say of relays: limits, groups of recipient domains, presets."""

from pathlib import Path

import pytest

from mailer.domain.rate import GroupLimit, Limits, Rate
from mailer.domain.settings import Envelope
from mailer.settings import PRESETS
from tests.unit.workspaces import LEAST, load, refusal


def test_a_relay_has_limits_and_groups_of_domains_have_their_own(workspace: Path) -> None:
    relay = load(
        workspace,
        """
        [relays.default]
        url = "smtp://127.0.0.1"
        rate = "14/second"
        daily_limit = 10000
        [relays.default.limits.gmail]
        domains = ["Gmail.com", "googlemail.com"]
        rate = "300/minute"
        [relays.default.limits.small]
        domains = ["bücher.example"]
        connections = 2
        """,
    ).relays["default"]

    gmail = GroupLimit("gmail", ("gmail.com", "googlemail.com"), Rate(300, "minute"))
    small = GroupLimit("small", ("xn--bcher-kva.example",), connections=2)
    assert relay.limits == Limits(Rate(14, "second"), 10000, (gmail, small))


def test_without_limits_a_relay_has_none(workspace: Path) -> None:
    assert not load(workspace).relays["default"].limits


def test_a_group_may_be_given_by_variables(workspace: Path) -> None:
    given = {
        "MAILER_RELAYS_SPARE_1_URL": "smtp://127.0.0.1",
        "MAILER_RELAYS_DEFAULT_URL": "smtp://127.0.0.1",
        "MAILER_RELAYS_SPARE_1_LIMITS_BIG_ONES_DOMAINS": "example.com, example.net",
        "MAILER_RELAYS_SPARE_1_LIMITS_BIG_ONES_CONNECTIONS": "3",
    }

    [group] = load(workspace, **given).relays["spare-1"].limits.groups

    assert group == GroupLimit("big-ones", ("example.com", "example.net"), connections=3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('rate = "fast"', 'must be a rate such as 14/second or 30/minute, not "fast"'),
        ("[relays.default.limits]\ngmail = 3", "[relays.default.limits] is not followed by a name"),
        ('[relays.default.limits.g]\nrate = "1/hour"', "[relays.default.limits.g] domains is missing"),
        ('[relays.default.limits.g]\ndomains = []\nrate = "1/hour"', "it names no domain"),
        ('[relays.default.limits.g]\ndomains = ["example.com"]', "[relays.default.limits.g] limits nothing"),
        ('[relays.default.limits.g]\ndomians = ["example.com"]', 'Did you mean "domains"?'),
        (
            "".join(f'[relays.default.limits.{name}]\ndomains = ["example.com"]\nconnections = 1\n' for name in "ab"),
            "names example.com, and so does [relays.default.limits.a]",
        ),
    ],
)
def test_limits_that_cannot_be_are_refused_with_their_place(workspace: Path, text: str, said: str) -> None:
    assert said in refusal(workspace, f'{LEAST}[relays.default]\nurl = "smtp://127.0.0.1"\n{text}\n')


def test_a_preset_gives_what_is_known_of_such_a_relay(workspace: Path) -> None:
    relay = load(workspace, '[relays.default]\nurl = "smtp://smtp.example.com"\npreset = "exchange-online"\n').relays[
        "default"
    ]

    assert relay.limits == Limits(Rate(30, "minute"), 10_000)
    assert (relay.connections, relay.envelope, relay.preset) == (3, Envelope.FIXED, "exchange-online")


def test_a_key_given_beside_a_preset_wins(workspace: Path) -> None:
    relay = load(
        workspace,
        '[relays.default]\nurl = "smtp://smtp.example.com"\npreset = "exchange-online"\nrate = "20/minute"\n',
        MAILER_RELAYS_DEFAULT_CONNECTIONS="1",
    ).relays["default"]

    assert (str(relay.limits.rate), relay.limits.daily, relay.connections) == ("20/minute", 10_000, 1)


def test_an_unknown_preset_is_refused_with_the_nearest_name(workspace: Path) -> None:
    said = refusal(workspace, f'{LEAST}[relays.default]\nurl = "smtp://127.0.0.1"\npreset = "exchange"\n')

    assert 'did you mean "exchange-online"?' in said


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_used_and_names_its_source(workspace: Path, name: str) -> None:
    relay = load(workspace, f'[relays.default]\nurl = "smtp://127.0.0.1"\npreset = "{name}"\n').relays["default"]

    assert relay.preset == name
    assert PRESETS[name].source
    assert PRESETS[name].meaning


def test_a_relay_may_have_others_that_stand_in_for_it(workspace: Path) -> None:
    settings = load(
        workspace,
        """
        [relays.default]
        url = "smtp://127.0.0.1"
        fallback = "second"
        [relays.second]
        url = "smtp://127.0.0.2"
        fallback = "third"
        [relays.third]
        url = "smtp://127.0.0.3"
        """,
    )

    assert settings.chain("default") == ("default", "second", "third")
    assert settings.chain("third") == ("third",)
    assert settings.sharing("third") == {"default", "second", "third"}


@pytest.mark.parametrize(
    ("fallback", "second", "said"),
    [
        ("nowhere", 'url = "smtp://127.0.0.2"', 'there is no relay "nowhere"'),
        ("default", 'url = "smtp://127.0.0.2"', "goes in a circle: default"),
        ("second", 'url = "smtp://127.0.0.2"\nfallback = "default"', "goes in a circle: default, second"),
        ("second", 'url = "outbox:files"', "the other only writes files"),
    ],
)
def test_a_fallback_that_leads_nowhere_is_refused(workspace: Path, fallback: str, second: str, said: str) -> None:
    first = f'[relays.default]\nurl = "smtp://127.0.0.1"\nfallback = "{fallback}"\n'

    assert said in refusal(workspace, f"{LEAST}{first}[relays.second]\n{second}\n")
