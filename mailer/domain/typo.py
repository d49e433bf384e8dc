"""Slips of the pen in the domains of the large mailbox providers: gmial.com, hotnail.com, gmail.con."""

import functools


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Where very many people have their mailbox. A domain that stands here is never taken for a slip.
MAILBOX_DOMAINS = _words("""
    gmail.com googlemail.com yahoo.com yahoo.fr yahoo.es yahoo.de yahoo.it yahoo.ca yahoo.in yahoo.co.uk
    yahoo.co.in yahoo.co.id yahoo.co.jp yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.mx yahoo.com.ph ymail.com
    rocketmail.com hotmail.com hotmail.fr hotmail.es hotmail.de hotmail.it hotmail.co.uk outlook.com outlook.fr
    outlook.es outlook.de outlook.it live.com live.fr live.co.uk msn.com icloud.com me.com mac.com aol.com aim.com
    proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.io fastmail.com fastmail.fm hey.com zoho.com
    mail.com email.com gmx.com gmx.net gmx.de gmx.at gmx.ch web.de freenet.de t-online.de orange.fr wanadoo.fr
    free.fr laposte.net sfr.fr bluewin.ch libero.it virgilio.it yandex.ru yandex.com ya.ru mail.ru bk.ru list.ru
    inbox.ru rambler.ru qq.com foxmail.com 163.com 126.com sina.com sina.cn sohu.com aliyun.com naver.com daum.net
    rediffmail.com comcast.net verizon.net btinternet.com telefonica.net uol.com.br terra.com.br
""")
_LEAST = 5  # in shorter names every slip is somebody's domain


@functools.lru_cache(maxsize=65536)
def suggested_domain(domain: str) -> str:
    """Return the large mailbox domain that ``domain`` is one slip away from, or "".

    A slip is a letter too many, too few, another or two changed places, in the name, the ending, or one in each; the
    first letter is hardly ever wrong.
    """
    name, _, ending = domain.partition(".")
    if domain in MAILBOX_DOMAINS or not ending:
        return ""
    return next((known for known in _KNOWN.get(name[:1], ()) if _is_slip_of(name, ending, known)), "")


def _is_slip_of(name: str, ending: str, known: str) -> bool:
    meant, _, end = known.partition(".")
    if name != meant and not is_one_slip(name, meant):
        return False
    return ending == end or (end == "com" and is_one_slip(ending, end))


def is_one_slip(written: str, meant: str) -> bool:
    """Return whether one letter was added, left out, changed, or changed places with the next."""
    start = _shared(written, meant)
    left, right = written[start:], meant[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer[1:] == shorter


def _shared(left: str, right: str) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(left), len(right)))


_KNOWN: dict[str, list[str]] = {}
for _domain in sorted(MAILBOX_DOMAINS, key=lambda known: (not known.endswith(".com"), known)):
    if len(_domain.partition(".")[0]) >= _LEAST:
        _KNOWN.setdefault(_domain[:1], []).append(_domain)
