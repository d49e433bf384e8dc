"""Files that are named on the command line; - is what is pasted or piped in."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory

_STDIN = "-"


@contextmanager
def readable(path: Path) -> Iterator[Path]:
    """Give a file that can be read more than once; what comes from stdin is kept no longer than that."""
    if str(path) != _STDIN:
        yield path
        return
    with TemporaryDirectory(prefix="mailer-") as folder:
        copy = Path(folder) / "stdin.txt"
        with copy.open("wb") as file:
            copyfileobj(sys.stdin.buffer, file)
        yield copy
