"""Every link within the manual leads somewhere, and every page can be reached."""

import re
from pathlib import Path

import pytest
import yaml

from tests.docs.manual import DOCS, ROOT, pages, prose

_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (?P<words>.+)$", re.MULTILINE)


def _named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", pages(), ids=_named)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    broken = [target for target in _targets(page) if not _leads_somewhere(page, target)]

    assert broken == []


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=_named)
def test_no_page_of_the_manual_leads_out_of_it(page: Path) -> None:
    leaving = [target for target in _targets(page) if not (page.parent / target).resolve().is_relative_to(DOCS)]

    assert leaving == []


def test_the_navigation_has_every_page_of_the_manual_once() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))

    listed = sorted(_leaves(settings["nav"]))

    assert settings["strict"] is True
    assert listed == sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md"))


def _targets(page: Path) -> list[str]:
    found = (match["target"] for match in _LINK.finditer(prose(page)))
    return [target for target in found if not re.match(r"[a-z]+:", target)]


def _leads_somewhere(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    there = (page.parent / path).resolve() if path else page
    return there.exists() and (not anchor or anchor in _anchors(there))


def _anchors(page: Path) -> set[str]:
    """Return the anchors that builders of documentation make from the headings of a page."""
    headings = (match["words"].casefold() for match in _HEADING.finditer(prose(page)))
    return {re.sub(r"[^\w\s-]", "", words).strip().replace(" ", "-") for words in headings}


def _leaves(nav: object) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ()
    return [leaf for part in parts for leaf in _leaves(part)]
