"""Django's mail: an EmailMultiAlternatives for each reader over one connection that is kept."""

import django
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from bench.peers.letter import HOST, headers, read_task, template, timed


def main() -> None:
    """Send."""
    settings.configure(USE_I18N=False)
    task = read_task()
    page, text = template(task.letter.inlined, is_html=True), template(task.letter.text, is_html=False)
    with timed(django.__version__), get_connection(host=HOST, port=task.port) as kept:
        for reader in task.readers:
            slots = {"name": reader.name, "unsubscribe": reader.unsubscribe}
            mail = EmailMultiAlternatives(
                task.letter.subject,
                text.render(slots),
                task.letter.sender,
                [reader.to],
                headers=headers(reader),
                connection=kept,
            )
            mail.attach_alternative(page.render(slots), "text/html")
            mail.send()


if __name__ == "__main__":
    main()
