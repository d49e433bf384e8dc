"""Chromium as the reader: mails and proof sheets open without complaint and fit on a small phone."""

import email
import email.policy
import struct
from pathlib import Path

import pytest

from tests.peers.chromium import Chromium
from tests.peers.conftest import Desk

_RELEASE = "releases/record-returns-lake-orun"
_PHONE = 320
_EDITIONS = ("ar", "en", "fr")


def test_a_page_with_faults_would_be_noticed(chromium: Chromium, tmp_path: Path) -> None:
    page = tmp_path / "faulty.html"
    page.write_text('<!DOCTYPE html><div style="width:500px">wide</div><script>console.error("a fault")</script>')

    complaints = chromium.complaints(page)

    assert len(complaints) == 1
    assert "a fault" in complaints[0]
    assert chromium.width(page.read_text(), at=_PHONE) >= 500


@pytest.mark.parametrize("language", _EDITIONS)
def test_a_mail_opens_without_complaint(chromium: Chromium, desk: Desk, language: str) -> None:
    page = desk.write("mail.html", _mail(desk, language))

    complaints = chromium.complaints(page)

    assert complaints == []


@pytest.mark.parametrize("language", _EDITIONS)
def test_a_mail_fits_on_a_small_phone(chromium: Chromium, desk: Desk, language: str) -> None:
    html = _mail(desk, language)

    width = chromium.width(html, at=_PHONE)

    assert width == _PHONE


def test_a_proof_sheet_opens_without_complaint_and_fits_on_a_small_phone(chromium: Chromium, desk: Desk) -> None:
    sheet = desk.path / "proof.html"

    made = desk.type("preview", str(desk.path / _RELEASE), "--out", str(sheet))

    assert made.code == 0, made.err
    assert chromium.complaints(sheet) == []
    assert chromium.width(sheet.read_text(encoding="utf-8"), at=_PHONE) == _PHONE


def test_a_sheet_of_differences_opens_without_complaint_and_fits_on_a_small_phone(
    chromium: Chromium, desk: Desk
) -> None:
    original = (desk.path / _RELEASE / "en.md").read_text(encoding="utf-8")
    changed = desk.write("changed.md", original.replace("record", "remarkable"))
    sheet = desk.path / "different.html"

    made = desk.type("preview", "--diff", str(desk.path / _RELEASE), str(changed), "--out", str(sheet))

    assert made.code == 0, made.err
    assert chromium.complaints(sheet) == []
    assert chromium.width(sheet.read_text(encoding="utf-8"), at=_PHONE) == _PHONE


@pytest.mark.usefixtures("chromium")
def test_a_picture_of_every_edition_is_taken_where_there_is_a_chromium(desk: Desk) -> None:
    made = desk.type("preview", str(desk.path / _RELEASE), "--out", str(desk.path / "proofs"), "--png")

    pictures = sorted((desk.path / "proofs").glob("*.png"))
    sizes = [_size(picture) for picture in pictures]
    assert made.code == 0, made.err
    assert [picture.suffixes[0] for picture in pictures] == [f".{language}" for language in _EDITIONS]
    assert all(width > 640 and height > 640 for width, height in sizes)


def _mail(desk: Desk, language: str) -> str:
    """Return the HTML of a test copy as it would be sent."""
    sent = desk.type("send", str(desk.path / _RELEASE), "--test", "reader@example.org", "--language", language, "--yes")
    assert sent.code == 0, sent.err
    written = next((desk.path / "outbox").rglob("*.eml"))
    message = email.message_from_bytes(written.read_bytes(), policy=email.policy.default)
    html = message.get_body(("html",))
    assert html is not None
    content: str = html.get_content()
    return content


def _size(picture: Path) -> tuple[int, int]:
    """Return width and height of a PNG (ISO/IEC 15948, 11.2.2)."""
    octets = picture.read_bytes()
    assert octets.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", octets[16:24])
    return width, height
