"""Pictures of a mail, taken by Chromium where the machine has it."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from mailer.content.proof.panes import Pane
from mailer.errors import MailerError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
_INSTEAD = "The proof sheet shows the same in any browser"
_SECONDS = 60
#: The grey around and between the panes of a picture, in pixels.
GUTTER = 20
_LEAST, _TALLEST = 400, 16_000
_HEIGHTS = re.compile(r'data-heights="([\d,]+)"')
_PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Contact sheet</title>
<style>body{{margin:0;padding:{gutter}px;display:flex;gap:{gutter}px;align-items:flex-start;background:#787878}}
iframe{{border:0;flex:none;background:#fff}}</style></head>
<body>{frames}{measuring}</body></html>
"""
_FRAME = '<iframe sandbox="allow-same-origin" width="{width}" height="{height}" srcdoc="{page}"></iframe>'
#: The only script that we write anywhere: it runs in a passing file of ours, outside of the locked frames.
_MEASURING = """\
<script>addEventListener("load",()=>{document.documentElement.dataset.heights=
Array.from(document.querySelectorAll("iframe"),f=>f.contentDocument.documentElement.scrollHeight)})</script>"""


def browser() -> str:
    """Return the path of a Chromium on this machine, or "" if there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), "")


def photograph(panes: Sequence[Pane], path: Path) -> Path | None:
    """Return ``path``, now a PNG of ``panes`` side by side in their full length; None if there is no Chromium.

    MailerError if Chromium fails or the file cannot be written.
    """
    program = browser()
    if not program:
        return None
    with tempfile.TemporaryDirectory(prefix="mailer-", ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "sheet.html"
        page.write_text(_page(panes, [_LEAST] * len(panes), measuring=_MEASURING), encoding="utf-8")
        heights = _heights(run(program, folder, "--dump-dom", page.as_uri()), panes)
        page.write_text(_page(panes, heights), encoding="utf-8")
        width = sum(pane.width for pane in panes) + GUTTER * (len(panes) + 1)
        size = f"--window-size={width},{max(heights) + 2 * GUTTER}"
        shot = Path(folder) / "sheet.png"
        run(program, folder, f"--screenshot={shot}", size, page.as_uri())
        if not shot.exists():
            raise MailerError(f"{program} took no picture", hint=_INSTEAD)
        return _moved(shot, path)


def _heights(dumped: str, panes: Sequence[Pane]) -> list[int]:
    """Return how tall the page of each pane is; as tall as the pane where Chromium did not say."""
    found = _HEIGHTS.search(dumped)
    measured = [int(height) for height in found[1].split(",")] if found else []
    heights = measured if len(measured) == len(panes) else [pane.height for pane in panes]
    return [min(height, _TALLEST) for height in heights]


def _page(panes: Sequence[Pane], heights: Sequence[int], *, measuring: str = "") -> str:
    frames = "".join(
        _FRAME.format(width=pane.width, height=height, page=escape(pane.page))
        for pane, height in zip(panes, heights, strict=True)
    )
    return _PAGE.format(gutter=GUTTER, frames=frames, measuring=measuring)


def run(program: str, folder: str, *arguments: str) -> str:
    """Return what Chromium writes to its output; it has a profile of its own and reads nothing of the user's."""
    # As root, in containers, Chromium refuses to start with its sandbox.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    command = [
        *(program, "--headless", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1", *flags),
        *("--no-first-run", "--disable-features=IsolateSandboxedIframes", f"--user-data-dir={folder}/profile"),
        *("--blink-settings=preferredColorScheme=1", "--virtual-time-budget=4000", *arguments),
    ]
    try:
        ran = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603 - a fixed program, no shell
    except (OSError, subprocess.SubprocessError) as error:
        raise MailerError(
            f"{program} took no picture ({type(error).__name__})", hint="The proof sheet shows the same"
        ) from error
    return ran.stdout.decode("utf-8", "replace")


def _moved(shot: Path, path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shot, path)
    except OSError as error:
        raise MailerError(
            f"{path} cannot be written: {error.strerror}", hint="Choose another place: --out DIR"
        ) from error
    return path
