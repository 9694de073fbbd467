"""Would more rows help? Answered from the trainings that have been finished."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget

from geoft_gui.evaluation.learning_curve import learning_curve
from geoft_gui.evaluation.learning_words import learning_words
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.learning import LearningPoint, comparable, learning_points
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.widgets.choice_dialog import column_in
from geoft_gui.ui.widgets.surfaces import button, words

if TYPE_CHECKING:
    # It takes long to load, and without comparable runs nothing is drawn.
    from geoft_gui.ui.widgets.learning_plot import LearningPlot

_WIDTH, _HEIGHT = 44, 30
"""In average letters and in lines of text."""


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
        self.groups.setToolTip(
            self.tr(
                "Those can be compared that began with the same model, were scored on the same prompts and "
                "were shown about as many examples."
            )
        )
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
        close = button(self.tr("Close"), self.accept)
        close.setDefault(True)
        self._column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        self._plot: LearningPlot | None = None
        metrics = self.fontMetrics()
        self.setMinimumWidth(_WIDTH * metrics.averageCharWidth())
        self._task = desk.background.run(lambda task: _groups(runs), self._take)
        self.finished.connect(self._task.cancel)

    def _take(self, groups: list[list[LearningPoint]]) -> None:
        self._groups = groups
        for group in groups:
            said = self.tr("1 run of {model}") if len(group) == 1 else self.tr("{n} runs of {model}")
            self.groups.addItem(said.format(n=len(group), model=group[0].model))
        self.groups.setVisible(len(groups) > 1)
        if not groups:
            self.sentence.setText(learning_words(learning_curve(())))

    def _show_group(self, index: int) -> None:
        # Loaded by now, where there is a group.
        from geoft_gui.ui.widgets.learning_plot import LearningPlot  # noqa: PLC0415

        points = self._groups[index]
        curve = learning_curve(points)
        self.sentence.setText(learning_words(curve))
        if self._plot is None:
            plot = LearningPlot(self._desk.appearance.colours.plot)
            self._desk.appearance.changed.connect(self._colour)
            self._plot_place.addWidget(plot)
            self._plot = plot
            self._note.show()
            self._grow()
        self._plot.show_curve(points, curve)

    def _grow(self) -> None:
        """Make room for the picture, about the same middle: it shall not grow out of the screen."""
        metrics = self.fontMetrics()
        middle, screen = self.geometry().center(), self.screen().availableGeometry()
        size = QSize(2 * _WIDTH * metrics.averageCharWidth(), _HEIGHT * metrics.lineSpacing())
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
