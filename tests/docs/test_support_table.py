"""The table of what mail programs understand is complete, says where it is from, and is made as it says."""

import json
import re

import pytest

from docs import generate_support as support
from mailer.content.lint import clients

SHIPPED = json.loads(support.TARGET.read_text(encoding="utf-8"))


def published(**stats: dict[str, dict[str, dict[str, str]]]) -> dict[str, object]:
    """Return a table like theirs in which only the features in ``stats`` were tested."""
    features = [{"slug": slug, "stats": stats.get(slug.replace("-", "_"), {})} for slug in support.FEATURES]
    return {"last_update_date": "2026-05-13 14:45:41 +0000", "data": features}


def test_the_shipped_table_says_where_it_is_from_and_of_when() -> None:
    assert "caniemail.com" in SHIPPED["source"]
    assert SHIPPED["licence"].startswith("MIT, Copyright (c)")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", SHIPPED["date"])


def test_the_shipped_table_has_an_answer_of_each_program_for_each_feature() -> None:
    names = {name for names in support.FEATURES.values() for name in names}

    assert set(SHIPPED["features"]) == names
    assert SHIPPED["clients"] == list(support.CLIENTS)
    for answers in SHIPPED["features"].values():
        assert list(answers) == SHIPPED["clients"]
        assert set(answers.values()) <= set("yanu")


def test_the_shipped_table_is_written_as_the_generator_writes_it() -> None:
    assert support.written(SHIPPED) == support.TARGET.read_text(encoding="utf-8")


def test_the_checks_ask_only_for_programs_and_features_in_the_table() -> None:
    assert set(clients.REQUIRED) <= set(SHIPPED["clients"])
    assert set(clients.ORNAMENTS) | set(clients.STANDS_IN) <= set(SHIPPED["features"])


def test_the_newest_test_counts_and_what_was_not_tested_is_unknown() -> None:
    tested = {"outlook": {"windows": {"2019": "a #1", "2007": "n"}}, "apple-mail": {"macos": {"9": "n", "10.3": "y"}}}

    answers = support.support_table(published(css_opacity=tested))["features"]["opacity"]

    assert (answers["Outlook on Windows"], answers["Apple Mail"], answers["Gmail"]) == ("a", "y", "u")


def test_a_feature_that_they_no_longer_have_is_named() -> None:
    table = published()
    table["data"] = [feature for feature in table["data"] if feature["slug"] != "css-opacity"]  # type: ignore[attr-defined]

    with pytest.raises(SystemExit, match="css-opacity"):
        support.support_table(table)
