"""What breaks the checks for readers who listen, zoom, squint or tap, and what they leave alone."""

from tests.unit.breaking import Example, added, as_if_real, page, photo, styled
from tests.unit.copies import good, written

LETTERS = "font-family:Arial; font-size:16px; line-height:24px; color:#1c2733"
BUTTON = "display:block; padding:12px 24px; background-color:#0b4ea2; color:#ffffff; font-size:16px; line-height:24px"
ELSEWHERE = "https://aurelia.example.org/elsewhere"
LONG_ALT = (
    "The river gauge at Port Selene stood at four metres on Monday, at five on Tuesday and at six on Wednesday morning"
)


def _linked(words: str, style: str = "", **attributes: str) -> str:
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<a href="{ELSEWHERE}" style="{style}"{more}>{words}</a>'


def _passage(inner: str, style: str = LETTERS, tag: str = "p") -> str:
    return f'<{tag} class="ink" style="{style}">{inner}</{tag}>'


BROKEN: tuple[Example, ...] = (
    ("A002", lambda: page('<div lang="en" dir="ltr"', '<div lang="en"')(good())),
    ("A002", lambda: page("</body>", "<div>Sent by a machine</div></body>")(good())),
    ("A007", lambda: written("The report can be read [here](https://aurelia.example.org/report).")),
    ("A007", lambda: written("[Read more …](https://aurelia.example.org/report)")),
    ("A007", lambda: added(_linked("اضغط هنا"))),
    ("A007", lambda: added(_linked("点击这里", aria_label="点击这里"))),
    ("A009", lambda: written(f"See [the report](https://aurelia.example.org/report) and [the report]({ELSEWHERE}).")),
    ("A009", lambda: added(_linked("One", aria_label="Read the full report"))),
    ("A011", lambda: page("<h2", "<h3")(good())),
    ("A012", lambda: added(f'<img src="https://aurelia.example.org/poster.png" width="600" alt="{LONG_ALT}">')),
    ("A012", lambda: written(photos=(photo(alt=LONG_ALT, caption=""),))),
    ("A020", lambda: page("font-size:13px", "font-size:12px")(good())),
    ("A020", lambda: added(_passage("Small print", "font: 9pt/12pt Arial"))),
    ("A021", lambda: added(_passage("Stretched", f"{LETTERS}; text-align: justify"))),
    ("A021", lambda: added('<p align="justify">Stretched</p>')),
    ("A021", lambda: styled(".ink { text-align: justify; }")),
    ("A022", lambda: page("initial-scale=1", "initial-scale=1, user-scalable=no")(good())),
    ("A022", lambda: page("initial-scale=1", "initial-scale=1, maximum-scale=1.0")(good())),
    ("A023", lambda: written("Она сказала, что вода поднимается быстрее, чем все думали.")),
    ("A023", lambda: added("<p>أصبح النهر أعلى مما كان عليه في العام الماضي</p>")),
    ("A023", lambda: added("<p>新的水位标尺、警报器和短信网络现在可以提前两天向莱恩塔河沿岸的居民发出警报</p>")),
    ("A024", lambda: added(_passage(f"The river {_linked('rose again', 'text-decoration:none; color:#0b4ea2')}."))),
    ("A030", lambda: added(_passage("Faint", f"{LETTERS}; color:#9aa5b1"))),
    ("A030", lambda: added(_passage("Faint", f"{LETTERS}; color:#ffff00; background:#fff"))),
    ("A030", lambda: added(_passage("Large and faint", "font-size:24px; color:#9aa5b1"))),
    (
        "A030",
        lambda: added('<table background="https://aurelia.example.org/sea.jpg"><tr><td>On the sea</td></tr></table>'),
    ),
    ("A031", lambda: added(_linked("Donate", BUTTON.replace("12px", "4px")))),
    ("A031", lambda: added(_linked("Donate", "display:inline-block; line-height:1.5"))),
)

FINE: tuple[Example, ...] = (
    ("A002", lambda: as_if_real(good("ar"))),
    ("A007", lambda: written("The report can be read [here and there](https://aurelia.example.org/report).")),
    ("A007", lambda: added(_linked("Read more", aria_label="Read more about the floods of 2024"))),
    (
        "A009",
        lambda: written("[The report](https://aurelia.example.org/r) and [the report](https://aurelia.example.org/r)"),
    ),
    ("A009", lambda: added(_linked("Read the full report", aria_label="Read the full report on wells"))),
    (
        "A009",
        lambda: written(
            photos=(
                photo(download="https://a.example.org/1.jpg"),
                photo(alt="Bridge", url="https://a.example.org/b.jpg", download="https://a.example.org/2.jpg"),
            )
        ),
    ),
    ("A011", lambda: written("## One\n\nText.\n\n### Below\n\nText.\n\n## Two\n\nText.")),
    ("A012", lambda: written(photos=(photo(alt=LONG_ALT),))),
    ("A012", lambda: added(f'<img src="https://aurelia.example.org/logo.png" width="160" alt="{LONG_ALT}">')),
    ("A020", lambda: added('<div aria-hidden="true" style="font-size:1px">&nbsp;</div>')),
    ("A020", lambda: added('<div aria-hidden="true" style="font-size:8px">* * *</div>')),
    ("A020", lambda: added(_passage("Large enough", "font-size:10pt"))),
    ("A021", lambda: added(_passage("Ragged", f"{LETTERS}; text-align: left"))),
    ("A022", lambda: page("initial-scale=1", "initial-scale=1, maximum-scale=5")(good())),
    (
        "A023",
        lambda: written("The Federación Internacional de Sociedades and Всемирная Организация Здравоохранения agree."),
    ),
    ("A023", lambda: added('<p lang="ru">Она сказала, что вода поднимается быстрее, чем все думали.</p>')),
    ("A023", lambda: added("<p>The river is called النهر الكبير there, and 长江 elsewhere.</p>")),
    ("A024", lambda: added(_passage(_linked("Alone in its line", "text-decoration:none")))),
    ("A024", lambda: added(_passage(f"Read {_linked('this', 'text-decoration:none')}", tag="h2"))),
    ("A024", lambda: added(_passage(f"Read {_linked('the report', 'text-decoration:none; font-weight:bold')}"))),
    ("A024", lambda: added(_passage(f"Or {_linked('donate', 'text-decoration:none; background-color:#ffffff')}"))),
    ("A030", lambda: added(_passage("Large", f"{LETTERS}; font-size:24px; color:#8a8f96"))),
    ("A030", lambda: added(_passage("Bold", f"{LETTERS}; font-size:19px; font-weight:700; color:#8a8f96"))),
    ("A030", lambda: added('<div aria-hidden="true" style="color:#eeeeee">* * *</div>')),
    ("A030", lambda: added('<p style="background-color:#0b4ea2; color:#fff">White on blue</p>')),
    ("A031", lambda: added(_linked("Donate", BUTTON))),
    ("A031", lambda: added(_passage(f"Read {_linked('the report')} now"))),
)
