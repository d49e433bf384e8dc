"""What breaks the checks of the CSS and of the colours for dark mode, and what they leave alone."""

from tests.unit.breaking import Example, added, page, styled
from tests.unit.copies import good

NIGHT = "@media (prefers-color-scheme: dark)"


def _with(style: str, tag: str = "p", inner: str = "Words", **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<{tag} style="{style}"{more}>{inner}</{tag}>'


BROKEN: tuple[Example, ...] = (
    ("D002", lambda: page("[data-ogsc] .muted", "[data-ogsc] .mute")(good())),
    ("D002", lambda: styled(NIGHT + " { .new { color: #ffffff !important; } }")),
    ("D002", lambda: page("[data-ogs", "[data-dark")(good())),
    ("D003", lambda: added(_with("color:#1c2733"))),
    ("D003", lambda: added(_with("background-color:#f3f6fa", tag="div"))),
    ("D003", lambda: added(_with("", tag="td", bgcolor="#f3f6fa"))),
    ("D004", lambda: page(".muted { color: #a9b7c6", ".muted { color: #3a4857")(good())),
    ("D004", lambda: added(_with("color:#1c2733"))),
    ("W001", lambda: added(_with("color:#1c2733 !important"))),
    ("W002", lambda: styled(".ink { color: #1c2733!important; }")),
    ("W002", lambda: styled(".ink { color: #1c2733 !IMPORTANT; }")),
    ("W002", lambda: styled(".ink { color: #1c2733 ! important; }")),
    ("W002", lambda: page("Arial !important", "Arial!important")(good())),
    ("W010", lambda: added(_with("", **{"class": "sm:w-full"}))),
    ("W010", lambda: added(_with("", **{"class": "2col"}))),
    ("W020", lambda: added(_with("text-shadow:1px 1px 2px #dddddd"))),
    ("W020", lambda: added("<section>Words</section>")),
    ("W021", lambda: added(_with("min-width:300px", tag="div"))),
    ("W021", lambda: added(_with("border-spacing:4px", tag="table", inner="<tr><td>1</td></tr>"))),
    ("W021", lambda: added(_with("background-image:linear-gradient(#ffffff, #eef1f5)", tag="td"))),
    ("W022", lambda: added(_with("display:flex", tag="div"))),
    ("W022", lambda: added(_with("display: inline-grid", tag="div"))),
    ("W022", lambda: added(_with("position:absolute; top:0"))),
    ("W022", lambda: added(_with("float:left", tag="div"))),
    ("W023", lambda: added(_with("margin-inline-start:4px"))),
    ("W023", lambda: added(_with("text-align:start"))),
    ("W023", lambda: styled(".pad { padding-inline: 40px; }")),
    ("W024", lambda: added(_with("background:url('https://aurelia.example.org/sea.jpg')", tag="td"))),
    ("W024", lambda: styled(".ink { background: url(https://aurelia.example.org/sea.jpg); }")),
    ("W026", lambda: added(_with("width:calc(100% - 20px)", tag="td"))),
    ("W026", lambda: added(_with("font-size:1.2rem"))),
    ("W026", lambda: added(_with("color:rgba(28, 39, 51, 0.8)"))),
    ("W026", lambda: added(_with("color:var(--ink, #1c2733)"))),
    ("W026", lambda: styled(NIGHT + " { .ink { color: rgba(255, 255, 255, 0.9) !important; } }")),
    ("W027", lambda: added(_with("line-height:1.5"))),
    ("W027", lambda: added(_with("line-height:150%"))),
    ("W027", lambda: page("mso-line-height-rule: exactly;", "")(good())),
    ("W028", lambda: added(_with("color:#123"))),
    ("W028", lambda: added(_with("border:1px solid navy", tag="td"))),
    ("W028", lambda: added(_with("", tag="td", bgcolor="white"))),
    ("W029", lambda: styled("@import url(https://aurelia.example.org/mail.css);")),
    ("W029", lambda: styled("@font-face { font-family: Aurelia; }")),
    ("W029", lambda: styled("@supports (display: grid) { .ink { color: #1c2733; } }")),
    ("W029", lambda: styled(NIGHT + " { @media (min-width: 621px) { .ink { color: #ffffff; } } }")),
)

FINE: tuple[Example, ...] = (
    ("D002", lambda: styled(NIGHT + " { .new { padding: 0 !important; } }")),
    ("D002", lambda: page("prefers-color-scheme", "prefers-contrast")(page("[data-ogs", "[data-dark")(good()))),
    ("D003", lambda: added(_with("color:#1c2733", **{"class": "ink"}))),
    ("D003", lambda: added(_with("background-color:#0b4ea2; color:#ffffff", tag="td"))),
    ("D003", lambda: page("prefers-color-scheme", "prefers-contrast")(added(_with("color:#1c2733")))),
    ("D004", lambda: added(_with("color:#8a8f96; font-size:24px"))),
    ("D004", lambda: added(_with("background-color:#0b4ea2; color:#ffffff", tag="td"))),
    ("W001", lambda: styled(".ink { color: #1c2733 !important; }")),
    ("W002", lambda: styled(".ink { color: #1c2733 !important}")),
    ("W010", lambda: added(_with("", **{"class": "col-2 _wide Last"}))),
    ("W020", lambda: added(_with("border-radius:4px; text-decoration-style:dotted"))),
    ("W020", lambda: styled(NIGHT + " { .ink { text-shadow: none !important; } }")),
    ("W020", lambda: added(_with("text-shadow:none; box-shadow:none"))),
    ("W021", lambda: added(_with("border-radius:4px; max-width:600px", tag="div"))),
    ("W021", lambda: added(_with("border-spacing:4px", tag="table", cellspacing="4", inner="<tr><td>1</td></tr>"))),
    ("W021", lambda: added(_with("min-width:300px; width:300px", tag="td"))),
    ("W021", lambda: added(_with("display:none; max-height:0; overflow:hidden", tag="div"))),
    ("W021", lambda: added(_with("box-shadow:0 0 4px #dddddd; opacity:0.9"))),
    ("W022", lambda: added(_with("display:inline-block; position:static; float:none", tag="div"))),
    ("W023", lambda: added(_with("margin-left:4px; text-align:left"))),
    ("W024", lambda: added(_with("background:#eef1f5", tag="td"))),
    ("W026", lambda: added(_with("color:rgb(28, 39, 51); width:90%; font-family:Caremon"))),
    ("W027", lambda: added(_with("font-size:0; line-height:0", tag="div"))),
    ("W027", lambda: added(_with("line-height:24px"))),
    ("W028", lambda: added(_with("color:#112233; border:1px solid #d5dde6; background:transparent none", tag="td"))),
    ("W028", lambda: added(_with("border-collapse:collapse; background:#ffffff url(a.png) no-repeat", tag="td"))),
    ("W029", lambda: styled("@media (min-width: 621px) { .ink { color: #1c2733; } }")),
)
