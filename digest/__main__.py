"""`digest`, and `python -m digest`."""

import gc


def main() -> None:
    """Loads the command line and lets it work. What is loaded stays: looking for garbage among it is a tenth of starting."""
    gc.disable()
    from digest.cli import main as work

    gc.freeze()
    gc.enable()
    work()


if __name__ == "__main__":
    main()
