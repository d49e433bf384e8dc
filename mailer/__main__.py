"""``python -m mailer`` and the command ``mailer``."""

import gc

#: What a command imports are many objects and no garbage: to look for some after every 700 takes 25 ms at each start.
_OBJECTS_BEFORE_A_LOOK = 50_000


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_OBJECTS_BEFORE_A_LOOK, 20, 20)
    from mailer.cli import run

    try:
        run()
    finally:
        gc.freeze()  # Python looks for garbage once more as it ends: among all that was imported that takes 40 ms


if __name__ == "__main__":
    main()
