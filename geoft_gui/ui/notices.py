"""What the window has to say that belongs to no single place: one channel, whoever speaks."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from geoft_gui.errors import UserError
from geoft_gui.redact import hide_home, redact

Level = Literal["info", "warning", "error"]


@dataclass(frozen=True)
class Step:
    """What can be done next: the words on its button, and what the button does."""

    words: str
    go: Callable[[], object]


@dataclass(frozen=True)
class Notice:
    """One sentence on what happened, one on what to do, and what a developer would want to know.

    It is `about` a file where nobody wants to read it any more once that is closed, or about the folder of a
    run that may go on again.
    """

    level: Level
    message: str
    hint: str = ""
    details: str = ""
    step: Step | None = None
    about: Path | None = None


class Notices(QObject):
    """Takes notices from anywhere in the window's thread and hands them to whoever shows them."""

    posted = Signal(Notice)
    outdated = Signal(Path)
    """What was posted about this file is of no interest any more."""

    def info(self, message: str, hint: str = "", step: Step | None = None) -> None:
        """Say that something went well."""
        self.posted.emit(Notice("info", message, hint, step=step))

    def warning(self, message: str, hint: str = "", about: Path | None = None) -> None:
        """Say what the user should know."""
        self.posted.emit(Notice("warning", message, hint, about=about))

    def error(self, error: UserError, about: Path | None = None) -> None:
        """Say what went wrong and what to do about it."""
        details = safe_details(error.details)
        self.posted.emit(Notice("error", error.message, error.hint, details, about=about))

    def forget(self, about: Path) -> None:
        """A file is closed, or a run goes on: so much for what was posted about it."""
        self.outdated.emit(about)

    def fault(self, error: BaseException) -> UserError:
        """Say that the program itself failed; returns the same as an error for the user.

        An error that is for the user anyhow is said in its own words.
        """
        if isinstance(error, UserError):
            self.error(error)
            return error
        told = UserError(
            self.tr("GeoFT itself failed ({kind}).").format(kind=type(error).__name__),
            self.tr("Please copy the details and report them."),
            "".join(traceback.format_exception(error)),
        )
        self.error(told)
        return told


def safe_details(text: str) -> str:
    """A text that may leave the program: without keys, and without the name of the user's home folder."""
    return hide_home(redact(text))
