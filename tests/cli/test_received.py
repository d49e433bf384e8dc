"""What arrives, in six languages: read back by a parser that is not ours, field by field."""

import email
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

import html5lib
import pytest

from mailer.domain.token import Purpose, verify
from mailer.settings import load_settings
from tests.cli.campaigning import DATE
from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay

TEXTS = {
    "en": ("Wells reopen around the lake", "Nairobi – Forty wells have reopened, said “Amina” O’Neil."),
    "fr": ("Réouverture des puits autour du lac", "Genève – Quarante puits sont rouverts : « enfin », dit Élodie."),
    "es": ("Reabren los pozos alrededor del lago", "Bogotá – Cuarenta pozos funcionan de nuevo, dijo el señor Núñez."),
    "ar": ("إعادة فتح الآبار حول البحيرة", "نيروبي – أُعيد فتح أربعين بئراً حول البحيرة."),
    "ru": ("Колодцы вокруг озера снова открыты", "Женева – Сорок колодцев снова работают, сообщила сеть."),
    "zh-Hans": ("湖区水井重新启用", "内罗毕 – 湖区四十口水井已重新启用。"),
}
NAMES = {
    "en": 'O\'Neil, Jane "JJ"',
    "fr": "Élodie Müller, rédactrice",
    "es": "José Núñez",
    "ar": "محمد علي",
    "ru": "Анна Соколова",
    "zh-Hans": "国际新闻社",
}
HEADERS = {
    "date", "from", "to", "subject", "message-id", "list-id", "list-post", "list-unsubscribe", "list-unsubscribe-post",
    "feedback-id", "x-auto-response-suppress", "content-language", "mime-version", "content-type",
}  # fmt: skip


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    """A relay that takes everything, and sees no rule of SMTP broken."""
    with ScriptedRelay() as running:
        yield running
    assert running.violations == []


@pytest.fixture
def received(workspace: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch) -> dict[str, EmailMessage]:
    """What six readers got, by language."""
    for variable, value in (
        ("RELAYS_DEFAULT_URL", relay.url),
        ("RELAYS_DEFAULT_ENVELOPE", "verp"),
        ("BOUNCES_ADDRESS", "bounces@news.example.org"),
        ("UNSUBSCRIBE_MAILTO", "leave@news.example.org"),
        ("WEB_BASE_URL", "https://press.example.org"),
    ):
        monkeypatch.setenv(f"MAILER_{variable}", value)
    workspace.write(
        "spokespeople.toml", '[leila]\nname = "Leila"\naddress = "leila@example.org"\nphone = "+1 202 555 0111"\n'
    )
    (workspace.path / "releases" / "wells").mkdir()
    for language, (headline, text) in TEXTS.items():
        head = f"---\n{DATE}spokespeople: leila\n---\n"
        workspace.write(f"releases/wells/{language}.md", f"{head}# {headline}\n\n{text}\n\n{{{{ recipient.name }}}}\n")
    workspace.run("lists", "create", "press", "--title", "Press list")
    for language, name in NAMES.items():
        address = f"{language}@example.org"
        workspace.run("contacts", "add", address, "--name", name, "--language", language, "--list", "press")
    assert workspace.run("send", "wells", "--to", "press", "--yes").code == 0
    return {
        message.recipient.partition("@")[0]: email.message_from_bytes(message.content, policy=policy.default)
        for message in relay.messages
    }


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("language", TEXTS)
def test_each_reader_gets_their_language_with_every_field_as_it_was_meant(
    language: str, received: dict[str, EmailMessage], workspace: Desk
) -> None:
    message = received[language]
    [entry] = [one for one in workspace.json("log", "--json") if one["address"] == f"{language}@example.org"]
    [to] = message["To"].addresses

    assert {name.lower() for name in message} == HEADERS
    assert len(message.keys()) == len(HEADERS)
    assert message["Subject"] == TEXTS[language][0]
    assert (to.addr_spec, to.display_name.replace(" ", "")) == (
        f"{language}@example.org",
        NAMES[language].replace(" ", ""),
    )
    assert [one.addr_spec for one in message["From"].addresses] == ["press@example.org"]
    assert message["Message-ID"] == entry["message_id"]
    assert message["List-Id"] == '"Press list" <press.example.org>'
    assert message["List-Post"] == "NO"
    assert message["Feedback-ID"] == "wells:press:release:exampleorg"
    assert message["Content-Language"] == language
    handed_over = datetime.fromisoformat(entry["at"])
    assert abs(parsedate_to_datetime(message["Date"]) - handed_over) < timedelta(minutes=1)
    assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("language", TEXTS)
def test_both_parts_say_the_same_and_call_the_reader_by_name(language: str, received: dict[str, EmailMessage]) -> None:
    message = received[language]
    page = html5lib.parse(part(message, "html"), namespaceHTMLElements=False)
    body_element = page.find("body")
    assert body_element is not None
    shown = re.sub(r"\s+", " ", "".join(body_element.itertext()))
    text = re.sub(r"\s+", "" if language == "zh-Hans" else " ", part(message, "plain"))

    body = TEXTS[language][1].partition(" – ")[2]
    wanted = body.replace(" ", "") if language == "zh-Hans" else body
    assert body.rstrip() in shown.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert wanted in text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert NAMES[language] in shown
    assert page.get("lang") == language
    assert page.get("dir") == ("rtl" if language == "ar" else "ltr")


def test_each_link_to_leave_belongs_to_one_delivery_and_verifies(
    received: dict[str, EmailMessage], workspace: Desk, relay: ScriptedRelay
) -> None:
    keys = load_settings(workspace.path, {}).keys
    numbers = set()
    for message in received.values():
        https, mailto = re.findall(r"<([^>]+)>", message["List-Unsubscribe"])
        token = verify(keys, https.removeprefix("https://press.example.org/u/"))
        by_mail = verify(keys, unquote(mailto).removeprefix("mailto:leave+").partition("@")[0])
        assert token is not None
        assert token == by_mail
        assert token.purpose == Purpose.UNSUBSCRIBE
        assert https in part(message, "html")
        assert https in part(message, "plain")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        numbers.add(token.number)
    paths = {verify(keys, one.sender.removeprefix("bounces+").partition("@")[0]) for one in relay.messages}

    assert len(numbers) == len(TEXTS)
    assert {path.number for path in paths if path} == numbers
