"""Changed settings as a short phrase, as it stands on a button: `4 rows at a time`."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QCoreApplication

from geoft_gui.runs.words import method_words, setting_words, value_words

translate = QCoreApplication.translate
_FOLLOWS: Final = {"batch_size": "gradient_accumulation", "method": "learning_rate"}
"""Where the first is changed, the second goes with it and needs no words of its own."""


def change_words(change: Mapping[str, Any]) -> str:
    """What a change of settings comes to, in a few words."""
    silent = {follower for leader, follower in _FOLLOWS.items() if leader in change}
    told = [_one(name, value) for name, value in change.items() if name not in silent]
    return translate("ChangeWords", " and ").join(told)


def _one(name: str, value: Any) -> str:
    if name == "method":
        return method_words(value)
    if name == "batch_size":
        if value == 1:
            return translate("ChangeWords", "1 row at a time")
        return translate("ChangeWords", "{n} rows at a time").format(n=value)
    told = translate("ChangeWords", "the setting “{setting}” at {value}")
    return told.format(setting=setting_words(name), value=value_words(value))
