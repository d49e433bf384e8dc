"""``python -m mailer`` and the command ``mailer``."""

import gc

#: What a command imports are many objects and no garbage: to look for some after every 700 takes 25 ms at each start.
_OBJECTS_BEFORE_A_LOOK = 20_000


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_OBJECTS_BEFORE_A_LOOK, 20, 20)
    from mailer.cli import run

    run()


if __name__ == "__main__":
    main()
