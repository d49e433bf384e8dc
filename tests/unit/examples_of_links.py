"""What breaks the checks of links, sides, parts and lines, and what they leave alone."""

from dataclasses import replace
from email import message_from_bytes, policy

from mailer.content.lint.copy import Copy
from tests.unit.breaking import Example, in_language, page, person, text, without_slot
from tests.unit.copies import good, of_release, written

_SITE = "https://aurelia.example.org"


def _turned_round(copy: Copy) -> Copy:
    octets = copy.octets.replace(b"text/plain", b"text/later").replace(b"text/html", b"text/plain")
    octets = octets.replace(b"text/later", b"text/html")
    return replace(copy, message=message_from_bytes(octets, policy=policy.default))


def _single(copy: Copy) -> Copy:
    octets = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe river rose.\r\n"
    return replace(copy, message=message_from_bytes(octets, policy=policy.default))


BROKEN: tuple[Example, ...] = (
    ("L005", lambda: written(f"See [www.example.net/report]({_SITE}/report).")),
    ("L005", lambda: written(f"See [https://aurelia.example.net]({_SITE}/report).")),
    ("L005", lambda: written("Write to [desk@aurelia.example.org](mailto:other@aurelia.example.org).")),
    ("L006", lambda: page(f'href="{_SITE}/lenta"', 'href="#notes"')(good())),
    ("L005", lambda: written("See [www.desk.co.uk](https://www.firm.co.uk/report).")),
    ("L008", lambda: written("See [the report](https://bit.ly/3xYz).")),
    ("L008", lambda: written("See [the report](https://www.tinyurl.com/3xYz).")),
    ("L009", lambda: of_release(spokespeople=(person(phone="022 555 01 42"),))),
    ("L009", lambda: written("Call [the desk](tel:+1-202-CALL-US).")),
    ("L009", lambda: written("Write to [the desk](mailto:desk).")),
    ("R002", lambda: page('class="h2 flush head" style="', 'class="h2" style="text-align:left; ')(good("ar"))),
    ("R002", lambda: page('class="in" align="right"', 'class="in" align="left"')(good("ar"))),
    ("R003", lambda: page('<span dir="ltr">+1 202 555 0142</span>', "+1 202 555 0142")(good("ar"))),
    ("R003", lambda: page('<span dir="ltr">press@aurelia.example.org</span>', "press@aurelia.example.org")(good("ar"))),
    ("R005", lambda: page('lang="zh-Hans"', 'lang="zh"')(good("zh"))),
    ("R006", lambda: page("margin:0; font-size", "margin:0; letter-spacing:0.5px; font-size")(good("ar"))),
    ("R006", lambda: page("margin:0; font-size", "margin:0; font-style:italic; font-size")(good("zh"))),
    ("F003", lambda: without_slot(good())),
    ("F004", lambda: page("</h1>", "x" * (101_500 - len(good().html.encode())) + "</h1>")(good())),
    ("T004", lambda: text("Until this year", "<br>Until this year")(good())),
    ("T004", lambda: text("Until this year", "Until&nbsp;this year")(good())),
    ("T004", lambda: written("The river <b>rose</b> by two metres.")),
    ("T005", lambda: text("Until this year, most families in the lower basin had about two hours", "")(good())),
    ("T005", lambda: text("预警由各城镇自行撰写，并以流域内的四种语言发布。11月2日，本季首次涨水期间", "")(good("zh"))),
    ("T006", lambda: replace(good(), octets=b"A: b\r\n\r\nWe left.\r\nFrom Geneva we went.\r\n")),
    ("T006", lambda: replace(good(), octets=b"A: b\r\n\r\nWe left\r\n.\r\n")),
    ("M002", lambda: _turned_round(good())),
    ("M002", lambda: _single(good())),
)

FINE: tuple[Example, ...] = (
    ("L005", lambda: written("See [aurelia.example.org/report](https://www.aurelia.example.org/report-2).")),
    (
        "L005",
        lambda: written(
            f"See [the report.pdf]({_SITE}/a), [report.pdf](https://files.example.org/b) or [U.S.]({_SITE})."
        ),
    ),
    ("L005", lambda: written("Write to [Desk@Aurelia.example.org](mailto:desk@aurelia.example.org?subject=Lenta).")),
    ("L005", lambda: written("See [bücher.example.org](https://xn--bcher-kva.example.org/).")),
    ("L005", lambda: written(f"See [press.example.org]({_SITE}/press).")),
    ("L006", lambda: page(f'href="{_SITE}/lenta"', 'href="#lenta" id="lenta"')(good())),
    ("L008", lambda: written("See [the film](https://youtu.be/3xYz) and [bits](https://abit.ly/x).")),
    (
        "L009",
        lambda: written(
            "Call [112](tel:112) or [us](tel:+41-22-555-01-42;ext=3), [write](mailto:a@b.example,c@d.example)."
        ),
    ),
    ("L009", lambda: of_release(spokespeople=(person(phone="+41 (0)22 555 01 42"),))),
    ("R002", lambda: good("ar")),
    ("R002", lambda: page('class="h2 flush head" style="', 'class="h2" style="text-align:left; ')(good())),
    ("R003", lambda: good("ar")),
    ("R003", lambda: in_language("ar", "وصل الفيضان إلى 1,153 منزلاً و+5 درجات في 2024-2025.")),
    ("R005", lambda: good("zh")),
    ("R006", lambda: good("zh")),
    ("R006", lambda: page("margin:0; font-size", "margin:0; font-style:italic; font-size")(good("ru"))),
    ("F003", good),
    ("F004", lambda: page("</h1>", "x" * (103_000 - len(good().html.encode())) + "</h1>")(good())),
    ("T004", lambda: written("The river is < 3 m & > 2 m wide; <name> is no tag, AT&T; is a firm.")),
    ("T005", lambda: written(f"From [Port Selene]({_SITE}/a) to [Geneva]({_SITE}/b), the river rose by two metres.")),
    ("T006", lambda: written("From Geneva we went to Port Selene.\n\n. . .")),
    ("M002", good),
)
