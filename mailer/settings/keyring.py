"""``keys.toml``: the keys that sign unsubscribe links and return paths."""

import re
import stat
from pathlib import Path

from mailer.errors import SettingsError
from mailer.settings.entry import nearest, place_of
from mailer.settings.reading import read_toml

KEYS_FILE = "keys.toml"
_KEY_ID = re.compile(r"[a-z0-9]{1,8}")
_SHORTEST_OCTETS = 16


def load_keys(workspace: Path) -> dict[str, bytes]:
    """Return the keys by key id in file order, the last one signs; none if there is no ``keys.toml``.

    SettingsError if others than the owner can read it, or if a key is malformed; no key is ever shown.
    """
    path = workspace / KEYS_FILE
    if not path.exists():
        return {}
    _refuse_open_to_others(path)
    tables, text = read_toml(path)
    for section in tables:
        if section != "keys":
            hint = "Did you mean [keys]?" if nearest(section, ["keys"]) else "Keys stand below [keys]"
            raise SettingsError(
                f'{place_of(KEYS_FILE, text, section=section)}: there is no "{section}" here', hint=hint
            )
    found = tables.get("keys", {})
    if not isinstance(found, dict) or not found:
        raise SettingsError(f"{path} holds no key", hint="Restore it from a backup; without it old links stop working")
    return {key_id: _octets(key_id, value, text) for key_id, value in found.items()}


def _refuse_open_to_others(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(
            f"{path} can be read by other users of this machine (mode {mode:04o})", hint=f"Run: chmod 600 {path}"
        )


def _octets(key_id: str, value: object, text: str) -> bytes:
    place = place_of(KEYS_FILE, text, section="keys", name=key_id)
    if not _KEY_ID.fullmatch(key_id):
        raise SettingsError(f"{place}: {key_id!r} cannot name a key", hint="Use 1 to 8 lower-case letters or digits")
    try:
        octets = bytes.fromhex(str(value))
    except ValueError:  # it would show where the key goes wrong
        octets = b""
    if len(octets) < _SHORTEST_OCTETS:
        raise SettingsError(
            f"{place}: the key {key_id} is not {2 * _SHORTEST_OCTETS} or more hexadecimal digits",
            hint="Restore the file from a backup; without it old links stop working",
        )
    return octets
