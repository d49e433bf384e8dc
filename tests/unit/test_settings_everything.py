"""Each table of mailer.toml with all that can be said in it, and what is understood."""

from collections.abc import Mapping
from pathlib import Path

from mailer.domain.settings import Envelope, Settings, UncertainPolicy
from mailer.settings import load_settings
from tests.unit.workspaces import KEY, SECRET, write, write_keys

#: What mailer.toml says, table by table, and what is understood: line, name of the setting, value.
EVERYTHING: dict[str, list[tuple[str, str, object]]] = {
    "organisation": [
        ('name = "Aurelia Relief"', "organisation.name", "Aurelia Relief"),
        ('postal_address = "12 Harbour Lane\\nPort"', "organisation.postal_address", "12 Harbour Lane\nPort"),
        (
            'domains = ["Example.org", "bücher.example"]',
            "organisation.domains",
            ("example.org", "xn--bcher-kva.example"),
        ),
        ('language = "fr"', "organisation.language", "fr"),
        ('timezone = "Europe/Zurich"', "organisation.timezone", "Europe/Zurich"),
        ('brand_color = "#0B5F6E"', "organisation.brand_color", "#0b5f6e"),
        ('website = "https://www.example.org/"', "organisation.website", "https://www.example.org/"),
    ],
    "sender": [
        ('name = "Press Desk"', "sender.name", "Press Desk"),
        ('address = "press@Example.org"', "sender.address", "press@example.org"),
        ('reply_to = "desk@example.org"', "sender.reply_to", "desk@example.org"),
    ],
    "database": [
        (
            'url = "postgresql+psycopg://press@db.example.org/press"',
            "database_url",
            "postgresql+psycopg://press@db.example.org/press",
        ),
    ],
    "relays.default": [
        ('url = "smtp://relay.example.org:587/"', "relays.default.url", "smtp://relay.example.org:587"),
        ('username = "press"', "relays.default.username", "press"),
        ('password = "env:RELAY_PASSWORD"', "relays.default.password", SECRET),
        ("connections = 8", "relays.default.connections", 8),
        ("messages_per_connection = 20", "relays.default.messages_per_connection", 20),
        ("seconds_per_connection = 60", "relays.default.seconds_per_connection", 60),
        ("chunking = true", "relays.default.chunking", True),
        ("dsn = false", "relays.default.dsn", False),
        ('envelope = "verp"', "relays.default.envelope", Envelope.VERP),
        ('tls = "required"', "relays.default.tls", "required"),
        ('ca_file = "ca.pem"', "relays.default.ca_file", None),  # its whole path: see below
        ('ehlo_name = "mail.example.org"', "relays.default.ehlo_name", "mail.example.org"),
    ],
    "relays.spare-1": [('url = "smtps://spare.example.org"', "relays.spare-1.url", "smtps://spare.example.org")],
    "bounces": [('address = "bounces@news.example.org"', "bounce_address", "bounces@news.example.org")],
    "unsubscribe": [('mailto = "leave@news.example.org"', "unsubscribe_mailto", "leave@news.example.org")],
    "web": [('base_url = "https://press.example.org/"', "base_url", "https://press.example.org")],
    "sending": [('uncertain = "assume-sent"', "uncertain", UncertainPolicy.ASSUME_SENT)],
}


def test_everything_can_be_said(workspace: Path) -> None:
    (workspace / "ca.pem").write_text("certificates")
    write_keys(workspace)
    tables = ("\n".join((f"[{name}]", *(line for line, _, _ in said))) for name, said in EVERYTHING.items())
    write(workspace, "\n".join(tables))

    settings = load_settings(workspace, {"RELAY_PASSWORD": SECRET})

    expected = {name: value for said in EVERYTHING.values() for _, name, value in said}
    expected["relays.default.ca_file"] = f"{workspace}/ca.pem"
    assert {name: setting(settings, name) for name in expected} == expected
    assert list(settings.relays) == ["default", "spare-1"]
    assert settings.keys == {"k1": bytes.fromhex(KEY)}


def setting(settings: Settings, name: str) -> object:
    """Return the setting at a name with full stops."""
    found: object = settings
    for part in name.split("."):
        found = found[part] if isinstance(found, Mapping) else getattr(found, part)
    return found
