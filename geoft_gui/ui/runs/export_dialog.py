"""Taking a run's model away: in which form, where to, and whether the copy answers as the model did."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from geoft_gui.backends.exporting import Exported, Form, Offer, export, offers
from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.part_view.part_view import PartView
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.state_words import doing
from geoft_gui.ui.widgets.choice_dialog import column_in, fit
from geoft_gui.ui.widgets.surfaces import button, set_role, words

_PREFERRED: Final[tuple[Form, ...]] = ("merged", "adapter", "gguf")
_PART_LINES: Final = 12
_INDENT: Final = 26


class ExportDialog(QDialog):
    """Three forms with their sizes, a folder, and then the copy: loaded again and asked for a part."""

    def __init__(self, desk: Desk, state: RunState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._run = state.folder
        self._looking: Task[tuple[Offer, ...]] | None = None
        self._exporting: Task[Exported] | None = None
        self._exported: Exported | None = None
        self._is_named = False
        """Whether the user has chosen a folder: it stays when another form is chosen."""
        self.choices: dict[Form, QRadioButton] = {}
        self.setWindowTitle(self.tr("Take the model away"))
        self._column = column_in(self)
        self._heading = words(self.tr("How shall it go with you?"), "heading")
        self._column.addWidget(self._heading)
        self._column.addWidget(words(state.name, "muted"))
        self._column.addSpacing(4)
        self._column.addWidget(self._make_question())
        self._column.addWidget(self._make_result())
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("The model is being written"))
        self.said = words("", "muted")
        self._column.addWidget(self.bar)
        self._column.addWidget(self.said)
        row = QHBoxLayout()
        row.addStretch(1)
        self.leave_button = button("", self.reject, "quiet")
        self.show_button = button(self.tr("Show in folder"), self._show_folder, "primary")
        self.export_button = button(self.tr("Write it there"), self._export, "primary")
        for made in (self.leave_button, self.show_button, self.export_button):
            row.addWidget(made)
        self._column.addSpacing(6)
        self._column.addLayout(row)
        run = self._run
        self._looking = desk.background.run(lambda task: offers(run), self._show_offers, self._fail)
        self.said.setText(self.tr("Looking at the model …"))
        self._show_state()

    @property
    def form(self) -> Form | None:
        """The one that is chosen."""
        return next((form for form, choice in self.choices.items() if choice.isChecked()), None)

    def done(self, result: int) -> None:
        """Whatever way it is closed: what goes on ends, and leaves nothing behind."""
        for task in (self._looking, self._exporting):
            if task is not None:
                task.cancel()
        self._desk.workbench.forget((self, "answer"))
        super().done(result)

    def _make_question(self) -> QWidget:
        self._question = QWidget()
        column = QVBoxLayout(self._question)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._group = QButtonGroup(self)
        self._sizes = {}
        texts: dict[Form, tuple[str, str]] = {
            "merged": (
                self.tr("Whole model"),
                self.tr("Everything in one folder, for every program that reads Hugging Face models."),
            ),
            "adapter": (
                self.tr("Only what was learnt (adapter)"),
                self.tr("Small; it needs the model that it was made from wherever it is used."),
            ),
            "gguf": (
                self.tr("One file (GGUF)"),
                self.tr("For Ollama, LM Studio and llama.cpp."),
            ),
        }
        for form in _PREFERRED:
            text, about = texts[form]
            choice = QRadioButton(text)
            choice.setEnabled(False)
            choice.setToolTip(self.tr("Looking at the model …"))
            choice.setAccessibleDescription(about)
            choice.toggled.connect(self._choose_form)
            self._group.addButton(choice)
            self.choices[form] = choice
            size = words("", "small")
            size.setContentsMargins(_INDENT, 0, 0, 4)
            self._sizes[form] = (size, about)
            size.setText(about)
            column.addWidget(choice)
            column.addWidget(size)
        where = words(self.tr("&Into the new folder"), wrap=False)
        self.folder = QLineEdit()
        where.setBuddy(self.folder)
        self.folder.setAccessibleName(self.tr("Folder that is made for it"))
        self.folder.textEdited.connect(self._name_folder)
        self.folder.textChanged.connect(self._show_state)
        self.choose_button = button(
            self.tr("Choose …"), self._choose_folder, "", self.tr("Chooses where the new folder is made.")
        )
        column.addWidget(where)
        row = QHBoxLayout()
        row.addWidget(self.folder, stretch=1)
        row.addWidget(self.choose_button)
        column.addLayout(row)
        return self._question

    def _make_result(self) -> QWidget:
        self._result = QWidget()
        column = QVBoxLayout(self._result)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._verdict = words("", "good")
        self._place = words("", "muted")
        self._asked = words("", "muted")
        self._part = PartView(self._desk.appearance)
        self._part.setMinimumHeight(_PART_LINES * self.fontMetrics().lineSpacing())
        self._part.setAccessibleName(self.tr("The part that the copy made"))
        for widget in (self._verdict, self._place, self._asked, self._part):
            column.addWidget(widget)
        self._result.hide()
        return self._result

    def _show_offers(self, found: tuple[Offer, ...]) -> None:
        self._looking = None
        self.said.setText("")
        for offer in found:
            label, about = self._sizes[offer.form]
            choice = self.choices[offer.form]
            choice.setEnabled(not offer.hindrance)
            choice.setToolTip(offer.hindrance)
            label.setText(
                self.tr("Not possible: {why}").format(why=offer.hindrance)
                if offer.hindrance
                else self.tr("About {size}. {about}").format(size=_size_words(offer.bytes), about=about)
            )
        first = next((form for form in _PREFERRED if self.choices[form].isEnabled()), None)
        if first is not None:
            self.choices[first].setChecked(True)
        self._show_state()

    def _choose_form(self) -> None:
        form = self.form
        if form is not None and not self._is_named:
            documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            self.folder.setText(str(_free(Path(documents or Path.home()), f"{self._run.path.name}-{form}")))
        self._show_state()

    def _name_folder(self) -> None:
        self._is_named = True

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Where shall the new folder be made?"), str(Path(self.folder.text()).parent)
        )
        if chosen:
            self._is_named = True
            self.folder.setText(str(_free(Path(chosen), f"{self._run.path.name}-{self.form or 'model'}")))

    def _export(self) -> None:
        form, run, out = self.form, self._run, Path(self.folder.text().strip()).expanduser()
        if form is None:
            return

        def work(task: Task[Exported]) -> Exported:
            return export(run, out, form, tell=task.tell, given_up=lambda: task.cancelled)

        set_role(self.said, "muted")
        self.said.setText(self.tr("Beginning …"))
        self._exporting = self._desk.background.run(work, self._finish, self._fail, self._tell)
        self._show_state()

    def _tell(self, phase: str) -> None:
        self.said.setText(doing(phase))

    def _finish(self, exported: Exported) -> None:
        self._exporting = None
        self._exported = exported
        self.said.setText("")
        self._heading.setText(self.tr("The model is there"))
        set_role(self._verdict, "good" if exported.same else "warning")
        self._verdict.setText(
            self.tr("It was loaded again and asked: it answers as the run's model does.")
            if exported.same
            else self.tr(
                "It was loaded again and asked: it answers otherwise than the run's model. "
                "Rounding may be the cause; try it before you rely on it."
            )
        )
        told = self.tr("{folder} · {size}")
        self._place.setText(told.format(folder=exported.folder, size=_size_words(exported.bytes)))
        self._asked.setText(self.tr("Asked for “{prompt}”").format(prompt=exported.prompt))
        self._desk.workbench.look(exported.answer, self._part.show_look, of=(self, "answer"))
        self._show_state()

    def _fail(self, error: UserError) -> None:
        self._looking = self._exporting = None
        set_role(self.said, "bad")
        self.said.setText(f"{error.message} {error.hint}")
        self._show_state()

    def _show_folder(self) -> None:
        if self._exported is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._exported.folder)))

    def _show_state(self) -> None:
        busy = self._exporting is not None
        is_done = self._exported is not None
        self._question.setVisible(not is_done)
        self._question.setEnabled(not busy)
        self._result.setVisible(is_done)
        self.bar.setVisible(busy or self._looking is not None)
        self.said.setVisible(bool(self.said.text()))
        self.show_button.setVisible(is_done)
        self.export_button.setVisible(not is_done)
        named = bool(self.folder.text().strip())
        self.export_button.setEnabled(self.form is not None and named and not busy)
        if self.form is None:
            tip = self.tr("Choose a form first.")
        elif not named:
            tip = self.tr("Choose a folder first.")
        else:
            tip = self.tr("Writes it, loads it again and asks it for a part. Nothing is replaced.")
        self.export_button.setToolTip(tip)
        self.export_button.setDefault(not is_done)
        self.show_button.setDefault(is_done)
        self.leave_button.setText(
            self.tr("Give up") if busy else self.tr("Close") if is_done else self.tr("Cancel")
        )
        fit(self, self._column)


def _free(folder: Path, name: str) -> Path:
    """A folder of this name that does not exist yet: with a number where there is one already."""
    candidate, number = folder / name, 2
    while candidate.exists():
        candidate, number = folder / f"{name}-{number}", number + 1
    return candidate


def _size_words(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"
