"""What breaks the checks of the message and of its text part, and what they leave alone."""

from dataclasses import replace

from tests.unit.breaking import (
    LONG_TEXT,
    Example,
    latin,
    of_domains,
    page,
    person,
    text,
    with_house,
    without_postal_address,
    without_slot,
)
from tests.unit.copies import good, of_release, written

BROKEN: tuple[Example, ...] = (
    ("F001", lambda: without_slot(good())),
    ("F002", without_postal_address),
    ("F002", lambda: page("1 Example Square", "")(good())),
    ("F005", lambda: with_house(base_url="")),
    ("S001", lambda: written("\n\n".join([LONG_TEXT] * 70))),
    ("S002", lambda: written("\n\n".join([LONG_TEXT] * 45))),
    ("S003", lambda: page("</style>", "x" * 9_000 + "</style>")(good())),
    ("S004", lambda: page("</style>", "x" * 6_000 + "</style>")(good())),
    ("S005", lambda: page('src="https:', 'src="data:')(good())),
    ("T001", lambda: replace(good(), text="See the HTML part.")),
    ("T002", lambda: text("https://aurelia.example.org/lenta/2024", "")(good())),
    ("T003", lambda: text("Geneva, 24", "word " * 20 + "Geneva, 24")(good())),
    ("M001", lambda: replace(good(), octets=b"x" * 999)),
    ("M003", lambda: page('<meta charset="utf-8">', "")(good())),
    ("M003", lambda: latin(good())),
    ("M004", lambda: page("Port Selene", "Port\ufffdSelene")(good())),
    ("H001", lambda: of_domains("example.net")),
    ("H001", lambda: of_domains("aurelia.example.com", "relia.example.org")),
)

FINE: tuple[Example, ...] = (
    ("T002", lambda: of_release(spokespeople=(person(phone="+1 (0) 202 555 0142 ext. 7"),))),
    ("T003", lambda: text("Geneva, 24", "https://aurelia.example.org/" + "x" * 90 + "\nGeneva, 24")(good())),
    ("T003", lambda: text("Geneva, 24", "新的水位标尺 " * 20 + "\nGeneva, 24")(good())),
)
