"""Contact lines as they stand below releases, read into spokespeople: "NAME, TITLE, UNIT, CITY, Email: x, Tel: y"."""

# Words of other scripts are the very subject here.

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mailer.content.pasted.words import folded
from mailer.content.release.spokespeople import key_of
from mailer.domain.address import parse_address
from mailer.domain.release import Spokesperson

_MAIL = r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+"
_PHONE = r"(?:\+|00)?\(?\+?\d[\d\s().\u00a0\u202f–-]{4,}\d(?:\s*(?:ext|poste|доб|int)\.?:?\s*\d{1,6})?"
_LABEL = (
    r"e-?mails?|mail|courriels?|courrier électronique|mél|correos?(?: electrónicos?)?|эл\.? ?почта|"
    r"электронная почта|почта|"
    r"البريد الإلكتروني|بريد إلكتروني|电子邮[件箱]|邮[件箱]|tele?(?:phone|fon|éfono)?s?|tel|tél(?:éphones?)?|"
    r"phones?|ph|mobiles?|mob|"
    r"cell(?:ulaire|ular|phone)?s?|portable|teléfonos?|móvil(?:es)?|celular|тел(?:ефоны?)?|моб(?:ильный)?|"
    r"(?:ال)?هاتف|جوال|محمول|电话|手机|"
    r"whats\s?app|signal|office|bureau|oficina|direct|t|m|p|e|c"
)
_PREFIX = rf"(?<!\w)(?:{_LABEL})\.?\s*(?:\([^()]{{1,20}}\)\s*)?"
_REACH = re.compile(
    rf"(?:{_PREFIX}(?:[:：]\s*|\s+))?(?:<|mailto:)?(?P<mail>{_MAIL})>?|"
    rf"(?:{_PREFIX}(?:[:：]\s*|\s+|(?=[+(\d])))*(?P<phone>(?<![\w@]){_PHONE})(?!\w)",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"[,;|•\t\n()،؛，、；]|\s[–—-]\s|\s/\s|(?<=\w)[:：](?=\s|$)|[:：](?=[^\W\d_])")
