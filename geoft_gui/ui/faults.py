"""Where the program's own faults go: into the log file and onto the screen, from whatever thread."""

import logging
import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, Slot, qInstallMessageHandler

from geoft_gui import __version__
from geoft_gui.redact import redact
from geoft_gui.ui.notices import Notices

_LOG = logging.getLogger(__name__)
_LOG_BYTES: Final = 1_000_000
_QT_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Faults(QObject):
    """Hears of every exception that nobody caught, on every thread, and posts it as a notice."""

    _raised = Signal(object)

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._before: Any = None
        """The hooks that were there before."""
        self._raised.connect(self._show)

    def listen(self) -> None:
        """Take the place of Python's own hooks, which print to a terminal that is not there."""
        self._before = sys.excepthook, threading.excepthook, qInstallMessageHandler(_log_qt)
        sys.excepthook = self._caught
        threading.excepthook = lambda found: self._caught(
            found.exc_type, found.exc_value, found.exc_traceback
        )

    def stop_listening(self) -> None:
        """Give the hooks back."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, messages = self._before
            qInstallMessageHandler(messages)
            self._before = None

    def _caught(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt):
            return
        _LOG.error("nobody caught this", exc_info=error)
        # The window is touched in its own thread only: the signal is queued when it comes from another.
        self._raised.emit(error)

    @Slot(object)
    def _show(self, error: BaseException) -> None:
        try:
            self._notices.fault(error)
        except Exception as another:
            # Raised on, it would come back here without an end.
            _LOG.error("a fault could not be shown", exc_info=another)


class _Redacting(logging.Formatter):
    """No key gets into the log, whoever logs."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def log_to(path: Path) -> logging.Handler | None:
    """Write warnings and worse to a file; None: it cannot be written.

    A large one is put aside at the start, not in between: another window may be writing to it. The handler
    is returned so that it can be taken away again.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LOG_BYTES:
            os.replace(path, path.with_suffix(".old.log"))
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_Redacting(f"%(asctime)s GeoFT {__version__} %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    return handler


def _log_qt(level: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_QT_LEVELS.get(level, logging.WARNING), message)
