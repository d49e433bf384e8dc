# Mailboxes in six languages are the example here.

import pytest

from mailer.domain.address import parse_address
from mailer.domain.role_address import is_machine_address, is_role_address


@pytest.mark.parametrize(
    "local",
    ["info", "PRESS", "press-office", "press.africa", "africa.desk", "newsroom", "redaction", "Redaktion", "prensa",
     "пресса", "редакция", "新闻", "صحافة", "webmaster", "press+kenya", "no-reply", "news"],
)  # fmt: skip
def test_the_mailbox_of_a_desk_is_known(local: str) -> None:
    assert is_role_address(parse_address(f"{local}@example.org"))


@pytest.mark.parametrize(
    "local", ["ana", "ana.ruiz", "expressa", "ana.press", "infotable", "desktop", "pr0", "i.smith"]
)
def test_a_person_is_no_desk(local: str) -> None:
    assert not is_role_address(parse_address(f"{local}@example.org"))


@pytest.mark.parametrize(
    ("local", "is_machine"),
    [("noreply", True), ("no-reply", True), ("do_not_reply", True), ("mailer-daemon", True), ("abuse", True),
     ("postmaster", True), ("press", False), ("ana", False)],
)  # fmt: skip
def test_a_mailbox_that_nobody_reads_is_known(local: str, *, is_machine: bool) -> None:
    assert is_machine_address(parse_address(f"{local}@example.org")) is is_machine
