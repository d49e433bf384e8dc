"""The settings of a workspace: found, read once, checked whole, frozen."""

from mailer.settings.key import Key
from mailer.settings.loading import load_settings
from mailer.settings.presets import PRESETS, Preset
from mailer.settings.secret import read_secret
from mailer.settings.table import KEYS, VARIABLES
from mailer.settings.workspace import find_workspace

__all__ = ["KEYS", "PRESETS", "VARIABLES", "Key", "Preset", "find_workspace", "load_settings", "read_secret"]
