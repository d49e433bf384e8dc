"""What the unit tier is given; examples are drawn without a stop-watch, which would fail on a busy machine."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.unit.workspaces import LEAST, write

settings.register_profile("mailer", deadline=None)
settings.load_profile("mailer")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder whose mailer.toml says the least that it must."""
    write(tmp_path, LEAST)
    return tmp_path.resolve()
