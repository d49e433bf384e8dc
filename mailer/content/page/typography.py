"""Letters: which fonts, sizes and line heights each script is set in, and which way it runs."""

from collections.abc import Mapping
from dataclasses import dataclass

from mailer.domain.language import primary_language

_RTL = frozenset({"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"})
_HAN = frozenset({"zh", "ja"})
_UNWRAPPED = frozenset({"zh", "ja", "th", "lo", "km", "my", "ko"})
_PLAIN_SCRIPTS = _RTL | _HAN | frozenset({"ko", "th", "lo", "km", "my", "hi", "mr", "ne", "bn", "ta", "te", "am", "ka"})


@dataclass(frozen=True, slots=True)
class Size:
    """Font size and line height, in CSS pixels."""

    size: int
    line: int


@dataclass(frozen=True, slots=True)
class Letters:
    """How one language is set. ``wide`` are the sizes that grow on a desktop.

    ``has_case`` says whether capitals and letter-spacing are used; ``wraps`` whether plain text is broken into lines.
    """

    lang: str
    direction: str
    body: str
    head: str
    outlook_body: str
    outlook_head: str
    sizes: Mapping[str, Size]
    wide: Mapping[str, Size]
    has_case: bool
    wraps: bool

    @property
    def is_rtl(self) -> bool:
        """Return whether the language runs from right to left."""
        return self.direction == "rtl"


_SANS = "Helvetica Neue, Helvetica, Arial, Noto Sans, sans-serif"
_SERIF = "Georgia, Times New Roman, Noto Serif, serif"
_ARABIC = "Segoe UI, Geeza Pro, Noto Naskh Arabic, Tahoma, Arial, sans-serif"
_HEBREW = "Arial, Noto Sans Hebrew, sans-serif"
_HANS = "PingFang SC, Hiragino Sans GB, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
_HANT = "PingFang TC, Microsoft JhengHei, Noto Sans CJK TC, sans-serif"
_JAPANESE = "Hiragino Sans, Yu Gothic, Meiryo, Noto Sans CJK JP, sans-serif"
_KOREAN = "Apple SD Gothic Neo, Malgun Gothic, Noto Sans CJK KR, sans-serif"

#: Body and head fonts, then the one safe family of each for Outlook on Windows.
_FONTS = {
    "he": (_HEBREW, _HEBREW, "Arial", "Arial"),
    "zh-Hans": (_HANS, _HANS, "Microsoft YaHei, SimSun", "Microsoft YaHei, SimSun"),
    "zh-Hant": (_HANT, _HANT, "Microsoft JhengHei, PMingLiU", "Microsoft JhengHei, PMingLiU"),
    "ja": (_JAPANESE, _JAPANESE, "Meiryo, MS PGothic", "Meiryo, MS PGothic"),
    "ko": (_KOREAN, _KOREAN, "Malgun Gothic, Gulim", "Malgun Gothic, Gulim"),
    "rtl": (_ARABIC, _ARABIC, "Tahoma, Arial", "Tahoma, Arial"),
    "ltr": (_SANS, _SERIF, "Arial", "Georgia"),
}

_ROLES = ("h1", "sub", "p", "h2", "name", "quote", "small", "cap", "fine", "org", "ban", "btn")


def _sizes(*pairs: tuple[int, int]) -> Mapping[str, Size]:
    return {role: Size(*pair) for role, pair in zip(_ROLES, pairs, strict=True)}


def _wide(h1: Size, quote: Size) -> Mapping[str, Size]:
    return {"h1": h1, "quote": quote}


#: Order as in ``_ROLES``; design: nothing to be read is under 13 px, body text never under 16.
_LATIN_SIZES = _sizes(
    (28, 35), (19, 29), (17, 27), (21, 28), (16, 24), (20, 30), (15, 23), (14, 21), (13, 20), (16, 22),
    (16, 24), (16, 24),
)  # fmt: skip
_ARABIC_SIZES = _sizes(
    (28, 42), (19, 33), (18, 31), (21, 34), (17, 29), (20, 36), (16, 27), (15, 25), (14, 23), (17, 28),
    (17, 29), (16, 24),
)  # fmt: skip
_HAN_SIZES = _sizes(
    (26, 38), (19, 31), (17, 30), (20, 30), (17, 27), (20, 34), (15, 26), (14, 23), (13, 21), (16, 24),
    (16, 27), (16, 24),
)  # fmt: skip


def letters(language: str) -> Letters:
    """Return how a language (BCP 47) is set; ``lang`` is the exact tag for HTML: Chinese always names its script."""
    tag = {"zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant"}.get(
        language, language
    )
    primary = primary_language(tag)
    rtl = primary in _RTL
    sizes, wide = _scale(primary, rtl=rtl)
    body, head, outlook_body, outlook_head = _fonts(tag, primary, rtl=rtl)
    return Letters(
        lang=tag,
        direction="rtl" if rtl else "ltr",
        body=body,
        head=head,
        outlook_body=outlook_body,
        outlook_head=outlook_head,
        sizes=sizes,
        wide=wide,
        has_case=primary not in _PLAIN_SCRIPTS,
        wraps=primary not in _UNWRAPPED,
    )


def _scale(primary: str, *, rtl: bool) -> tuple[Mapping[str, Size], Mapping[str, Size]]:
    if rtl:
        return _ARABIC_SIZES, _wide(Size(32, 48), Size(22, 40))
    if primary in _HAN:
        return _HAN_SIZES, _wide(Size(30, 44), Size(22, 37))
    return _LATIN_SIZES, _wide(Size(32, 40), Size(22, 33))


def _fonts(tag: str, primary: str, *, rtl: bool) -> tuple[str, str, str, str]:
    return _FONTS.get(tag) or _FONTS.get(primary) or _FONTS["rtl" if rtl else "ltr"]
