"""Addresses that belong to a desk or to a machine rather than to a person, known by what stands before the @."""

import re

from mailer.domain.address import Address

_BETWEEN = re.compile(r"[._-]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: RFC 2142, and what desks call their mailboxes in Arabic, Chinese, English, French, Russian and Spanish.
ROLES = _words("""
    info information office contact contacts kontakt contacto hello mail marketing sales support help noc security
    hostmaster webmaster www usenet news admin administrator team jobs press presse prensa pressa media medias
    medien medios newsroom newsdesk desk editor editors editorial editorials tips stories letters pr comms
    communication communications comunicacion comunicaciones pressoffice pressdesk mediarelations publicaffairs
    spokesperson redaction redactions redaktion redaccion redacao bureau journal redaktsiya redakciya redakcia
    redakcija pressa smi novosti pressluzhba pressslujba пресса редакция сми новости прессслужба инфо sahafa ilam
    i3lam tahrir akhbar إعلام صحافة تحرير أخبار xinwen meiti bianji jizhe 新闻 媒体 编辑 编辑部 记者 新闻部 rédaction
    communiqués
""")
#: Mailboxes where a release reaches nobody, or somebody who takes it for abuse.
MACHINES = _words("""
    abuse postmaster mailerdaemon noreply donotreply nereply bounce bounces daemon root nobody listserv
    majordomo
""")
#: Words that make a desk of an address that begins, or ends, with one of them.
BEGINNINGS = _words("press presse prensa media newsroom desk newsdesk redaction redaktion redaccion news")
ENDINGS = _words("desk newsroom newsdesk redaction redaktion redaccion")


def is_role_address(address: Address) -> bool:
    """Return whether a desk reads this mailbox (``press@``, ``africa.desk@``) rather than one person."""
    words = _BETWEEN.split(_local(address.key))
    whole = "".join(words)
    return whole in ROLES or whole in MACHINES or words[0] in BEGINNINGS or words[-1] in ENDINGS


def is_machine_address(address: Address) -> bool:
    """Return whether nobody reads this mailbox for news (``noreply@``, ``abuse@``)."""
    return "".join(_BETWEEN.split(_local(address.key))) in MACHINES


def _local(key: str) -> str:
    return key.rpartition("@")[0].partition("+")[0]
