"""What breaks the checks of tables, widths, pictures and what no mail should carry, and what they leave alone."""

from tests.unit.breaking import Example, added, page
from tests.unit.copies import good

LETTERS = "font-family:Arial; font-size:16px; line-height:24px; color:#1c2733"
PICTURE = "https://aurelia.example.org/photos/well"
GHOST = "<!--[if mso]><table><tr><td><![endif]-->{}<!--[if mso]></td></tr></table><![endif]-->"


def _picture(ending: str = ".jpg", attributes: str = 'width="600"') -> str:
    return f'<img src="{PICTURE}{ending}" alt="A well" {attributes}>'


def _nested(tables: int) -> str:
    return '<table role="presentation"><tr><td>' * tables + "Deep" + "</td></tr></table>" * tables


BROKEN: tuple[Example, ...] = (
    ("W025", lambda: added('<div style="padding:10px">Words</div>')),
    ("W025", lambda: added('<p style="padding-left:10px">Words</p>')),
    ("W030", lambda: page("</td></tr></table><![endif]-->", "</td></tr></table>")(good())),
    ("W030", lambda: added("<!--[if mso]>Only for Outlook-->")),
    ("W031", lambda: page("<!--[if mso]></td></tr></table>", "<!--[if mso]></td></tr>")(good())),
    ("W031", lambda: added("<!--[if (gte mso 9)|(IE)]><td><![endif]-->")),
    ("W032", lambda: added(_nested(4))),
    ("W032", lambda: added(GHOST.format(GHOST.format(_nested(2))))),
    ("W033", lambda: page('width="600" align="center"', 'width="700" align="center"')(good())),
    ("W033", lambda: page("max-width:600px", "max-width:720px")(good())),
    ("W033", lambda: added(_picture(attributes='width="1200"'))),
    ("W034", lambda: added("<table><tr><td>Words</td></tr></table>")),
    ("W034", lambda: added('<p style="font:16px/24px Arial">Words</p>')),
    ("W034", lambda: added('<p style="font-family:Arial; font-size:16px; color:#1c2733"><strong>Words</strong></p>')),
    ("I001", lambda: added(_picture(attributes=""))),
    ("I001", lambda: added(_picture(attributes='width="100%"'))),
    ("I002", lambda: page('src="https:', 'src="http:')(good())),
    ("I003", lambda: added(_picture(".svg"))),
    ("I003", lambda: added(_picture(".WebP?size=large"))),
    ("I005", lambda: added(_picture(attributes='width="600" height="400" style="width:100%"'))),
    ("I005", lambda: added(_picture(attributes='width="600" height="400" style="max-width:100%; height:400px"'))),
    ("X001", lambda: added("<script>alert(1)</script>")),
    ("X001", lambda: added('<form action="https://aurelia.example.org/"><input name="q"></form>')),
    ("X001", lambda: added('<iframe src="https://aurelia.example.org/"></iframe>')),
    (
        "X001",
        lambda: page("<title>", '<link rel="stylesheet" href="https://aurelia.example.org/a.css"><title>')(good()),
    ),
    ("X001", lambda: page("<title>", '<meta http-equiv="Refresh" content="0; url=/"><title>')(good())),
    ("X002", lambda: page("<h1", '<h1 onclick="alert(1)"')(good())),
    ("X003", lambda: added("<!-- ask Tomas whether this is true -->")),
    ("X004", lambda: added(_picture(".gif", 'width="1" height="1"'))),
    ("X004", lambda: added(_picture(".gif", 'width="600" style="height:2px"'))),
)

FINE: tuple[Example, ...] = (
    (
        "W025",
        lambda: added('<table><tr><td style="mso-padding-alt:12px"><a style="padding:12px">Go</a></td></tr></table>'),
    ),
    ("W025", lambda: added('<p style="padding:0">Words</p>')),
    ("W030", lambda: added("<!--[if !mso]><!-->Not for Outlook<!--<![endif]-->")),
    ("W031", lambda: added(GHOST.format("Words"))),
    ("W031", lambda: added("<!--[if !mso]><!--><table><tr><td>Not for Outlook<!--<![endif]-->")),
    ("W032", lambda: added(_nested(3))),
    ("W033", lambda: added('<table width="100%" style="width:100%; max-width:640px"><tr><td>Words</td></tr></table>')),
    ("W034", lambda: added(f'<table><tr><td><a href="#" style="{LETTERS}">Words</a></td></tr></table>')),
    ("W034", lambda: added('<p style="font:16px/24px Arial; color:#1c2733">Words</p>')),
    ("W034", lambda: added('<table><tr><td>&nbsp;</td><td aria-hidden="true">*</td></tr></table>')),
    ("I001", lambda: added(_picture())),
    ("I002", lambda: added(_picture())),
    ("I003", lambda: added(_picture(".PNG?from=a.svg"))),
    ("I005", lambda: added(_picture(attributes='width="600" height="400" style="width:100%; height:auto"'))),
    ("I005", lambda: added(_picture(attributes='width="160" height="40"'))),
    ("X001", lambda: page("<h1", "<h1 data-form")(good())),
    ("X002", lambda: page("<h1", '<h1 data-onclick="1"')(good())),
    ("X003", lambda: added("<!--[if !mso]><!-->Not for Outlook<!--<![endif]-->")),
    ("X003", lambda: added(GHOST.format("Words"))),
    ("X004", lambda: added(_picture(attributes='width="160" height="3"'))),
)
