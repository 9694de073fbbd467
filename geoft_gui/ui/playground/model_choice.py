"""Which model is asked: the result of a run, the untouched starter, or any folder with a model in it."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from geoft_gui import paths
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.models import is_model
from geoft_gui.runs.words import parts_of_ten
from geoft_gui.ui.notices import Notices
from geoft_gui.ui.run_watcher import RunState, RunWatcher
from geoft_gui.ui.widgets.surfaces import plain_tip

_SHORTEST = 16
"""Characters of a name that can be read in any case; the list itself is as wide as it needs to be."""


@dataclass(frozen=True)
class ModelOption:
    """A model that can be asked.

    `base` is the untouched model that it was made from, where that is a folder on this computer; else
    `no_base` says why there is none to compare it with. `examples` is a file of rows to try it with, and
    `is_held_out` whether it is known that it has not been taught them.
    """

    name: str
    folder: Path
    base: Path | None
    no_base: str
    examples: Path
    is_held_out: bool


class ModelChoice(QComboBox):
    """A list of models, newest first. What was chosen stays chosen while runs come and go."""

    chosen = Signal()
    """Another model is chosen, by the user or because the former one is gone."""
    listed = Signal()
    """There are other models to choose from."""

    def __init__(self, watcher: RunWatcher, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watcher = watcher
        starter = paths.starter_model()
        self._starter_folder = starter if is_model(starter) else None
        self._notices = notices
        self._options: list[ModelOption] = []
        self._folders: list[Path] = []
        """Folders of the user's own choice, newest first."""
        self._wanted: Path | None = None
        """A run's model that is to be chosen as soon as it is among the others."""
        self._current: ModelOption | None = None
        self._is_kept = False
        """Whether what is chosen shall stay chosen when a newer model comes."""
        self.has_trained = False
        """Whether there is a model of the user's own."""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_SHORTEST)
        self.setAccessibleName(self.tr("Model"))
        self.setPlaceholderText(self.tr("Choose a model"))
        self.activated.connect(self._take)
        watcher.changed.connect(self._refresh)
        self._refresh()

    @property
    def option(self) -> ModelOption | None:
        """What is chosen; None where there is no model at all."""
        return self._current

    def choose_run(self, folder: RunFolder) -> None:
        """Choose the model of a run, at once or as soon as it is known."""
        self._wanted = folder.model_dir
        self._keep_choice()

    def keep(self) -> None:
        """What is chosen now is in use: it stays chosen when a newer model comes."""
        self._is_kept = True

    def _refresh(self) -> None:
        states = [state for state in self._watcher.states if state.has_model]
        options = [self._of_run(state) for state in states]
        self.has_trained = bool(options)
        options += [self._of_folder(folder) for folder in self._folders]
        options += self._starter()
        if options != self._options or not self.count():
            self._options = options
            with QSignalBlocker(self):
                self._fill()
            self._keep_choice()
            self.listed.emit()

    def _fill(self) -> None:
        self.clear()
        for option in self._options:
            self.addItem(option.name)
        if self._options:
            self.insertSeparator(self.count())
        self.addItem(self.tr("Choose a model folder…"))
        widest = max(self.fontMetrics().horizontalAdvance(self.itemText(row)) for row in range(self.count()))
        self.view().setMinimumWidth(widest + 40)

    def _keep_choice(self) -> None:
        folders = [option.folder for option in self._options]
        wanted = self._current.folder if self._current and self._is_kept else None
        if self._wanted in folders:
            wanted, self._wanted = self._wanted, None
            self._is_kept = True
        row = folders.index(wanted) if wanted in folders else 0
        self._select(row if folders else -1)

    def _select(self, row: int) -> None:
        with QSignalBlocker(self):
            self.setCurrentIndex(row)
        before, self._current = self._current, self._options[row] if row >= 0 else None
        self.setToolTip(plain_tip(self._current.name if self._current else ""))
        # A model that only gets another name, as by a new score, is the same one.
        if (self._current and self._current.folder) != (before and before.folder):
            self.chosen.emit()

    def _take(self, row: int) -> None:
        if row < len(self._options):
            self._wanted = None
            self._is_kept = True
            self._select(row)
            return
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose the folder of a model"))
        # Whatever comes of it, the list itself must not stand on the entry that opens the dialog.
        self._keep_choice()
        if chosen:
            self._add_folder(Path(chosen))

    def _add_folder(self, folder: Path) -> None:
        if (folder / "run.json").is_file():
            folder = RunFolder(folder).model_dir
        if not is_model(folder):
            message = self.tr("The folder “{name}” holds no model.").format(name=folder.name)
            self._notices.error(
                UserError(message, self.tr("Choose one that has a file config.json in it."), str(folder))
            )
            return
        self._wanted = folder
        if folder in (option.folder for option in self._options):
            self._keep_choice()
        else:
            self._folders.insert(0, folder)
            self._refresh()

    def _of_run(self, state: RunState) -> ModelOption:
        name = [state.name]
        if state.spec is not None:
            moment = QDateTime.fromSecsSinceEpoch(int(state.spec.created.timestamp()))
            name.append(QLocale().toString(moment, "d MMM hh:mm"))
        scores = state.summary.best_scores or (state.summary.scores[-1] if state.summary.scores else None)
        if scores is not None:
            name.append(self.tr("{share} parts right").format(share=parts_of_ten(scores.correct)))
        base, no_base = self._base(state)
        folder = state.folder
        return ModelOption(" · ".join(name), folder.model_dir, base, no_base, folder.validation_data, True)

    def _base(self, state: RunState) -> tuple[Path | None, str]:
        if state.spec is None:
            return None, self.tr("It is not known what this model was trained from.")
        if state.base is not None:
            return state.base, ""
        missing = self.tr("The model it was trained from, {name}, is not in a folder on this computer.")
        return None, missing.format(name=state.spec.model)

    def _of_folder(self, folder: Path) -> ModelOption:
        unknown = self.tr("It is not known what this model was trained from.")
        return ModelOption(str(folder), folder, None, unknown, _bundled_rows(), False)

    def _starter(self) -> list[ModelOption]:
        folder = self._starter_folder
        if folder is None:
            return []
        itself = self.tr("This is the untouched model itself.")
        return [ModelOption(self.tr("The untouched starter"), folder, None, itself, _bundled_rows(), True)]


def _bundled_rows() -> Path:
    return paths.bundled_data() / "validation_dataset.jsonl"
