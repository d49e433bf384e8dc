"""The answer to somebody who asks what is held of them: one page that needs nothing else, and the same as JSON."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from mailer.content.page import templates
from mailer.content.page.typography import letters
from mailer.domain.holding import Answer, Chapter


def answer_page(found: Answer) -> str:
    """Return the answer as an HTML page without scripts; whatever a value holds, it is shown and nothing more."""
    context: Mapping[str, object] = {
        "address": found.address,
        "organisation": found.organisation,
        "at": _shown(found.at),
        "chapters": [_told(one) for one in found.chapters],
        "files": found.files,
    }
    return templates.render(templates.environment(letters("en")), "_held/person.html.j2", context)


def answer_json(found: Answer) -> str:
    """Return the answer as JSON, for programs."""
    return json.dumps(found.as_json(), ensure_ascii=False, indent=2, default=_plain) + "\n"


def _told(chapter: Chapter) -> Mapping[str, object]:
    titles = [*dict.fromkeys(name for row in chapter.rows for name in row)]
    rows = [[_shown(row.get(name)) for name in titles] for row in chapter.rows]
    return {"title": chapter.title, "titles": [name.replace("_", " ") for name in titles], "rows": rows}


def _shown(value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return "" if value is None else str(value)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)
