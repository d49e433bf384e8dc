"""Where the workspace is: named, or the nearest folder upwards that holds ``mailer.toml``."""

from collections.abc import Mapping
from pathlib import Path

from mailer.errors import SettingsError

SETTINGS_FILE = "mailer.toml"


def find_workspace(start: Path, *, named: str | None, environ: Mapping[str, str]) -> Path:
    """Return the workspace's absolute folder: ``named`` (from -C), else MAILER_WORKSPACE, else upwards from ``start``.

    Relative names count from ``start``. SettingsError that names `mailer init` if there is none.
    """
    if named:
        return _named(start, named, by="-C")
    if environ.get("MAILER_WORKSPACE"):
        return _named(start, environ["MAILER_WORKSPACE"], by="MAILER_WORKSPACE")
    here = start.resolve()
    for folder in (here, *here.parents):
        if _is_workspace(folder):
            return folder
    raise SettingsError(
        f"this is no workspace: there is no {SETTINGS_FILE} in {here} or any folder above it",
        hint="`mailer init` makes one here; `mailer -C DIR ...` works in another",
    )


def _named(start: Path, name: str, *, by: str) -> Path:
    folder = (start / Path(name).expanduser()).resolve()
    if _is_workspace(folder):
        return folder
    what = f"there is no {SETTINGS_FILE} in it" if folder.is_dir() else "there is no such folder"
    raise SettingsError(
        f"{folder} (from {by}) is no workspace: {what}", hint=f"`mailer init {name}` makes one, or name another folder"
    )


def _is_workspace(folder: Path) -> bool:
    try:
        return (folder / SETTINGS_FILE).is_file()
    except OSError:  # a folder above us that we may not look into
        return False
