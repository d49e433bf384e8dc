"""Our own DKIM signature, as dkimpy judges it (RFC 6376, 8058 4, 8301)."""

import random
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from mailer.content.mail.dkim import Signer, open_signer
from mailer.content.mail.message import Compiled, Unsubscribe, assemble, compile_message, dump, load
from mailer.domain.rendering import Recipient
from mailer.domain.settings import Dkim, DkimProfile
from mailer.errors import SettingsError
from tests.unit import aurelia, signing
from tests.unit.test_message import DATE, FRAME, ID, JANE, LEAVING, NAMES, SENTENCES, rendered

SEALED = (
    "From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding", "List-Unsubscribe", "List-Unsubscribe-Post",
)  # fmt: skip
REPLACED_BY_SES = ("Message-ID", "Date")
_SHORT_WORD = 8
DKIM = Dkim(signing.DOMAIN, signing.SELECTOR, "file:dkim.pem")


def signed(
    compiled: Compiled,
    recipient: Recipient = JANE,
    *,
    leaving: Unsubscribe = LEAVING,
    profile: DkimProfile = DkimProfile.STANDARD,
    title: str = "Africa press",
    date: datetime = DATE,
    signer: Signer | None = None,
) -> bytes:
    return b"".join(
        assemble(
            compiled,
            FRAME,
            recipient,
            message_id=ID,
            list_id=(title, "africa.press.example.org"),
            unsubscribe=leaving,
            date=date,
            in_reply_to=ID,
            signer=signer or signing.signer(profile),
        )
    )


@pytest.fixture(scope="module")
def message() -> bytes:
    """A message in English with everything in it."""
    return signed(compile_message(rendered("en")))


@pytest.mark.parametrize("language", aurelia.LANGUAGES)
def test_a_composed_edition_in_each_language_is_verified(language: str) -> None:
    compiled = load(dump(compile_message(aurelia.composed(language))))

    for name in ("Noor Lindqvist", "محمد علي", ""):
        assert signing.is_verified(signed(compiled, replace(JANE, name=name)))


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("name", NAMES)
def test_values_in_every_place_do_not_break_the_signature(language: str, name: str) -> None:
    compiled = compile_message(rendered(language, subject=f"{SENTENCES[language]} ZQSLOT0000000001"))

    assert signing.is_verified(signed(compiled, replace(JANE, name=name, fields={"outlet": f"{name}  {name}"})))


@pytest.mark.parametrize(
    "body",
    [
        "From the field:\n.\n..\nFrom here\n",
        "The end.\n\n\n\n",
        "\n\n\nThe beginning.",
        "Two  blanks, a\ttab, and blanks at the end  \n \n\t\nof lines. \t \n",
        "x" * 5000,
    ],
)
def test_lines_that_relays_are_tempted_to_change_do_not_break_it(body: str) -> None:
    assert signing.is_verified(signed(compile_message(rendered("en", body=body))))


def test_a_message_without_slots_is_verified() -> None:
    plain = replace(rendered("en"), html="<p>No  slots</p>", text="No  slots\n", slots=())

    assert signing.is_verified(signed(compile_message(plain)))


def test_long_fields_are_verified() -> None:
    leaving = Unsubscribe(
        f"https://press.example.org/u/{'x' * 800}", f"mailto:leave@news.example.org?subject={'y' * 700}"
    )
    compiled = compile_message(rendered("ru", subject=f"{SENTENCES['ru']} {'длинный заголовок ' * 9}"))

    assert signing.is_verified(signed(compiled, leaving=leaving, title="Press of East Africa and the Lakes"))


def test_both_unsubscribe_fields_are_covered_where_they_are(message: bytes) -> None:
    by_mail = signed(compile_message(rendered("en")), leaving=Unsubscribe(mailto=LEAVING.mailto))

    assert signing.is_verified(by_mail)
    assert _covered(message)["list-unsubscribe"] == _covered(message)["list-unsubscribe-post"] == 2
    assert (_covered(by_mail)["list-unsubscribe"], _covered(by_mail)["list-unsubscribe-post"]) == (2, 1)


