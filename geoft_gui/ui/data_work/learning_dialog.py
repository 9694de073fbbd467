"""Would more rows help? Answered from the trainings that have been finished."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from geoft_gui.evaluation.learning_curve import learning_curve
from geoft_gui.evaluation.learning_words import learning_words
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.learning import LearningPoint, comparable, learning_points
from geoft_gui.runs.learning_advice import COMPARED, NextRun, advice_words, next_runs
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.widgets.choice_dialog import column_in
from geoft_gui.ui.widgets.surfaces import button, words

if TYPE_CHECKING:
    # It takes long to load, and without comparable runs nothing is drawn.
    from geoft_gui.ui.widgets.learning_plot import LearningPlot

_WIDTH, _PLOT_WIDTH, _HEIGHT = 64, 88, 30
"""In average letters and in lines of text; the width with a picture."""


class LearningDialog(QDialog):
    """Draws parts right over rows learnt from, for runs that can be compared, and says what follows."""

    def __init__(self, desk: Desk, runs: Sequence[RunFolder], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._groups: list[list[LearningPoint]] = []
        self.setWindowTitle(self.tr("Would more rows help?"))
        self.sentence = words(self.tr("Reading the runs …"))
        self.groups = QComboBox()
        self.groups.setAccessibleName(self.tr("Runs that can be compared"))
        self.groups.setToolTip(COMPARED)
        self.groups.currentIndexChanged.connect(self._show_group)
        self.groups.hide()
        self._column = column_in(self)
        self._column.addWidget(words(self.tr("Would more rows help?"), "heading"))
        self._column.addWidget(self.sentence)
        self._column.addWidget(self.groups)
        self._plot_place = QVBoxLayout()
        self._column.addLayout(self._plot_place, stretch=1)
        self._note = words(
            self.tr(
                "Bars: how far chance alone may move a score of so few prompts. Dashed: what is expected of "
                "more rows like these. Each point is the best model of a run."
            ),
            "small",
        )
        self._note.hide()
        self._column.addWidget(self._note)
        self._advised: tuple[NextRun, ...] = ()
        self.copy_button = button(
            self.tr("Copy as commands"),
            self._copy,
            tip=self.tr("The same trainings as lines to be pasted into a terminal."),
        )
        self.copy_button.hide()
        close = button(self.tr("Close"), self.accept)
        close.setDefault(True)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.copy_button)
        line.addWidget(close)
        self._column.addLayout(line)
        self._plot: LearningPlot | None = None
        metrics = self.fontMetrics()
        self.setMinimumWidth(_WIDTH * metrics.averageCharWidth())
        self._task = desk.background.run(lambda task: _groups(runs), self._take)
        self.finished.connect(self._task.cancel)

    def _take(self, groups: list[list[LearningPoint]]) -> None:
        self._groups = groups
        for group in groups:
            if len(group) == 1:
                said = self.tr("1 run of {model}, on {most} rows")
            else:
                said = self.tr("{n} runs of {model}, on {least} to {most} rows")
            least, most = f"{group[0].rows:,}", f"{group[-1].rows:,}"
            self.groups.addItem(said.format(n=len(group), model=group[0].model, least=least, most=most))
        self.groups.setVisible(len(groups) > 1)
        if not groups:
            self.sentence.setText(learning_words(learning_curve(())))

    def _show_group(self, index: int) -> None:
        # Loaded by now, where there is a group.
        from geoft_gui.ui.widgets.learning_plot import LearningPlot  # noqa: PLC0415

        points = self._groups[index]
        curve = learning_curve(points)
        others = [group for group in self._groups if group is not points]
        self._advised = next_runs([points, *others]) if curve.now is None else ()
        self.sentence.setText(advice_words(self._advised) if self._advised else learning_words(curve))
        self.copy_button.setVisible(bool(self._advised))
        # Points without a curve say nothing that the sentences do not.
        self._note.setVisible(curve.now is not None)
        if curve.now is None:
            if self._plot is not None:
                self._plot.hide()
            # What was shown or hidden just now is only counted in then.
            QTimer.singleShot(0, self, self._fit_words)
            return
        if self._plot is None:
            plot = LearningPlot(self._desk.appearance.colours.plot)
            self._desk.appearance.changed.connect(self._colour)
            self._plot_place.addWidget(plot)
            self._plot = plot
            self._grow()
        self._plot.show()
        self._plot.show_curve(points, curve)

    def _copy(self) -> None:
        commands = [command for run in self._advised for command in run.commands]
        QGuiApplication.clipboard().setText("\n".join(commands))

    def _grow(self) -> None:
        """Make room for the picture."""
        metrics = self.fontMetrics()
        self._make_room(_PLOT_WIDTH * metrics.averageCharWidth(), _HEIGHT * metrics.lineSpacing())

    def _fit_words(self) -> None:
        """Make room for the sentences."""
        self._make_room(self.width(), self._column.totalHeightForWidth(self.width()))

    def _make_room(self, width: int, height: int) -> None:
        """Be at least so large, about the same middle: it shall not grow out of the screen."""
        middle, screen = self.geometry().center(), self.screen().availableGeometry()
        size = QSize(width, height).expandedTo(self.size())
        place = QRect(QPoint(), size.boundedTo(screen.size()))
        place.moveCenter(middle)
        place.moveLeft(max(screen.left(), min(place.left(), screen.right() - place.width())))
        place.moveTop(max(screen.top(), min(place.top(), screen.bottom() - place.height())))
        self.setGeometry(place)

    def _colour(self) -> None:
        if self._plot is not None:
            self._plot.set_colours(self._desk.appearance.colours.plot)


def _groups(runs: Sequence[RunFolder]) -> list[list[LearningPoint]]:
    groups = comparable(learning_points(runs))
    if groups:
        # What draws them takes most of a second to load.
        import_module("geoft_gui.ui.widgets.learning_plot")
    return groups
