"""The way out of a failed start or rehearsal: settings that one click sets."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from geoft_gui.backends.base import StartRefusedError
from geoft_gui.errors import UserError
from geoft_gui.ui.runs.change_words import change_words

translate = QCoreApplication.translate


def remedy_of(error: UserError) -> Mapping[str, Any] | None:
    """The settings that would mend it, if any would."""
    return error.change if isinstance(error, StartRefusedError) and error.change else None


def remedy_words(change: Mapping[str, Any]) -> str:
    """What stands on the button: `Use 4 rows at a time`."""
    return translate("Remedy", "Use {change}").format(change=change_words(change))
