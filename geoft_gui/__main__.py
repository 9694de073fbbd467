"""`geoft` and `python -m geoft_gui`: without a command the window, with one the terminal."""

import sys


def main() -> int:
    """Returns the exit status of whichever it was."""
    if len(sys.argv) > 1:
        from geoft_gui.cli import main as terminal

        return terminal()
    from geoft_gui.app import main as window

    return window(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
