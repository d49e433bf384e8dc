"""Writes ``mailer/content/lint/support.json`` from the published table of Can I email (caniemail.com, MIT).

Run: ``python -m docs.generate_support data.json``; the file is published at https://www.caniemail.com/api/data.json.
Once a year is often enough.
"""
# ruff: noqa: INP001 - a tool beside the manual, not a package

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "mailer" / "content" / "lint" / "support.json"
SOURCE = "Can I email, https://www.caniemail.com"
LICENCE = "MIT, Copyright (c) 2019 HTeuMeuLeu, https://github.com/hteumeuleu/caniemail"

#: Our name of a mail program, and where Can I email has it: family and platform.
CLIENTS = {
    "Outlook on Windows": ("outlook", "windows"),
    "Outlook.com": ("outlook", "outlook-com"),
    "Outlook on iOS": ("outlook", "ios"),
    "Gmail": ("gmail", "desktop-webmail"),
    "Gmail on Android": ("gmail", "android"),
    "Gmail on iOS": ("gmail", "ios"),
    "Apple Mail": ("apple-mail", "macos"),
    "Samsung Email": ("samsung-email", "android"),
    "Yahoo Mail": ("yahoo", "desktop-webmail"),
    "Proton Mail": ("protonmail", "desktop-webmail"),
}

#: Features that are called by their property there.
_PROPERTIES = """
accent-color align-items animation aspect-ratio backdrop-filter background background-blend-mode background-clip
background-color background-image background-origin background-position background-repeat background-size border
border-collapse border-image border-radius border-spacing box-shadow box-sizing caption-side clear clip-path
color-scheme column-count cursor direction display empty-cells filter flex-direction flex-wrap float font font-kerning
font-size font-stretch font-weight height hyphens inset justify-content letter-spacing line-height list-style
list-style-image list-style-position list-style-type margin mask-image max-height max-width min-height min-width
mix-blend-mode object-fit object-position opacity outline outline-offset overflow overflow-wrap padding position resize
shape-outside tab-size table-layout text-align text-align-last text-decoration text-decoration-color
text-decoration-style text-decoration-thickness text-emphasis text-indent text-justify text-orientation text-overflow
text-shadow text-transform text-underline-offset text-underline-position text-wrap transform transition user-select
vertical-align visibility white-space width word-break word-spacing word-wrap writing-mode z-index
"""

#: Features that are called otherwise there, or stand for several.
_OTHERS = {
    "css-display-flex": ("display:flex", "display:inline-flex"),
    "css-display-grid": ("display:grid", "display:inline-grid"),
    "css-display-none": ("display:none",),
    "css-gap": ("gap", "column-gap", "row-gap"),
    "css-left-right-top-bottom": ("left", "right", "top", "bottom"),
    "css-margin-inline-start-end": ("margin-inline-start", "margin-inline-end"),
    "css-margin-block-start-end": ("margin-block-start", "margin-block-end"),
    "css-padding-inline-start-end": ("padding-inline-start", "padding-inline-end"),
    "css-padding-block-start-end": ("padding-block-start", "padding-block-end"),
    "css-block-inline-size": ("block-size", "inline-size"),
    "css-function-clamp": ("clamp()",),
    "css-function-light-dark": ("light-dark()",),
    "css-function-max": ("max()",),
    "css-function-min": ("min()",),
    "css-linear-gradient": ("linear-gradient()",),
    "css-radial-gradient": ("radial-gradient()",),
    "css-rgba": ("rgba()",),
    "css-unit-calc": ("calc()",),
    "css-unit-rem": ("rem",),
    "css-unit-vw": ("vw",),
    "css-variables": ("var()",),
    "html-bdi": ("<bdi>",),
    "html-dialog": ("<dialog>",),
    "html-marquee": ("<marquee>",),
    "html-meter": ("<meter>",),
    "html-picture": ("<picture>",),
    "html-progress": ("<progress>",),
    "html-ruby": ("<ruby>",),
    "html-semantics": ("<article>", "<aside>", "<figure>", "<footer>", "<header>", "<main>", "<nav>", "<section>"),
    "html-svg": ("<svg>",),
}

#: Their features by ours.
FEATURES = {f"css-{name}": (name,) for name in _PROPERTIES.split()} | _OTHERS


def support_table(published: Mapping[str, Any]) -> dict[str, Any]:
    """Return our table: what the newest test of each feature found in each program: yes, a (in part), no or unknown."""
    known = {feature["slug"]: feature["stats"] for feature in published["data"]}
    if missing := FEATURES.keys() - known.keys():
        message = f"not among the features of Can I email: {', '.join(sorted(missing))}"
        raise SystemExit(message)
    features = {name: _answers(known[slug]) for slug, names in FEATURES.items() for name in names}
    return {
        "source": SOURCE,
        "licence": LICENCE,
        "date": published["last_update_date"].split()[0],
        "clients": list(CLIENTS),
        "features": dict(sorted(features.items())),
    }


def written(table: Mapping[str, Any]) -> str:
    """Return the table as JSON, a line for each feature."""
    head = "".join(f"{json.dumps(key)}: {json.dumps(table[key])},\n" for key in table if key != "features")
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(answers)}" for name, answers in table["features"].items())
    return "{\n" + head + '"features": {\n' + lines + "\n}\n}\n"


def _answers(stats: Mapping[str, Any]) -> dict[str, str]:
    return {client: _newest(stats.get(family, {}).get(platform, {})) for client, (family, platform) in CLIENTS.items()}


def _newest(tests: Mapping[str, str]) -> str:
    """Return the first letter of the newest answer: ``{"2007": "n #1", "2019": "a #2"}`` gives ``a``."""
    return tests[max(tests, key=_order)][0] if tests else "u"


def _order(version: str) -> tuple[int, ...]:
    return tuple(_numbers(version))


def _numbers(version: str) -> Iterator[int]:
    return (int(number) for number in re.findall(r"\d+", version))


if __name__ == "__main__":
    published = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TARGET.write_text(written(support_table(published)), encoding="utf-8")