def test_all_that_a_reader_goes_by_is_covered(message: bytes) -> None:
    present = set(re.findall(rb"^([!-9;-~]+):", message.partition(b"\r\n\r\n")[0], re.MULTILINE))

    covered = _covered(message)

    uncovered = {name.decode() for name in present if name.decode().lower() not in covered}
    assert uncovered == {"DKIM-Signature", "X-Auto-Response-Suppress"}


@pytest.mark.parametrize("name", SEALED)
def test_a_second_field_on_top_breaks_it(message: bytes, name: str) -> None:
    assert not signing.is_verified(f"{name}: added@example.net\r\n".encode() + message)


def test_fields_that_relays_add_do_not_break_it(message: bytes) -> None:
    added = b"Received: from a by b; Tue, 24 Nov 2026 05:00:01 +0000\r\nReturn-Path: <x@example.org>\r\n"

    assert signing.is_verified(added + message)


def test_a_relay_may_fold_fields_and_strip_blanks(message: bytes) -> None:
    changed = message.replace(b"\r\nSubject: ", b"\r\nSUBJECT:\r\n\t", 1) + b"\r\n\r\n"

    assert changed != message
    assert signing.is_verified(changed)


def test_each_changed_letter_breaks_it(message: bytes) -> None:
    """Letters of the fields that are signed and of the body; the field that is not signed may change."""
    start = message.index(b"\r\nDate: ") + 2
    free = re.search(rb"X-Auto-Response-Suppress: .*\r\n", message)
    assert free
    places = [
        at
        for at in range(start, len(message))
        if not free.start() <= at < free.end() and message[at : at + 1].isalnum()
    ]
    chance = random.Random(20261124)  # noqa: S311 - the same places each time

    for at in chance.sample(places, 60):
        other = b"x" if message[at : at + 1] not in b"xX" else b"y"
        assert not signing.is_verified(message[:at] + other + message[at + 1 :]), message[at - 20 : at + 20]


def test_what_is_not_signed_may_change(message: bytes) -> None:
    assert signing.is_verified(message.replace(b"X-Auto-Response-Suppress: OOF, AutoReply\r\n", b""))


@pytest.mark.parametrize("name", REPLACED_BY_SES)
def test_the_ses_profile_lets_amazon_replace_its_fields(name: str) -> None:
    message = signed(compile_message(rendered("en")), profile=DkimProfile.SES)
    replaced = re.sub(rb"\r\n%s: .*\r\n" % name.encode(), b"\r\n%s: <other@example.net>\r\n" % name.encode(), message)

    assert replaced != message
    assert signing.is_verified(replaced)
    assert signing.is_verified(f"{name}: <other@example.net>\r\n".encode() + message)


@pytest.mark.parametrize("name", sorted({*SEALED}.difference(REPLACED_BY_SES)))
def test_the_ses_profile_seals_the_others(name: str) -> None:
    message = signed(compile_message(rendered("en")), profile=DkimProfile.SES)

    assert not signing.is_verified(f"{name}: added@example.net\r\n".encode() + message)


def test_the_signature_stands_first_and_says_how_it_was_made(message: bytes) -> None:
    tags = signing.tags(message)

    assert message.startswith(b"DKIM-Signature: ")
    assert {name: tags[name] for name in ("v", "a", "c", "d", "s", "t")} == {
        "v": "1",
        "a": "rsa-sha256",
        "c": "relaxed/relaxed",
        "d": signing.DOMAIN,
        "s": signing.SELECTOR,
        "t": str(int(DATE.timestamp())),
    }
    assert {"l", "x"}.isdisjoint(tags)


def test_lines_of_the_signature_are_short(message: bytes) -> None:
    assert max(map(len, message[: message.index(b"\r\nDate: ")].split(b"\r\n"))) <= 78


