"""What a command may print, and where: results on stdout, everything else on stderr."""

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol, TextIO

from geoft_gui.redact import redact

# Seconds. Work that is done sooner shows no progress at all.
_PATIENCE = 2.0
# Seconds between two lines of progress in a file, where a bar cannot move.
_LINE_INTERVAL = 10.0


class Progress(Protocol):
    """How far a piece of work has come."""

    def advance(self, count: int = 1) -> None:
        """Says that ``count`` more units are done."""

    def set(self, done: int) -> None:
        """Says that ``done`` units are done in all."""


class Terminal:
    """The three ways in which a command talks: a result, a remark, progress.

    Args:
        json: Print the result as one JSON object instead of text for people.
        stdout: Takes the result and nothing else.
        stderr: Takes remarks and progress.
    """

    def __init__(self, json: bool, stdout: TextIO, stderr: TextIO) -> None:
        self.json = json
        self._stdout = stdout
        self._stderr = stderr
        self._bar: _Bar | None = None

    @staticmethod
    def add_json_flag(parser: argparse.ArgumentParser) -> None:
        """Gives ``parser`` the flag ``--json``."""
        # Suppressed: a default here would undo the same flag given before the command's name.
        parser.add_argument(
            "--json",
            action="store_true",
            default=argparse.SUPPRESS,
            help="print one JSON object instead of text",
        )

    def result(self, mapping: Mapping[str, object], text: str) -> None:
        """Prints the command's result once: ``mapping`` as one line of JSON, or ``text`` for people.

        Raises:
            ValueError: ``mapping`` holds a NaN or an infinity, which JSON does not know.
            TypeError: ``mapping`` holds something that is not JSON.
        """
        line = json.dumps(mapping, ensure_ascii=False, allow_nan=False) if self.json else text.rstrip("\n")
        self._stdout.write(line + "\n")
        self._stdout.flush()

    def write(self, text: str) -> None:
        """Prints a piece of a result that grows while one watches. Never with ``--json``."""
        self._stdout.write(text)
        self._stdout.flush()

    def say(self, text: str) -> None:
        """Prints a remark on a line of its own, without secrets, and without tearing a progress bar."""
        if self._bar is not None:
            self._bar.hide()
        self._stderr.write(redact(text).rstrip("\n") + "\n")
        self._stderr.flush()

    @contextmanager
    def progress(self, description: str, total: int | None, unit: str) -> Iterator[Progress]:
        """Shows how far the work inside has come and the time left, if it takes more than two seconds.

        A bar where somebody watches; a line every ten seconds where the output goes to a file.

        Args:
            description: What is being done, in two or three words.
            total: How many units there are, or None where nobody knows.
            unit: What is counted, such as "rows".
        """
        if self._bar is not None:
            raise RuntimeError(f"“{description}” would draw over a progress bar that is still shown")
        self._bar = _Bar(description, total, unit, self._stderr)
        try:
            yield self._bar
        finally:
            self._bar.close()
            self._bar = None


class _Bar:
    def __init__(self, description: str, total: int | None, unit: str, stream: TextIO) -> None:
        self._description = description
        self._total = total
        self._unit = unit
        self._stream = stream
        self._watched = stream.isatty()
        self._done = 0
        self._began = time.monotonic()
        self._next = self._began + _PATIENCE
        self._shown = 0

    def advance(self, count: int = 1) -> None:
        self.set(self._done + count)

    def set(self, done: int) -> None:
        self._done = done
        now = time.monotonic()
        if now >= self._next:
            self._show(now)

    def hide(self) -> None:
        if self._watched and self._shown:
            self._stream.write("\r" + " " * self._shown + "\r")
            self._shown = 0

    def close(self) -> None:
        self.hide()
        self._stream.flush()

    def _show(self, now: float) -> None:
        from tqdm import tqdm

        layout = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt}{unit}, {remaining} left"
        if not self._watched:
            layout = "{desc}: {percentage:3.0f}%, {n_fmt} of {total_fmt}{unit}, {remaining} left"
        if self._total is None:
            layout = "{desc}: {n_fmt}{unit}, {elapsed} so far"
        text = tqdm.format_meter(
            self._done,
            self._total,
            now - self._began,
            ncols=_columns(self._stream) if self._watched else None,
            prefix=self._description,
            unit=" " + self._unit,
            bar_format=layout,
        )
        if self._watched:
            self._stream.write("\r" + text.ljust(self._shown))
            self._shown = len(text)
        else:
            self._stream.write(text + "\n")
        self._stream.flush()
        self._next = now + (0.1 if self._watched else _LINE_INTERVAL)


def _columns(stream: TextIO) -> int:
    # One less than the width: a full last column makes some terminals start a new line.
    try:
        return os.get_terminal_size(stream.fileno()).columns - 1
    except OSError:
        return 79
