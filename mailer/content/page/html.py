"""The one call of premailer: base styles become inline styles, once per edition and variant."""

import logging
import re

from mailer.errors import ReleaseError

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")  # a broken letter stays: it is refused, never dropped
_BLANK_LINES = re.compile(r"\n\s*\n+")


def inlined(html: str) -> str:
    """Return the page with its plain styles inlined; those marked ``data-premailer="ignore"`` stay as they are.

    ReleaseError if the page cannot be read.
    """
    import cssutils
    from premailer import Premailer

    cssutils.ser.prefs.minimizeColorHash = False
    try:
        page = Premailer(
            _BLANK_LINES.sub("\n", cleaned(html)),
            keep_style_tags=False,
            strip_important=True,
            remove_classes=False,
            allow_network=False,
            allow_loading_external_files=False,
            disable_validation=True,
            disable_basic_attributes=["width", "height", "align", "valign", "bgcolor"],
            align_floating_images=False,
            cssutils_logging_level=logging.CRITICAL,
        ).transform(pretty_print=False)
    except Exception as error:  # what premailer, cssutils and lxml raise has no common base
        raise ReleaseError(f"The styles of the template cannot be inlined ({error})", hint="Mend its CSS") from error
    return str(page).replace("</wbr>", "")  # lxml closes what HTML never closes


def cleaned(text: str) -> str:
    """Return the text without control characters, which parsers and mail clients trip over; tabs and line ends stay."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n"))