def test_a_retry_differs_in_date_and_signature_alone() -> None:
    compiled = compile_message(rendered("en"))
    first = signed(compiled)
    again = signed(compiled, date=DATE + timedelta(hours=1))

    assert signing.tags(first)["bh"] == signing.tags(again)["bh"]
    assert signed(compiled) == first
    assert _without_date(first) == _without_date(again) != first


def test_signing_changes_nothing_else() -> None:
    compiled = compile_message(rendered("en"))
    message = signed(compiled)
    plain = b"".join(
        assemble(
            compiled,
            FRAME,
            JANE,
            message_id=ID,
            list_id=("Africa press", "africa.press.example.org"),
            unsubscribe=LEAVING,
            date=DATE,
            in_reply_to=ID,
        )
    )

    assert message.endswith(b"\r\n" + plain)
    assert b"DKIM-Signature" not in plain


def test_the_time_of_the_signature_is_that_of_the_message_in_any_zone() -> None:
    later = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    message = signed(compile_message(rendered("en")), date=later)

    assert int(signing.tags(message)["t"]) == int(later.timestamp())


def test_another_key_does_not_verify() -> None:
    other = open_signer(DKIM, signing.pem(rsa.generate_private_key(public_exponent=65537, key_size=2048)))

    assert not signing.is_verified(signed(compile_message(rendered("en")), signer=other))


def test_a_key_in_the_older_form_of_pem_is_taken() -> None:
    older = signing.key().private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()

    assert signing.is_verified(signed(compile_message(rendered("en")), signer=open_signer(DKIM, older)))


def test_what_is_no_key_is_refused_with_the_way_to_make_one() -> None:
    half = signing.pem()[:200]
    wanted = "the DKIM key cannot be read as a private key in PEM. Make one: openssl genrsa -out dkim.pem 2048"

    assert {refusal(text) for text in ("", "hello", half, signing.record().decode())} == {wanted}


def test_a_key_of_another_kind_is_refused() -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    text = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    assert refusal(text).startswith("the DKIM key is no RSA key")


def test_an_encrypted_key_is_refused() -> None:
    text = signing.key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")).decode()

    assert refusal(text).startswith("the DKIM key is encrypted with a passphrase")


def test_a_key_that_is_too_short_is_refused() -> None:
    p, q = 2**256 - 189, 2**255 - 19  # primes that everybody knows
    d = rsa.rsa_recover_private_exponent(65537, p, q)
    numbers = rsa.RSAPrivateNumbers(
        p,
        q,
        d,
        rsa.rsa_crt_dmp1(d, p),
        rsa.rsa_crt_dmq1(d, q),
        rsa.rsa_crt_iqmp(p, q),
        rsa.RSAPublicNumbers(65537, p * q),
    )

    found = refusal(signing.pem(numbers.private_key()))

    assert found.startswith("the DKIM key has 511 bits: receivers take no signature of fewer than 1024")


def test_without_the_package_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.padding", None)

    assert "Install it: pip install cryptography" in refusal(signing.pem())


def test_dkimpy_finds_the_fields_that_we_name(message: bytes) -> None:
    checked = dkim.DKIM(message)

    assert checked.verify(dnsfunc=lambda *_args, **_more: signing.record())
    assert {name.decode() for name, _ in checked.signed_headers} == set(_covered(message)) - {
        "sender",
        "cc",
        "content-transfer-encoding",
    }


def refusal(pem: str) -> str:
    with pytest.raises(SettingsError) as caught:
        open_signer(DKIM, pem)
    said = str(caught.value)
    assert not [line for line in pem.splitlines() if len(line) > _SHORT_WORD and line in said]
    return said


def _covered(message: bytes) -> dict[str, int]:
    names = signing.tags(message)["h"].split(":")
    return {name: names.count(name) for name in names}


def _without_date(message: bytes) -> bytes:
    return re.sub(rb"\r\nDate: .*", b"", message[message.index(b"\r\nDate: ") :])
