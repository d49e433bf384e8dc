"""The example that comes with mailer: a newcomer who checks it finds nothing to mend, whatever the day is."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailer.bootstrap import open_app
from mailer.usecases.demonstrating import found_demo
from mailer.usecases.messages.checking import check
from mailer.usecases.messages.composing import compose_release, open_release


@pytest.mark.parametrize("year", [2026, 2027, 2031])
def test_the_example_release_lacks_only_a_web_address(tmp_path: Path, year: int) -> None:
    release = found_demo(tmp_path / "demo")
    desk = open_app(tmp_path, named=str(tmp_path / "demo"), environ=os.environ).desk
    at = datetime(year, 11, 25, 9, 0, tzinfo=UTC)

    found = check(desk, compose_release(desk, open_release(desk, release), at=at), at=at)

    assert [one.id for one in found] == ["F005"]
