"""The command line: parse, call one use case, show. A command is imported when it is typed, so help is instant."""

import sys
from importlib import import_module
from io import TextIOWrapper

import click

from mailer import __version__
from mailer.cli.context import Context
from mailer.errors import MailerError

#: Every command: the module it lives in, and the line that help shows. Modules are only imported when run.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("start", "Make a workspace: a folder with settings, lists and releases."),
    "demo": ("demo", "Run the whole job against a built-in mail server, with example data."),
    "new": ("write", "Start a release, from nothing or from a Word file, a web page, a text."),
    "translate": ("translate", "Begin a translation of a release, or say that it is up to date."),
    "check": ("write", "Look for what is missing or wrong in a release."),
    "preview": ("preview", "Make a proof sheet: desktop, phone, dark and plain text on one page."),
    "spokespeople": ("spokespeople", "Who journalists may call: show them, say that they were verified."),
    "send": ("send", "Send a release to lists and addresses, once to each person."),
    "follow": ("follow", "Send an edition that came later to those who wait for it."),
    "status": ("campaigns", "Show where a campaign, or every campaign, stands."),
    "pause": ("campaigns", "Stop a campaign for now."),
    "resume": ("campaigns", "Go on with a campaign that was paused or interrupted."),
    "cancel": ("campaigns", "End a campaign: what is not sent by now never will be."),
    "retry": ("campaigns", "Try a campaign's failed and deferred deliveries again."),
    "decide": ("campaigns", "Say what becomes of deliveries whose outcome is uncertain."),
    "log": ("log", "Show the delivery log: who was sent what, when, and what the relay said."),
    "explain": ("log", "Say why an address is in or out, and what happened."),
    "run": ("clock", "Do what is due: scheduled sends, retries, recoveries."),
    "lists": ("lists", "Distribution lists: create, edit, archive, show, keep as files."),
    "contacts": ("contacts", "Contacts: import, export, add, edit, show, find, merge, access, erase."),
    "outlets": ("outlets", "Outlets: show, edit, merge; their desk, and how many people there get a release."),
    "subscribe": ("subscribe", "Put an address on a list."),
    "unsubscribe": ("subscribe", "End an address's subscription to a list, or to all."),
    "suppressions": ("suppressions", "Addresses that must not be written to."),
    "audit": ("audit", "Who did what to people, lists and settings of sending, and when."),
    "relays": ("relays", "Relays: show what they allow and how they are, look at one."),
    "db": ("database", "The database: bring it up to date, remove what is old."),
}

_MOST_SHOWN = 200


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports a command's module when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, imported now; UsageError that names the nearest one for what is none.

        A shell that asks what may come next in a line with an error gets no answer.
        """
        if cmd_name not in COMMANDS and ctx.resilient_parsing:
            return None
        if cmd_name not in COMMANDS:
            raise click.UsageError(f"there is no command {cmd_name!r}{_nearest(cmd_name)}", ctx=ctx)
        module = import_module(f"mailer.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the same
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C", "workspace", metavar="DIR", help="The workspace; else the nearest folder upwards with a mailer.toml."
)
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(__version__, prog_name="mailer")
@click.pass_context
def cli(ctx: click.Context, workspace: str | None, *, debug: bool) -> None:
    """Run a press desk in a terminal: lists, releases, exact sending, a delivery log."""
    ctx.obj = Context(workspace, debug=debug)
    ctx.call_on_close(ctx.obj.close)


def run() -> None:
    """Run the command line and exit with the code of design 6."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without UTF-8 must not stop a sending
    sys.exit(exit_code(sys.argv[1:]))


def exit_code(arguments: list[str]) -> int:
    """Return the exit code of a command line; errors become one line on stderr, with ``--debug`` a traceback too."""
    try:
        result = cli.main(arguments, prog_name="mailer", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 1
    except Exception as error:  # whatever it is, a press officer gets a sentence
        if "--debug" in arguments:
            raise
        click.echo(f"mailer: {_told(error)}", err=True)
        return error.exit_code if isinstance(error, MailerError) else 1
    return result if isinstance(result, int) else 0


def _told(error: Exception) -> str:
    if isinstance(error, MailerError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}. Mend that and type the command again; nothing is sent twice"
    what = f"{type(error).__name__}: {error}".splitlines()[0][:_MOST_SHOWN]
    hint = "Nothing is lost: look with mailer status; then report what mailer --debug shows"
    return f"this should not have happened ({what}). {hint}"


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
