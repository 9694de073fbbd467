"""What follows a hosted run, detached from the window: `python -m geoft_gui.backends RUN_FOLDER`."""

import sys
import traceback
from typing import Any, Final, TextIO

from geoft_gui.backends.openai_compatible.api import Api
from geoft_gui.backends.openai_compatible.life import Life
from geoft_gui.backends.openai_compatible.pace import Pace
from geoft_gui.engine import processes
from geoft_gui.engine.given import given_line, line_of
from geoft_gui.errors import UserError
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.providers import provider
from geoft_gui.hosted.refused import who
from geoft_gui.redact import HIDDEN, hide, hide_home, redact
from geoft_gui.runs.events import Error_, Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import EventWriter

_PICTURE_SECONDS: Final = 120.0


def key_line(key: str | None, organization: str | None, project: str | None) -> bytes:
    """What the follower reads from its standard input: it must be in no argument and no environment."""
    return line_of({"key": key, "organization": organization, "project": project})


def follow(folder: RunFolder, given: TextIO, pace: Pace | None = None) -> int:
    """Follow one run to its end; 0 when that is told in the run, 1 when not even that could be done.

    Raises UserError when the run cannot be read, or another process follows it.
    """
    settings = given_line(given)
    key = settings.get("key")
    secret = key if isinstance(key, str) else ""
    hide(secret)
    with folder.writer() as writer:
        try:
            _live(folder, writer, settings, pace or Pace())
        except UserError as error:
            _tell_end(writer, error, secret)
        except Exception as error:
            # A fault of GeoFT's own: the job may go on, and whoever looks must learn that nobody follows it.
            print(_clean(traceback.format_exc(), secret), file=sys.stderr)
            told = UserError("GeoFT stopped following this training because of a fault of its own.", "")
            told.details = f"{type(error).__name__}: {error}"
            _tell_end(writer, told, secret)
    return 0


def _live(folder: RunFolder, writer: EventWriter, settings: dict[str, Any], pace: Pace) -> None:
    spec = folder.spec
    chosen = provider(spec.backend)
    key = settings.get("key")
    with Connection(
        chosen, key, organization=settings.get("organization"), project=settings.get("project")
    ) as connection:
        whose = who(connection.organization, key, chosen.base_url)
        Life(folder, writer, Api(connection.once, chosen), chosen, whose, pace, lambda: _draw(folder)).live()


def _draw(folder: RunFolder) -> None:
    """The picture of the curve; a run without one is still a good run."""
    arguments = ["-m", "geoft_gui.ui.plot_picture", str(folder.path), str(folder.picture)]
    try:
        finished = processes.run_child(arguments, timeout=_PICTURE_SECONDS)
    except TimeoutError as error:
        print(f"Drawing the picture of the curve took too long: {error}", file=sys.stderr)
        return
    if finished.returncode != 0:
        print(f"The picture of the curve could not be drawn: {finished.stderr}", file=sys.stderr)


def _tell_end(writer: EventWriter, error: UserError, secret: str) -> None:
    message, hint, details = (_clean(text, secret) for text in (error.message, error.hint, error.details))
    writer.write(Error_(message=message, hint=hint, details=details))
    writer.write(Status(status="interrupted", message="Resume the run to follow the training again."))


def _clean(text: str, secret: str) -> str:
    hidden = text.replace(secret, HIDDEN) if secret else text
    return hide_home(redact(hidden))
