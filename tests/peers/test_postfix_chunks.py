"""Postfix is sent to in chunks: windows with refused people in their midst, and everybody else gets it once."""

import re
from collections import Counter
from collections.abc import Callable

from tests.peers.conftest import Desk
from tests.peers.postfix import Postfix

_RELEASE = "releases/record-returns-lake-orun"
_REFUSED = {"gone@example.net": ("failed", 550), "later@example.net": ("deferred", 450)}


def test_windows_with_refused_people_in_them_reach_all_others_once_each(
    relayed: Callable[..., Desk], postfix: Postfix
) -> None:
    before = len(postfix.log)
    addresses = [f"chunk-{number:03}@chunks.example.org" for number in range(200)]
    desk = relayed([*addresses[:50], "gone@example.net", *addresses[50:100], "later@example.net", *addresses[100:]])
    settings = (desk.path / "mailer.toml").read_text(encoding="utf-8")
    desk.write("mailer.toml", settings.replace('tls = "required"', 'tls = "required"\nchunking = true', 1))

    sent = desk.type("send", str(desk.path / _RELEASE), "--to", "press", "--yes", "--json")

    taken = postfix.deliveries(200, "chunks.example.org")
    log = postfix.log[before:]
    logged = desk.type("log", "--json").json
    assert sent.code == 75, sent.err  # one was told to come later
    assert Counter(to for to, _ in taken) == Counter(addresses)
    assert {(line["address"], line["queue_id"]) for line in logged if line["state"] == "sent"} == set(taken)
    assert {line["address"]: (line["state"], line["code"]) for line in logged if line["state"] != "sent"} == _REFUSED
    assert not re.search(r"warning:.*(smtpd|pipelining)|improper command", log)
    assert re.search(r"disconnect from .* bdat=\d+", log)
    assert not re.search(r"disconnect from .* data=\d+", log)
