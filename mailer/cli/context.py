"""What every command is given: the way to the workspace, opened only when needed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mailer.cli import show

if TYPE_CHECKING:
    from mailer.bootstrap import App


class Context:
    """The options before the command. ``app()`` opens the workspace, once."""

    def __init__(self, workspace: str | None, *, debug: bool = False) -> None:
        self.workspace = workspace
        self.debug = debug
        self.start = Path.cwd()
        self.environ = dict(os.environ)
        self._app: App | None = None

    def app(self) -> App:
        """Return the workspace with everything built; SettingsError if there is none or it is wrong."""
        if self._app is None:
            from mailer.bootstrap import open_app

            self._app = open_app(self.start, named=self.workspace, environ=self.environ)
            for told in self._app.notes:
                show.note(told)
        return self._app

    def close(self) -> None:
        """Close what was opened."""
        if self._app is not None:
            self._app.desk.store.close()
