"""How headers are compared: without regard to case, hyphens, underscores, colons and blanks."""

import re
import unicodedata

from mailer.domain.cell import unprotected

_BETWEEN = re.compile(r"[\s_.\-/:*]+")


def written(header: str) -> str:
    """Return a header as it is shown: composed, on one line, without the sign against spreadsheets in front."""
    return unprotected(" ".join(unicodedata.normalize("NFC", header).split()))


def header_key(header: str) -> str:
    """Return what is the same for two spellings of a header: ``E-MAIL_Address:`` and ``e-mail address``."""
    return " ".join(_BETWEEN.sub(" ", written(header).casefold().lstrip("\ufeff")).split())