_ONLY_LABEL = re.compile(rf"(?:{_LABEL})(?:\s*(?:/|&|and|et|y|и)\s*(?:{_LABEL}))*", re.IGNORECASE)
_JOINTS = re.compile(
    r"^(?:(?:or|and|ou|et|y|o|u|или|и|أو|或|和|und|oder|at|on|via|by|au|à l'adresse|al|a|по|через)(?:\s+|$))+|"
    r"(?:(?:\s+|^)(?:or|and|ou|et|y|o|или|и|أو|或|和|und|oder|at|on|via|by|au|à|al|a|en|по|sur))+$",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(r"^(?:in|à|au|en|в|在|في|aus?)\s+(?=\w)", re.IGNORECASE)
_NAME_IN_PLACE = re.compile(r"^(?P<name>\S+(?:\s+\S+){1,4}?)\s+(?:in|à|en|в|at)\s+(?:the\s+)?(?P<place>[A-ZÀ-ÞА-Я].*)$")
_FIELD_LABELS = re.compile(r"name|nom|nombre|имя|الاسم|姓名|title|titre|cargo|должность|contacts?")
_TITLE = re.compile(
    r"officers?|managers?|editors?|spokes\w+|directors?|heads?\b|chiefs?|specialists?|coordinators?|"
    r"advis[eo]rs?|assistants?|"
    r"consultants?|analysts?|leads?\b|representatives?|secretary|president|presidents?|associates?|"
    r"focal point|producer|reporter|"
    r"charg[ée]e?|responsable|porte-parole|directeur|directrice|chef\w*|conseill\w+|attaché\w*|délégué\w*|rédact\w+|"
    r"oficial|portavoz|voceros?|jef[ea]|director\w*|coordinador\w*|encargad\w+|asesor\w*|responsable|"
    r"директор|пресс-секретарь|представител\w+|сотрудни\w+|руководител\w+|специалист\w*|"
    r"متحدث\S*|المتحدث\S*|مدير\S*|مسؤول\S*|发言人|主任|官|员|经理|主管|专员|sprecher\w*|leiter\w*|referent\w*",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\b(?:units?|divisions?|departments?|sections?|offices?|services?|communications?|relations|agency|"
    r"agencies|teams?|bureau|desk|"
    r"organi[sz]ation|ministry|programme|mission|institute|council|commission|centre|center|foundation|network|"
    r"unité|direction|département|agence|équipe|ministère|secrétariat|unidad|división|departamento|oficina|dirección|"
    r"agencia|equipo|ministerio|secretaría|отдел\w*|департамент\w*|служба|управление|бюро)\b|"
    r"وحدة|قسم|إدارة|مكتب|منظمة|部|处|科|办公室|组织",
    re.IGNORECASE,
)
_NAME_LONGEST = 70
_CITY_WORDS = 4
_FIGURES = 6
_FOUR = 4


@dataclass(slots=True)
class _Entry:
    """One person while the lines are being read."""

    texts: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)

    @property
    def is_reachable(self) -> bool:
        return bool(self.mails or self.phones)

    def take(self, kind: str, text: str) -> None:
        {"text": self.texts, "label": self.labels, "mail": self.mails, "phone": self.phones}[kind].append(text)


def has_reach(text: str) -> bool:
    """Return whether an e-mail address or a telephone number stands in ``text``."""
    return any(match["mail"] or _is_phone(match) for match in _REACH.finditer(text))


def read_contacts(lines: Sequence[str]) -> tuple[tuple[Spokesperson, ...], tuple[str, ...]]:
    """Return the people whom ``lines`` name, and sentences on what was unsure or left out."""
    doubts: list[str] = []
    entries = _entries(lines)
    if len(entries) > 1 and not entries[-1].is_reachable:
        _settle_rest(entries.pop(), entries[-1], doubts)
    people = [_person(entry, doubts) for entry in entries if entry.is_reachable]
    return tuple(people), tuple(doubts)


def _entries(lines: Sequence[str]) -> list[_Entry]:
    entries = [_Entry()]
    for line in lines:
        begun = len(entries)
        for kind, text in _parts(line):
            goes_on = begun == len(entries) and kind == "text" and len(entries[-1].texts) == 1 and _TITLE.search(text)
            if kind in {"text", "label"} and entries[-1].is_reachable and not goes_on:
                entries.append(_Entry())
                begun = len(entries)
            entries[-1].take(kind, text)
    return entries if entries[-1].is_reachable or entries[-1].texts else entries[:-1]


def _parts(line: str) -> Iterator[tuple[str, str]]:
    """Yield what the line consists of: ("text" | "label" | "mail" | "phone", words)."""
    position = 0
    for match in _REACH.finditer(line):
        if match["phone"] and not _is_phone(match):
            continue
        yield from _texts(line[position : match.start()])
        yield ("mail", match["mail"].strip(".")) if match["mail"] else ("phone", " ".join(match["phone"].split()))
        position = match.end()
    yield from _texts(line[position:])


def _texts(words: str) -> Iterator[tuple[str, str]]:
    start = 0
    for match in [*_BREAKS.finditer(words), None]:
        end = match.start() if match else len(words)
        text = _JOINTS.sub("", words[start:end].strip(" \t\u00a0.*_-–—<>[]&/:")).strip()
        sign = match.group() if match else ""
        start = match.end() if match else end
        if (
            not text
            or _ONLY_LABEL.fullmatch(text)
            or _FIELD_LABELS.fullmatch(folded(text))
            or not re.search(r"[^\W\d_]", text)
        ):
            continue
        yield ("label" if sign in {":", "："} or _IN_PLACE.match(text) else "text"), text


def _is_phone(match: re.Match[str]) -> bool:
    digits = [character for character in match["phone"] or "" if character.isdigit()]
    return len(digits) > _FIGURES


def _settle_rest(rest: _Entry, last: _Entry, doubts: list[str]) -> None:
    """Take what stands behind the last number: a city belongs to that person, anything else is told."""
    if len(rest.texts) == 1 and len(last.texts) < _FOUR and _is_city(rest.texts[0]):
        last.labels.append(rest.texts[0])
    elif rest.texts:
        doubts.append(f"Behind the contact stands {', '.join(rest.texts)!r}: it was left out.")


def _person(entry: _Entry, doubts: list[str]) -> Spokesperson:
    texts, labels = list(entry.texts), list(entry.labels)
    if not texts and labels:
        texts.append(_IN_PLACE.sub("", labels.pop()))
    name = texts.pop(0) if texts else (entry.mails or entry.phones)[0]
    if not entry.texts and not entry.labels:
        doubts.append(f"No name was found beside {name}: write whom journalists may ask for.")
    title, unit, city = _placed(texts, labels)
    in_place = _NAME_IN_PLACE.match(name)
    if in_place and len(name) < _NAME_LONGEST:
        name = in_place["name"]
        unit, city = _added(in_place["place"], unit, city)
    if len(name) > _NAME_LONGEST:
        doubts.append(f"{name[:40]!r}... does not look like a name.")
    _doubt_more(entry, name, doubts)
    address = _address(entry.mails, doubts)
    phone = entry.phones[0] if entry.phones else ""
    return Spokesperson(key_of(name), name, title=title, unit=unit, city=city, address=address, phone=phone)


def _added(place: str, unit: str, city: str) -> tuple[str, str]:
    return (unit, place) if _is_city(place) and not city else (f"{unit}, {place}".lstrip(", "), city)


def _doubt_more(entry: _Entry, name: str, doubts: list[str]) -> None:
    doubts.extend(f"{name} has a second number, {phone}: it was left out." for phone in entry.phones[1:])
    doubts.extend(f"{name} has a second address, {mail}: it was left out." for mail in entry.mails[1:])


def _address(mails: Sequence[str], doubts: list[str]) -> str:
    try:
        return parse_address(mails[0]).address if mails else ""
    except ValueError as error:
        doubts.append(f"A contact's address was left out: {error}.")
        return ""


def _placed(texts: list[str], labels: list[str]) -> tuple[str, str, str]:
    """Return title, unit and city from the words behind a name, and from labels such as "In Geneva:"."""
    title, units, city = "", [], ""
    for label in labels:
        bare = _IN_PLACE.sub("", label)
        if _TITLE.search(bare):
            title = title or bare
        elif _UNIT.search(bare) or not _is_city(bare):
            units.append(bare)
        else:
            city = city or bare
    if texts and not city and _is_city(texts[-1]) and (len(texts) > 1 or len(texts[0].split()) == 1):
        city = texts.pop()
    for number, text in enumerate(texts):
        if not title and (_TITLE.search(text) or (number == 0 and len(texts) > 1 and not _UNIT.search(text))):
            title = text
        else:
            units.append(text)
    return title, ", ".join(units), city


def _is_city(text: str) -> bool:
    words = text.split()
    has_role = _TITLE.search(text) or _UNIT.search(text)
    return (
        not has_role
        and len(words) <= _CITY_WORDS
        and not any(character.isdigit() for character in text)
        and (text[0].isupper() or text.upper() == text.lower())
    )
