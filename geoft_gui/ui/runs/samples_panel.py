"""What was asked for beside what came, in 3D, from the first judging to the last."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from geoft_gui.runs.events import Sample
from geoft_gui.runs.words import verdict_sentence
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.icons import icon, pixmap
from geoft_gui.ui.part_view.part_view import PartView
from geoft_gui.ui.runs.paged_card import PagedCard
from geoft_gui.ui.runs.run_story import SampleHistory
from geoft_gui.ui.widgets.clamped_label import ClampedLabel
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.json_view import JsonView
from geoft_gui.ui.widgets.surfaces import Role, button, set_role, words

_SIGNS: Final[dict[str, tuple[str, Role]]] = {
    "correct": ("circle-check", "good"),
    "another_part": ("circle-x", "bad"),
    "does_not_build": ("circle-x", "bad"),
    "not_a_document": ("circle-x", "bad"),
}
_LEAST_VIEW: Final = 170
_SIGN_PIXELS: Final = 18
_PROMPT_LINES: Final = 3


class SamplesPanel(PagedCard):
    """Shows one sample of a run. It stays at the newest judging until the user looks at an earlier one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._history = SampleHistory()
        self._prompt = ""
        self._shown: Sample | None = None
        self.column.setContentsMargins(14, 12, 14, 10)
        self.column.setSpacing(6)
        self._empty = words("", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages.addWidget(self._empty)
        self.pages.addWidget(self._make_body())
        self.setAccessibleName(self.tr("Samples"))
        desk.appearance.changed.connect(self._colour)
        self._colour()

    def say_why_empty(self, why: str) -> None:
        """What stands here while there are no samples."""
        self._empty.setText(why)

    def show_history(self, history: SampleHistory) -> None:
        """Show the samples of another run."""
        self._history = history
        self._prompt = ""
        self._shown = None
        with QSignalBlocker(self._slider):
            self._slider.setRange(0, 0)
        self.refresh()

    def refresh(self) -> None:
        """Show what has come since."""
        steps = self._history.steps
        self.pages.setCurrentIndex(1 if steps else 0)
        if not steps:
            return
        was_newest = self._slider.value() == self._slider.maximum()
        with QSignalBlocker(self._slider):
            self._slider.setRange(0, len(steps) - 1)
            if was_newest:
                self._slider.setValue(len(steps) - 1)
        self._slider.setEnabled(len(steps) > 1)
        self._show()

    def _make_body(self) -> QWidget:
        self._asked = ClampedLabel(_PROMPT_LINES)
        self._sign = QLabel()
        self._verdict = words()
        self.documents_button = button(
            self.tr("Documents"),
            self._show_documents,
            "quiet",
            self.tr("Shows what was asked for and what the model wrote as text."),
        )
        self.documents_button.setCheckable(True)
        verdict = QHBoxLayout()
        verdict.setSpacing(8)
        verdict.addWidget(self._sign)
        verdict.addWidget(self._verdict, stretch=1)
        verdict.addWidget(self.documents_button)
        self._expected = PartView(self._desk.appearance)
        self._came = PartView(self._desk.appearance)
        self._came.follow(self._expected)
        self._expected_text = JsonView(self._desk.appearance)
        self._came_text = JsonView(self._desk.appearance)
        pair = QGridLayout()
        pair.setHorizontalSpacing(10)
        pair.setVerticalSpacing(4)
        self._pairs = [QStackedWidget(), QStackedWidget()]
        for place, (heading, view, text, stack) in enumerate(
            (
                (self.tr("Asked for"), self._expected, self._expected_text, self._pairs[0]),
                (self.tr("Came"), self._came, self._came_text, self._pairs[1]),
            )
        ):
            pair.addWidget(words(heading, "muted", wrap=False), 0, place)
            # Narrower than its row of buttons and sizes would ask for: that row gives way first.
            view.setMinimumWidth(_LEAST_VIEW)
            stack.addWidget(view)
            stack.addWidget(text)
            pair.addWidget(stack, 1, place)
            pair.setColumnStretch(place, 1)
            view.setAccessibleName(heading)
            text.setAccessibleName(self.tr("{heading}, as a document").format(heading=heading))
        pair.setRowStretch(1, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._asked)
        column.addLayout(verdict)
        column.addLayout(pair, stretch=1)
        column.addWidget(self._make_controls())
        return body

    def _make_controls(self) -> QWidget:
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, 0)
        self._slider.setPageStep(1)
        self._slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self._slider.setMinimumWidth(14 * self.fontMetrics().averageCharWidth())
        self._slider.setAccessibleName(self.tr("Step after which the model was asked"))
        self._slider.setToolTip(self.tr("Goes through time: what the model made of the same prompt before."))
        self._slider.valueChanged.connect(self._show)
        self._when = words(wrap=False)
        self._when.setBuddy(self._slider)
        self._which = words(wrap=False)
        self.previous_button = self._turn(-1, self.tr("Previous prompt"))
        self.next_button = self._turn(1, self.tr("Next prompt"))
        controls = QWidget()
        flow = FlowLayout(controls, gap=14)
        flow.addWidget(_together(self._when, self._slider))
        flow.addWidget(_together(self.previous_button, self._which, self.next_button))
        return controls

    def _turn(self, by: int, name: str) -> QToolButton:
        made = QToolButton()
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setIconSize(QSize(16, 16))
        made.clicked.connect(lambda: self._turn_prompt(by))
        return made

    def _turn_prompt(self, by: int) -> None:
        samples = self._samples()
        if samples:
            place = next((i for i, sample in enumerate(samples) if sample.prompt == self._prompt), 0)
            self._prompt = samples[(place + by) % len(samples)].prompt
            self._show()

    def _samples(self) -> list[Sample]:
        """Those of the step that the slider stands at; none where a resumed run has not been judged again."""
        steps = self._history.steps
        return self._history.at(steps[min(self._slider.value(), len(steps) - 1)]) if steps else []

    def _show(self) -> None:
        samples = self._samples()
        if not samples:
            return
        place = next((i for i, sample in enumerate(samples) if sample.prompt == self._prompt), 0)
        sample = samples[place]
        self._prompt = sample.prompt
        self._when.setText(self.tr("After step {step}").format(step=f"{sample.step:,}"))
        self._which.setText(self.tr("Prompt {n} of {all}").format(n=place + 1, all=len(samples)))
        for turn in (self.previous_button, self.next_button):
            turn.setEnabled(len(samples) > 1)
        if sample == self._shown:
            return
        self._shown = sample
        self._asked.show_words(self.tr("Asked for “{prompt}”").format(prompt=sample.prompt))
        self._verdict.setText(verdict_sentence(sample))
        self._expected_text.show_text(sample.expected)
        self._came_text.show_text(sample.answer)
        bench = self._desk.workbench
        bench.look(sample.expected, self._expected.show_look, of=(self, "expected"))
        if sample.answer:
            bench.look(sample.answer, self._came.show_look, of=(self, "came"))
        else:
            bench.forget((self, "came"))
            self._came.clear(self.tr("The model answered nothing."))
        self._colour()

    def _show_documents(self) -> None:
        for stack in self._pairs:
            stack.setCurrentIndex(1 if self.documents_button.isChecked() else 0)

    def _colour(self) -> None:
        colours = self._desk.appearance.colours
        for turn, name in ((self.previous_button, "chevron-left"), (self.next_button, "chevron-right")):
            turn.setIcon(icon(name, colours.text, size=16))
        if self._shown is not None:
            name, role = _SIGNS[self._shown.verdict]
            set_role(self._verdict, role)
            self._sign.setPixmap(
                pixmap(name, colours.good if role == "good" else colours.bad, _SIGN_PIXELS)
            )


def _together(*parts: QWidget) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for part in parts:
        row.addWidget(part)
    return group
