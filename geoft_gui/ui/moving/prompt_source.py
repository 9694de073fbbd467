"""Which prompts a model is asked when what it knows is moved: made by rule, bundled, or of a file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSpinBox, QWidget

from geoft_gui import paths
from geoft_gui.ui.data_work.work_dialog import labelled
from geoft_gui.ui.widgets.path_choice import PathChoice

if TYPE_CHECKING:
    from geoft_gui.data.row import Row
    from geoft_gui.moving.questions import Questions

_USUAL: Final = 500
_MOST: Final = 100_000
_SEED: Final = 1
_BUNDLED: Final = "train_dataset.jsonl"


class PromptSource(QWidget):
    """Asks where the prompts come from, and how many of them are asked at most."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = PathChoice(self.tr("Prompts"), self.tr("Of a file…"), self._ask_file, Path)
        self.source.add(
            self.tr("Made by rule"), None, self.tr("By the rules that make GeoFT's own examples.")
        )
        bundled = paths.bundled_data() / _BUNDLED
        if bundled.is_file():
            self.source.add(self.tr("Of the bundled examples"), bundled)
        self.count = QSpinBox()
        self.count.setRange(1, _MOST)
        self.count.setValue(_USUAL)
        self.count.setSingleStep(100)
        self.count.setGroupSeparatorShown(True)
        self.count.setAccessibleName(self.tr("How many prompts, at most"))
        # Beside each other they are of one height, and so are their words above.
        self.source.setMinimumHeight(self.count.sizeHint().height())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addLayout(labelled(self.tr("&Prompts"), self.source), stretch=1)
        row.addLayout(labelled(self.tr("How &many, at most"), self.count))
        self.source.chosen.connect(self.changed)
        self.count.valueChanged.connect(self.changed)

    @property
    def slug(self) -> str:
        """A name for the source, for the name of a file."""
        path: Path | None = self.source.value
        return "made-by-rule" if path is None else path.stem

    def reader(self) -> "Callable[[Callable[[], bool]], Questions]":
        """What reads them as they are chosen now, in a worker, and ends early when it is told so."""
        path: Path | None = self.source.value
        limit = self.count.value()

        def read(cancelled: Callable[[], bool]) -> "Questions":
            from geoft_gui.moving.questions import questions_of, read_questions  # noqa: PLC0415

            if path is not None:
                return read_questions(path, limit)
            return questions_of(_made(limit, cancelled))

        return read

    def _ask_file(self) -> str:
        kinds = self.tr("Examples and texts (*.jsonl *.ndjson *.json *.csv *.tsv *.parquet *.gz *.txt)")
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("A file with prompts"), "", f"{kinds};;{self.tr('All files (*)')}"
        )
        return chosen


def _made(count: int, cancelled: Callable[[], bool]) -> "Iterator[Row]":
    from geoft_gui.data.synthesis import generate_list  # noqa: PLC0415

    for row in generate_list(count, _SEED):
        if cancelled():
            return
        yield row
