"""Which model is asked: a run's, the untouched starter, one in any folder, or one at a provider."""

from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from geoft_gui import paths
from geoft_gui.errors import UserError
from geoft_gui.hosted.providers import Provider, providers
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.models import is_model
from geoft_gui.runs.words import parts_of_ten
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.moving.hosted_choice import HostedChoice
from geoft_gui.ui.playground.hosted_dialog import HostedDialog
from geoft_gui.ui.playground.model_option import ModelOption
from geoft_gui.ui.run_watcher import RunState, RunWatcher
from geoft_gui.ui.widgets.surfaces import plain_tip

_SHORTEST = 16
"""Characters of a name that can be read in any case; the list itself is as wide as it needs to be."""


class ModelChoice(QComboBox):
    """A list of models, newest first. What was chosen stays chosen while runs come and go."""

    chosen = Signal()
    """Another model is chosen, by the user or because the former one is gone."""
    listed = Signal()
    """There are other models to choose from."""

    def __init__(self, watcher: RunWatcher, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watcher = watcher
        self._desk = desk
        starter = paths.starter_model()
        self._starter_folder = starter if is_model(starter) else None
        self._options: list[ModelOption] = []
        self._folders: list[Path] = []
        """Folders of the user's own choice, newest first."""
        self._named: list[HostedChoice] = []
        """Models at providers that the user has named, newest first."""
        self._wanted = ""
        """The identity of a model that is to be chosen as soon as it is among the others."""
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
        self._wanted = str(folder.model_dir)
        self._keep_choice()

    def keep(self) -> None:
        """What is chosen now is in use: it stays chosen when a newer model comes."""
        self._is_kept = True

    def _refresh(self) -> None:
        options = [option for state in self._watcher.states if (option := self._of_run(state)) is not None]
        self.has_trained = bool(options)
        options += [self._of_named(choice) for choice in self._named]
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
        self.addItem(self.tr("Name a model at a provider…"))
        self.addItem(self.tr("Choose a model folder…"))
        widest = max(self.fontMetrics().horizontalAdvance(self.itemText(row)) for row in range(self.count()))
        self.view().setMinimumWidth(widest + 40)

    def _keep_choice(self) -> None:
        identities = [option.identity for option in self._options]
        wanted = self._current.identity if self._current and self._is_kept else ""
        if self._wanted in identities:
            wanted, self._wanted = self._wanted, ""
            self._is_kept = True
        row = identities.index(wanted) if wanted in identities else 0
        self._select(row if identities else -1)

    def _select(self, row: int) -> None:
        with QSignalBlocker(self):
            self.setCurrentIndex(row)
        before, self._current = self._current, self._options[row] if row >= 0 else None
        self.setToolTip(plain_tip(self._current.name if self._current else ""))
        # A model that only gets another name, as by a new score, is the same one.
        if (self._current and self._current.identity) != (before and before.identity):
            self.chosen.emit()

    def _take(self, row: int) -> None:
        if row < len(self._options):
            self._wanted = ""
            self._is_kept = True
            self._select(row)
            return
        # Whatever comes of it, the list itself must not stand on an entry that opens a dialog.
        if row < self.count() - 1:
            self._keep_choice()
            self._desk.background.run(lambda task: providers(), self._ask_name)
            return
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose the folder of a model"))
        self._keep_choice()
        if chosen:
            self._add_folder(Path(chosen))

    def _ask_name(self, known: tuple[Provider, ...]) -> None:
        dialog = HostedDialog(known, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.named.connect(self.add_named)
        dialog.open()

    def add_named(self, choice: HostedChoice) -> None:
        """Choose a model at a provider, by its name there."""
        self._wanted = choice.reference
        if choice.reference in (option.identity for option in self._options):
            self._keep_choice()
        else:
            self._named.insert(0, choice)
            self._refresh()

    def _add_folder(self, folder: Path) -> None:
        if (folder / "run.json").is_file():
            folder = RunFolder(folder).model_dir
        if not is_model(folder):
            message = self.tr("The folder “{name}” holds no model.").format(name=folder.name)
            self._desk.notices.error(
                UserError(message, self.tr("Choose one that has a file config.json in it."), str(folder))
            )
            return
        self._wanted = str(folder)
        if str(folder) in (option.identity for option in self._options):
            self._keep_choice()
        else:
            self._folders.insert(0, folder)
            self._refresh()

    def _of_run(self, state: RunState) -> ModelOption | None:
        """The model of a run; None where it has none."""
        hosted = _hosted(state)
        if hosted is None and not state.has_model:
            return None
        name = [state.name]
        if state.spec is not None:
            moment = QDateTime.fromSecsSinceEpoch(int(state.spec.created.timestamp()))
            name.append(QLocale().toString(moment, "d MMM hh:mm"))
        scores = state.summary.best_scores or (state.summary.scores[-1] if state.summary.scores else None)
        if scores is not None:
            name.append(self.tr("{share} parts right").format(share=parts_of_ten(scores.correct)))
        folder = state.folder
        if hosted is not None:
            # Before the day: not all of it fits into the box, and who reads the question matters more.
            name.insert(1, self.tr("at {provider}").format(provider=hosted.provider.called))
            base, no_base = None, self._at(hosted)
        else:
            base, no_base = self._base(state)
        model = hosted or folder.model_dir
        place, examples = folder.model_dir, folder.validation_data
        return ModelOption(" · ".join(name), model, place, base, no_base, examples, True)

    def _at(self, hosted: HostedChoice) -> str:
        missing = self.tr(
            "The model it was trained from is at {provider}. Name that one, and ask it the same."
        )
        return missing.format(provider=hosted.provider.called)

    def _of_named(self, choice: HostedChoice) -> ModelOption:
        name = self.tr("{name} · at {provider}").format(name=choice.name, provider=choice.provider.called)
        return ModelOption(name, choice, None, None, self._at(choice), _bundled_rows(), False)

    def _base(self, state: RunState) -> tuple[Path | None, str]:
        if state.spec is None:
            return None, self.tr("It is not known what this model was trained from.")
        if state.base is not None:
            return state.base, ""
        missing = self.tr("The model it was trained from, {name}, is not in a folder on this computer.")
        return None, missing.format(name=state.spec.model)

    def _of_folder(self, folder: Path) -> ModelOption:
        unknown = self.tr("It is not known what this model was trained from.")
        return ModelOption(str(folder), folder, folder, None, unknown, _bundled_rows(), False)

    def _starter(self) -> list[ModelOption]:
        folder = self._starter_folder
        if folder is None:
            return []
        itself = self.tr("This is the untouched model itself.")
        name = self.tr("The untouched starter")
        return [ModelOption(name, folder, folder, None, itself, _bundled_rows(), True)]


def _hosted(state: RunState) -> HostedChoice | None:
    """The model of a run, if it is at a provider that GeoFT knows."""
    if state.hosted is None or state.hosted.result is None or state.hosted.provider is None:
        return None
    return HostedChoice(state.name, state.hosted.provider, state.hosted.result.model, state.folder.path)


def _bundled_rows() -> Path:
    return paths.bundled_data() / "validation_dataset.jsonl"
