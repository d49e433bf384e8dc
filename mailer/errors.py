"""Every error that mailer raises on purpose.

* MailerError              1  shown as one line, never as a traceback
  + UsageProblem           2  the command line asks for something that cannot be
  + InputError            65  a file given by the user cannot be used
    x ReleaseError            a release file (names file and line)
    x ListFileError           a list file
  + RelayUnavailable      69  no relay could be reached, or it refuses us altogether
  + NotFinished           75  busy or not finished: run again
  + SettingsError         78  mailer.toml, spokespeople.toml, keys.toml or MAILER_* is wrong

A refusal of one message by a relay is an ``Outcome`` value, not an error.
"""


class MailerError(Exception):
    """The request was refused or failed; ``hint`` is the next step for the reader."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        if not self.hint:
            return self.message
        return f"{self.message}{'' if self.message.endswith(('.', '?', '!')) else '.'} {self.hint}"


class UsageProblem(MailerError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class InputError(MailerError):
    """A file given by the user cannot be used."""

    exit_code = 65


class ReleaseError(InputError):
    """A release file cannot be read or must not be sent."""


class ListFileError(InputError):
    """A list file cannot be read."""


class RelayUnavailable(MailerError):
    """No relay could be reached, or it refuses us altogether.

    ``is_refusal`` if it refused how we sign in: to try again unasked, with the same settings, would do harm.
    ``was_useful`` if it had answered some messages before.
    """

    exit_code = 69

    def __init__(self, message: str, *, hint: str = "", is_refusal: bool = False, was_useful: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.is_refusal = is_refusal
        self.was_useful = was_useful


class NotFinished(MailerError):
    """Busy or not finished: run again."""

    exit_code = 75


class SettingsError(MailerError):
    """A settings file or a MAILER_* variable is wrong."""

    exit_code = 78
