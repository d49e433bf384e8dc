"""Countries as ISO 3166 codes of two letters, from what stands in lists: ``ke``, ``KEN``, ``Kenya``, ``Кения``."""

import functools

from mailer.domain.spelling import folded

_LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh", "zh_Hant", "de", "pt")
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_TWO = 2
_CODES = (2, 3)

#: Names that Unicode’s list does not have: those of the United Nations, short, and former ones.
_OTHER_NAMES = {
    "US": "United States of America|U.S.A.|U.S.|EE. UU.|EE.UU.|США|Соединенные Штаты Америки|Etats-Unis d'Amérique",
    "GB": "Great Britain|Britain|U.K.|England|Scotland|Wales|Northern Ireland|Соединенное Королевство",
    "BO": "Bolivia (Plurinational State of)", "BN": "Brunei Darussalam", "CV": "Cabo Verde", "SZ": "Swaziland",
    "CD": "Democratic Republic of the Congo|DR Congo|DRC|Congo-Kinshasa|Congo (Kinshasa)|RDC|RD Congo|ДР Конго|"
    "République démocratique du Congo|Congo, Democratic Republic of the|جمهورية الكونغو الديمقراطية",
    "CG": "Congo|Republic of the Congo|Congo-Brazzaville|Congo (Brazzaville)|République du Congo",
    "CI": "Ivory Coast|Cote d Ivoire", "CZ": "Czech Republic|République tchèque", "FM": "Micronesia",
    "GM": "The Gambia", "BS": "The Bahamas", "HK": "Hong Kong", "MO": "Macao|Macau", "IR": "Iran (Islamic Republic of)",
    "KP": "Democratic People's Republic of Korea", "KR": "Korea|Republic of Korea|Korea, Republic of",
    "LA": "Lao People's Democratic Republic", "MD": "Republic of Moldova", "MK": "Macedonia|The former Yugoslav "
    "Republic of Macedonia", "MM": "Myanmar|Burma|Birmanie", "NL": "Holland|The Netherlands", "PH": "The Philippines",
    "PS": "Palestine|State of Palestine|فلسطين|Палестина|Palestina", "RU": "Russian Federation|Российская Федерация",
    "SY": "Syrian Arab Republic", "TL": "East Timor", "TR": "Turkey", "TZ": "United Republic of Tanzania",
    "VA": "Holy See", "VE": "Venezuela (Bolivarian Republic of)", "VN": "Viet Nam", "AE": "UAE|U.A.E.",
}  # fmt: skip


def normalise_country(text: str) -> str:
    """Return the code of the country in ``text``; what is no country that we know stays as it is written.

    >>> normalise_country("Kenya"), normalise_country("uk"), normalise_country("Atlantis")
    ('KE', 'GB', 'Atlantis')
    """
    written = " ".join(text.split())
    if len(written) in _CODES and written.isascii() and written.isalpha():
        code = _short(written.upper())
        return code if len(code) == _TWO else _names().get(_key(written), written)
    return _names().get(_key(written), written) if written else ""


@functools.lru_cache(maxsize=1024)
def _short(code: str) -> str:
    """Return the code of today for one of three letters, or one that is used for it, as in UK."""
    from babel.core import get_global

    meant = get_global("territory_aliases").get(code, ())
    return meant[0] if len(meant) == 1 else code


@functools.cache
def _names() -> dict[str, str]:
    from babel import Locale

    by_name = {_key(name): code for code, names in _OTHER_NAMES.items() for name in names.split("|")}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == _TWO and code.isalpha() and code not in _NO_COUNTRIES:
                by_name.setdefault(_key(name), code)
    return by_name


def _key(name: str) -> str:
    return folded(name.replace("’", "'").replace("`", "'").replace("&", "and"))
