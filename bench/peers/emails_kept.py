"""python-emails: one Message that is kept, since it owns the connection, with new bodies for each reader."""

from email.utils import parseaddr
from importlib.metadata import version

import emails

from bench.peers.letter import EHLO, HOST, headers, read_task, template, timed


def main() -> None:
    """Send."""
    task = read_task()
    page, text = template(task.letter.inlined, is_html=True), template(task.letter.text, is_html=False)
    mail = emails.Message(subject=task.letter.subject, mail_from=parseaddr(task.letter.sender))
    relay = mail.smtp_pool[{"host": HOST, "port": task.port, "local_hostname": EHLO, "fail_silently": False}]
    with timed(version("emails")), relay:
        for reader in task.readers:
            slots = {"name": reader.name, "unsubscribe": reader.unsubscribe}
            mail.set_html(html=page.render(slots))
            mail.set_text(text=text.render(slots))
            mail.set_headers({**headers(reader), "Message-ID": emails.MessageID(domain="example.org")()})
            mail.send(to=(reader.name, reader.address), smtp=relay)


if __name__ == "__main__":
    main()
