"""Chromium without a window: what a page complains of, and how wide it becomes."""

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_COMPLAINT = re.compile(r"CONSOLE[:(]\d+\)?\] ?(.*)")
_WIDTH = re.compile(r'data-width="(\d+)"')
#: The page in a frame as wide as a phone; the file around it, ours, asks how wide the content wants to be.
_FRAMED = """\
<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Frame</title></head><body style="margin:0">
<iframe style="border:0" width="{width}" height="2000" srcdoc="{page}"></iframe>
<script>addEventListener("load",()=>{{document.documentElement.dataset.width=
document.querySelector("iframe").contentDocument.documentElement.scrollWidth}})</script></body></html>
"""


@dataclass(frozen=True, slots=True)
class Chromium:
    """A Chromium of this machine."""

    program: str

    @classmethod
    def found(cls) -> "Chromium | None":
        """Return the Chromium of this machine, if it has one."""
        program = next((found for name in _NAMES if (found := shutil.which(name))), None)
        return cls(program) if program else None

    def complaints(self, page: Path) -> list[str]:
        """Return what the page writes to the console: scripts refused, pictures not found, rules not understood."""
        return _COMPLAINT.findall(self._run("--dump-dom", page.absolute().as_uri())[1])

    def width(self, html: str, *, at: int) -> int:
        """Return how wide, in px, the content of a page becomes in a frame of ``at`` px; more is an overflow."""
        with tempfile.TemporaryDirectory(prefix="framed-") as folder:
            framed = Path(folder) / "framed.html"
            framed.write_text(_FRAMED.format(width=at, page=escape(html)), encoding="utf-8")
            written, told = self._run("--dump-dom", framed.as_uri())
        found = _WIDTH.search(written)
        assert found, told
        return int(found[1])

    def _run(self, *arguments: str) -> tuple[str, str]:
        """Return what it writes to its output and to its log; its profile is fresh."""
        unboxed = ["--no-sandbox"] if os.geteuid() == 0 else []  # as root it does not start with it
        with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
            flags = ["--headless", "--disable-gpu", "--no-first-run", "--enable-logging=stderr", "--hide-scrollbars"]
            timed = ["--virtual-time-budget=4000", f"--user-data-dir={profile}"]
            command = [self.program, *flags, *timed, *unboxed, *arguments]
            ran = subprocess.run(command, capture_output=True, timeout=120, check=True)
        return ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace")
