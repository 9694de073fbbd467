"""The terminal: every command of GeoFT, and what becomes of whatever goes wrong in one."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NoReturn, TextIO

from geoft_gui import __version__
from geoft_gui.commands import bases, data, demo, doctor, geometry, keys, models, move, runs, train
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError
from geoft_gui.paths import log_file
from geoft_gui.redact import hide_home, redact

# In the order in which the help shows them.
_FAMILIES = (demo, data, geometry, bases, train, runs, models, move, keys, doctor)

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command in ``argv`` (``sys.argv`` without it) and returns its exit status.

    0 for success, 1 for a failure that is told in one sentence on stderr, 2 for
    wrong usage, 130 when the user pressed Ctrl+C. Never a traceback: that of a
    fault in the program goes to the log file, without secrets.
    """
    _speak_utf8(sys.stdout, sys.stderr)
    parser = _parser()
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else WRONG_USAGE
    terminal = Terminal(getattr(arguments, "json", False), sys.stdout, sys.stderr)
    if "run" not in arguments:
        parser.print_help()
        return DONE
    try:
        status: int = arguments.run(arguments, terminal)
        sys.stdout.flush()
        return status
    except UserError as error:
        terminal.say(str(error))
        return FAILED
    except KeyboardInterrupt:
        terminal.say("Stopped.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has had enough, as in `geoft runs list | head -1`.
        # Python flushes stdout once more at its end; there must be somewhere for it to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as fault:
        terminal.say(_record(fault))
        return FAILED


class _Parser(argparse.ArgumentParser):
    """No abbreviated options: a script that uses one breaks when a second option begins alike."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"allow_abbrev": False, **kwargs})  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USAGE, f"{redact(message)}\nTry: {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="geoft",
        description="Turn a table of examples into a language model that makes parts.",
        epilog="`geoft COMMAND --help` tells more about a command.",
    )
    parser.add_argument("--version", action="version", version=f"GeoFT {__version__}")
    Terminal.add_json_flag(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for family in _FAMILIES:
        family.add(commands)
    return parser


def _speak_utf8(*streams: TextIO) -> None:
    """Makes output UTF-8 on every system, and unable to fail over a character.

    A Windows pipe would use the code page, which has no ×. A lone surrogate is
    written as an escape, which is right inside JSON, too.
    """
    for stream in streams:
        # What a test or another program put in the place of stdout may not have the method.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _record(fault: Exception) -> str:
    """Writes a fault of the program to the log and returns the sentence for the user."""
    text = redact("".join(traceback.format_exception(fault)))
    sentence = f"GeoFT itself failed ({type(fault).__name__})."
    log = log_file()
    shown = hide_home(str(log))
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} GeoFT {__version__}\n{text}\n")
    except OSError as reason:
        return f"{sentence} Its log {shown} cannot be written ({reason.strerror}), so here it is:\n{text}"
    return f"{sentence} What happened is in {shown}; please report it."
