"""What was asked in this session, newest first, with what came of it."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import icon
from geoft_gui.ui.playground.answer import Answer
from geoft_gui.ui.playground.held_out import Expected
from geoft_gui.ui.playground.model_option import ModelOption
from geoft_gui.ui.widgets.surfaces import plain_tip

_ROLE: Final = Qt.ItemDataRole.UserRole


@dataclass(eq=False)
class Asked:
    """One prompt with everything that came of it. `awaited` is the text of the expected part."""

    prompt: str
    option: ModelOption
    seed: int
    answer: Answer
    awaited: str | None = None
    expected: Expected | None = None
    untouched: Answer | None = None


class History(QListWidget):
    """A list to go back in."""

    picked = Signal(object)
    """An Asked that shall be shown again."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setAccessibleName(self.tr("Asked before"))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.currentItemChanged.connect(self._pick)
        appearance.changed.connect(self._wear)

    def add(self, asked: Asked) -> None:
        """Put what was just asked on top, and select it."""
        said = asked.prompt.replace("\n", " ")
        item = QListWidgetItem(
            self.tr("{prompt} (answer {n})").format(prompt=said, n=asked.seed + 1) if asked.seed else said
        )
        item.setData(_ROLE, asked)
        self._sign(item)
        asked.answer.changed.connect(lambda: self._sign(item))
        with QSignalBlocker(self):
            self.insertItem(0, item)
            self.setCurrentRow(0)

    def next_seed(self, asked: Asked) -> int:
        """The seed with which the same prompt, put to the same model, has no answer here yet."""
        before: list[Asked] = [self.item(row).data(_ROLE) for row in range(self.count())]
        same = (asked.prompt, asked.option.identity)
        return 1 + max(each.seed for each in before if (each.prompt, each.option.identity) == same)

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(item.data(_ROLE))

    def _wear(self) -> None:
        for row in range(self.count()):
            self._sign(self.item(row))

    def _sign(self, item: QListWidgetItem) -> None:
        asked: Asked = item.data(_ROLE)
        said = asked.answer.words
        sign = (said.sign, said.colour(self._appearance.colours))
        if item.data(_ROLE + 1) != sign:
            item.setData(_ROLE + 1, sign)
            item.setIcon(icon(*sign))
        item.setToolTip(plain_tip("\n".join((asked.prompt, asked.option.name, said.sentence))))
