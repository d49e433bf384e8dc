"""Blanks at which a line must not end: by the rules of each language, quotation marks and dashes as they were typed.

Only blanks that the author typed become such; none is added and none is taken away. The rules are those of the Lexique
des règles typographiques (French), of Мильчин's Справочник (Russian) and of ISO 80000-1, 7.1.4 (figures and units).
"""

import re
from collections.abc import Callable

from mailer.domain.language import primary_language

_NBSP = "\u00a0"
_BLANK = r"[ \t]"
_UNITS = r"(?:%|‰|°C?|€|\$|£|km²?|m²|m³|kg|ha|mm|cm|kWh|MW|GW)"

#: 310 000; a number of a phone is none.
_FIGURE = re.compile(rf"(?<![\d+(/-])(?<!\d[ \t])\d{{1,3}}(?:{_BLANK}\d{{3}})+(?!\d|{_BLANK}\d)")
_EVERYWHERE = (
    (re.compile(rf"(?<=\d){_BLANK}(?={_UNITS}(?!\w))"), _NBSP),  # 42 %
)
_BY_LANGUAGE = {
    "fr": (
        (re.compile(rf"(?<=\S){_BLANK}(?=[:;!?»](?:[\s»)*_.,]|$))"), _NBSP),
        (re.compile(rf"(?<=«){_BLANK}(?=\S)"), _NBSP),
    ),
    "ru": ((re.compile(rf"(?<=\w){_BLANK}(?=[—–]\s)"), _NBSP),),
}
_BY_LANGUAGE["uk"] = _BY_LANGUAGE["ru"]


def typesetter(language: str) -> Callable[[str], str]:
    """Return the function that binds words of this language (BCP 47) to what they must not be parted from."""
    rules = (*_EVERYWHERE, *_BY_LANGUAGE.get(primary_language(language), ()))

    def typeset(text: str) -> str:
        text = _FIGURE.sub(lambda figure: re.sub(_BLANK, _NBSP, figure[0]), text)
        for pattern, bound in rules:
            text = pattern.sub(bound, text)
        return text

    return typeset
