"""Help comes at once, because nothing is imported for it that it does not need."""

import subprocess
import sys
from pathlib import Path

_HEAVY = {"sqlalchemy", "alembic", "jinja2", "premailer", "lxml", "yaml", "rich", "asyncio", "markdown_it", "babel"}
_OF_THE_COMPOSER = {"jinja2", "premailer", "lxml", "yaml", "markdown_it", "babel"}


def _imported_for(*arguments: str) -> set[str]:
    command = [sys.executable, "-X", "importtime", "-m", "mailer", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = (line for line in ended.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def test_help_imports_none_of_the_heavy_libraries() -> None:
    imported = _imported_for("--help")

    assert imported & _HEAVY == set()


def test_help_imports_click_and_no_other_library() -> None:
    bare = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", ""], capture_output=True, text=True, check=True
    ).stderr

    imported = {name for name in _imported_for("--help") - set(sys.stdlib_module_names) if f" {name}" not in bare}

    assert imported == {"click", "mailer"}


def test_a_campaign_is_looked_at_without_what_composes_mails_and_upgrades_databases(tmp_path: Path) -> None:
    for words in (("init", str(tmp_path)), ("-C", str(tmp_path), "status")):
        subprocess.run([sys.executable, "-m", "mailer", *words], check=True, capture_output=True)

    imported = _imported_for("-C", str(tmp_path), "status", "--json")

    assert "sqlalchemy" in imported
    assert imported & (_OF_THE_COMPOSER | {"alembic"}) == set()
