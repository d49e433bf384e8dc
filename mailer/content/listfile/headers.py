"""Which column of a list is what, whatever its header is called in the six languages."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from mailer.content.listfile.writing import unprotected
from mailer.errors import ListFileError

_BETWEEN = re.compile(r"[\s_.\-/:*]+")
_KNOWN = {
    "address": "address|email|e mail|email address|e mail address|mail|mail address|primary email|work email|"
    "email 1|e mail 1|"
    "courriel|adresse email|adresse e mail|adresse mail|adresse courriel|adresse électronique|mél|correo|"
    "correo electrónico|"
    "correo electronico|dirección de correo|e mail adresse|эл почта|электронная почта|почта|адрес эл почты|"
    "البريد الإلكتروني|البريد الالكتروني|بريد إلكتروني|电子邮件|电子邮箱|邮箱|邮件",
    "name": "name|full name|contact|contact name|display name|nom|nom complet|nom et prénom|nombre|nombre completo|"
    "nombre y apellidos|имя|фио|имя и фамилия|الاسم|الاسم الكامل|姓名|名字",
    "first": "first name|firstname|given name|prénom|prenom|vorname|nombre de pila",
    "last": "last name|lastname|surname|family name|nom de famille|nachname|apellido|apellidos|фамилия|اسم العائلة|姓",
    "outlet": "outlet|organisation|organization|media|media outlet|media organisation|company|publication|newsroom|"
    "employer|"
    "média|organe de presse|rédaction|entreprise|medio|medio de comunicación|empresa|organización|"
    "издание|сми|организация|"
    "المؤسسة|وسيلة الإعلام|المؤسسة الإعلامية|媒体|机构|单位",
    "role": "role|title|job title|position|function|fonction|poste|titre|cargo|puesto|función|должность|"
    "المنصب|"
    "الوظيفة|职务|职位",
    "kind": "kind|contact kind",
    "languages": "language|languages|lang|preferred language|langue|langues|idioma|idiomas|lengua|язык|языки|"
    "اللغة|语言|语种",
    "country": "country|country code|pays|país|pais|страна|البلد|الدولة|国家",
    "timezone": "timezone|time zone|tz|fuseau horaire|zona horaria|huso horario|часовой пояс|المنطقة الزمنية|时区",
    "beats": "beat|beats|topic|topics|interests|coverage|thème|thèmes|sujets|temas|темы|тематика|مواضيع|主题|领域",
    "basis": "basis|legal basis|base légale|base legal|правовое основание",
    "source": "source|origin|origine|origen|fuente|источник|المصدر|来源",
    "frequency": "frequency|fréquence|frecuencia|частота|التواتر|频率",
}  # fmt: skip
_COLUMNS = {header: column for column, headers in _KNOWN.items() for header in headers.split("|")}
_POSTAL_TOO = "address"
_EXAMPLE = "Name the columns in the first line, for example: address,name,outlet,language"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each value stands in a row: ``places`` by its name, ``fields`` are the further columns by their headers.

    ``names`` are the places whose values make up a name, in order; ``ignored`` tells of columns that are not read.
    """

    places: dict[str, int]
    names: tuple[int, ...]
    fields: tuple[tuple[str, int], ...]
    ignored: tuple[str, ...]
    width: int


def map_headers(headers: Sequence[str], *, file: str) -> Columns:
    """Return what each column is; ListFileError, naming the headers found, without a column of addresses."""
    written = [unprotected(" ".join(unicodedata.normalize("NFC", header).split())) for header in headers]
    known = [_COLUMNS.get(_folded(header), "") for header in written]
    places = {"address": _address_place(written, known, file)}
    ignored: list[str] = []
    fields: dict[str, int] = {}
    for number, (header, column) in enumerate(zip(written, known, strict=True)):
        if column and column != "address" and column not in places:
            places[column] = number
        elif number != places["address"]:
            _further(header, number, fields, ignored)
    names = _names(places, written, fields)
    return Columns(places, names, tuple(fields.items()), tuple(ignored), len(written))


def _further(header: str, number: int, fields: dict[str, int], ignored: list[str]) -> None:
    if header and header not in fields:
        fields[header] = number
    else:
        ignored.append(header or f"column {number + 1}")


def _folded(header: str) -> str:
    return " ".join(_BETWEEN.sub(" ", header.casefold().lstrip("\ufeff")).split())


def _address_place(written: Sequence[str], known: Sequence[str], file: str) -> int:
    found = [number for number, column in enumerate(known) if column == "address"]
    if len(found) > 1:  # a column called "address" beside one called "e-mail" holds postal addresses
        found = [number for number in found if _folded(written[number]) != _POSTAL_TOO] or found
    if len(found) == 1:
        return found[0]
    if found:
        names = " and ".join(repr(written[number]) for number in found)
        raise ListFileError(f"{file}: {names} could both be the address", hint="Rename one of the two columns")
    if any("@" in header for header in written):
        raise ListFileError(f"{file} has no line of headers: the first line holds an address", hint=_EXAMPLE)
    shown = ", ".join(repr(header) for header in written[:20] if header) or "nothing"
    raise ListFileError(f"{file} has no column of addresses; its headers are {shown}", hint=_EXAMPLE)


def _names(places: dict[str, int], written: Sequence[str], fields: dict[str, int]) -> tuple[int, ...]:
    """Return where the name stands; first and last names are joined, or kept as fields beside a full name."""
    parts = [places.pop(part, None) for part in ("first", "name", "last")]
    first, name, last = parts
    if name is not None and first is not None and last is not None:
        fields.update({written[first]: first, written[last]: last})
        return (name,)
    return tuple(place for place in parts if place is not None)
