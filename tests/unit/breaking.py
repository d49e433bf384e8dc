"""Ways to break an edition in which there is nothing to find, for the examples of checks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy

from mailer.content.lint.copy import Copy, read_page
from mailer.domain.duty import duty_on
from mailer.domain.release import Photo, Spokesperson
from tests.unit import aurelia
from tests.unit.copies import HOUSE, copy_of, good, of_release

#: The id of a rule, and an edition that it finds, or leaves alone.
Example = tuple[str, Callable[[], Copy]]
Break = Callable[[Copy], Copy]


def page(old: str, new: str) -> Break:
    """Return what changes the page of a good copy, where only a template could."""

    def changed(copy: Copy) -> Copy:
        assert old in copy.html, f"{old!r} is not on the page"
        html = copy.html.replace(old, new)
        return replace(copy, html=html, page=read_page(html))

    return changed


def added(html: str) -> Copy:
    """Return a good copy with this above its headline."""
    return page("<h1", html + "<h1")(good())


def styled(css: str) -> Copy:
    """Return a good copy with this at the end of its last style element."""
    return page("</style>\n</head>", css + "</style>\n</head>")(good())


def text(old: str, new: str) -> Break:
    def changed(copy: Copy) -> Copy:
        assert old in copy.text, f"{old!r} is not in the text part"
        return replace(copy, text=copy.text.replace(old, new))

    return changed


def subject(new: str) -> Break:
    return lambda copy: replace(copy, subject=new)


def without_postal_address() -> Copy:
    house = replace(HOUSE, organisation=replace(aurelia.ORGANISATION, postal_address=""))
    return replace(good(), house=house)


def with_house(**changes: object) -> Copy:
    return replace(good(), house=replace(HOUSE, **changes))  # type: ignore[arg-type]


def of_domains(*domains: str) -> Copy:
    return with_house(organisation=replace(aurelia.ORGANISATION, domains=domains))


def as_if_real(copy: Copy) -> Copy:
    """Return the copy as of an organisation that has no domain among those reserved for examples."""
    return replace(copy, house=replace(HOUSE, domains=()))


def on_duty(*known: Spokesperson) -> Copy:
    """Return the copy of a release that names the first of ``known``, as it reads on 23 November 2026."""
    duty = duty_on(date(2026, 11, 23), known[:1], {one.key: one for one in known})
    return replace(of_release(spokespeople=duty.people), duty=duty)


def person(**changes: object) -> Spokesperson:
    return replace(aurelia.SPOKESPEOPLE[0], **changes)  # type: ignore[arg-type]


def photo(**changes: str) -> Photo:
    made = Photo("https://aurelia.example.org/photos/gauge.jpg", "A woman reads a gauge", "The gauge at Port Selene")
    return replace(made, **changes)


def without_slot(copy: Copy) -> Copy:
    return replace(copy, rendered=replace(copy.rendered, slots=()))


def in_language(language: str, body: str, **changes: object) -> Copy:
    """Return the copy of a release with nothing but an edition of ``body`` in this language."""
    made = aurelia.english(body, **{"headline": _HEADLINES[language[:2]], "language": language, **changes})
    return copy_of(aurelia.composed(language, made), made)


def beside_english(english: str, language: str, body: str) -> Copy:
    """Return the copy of an edition of ``body`` in a release that has an English one, too."""
    made = aurelia.english(english)
    other = replace(made.editions[0], headline=_HEADLINES[language], language=language, body=body, source="other.md")
    made = replace(made, editions=(*made.editions, other))
    return copy_of(aurelia.composed(language, made), made)


def of_changed(**changes: object) -> Copy:
    """Return the short release with nothing to find; ``changes`` replace the release's fields."""
    made = replace(aurelia.english(LONG_TEXT), **changes)  # type: ignore[arg-type]
    return copy_of(aurelia.composed("en", made), made)


def of_a_real_house(**changes: object) -> Copy:
    """Return what ``of_changed`` returns, as of an organisation that has no domain among those for examples."""
    organisation = replace(aurelia.ORGANISATION, domains=())
    return replace(of_changed(**changes), house=replace(HOUSE, organisation=organisation))


def header(name: str, value: str) -> Break:
    """Return what gives a copy another header, as it stands in the message."""

    def changed(copy: Copy) -> Copy:
        message = message_from_bytes(copy.octets, policy=policy.default)
        del message[name]
        octets = f"{name}: {value}\r\n".encode() + message.as_bytes(policy=policy.SMTP)
        return replace(copy, octets=octets, message=message_from_bytes(octets, policy=policy.default))

    return changed


_HEADLINES = {
    "en": "A short headline",
    "fr": "Un titre assez court",
    "es": "Un titular corto",
    "ru": "Короткий заголовок",
    "ar": "عنوان قصير",
    "zh": "一个简短的标题",
}

LONG_TEXT = "A paragraph that goes on about the river and its gauges for quite some time. " * 20


def latin(copy: Copy) -> Copy:
    octets = copy.octets.replace(b"text/html; charset=utf-8", b"text/html; charset=iso-8859-1")
    return replace(copy, message=message_from_bytes(octets, policy=policy.default))
