"""What breaks the checks of the page, and what they leave alone."""

from tests.unit.breaking import Example, as_if_real, page, photo
from tests.unit.copies import good, written

BROKEN: tuple[Example, ...] = (
    ("A001", lambda: page('<html lang="en"', "<html")(good())),
    ("A003", lambda: page(' alt="', ' data-alt="')(good())),
    ("A004", lambda: written(photos=(photo(alt="gauge.jpg"),))),
    ("A004", lambda: written(photos=(photo(alt="Photo"),))),
    ("A004", lambda: written(photos=(photo(alt="The gauge at Port Selene"),))),
    ("A005", lambda: page('role="presentation"', "")(good())),
    ("A006", lambda: page(">Read the full report</a>", "></a>")(good())),
    ("A008", lambda: page("<title>", "<title></title><title>")(good())),
    ("A010", lambda: page("<h1", "<h2")(good())),
    ("A010", lambda: page("<h2", "<h1")(good())),
    ("L001", lambda: page('href="https://aurelia.example.org/lenta"', 'href="#"')(good())),
    ("L002", lambda: page('href="https://aurelia.example.org/lenta"', 'href="javascript:alert(1)"')(good())),
    ("L003", lambda: written("See [the report](http://aurelia.example.org/report).")),
    ("L004", lambda: as_if_real(written("See [the report](https://example.com/report)."))),
    ("L004", lambda: as_if_real(written("See [the report](https://server.internal/report)."))),
    ("L004", lambda: written("See [the report](https://staging.aurelia.example.org/report).")),
    ("L004", lambda: written("See [the report](https://192.168.1.7/report).")),
    ("L004", lambda: written("See [the report](https://localhost:8000/report).")),
    ("R001", lambda: page('role="presentation" dir="rtl"', 'role="presentation"')(good("ar"))),
    ("R004", lambda: written("Forty \u202eslliw\u202c have reopened.")),
    ("R004", lambda: written("Forty \u202dwells have reopened.")),
    ("R004", lambda: written("Forty \u2067wells have reopened.")),
    ("R004", lambda: written("Forty \u2068wells \u2066(40)\u2069 have reopened.")),
    ("R004", lambda: written("Forty \u202bwells\u2069 have reopened.")),
    ("R004", lambda: written(headline="Wells \u202ereopen")),
    ("D001", lambda: page("prefers-color-scheme", "prefers-contrast")(good())),
)

FINE: tuple[Example, ...] = (
    ("A005", lambda: written("| Town | Wells |\n|---|---|\n| Port Selene | 12 |\n\nA sentence below it.")),
    ("L004", lambda: written("See [the report](https://pictures.example.net/report).")),
    ("R004", lambda: written("Forty \u202awells\u202c have reopened.")),
)
