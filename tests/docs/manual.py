"""The manual as the tests read it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_FENCED = re.compile(r"^(?P<fence>```+|~~~+).*?^(?P=fence)$", re.DOTALL | re.MULTILINE)


def pages() -> list[Path]:
    """Return every page: those of the manual and those at the top of the checkout."""
    found = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "lists" / "README.md"]
    return sorted(page for page in found if page.is_file())


def prose(page: Path) -> str:
    """Return the text of a page without its examples."""
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


def rows(page: Path) -> list[list[str]]:
    """Return the cells of every line of a table on the page."""
    lines = prose(page).splitlines()
    return [_cells(line) for line in lines if line.startswith("| ") and not line.startswith("|---")]


def first_column(page: Path) -> set[str]:
    """Return every word that stands in code in the first column of a table on the page."""
    return {word for cells in rows(page) for word in re.findall(r"`([^`]+)`", cells[0])}


def _cells(line: str) -> list[str]:
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
