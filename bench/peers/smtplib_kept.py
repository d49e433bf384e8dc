"""The standard library at its best: styles inlined beforehand, an EmailMessage for each reader, one connection."""

import platform
import smtplib

from bench.peers.letter import EHLO, HOST, message, read_task, template, timed


def main() -> None:
    """Send."""
    task = read_task()
    page, text = template(task.letter.inlined, is_html=True), template(task.letter.text, is_html=False)
    with timed(f"Python {platform.python_version()}"), smtplib.SMTP(HOST, task.port, local_hostname=EHLO) as relay:
        for reader in task.readers:
            slots = {"name": reader.name, "unsubscribe": reader.unsubscribe}
            relay.send_message(message(task.letter, reader, page=page.render(slots), text=text.render(slots)))


if __name__ == "__main__":
    main()
