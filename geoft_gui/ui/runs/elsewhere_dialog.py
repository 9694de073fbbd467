"""The command with which more graphics cards, or other computers, go on with a run."""

from typing import Final

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from geoft_gui.backends.elsewhere import FIRST_MACHINE, Elsewhere, for_more
from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.widgets.choice_dialog import column_in, fit
from geoft_gui.ui.widgets.few_lines import FewLines
from geoft_gui.ui.widgets.surfaces import button, words

_MOST_MACHINES: Final = 64
_MOST_CARDS: Final = 16
_COMMAND_LINES: Final = 7


class ElsewhereDialog(QDialog):
    """Asks for how many computers and graphics cards, and writes the exact command to be copied."""

    def __init__(self, desk: Desk, state: RunState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._folder = state.folder
        self._writing: Task[Elsewhere] | None = None
        self.setWindowTitle(self.tr("Run it elsewhere"))
        self._column = column_in(self)
        self._column.addWidget(words(self.tr("Where shall it go on?"), "heading"))
        self._column.addWidget(words(state.name, "muted"))
        self.machines = _count(_MOST_MACHINES)
        self.cards = _count(_MOST_CARDS)
        self.meeting = QLineEdit()
        self.meeting.setPlaceholderText(FIRST_MACHINE)
        self.meeting.setToolTip(self.tr("The name or address of one of the computers, which all can reach."))
        self._form = QFormLayout()
        self._form.addRow(self.tr("Computers"), self.machines)
        self._form.addRow(self.tr("Graphics cards in each"), self.cards)
        self._form.addRow(self.tr("They meet at"), self.meeting)
        self._column.addLayout(self._form)
        self._column.addSpacing(4)
        self.command = QPlainTextEdit()
        self.command.setReadOnly(True)
        self.command.setTabChangesFocus(True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(QApplication.font().pointSizeF())
        self.command.setFont(fixed)
        self.command.setAccessibleName(self.tr("The command"))
        self.command.setFixedHeight(_COMMAND_LINES * self.command.fontMetrics().lineSpacing())
        self._column.addWidget(self.command)
        self._needs = FewLines()
        self._column.addWidget(self._needs)
        followed = self.tr(
            "Where that computer sees the same folder, over the network or because it is kept in step, "
            "this window follows the run as if it were here."
        )
        self._column.addWidget(words(followed, "muted"))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(self.tr("Close"), self.reject, "quiet"))
        self.copy_button = button(self.tr("Copy the command"), self._copy, "primary")
        self.copy_button.setDefault(True)
        row.addWidget(self.copy_button)
        self._column.addSpacing(6)
        self._column.addLayout(row)
        for counted in (self.machines, self.cards):
            counted.valueChanged.connect(self._write)
        self.meeting.textChanged.connect(self._write)
        self._write()

    def done(self, result: int) -> None:
        """Nobody waits for a command any more."""
        if self._writing is not None:
            self._writing.cancel()
        super().done(result)

    def _write(self) -> None:
        """In the background: whether it was begun stands in its events, which may be long."""
        if self._writing is not None:
            self._writing.cancel()
        machines, cards = self.machines.value(), self.cards.value()
        meeting = self.meeting.text().strip() or FIRST_MACHINE
        self._form.setRowVisible(self.meeting, machines > 1)
        self.copy_button.setEnabled(False)
        self.copy_button.setToolTip(self.tr("The command is being written."))
        self.copy_button.setText(self.tr("Copy the command"))
        folder = self._folder
        self._writing = self._desk.background.run(
            lambda task: for_more(folder, machines, cards, meeting_at=meeting), self._show, self._fail
        )

    def _show(self, written: Elsewhere) -> None:
        self._writing = None
        self.command.setPlainText(written.command)
        self._say("\n".join(f"• {need}" for need in written.needs))
        self.copy_button.setEnabled(True)
        self.copy_button.setToolTip("")
        fit(self, self._column)

    def _fail(self, error: UserError) -> None:
        self._writing = None
        self.command.setPlainText("")
        self._say(f"{error.message} {error.hint}")
        self.copy_button.setToolTip(error.message)
        fit(self, self._column)

    def _say(self, text: str) -> None:
        self._needs.show_words(text, self.tr("What has to be there"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.toPlainText())
        self.copy_button.setText(self.tr("Copied"))


def _count(most: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(1, most)
    return made
