"""The naive way: for each reader the page is rendered, its styles are inlined, and a new connection is made."""

import logging
import smtplib
from importlib.metadata import version

from premailer import Premailer

from bench.peers.letter import EHLO, HOST, Letter, Reader, message, read_task, template, timed


def main() -> None:
    """Send."""
    task = read_task()
    page, text = template(task.letter.page, is_html=True), template(task.letter.text, is_html=False)
    with timed(version("premailer")):
        for reader in task.readers:
            slots = {"name": reader.name, "unsubscribe": reader.unsubscribe}
            _send(task.port, task.letter, reader, (_inlined(page.render(slots)), text.render(slots)))


def _inlined(page: str) -> str:
    told = Premailer(
        page,
        keep_style_tags=False,
        disable_validation=True,
        allow_network=False,
        cssutils_logging_level=logging.CRITICAL,
    )
    return str(told.transform())


def _send(port: int, letter: Letter, reader: Reader, bodies: tuple[str, str]) -> None:
    page, text = bodies
    with smtplib.SMTP(HOST, port, local_hostname=EHLO) as relay:
        relay.send_message(message(letter, reader, page=page, text=text))


if __name__ == "__main__":
    main()
