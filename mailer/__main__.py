"""``python -m mailer`` and the command ``mailer``."""


def main() -> None:
    """Run the command line."""
    from mailer.cli import run

    run()


if __name__ == "__main__":
    main()
