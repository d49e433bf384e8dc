"""Options that several commands share."""

from collections.abc import Iterable

import click

from mailer.domain.language import normalise_language
from mailer.errors import UsageProblem

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON value on stdout, nothing else.")
csv_option = click.option("--csv", "as_csv", is_flag=True, help="As CSV, with the names of --json.")

yes_option = click.option("--yes", is_flag=True, help="Do not ask.")
expect_option = click.option("--expect", type=int, metavar="N", help="Refuse unless there are exactly N recipients.")
detach_option = click.option("--detach", is_flag=True, help="Prepare only; `mailer run` sends it.")

allow_option = click.option(
    "--allow", multiple=True, metavar="ID", help="Let this finding pass. Repeat it, or separate by commas."
)
reason_option = click.option("--reason", default="", metavar="TEXT", help="With --allow: why it is right; it is kept.")


def languages(typed: object) -> tuple[str, ...]:
    """Return the languages of an option that may be repeated or comma-separated; UsageProblem for what is none."""
    try:
        return tuple(dict.fromkeys(map(normalise_language, several(typed))))
    except ValueError as error:
        raise UsageProblem(str(error)) from error


def several(typed: object) -> tuple[str, ...]:
    """Return the values of an option that may be repeated or comma-separated, blanks removed."""
    given = typed if isinstance(typed, Iterable) and not isinstance(typed, str) else (typed,)
    return tuple(part.strip() for value in given for part in str(value).split(",") if part.strip())
