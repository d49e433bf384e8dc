"""What is known of the relays that many use: a name in the settings instead of figures that everybody looks up."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """Values for keys of a relay, the document that they come from with the day it was read, and a sentence."""

    values: Mapping[str, str | int]
    source: str
    meaning: str


PRESETS: dict[str, Preset] = {
    "amazon-ses": Preset(
        {"envelope": "fixed"},
        "docs.aws.amazon.com/ses, “Service quotas” (November 2026)",
        "Amazon SES out of the sandbox. Rate and daily limit are those of your account: set `rate` and `daily_limit` "
        "to what its console shows. The return path is replaced by SES.",
    ),
    "amazon-ses-sandbox": Preset(
        {"envelope": "fixed", "connections": 1, "rate": "1/second", "daily_limit": 200},
        "docs.aws.amazon.com/ses, “Service quotas” (November 2026)",
        "A new account at Amazon SES, which writes to verified addresses only.",
    ),
    "exchange-online": Preset(
        {"envelope": "fixed", "connections": 3, "rate": "30/minute", "daily_limit": 10_000},
        "learn.microsoft.com/exchange, “Message storage and concurrent connection throttling for SMTP Authenticated "
        "Submission” (November 2026)",
        "A mailbox of Microsoft 365, which sends as itself: the sender must be that mailbox or one it may send as.",
    ),
    "google-relay": Preset(
        {"daily_limit": 10_000},
        "support.google.com/a/answer/2956491, “SMTP relay service” (November 2026)",
        "The SMTP relay service of Google Workspace, for one registered user as the sender.",
    ),
    "postfix": Preset(
        {"connections": 10, "messages_per_connection": 1000},
        "postfix.org, postconf(5): `smtpd_client_connection_count_limit` 50, no limit of messages (November 2026)",
        "A Postfix of your own that queues for you; it is asked for no more than a fifth of the connections it allows.",
    ),
    "sendgrid": Preset(
        {"envelope": "fixed", "connections": 10, "messages_per_connection": 5000},
        "docs.sendgrid.com, “Integrating with the SMTP API” (November 2026)",
        "Twilio SendGrid; the return path is replaced by SendGrid. The number for a month is that of your plan.",
    ),
    "workspace-user": Preset(
        {"envelope": "fixed", "daily_limit": 2_000},
        "support.google.com/a/answer/166852, “Gmail sending limits in Google Workspace” (November 2026)",
        "One user of Google Workspace at smtp.gmail.com; the return path is replaced by that user's address.",
    ),
}
