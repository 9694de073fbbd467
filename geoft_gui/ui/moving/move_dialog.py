"""What a model at a provider knows becomes rows for a model on this computer: agreed to, asked, opened."""

import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from geoft_gui import paths
from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.data_work.work_dialog import labelled
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.moving import move_work
from geoft_gui.ui.moving.hosted_choice import HostedChoice
from geoft_gui.ui.moving.prompt_source import PromptSource
from geoft_gui.ui.widgets.surfaces import button, plain_tip, words

if TYPE_CHECKING:
    from geoft_gui.moving.report import Report, Standing

_PAUSE_MILLISECONDS: Final = 300
"""So long nothing must have been changed before it is reckoned anew."""
_MOST_DOLLARS: Final = 1e6
_PLACE: Final = "moved"
_LONGEST_NAME: Final = 80
_LETTERS: Final = 88
"""How wide it is, in average letters."""


class MoveDialog(QDialog):
    """Says first what it costs and until when it can be done; then asks, and shows what became of it.

    Closing it stops the asking. What was answered is kept, and not asked again.
    """

    moved = Signal(Path)
    """The user wants to see these rows."""

    def __init__(
        self,
        desk: Desk,
        key_of: Callable[[str], str | None],
        choices: Sequence[HostedChoice],
        parent: QWidget | None = None,
    ) -> None:
        """Offer these models, of which there is at least one; `key_of` gives the key of a provider's id."""
        super().__init__(parent)
        assert choices, "there is nothing to move"
        self._desk = desk
        self._key_of = key_of
        self._choices = tuple(choices)
        self._plan: move_work.Plan | None = None
        self._report: Report | None = None
        self._task: Task[Any] | None = None
        self._stop: threading.Event | None = None
        self.setWindowTitle(self.tr("Move to this computer"))
        self.model = QComboBox()
        self.model.setAccessibleName(self.tr("Model"))
        for choice in self._choices:
            self.model.addItem(
                self.tr("{name} at {provider}").format(name=choice.name, provider=choice.provider.called)
            )
        self.prompts = PromptSource()
        self.lifetime = words(role="warning")
        self.cost = words()
        self.budget = QDoubleSpinBox()
        self.about_terms = words()
        self.terms = QCheckBox(self.tr("&I have read them, and they allow it"))
        self.read_terms = button(self.tr("Read the terms"), self._open_terms, "quiet")
        self.bar = QProgressBar()
        self.said = words()
        self.failure = words(role="bad")
        self.close_ = button(self.tr("Close"), self.reject)
        self.go = button("", self._begin, "primary")
        self.open_rows = button(self.tr("Open the rows"), self._open, "primary")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._look_ahead)
        self._lay_out()
        self.model.currentIndexChanged.connect(self._change)
        self.prompts.changed.connect(self._change)
        self.budget.valueChanged.connect(self._show_state)
        self.terms.toggled.connect(self._show_state)
        self._look_ahead()

    @property
    def choice(self) -> HostedChoice:
        """The model that is chosen."""
        return self._choices[self.model.currentIndex()]

    @property
    def is_asking(self) -> bool:
        """Whether a provider is being asked."""
        return self._stop is not None

    def done(self, result: int) -> None:
        """Whatever way it is closed: nothing more is asked."""
        self._pause.stop()
        if self._stop is not None:
            self._stop.set()
        if self._task is not None:
            self._task.cancel()
        self._task = self._stop = None
        super().done(result)

    # ---- what it looks like

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 18)
        self._column.setSpacing(8)
        self._column.addWidget(words(self.tr("Move to this computer"), "title"))
        about = self.tr(
            "Few hosted models can be downloaded, but what they know can be asked. The answers that are the "
            "part which was asked for, and build, become rows to train a model of your own on."
        )
        self._column.addWidget(words(about, "muted"))
        self._column.addSpacing(6)
        self._column.addLayout(labelled(self.tr("&Model"), self.model))
        self._column.addWidget(self.lifetime)
        self._column.addWidget(self.prompts)
        self._column.addSpacing(4)
        self._column.addWidget(self.cost)
        self.budget.setRange(0.01, _MOST_DOLLARS)
        self.budget.setDecimals(2)
        self.budget.setSingleStep(0.1)
        self.budget.setPrefix("$")
        self.budget.setAccessibleName(self.tr("Spend at most, in US dollars"))
        self.budget.setToolTip(
            self.tr("No question is asked whose answer could go beyond it. Of less, fewer prompts are asked.")
        )
        self._budget_field = QWidget()
        field = QHBoxLayout(self._budget_field)
        field.setContentsMargins(0, 0, 0, 0)
        label = words(self.tr("&Spend at most"), wrap=False)
        label.setTextFormat(Qt.TextFormat.AutoText)
        label.setBuddy(self.budget)
        field.addWidget(label)
        field.addWidget(self.budget)
        field.addStretch(1)
        self._column.addWidget(self._budget_field)
        self._terms_field = QWidget()
        terms = QVBoxLayout(self._terms_field)
        terms.setContentsMargins(0, 0, 0, 0)
        terms.setSpacing(2)
        terms_line = QHBoxLayout()
        terms_line.addWidget(self.about_terms, stretch=1)
        terms_line.addWidget(self.read_terms)
        terms.addLayout(terms_line)
        terms.addWidget(self.terms)
        self._column.addWidget(self._terms_field)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How many prompts are answered"))
        for widget in (self.bar, self.said, self.failure):
            self._column.addWidget(widget)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        for each in (self.close_, self.go, self.open_rows):
            each.setAutoDefault(False)
            foot.addWidget(each)
        self.go.setDefault(True)
        self._column.addStretch(1)
        self._column.addSpacing(4)
        self._column.addLayout(foot)

    def _show_state(self) -> None:
        """What can be seen and pressed now, and what the buttons say."""
        rests, plan, provider = not self.is_asking, self._plan, self.choice.provider
        for field in (self.model, self.prompts, self.budget, self.terms):
            field.setEnabled(rests)
        self.lifetime.setText(self.choice.lifetime)
        self.lifetime.setVisible(bool(self.choice.lifetime))
        self._budget_field.setVisible(plan is not None and plan.outlook.cost is not None)
        self._terms_field.setVisible(
            plan is not None and bool(plan.outlook.left) and plan.outlook.needs_terms
        )
        self.about_terms.setText(
            self.tr("The terms of {provider} say whether its answers may train another model.").format(
                provider=provider.called
            )
        )
        self.read_terms.setVisible(bool(provider.terms_url))
        self.read_terms.setToolTip(provider.terms_url)
        self.bar.setVisible(self.is_asking)
        for label in (self.cost, self.said, self.failure):
            label.setVisible(bool(label.text()))
        has_rows = rests and self._report is not None and self._report.out is not None
        self.open_rows.setVisible(has_rows)
        self.close_.setText(self.tr("Close") if rests else self.tr("Stop"))
        self.close_.setToolTip("" if rests else self.tr("What was answered until then is kept."))
        missing = self._missing()
        self.go.setText(self._go_text())
        self.go.setEnabled(not missing)
        self.go.setToolTip(missing)
        self.go.setVisible(rests and not (has_rows and plan is not None and not plan.outlook.left))
        (self.open_rows if has_rows else self.go).setDefault(True)
        self._fit()

    def _fit(self) -> None:
        """As high as its words are at its width; what they grow by while it asks is not cut off."""
        width = max(self.width() if self.isVisible() else 0, _LETTERS * self.fontMetrics().averageCharWidth())
        height = self._column.totalHeightForWidth(width)
        self.setMinimumWidth(_LETTERS * self.fontMetrics().averageCharWidth())
        if not self.is_asking or height > self.height():
            self.resize(width, height)

    def _missing(self) -> str:
        """Why the asking cannot begin; "" if it can."""
        if self.is_asking:
            return self.tr("It is being asked already.")
        if self._plan is None:
            return self.tr("First it must be known what it costs.")
        if self._plan.outlook.needs_terms and self._plan.outlook.left and not self.terms.isChecked():
            return self.tr("First read the terms, and say so above.")
        return ""

    def _go_text(self) -> str:
        plan = self._plan
        if plan is None:
            return self.tr("Ask")
        left = plan.outlook.left
        if not left:
            return self.tr("Make the rows")
        text = self.tr("Ask 1 prompt") if left == 1 else self.tr("Ask {n} prompts").format(n=f"{left:,}")
        if plan.outlook.cost is None:
            return text
        return self.tr("{ask} for at most ${amount}").format(ask=text, amount=f"{self.budget.value():,.2f}")

    def _open_terms(self) -> None:
        QDesktopServices.openUrl(QUrl(self.choice.provider.terms_url))

    # ---- before it begins

    def _change(self) -> None:
        """Something else is wanted: what was reckoned holds no longer."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._plan = self._report = None
        self.said.setText("")
        self.failure.setText("")
        self.cost.setText(self.tr("Reckoning what it costs …"))
        self._pause.start()
        self._show_state()

    def _look_ahead(self) -> None:
        choice, read, out = self.choice, self.prompts.reader(), self._out()
        self._plan = None
        self.cost.setText(self.tr("Reckoning what it costs …"))
        self._task = self._desk.background.run(
            lambda task: move_work.plan(choice, read, out, task), self._take_plan, self._fail
        )
        self._show_state()

    def _out(self) -> Path:
        """Where the rows go: the same model and prompts go on where they were stopped."""
        model, slug = self.choice.model, self.prompts.slug
        name = re.sub(r"[^\w.]+", "-", f"{self.choice.provider.id}-{model}-{slug}").strip("-._")
        return paths.data_home() / "data" / _PLACE / f"{name[-_LONGEST_NAME:].lstrip('-._')}.jsonl"

    def _take_plan(self, plan: move_work.Plan | None) -> None:
        self._task = None
        self._plan = plan
        if plan is None:
            return
        outlook = plan.outlook
        if outlook.most_usd:
            self.budget.setValue(outlook.most_usd)
        self.cost.setText(self._cost_text(plan))
        self._show_state()

    def _cost_text(self, plan: move_work.Plan) -> str:
        outlook, provider = plan.outlook, self.choice.provider.called
        said = []
        if self._report is not None and not outlook.left:
            return ""
        if outlook.answered:
            before = self.tr("{n} of {all} prompts are answered already, and are not asked again.")
            said.append(before.format(n=f"{outlook.answered:,}", all=f"{outlook.questions:,}"))
        elif plan.move.questions.repeated:
            said.append(self.tr("What is there twice is asked once."))
        if outlook.left:
            sent = (
                self.tr("1 prompt goes to {provider}.")
                if outlook.left == 1
                else self.tr("{n} prompts go to {provider}.")
            )
            said.append(sent.format(n=f"{outlook.left:,}", provider=provider))
            said.append(
                self.tr("What the answers cost there, GeoFT does not know.")
                if outlook.cost is None
                else self.tr("They cost {words}").format(words=outlook.cost.words)
            )
        return " ".join(said)

    # ---- asking

    def _begin(self) -> None:
        plan = self._plan
        if plan is None or self._missing():
            return
        budget = None if plan.outlook.cost is None else self.budget.value()
        self._stop = stop = threading.Event()
        self._report = None
        self.failure.setText("")
        self.said.setText(self.tr("Asking {provider} …").format(provider=self.choice.provider.called))
        self.bar.setRange(0, plan.outlook.questions)
        self.bar.setValue(plan.outlook.answered)
        self._task = self._desk.background.run(
            lambda task: move_work.ask(plan.move, budget, self._key_of, stop, task),
            self._take_report,
            self._fail,
            self._show_standing,
        )
        self._show_state()

    def reject(self) -> None:
        """Stop the asking; where nobody is asked, close the dialog."""
        if self._stop is None:
            super().reject()
        elif not self._stop.is_set():
            self._stop.set()
            self.said.setText(self.tr("Waiting for the answers that are under way …"))
        else:
            # Whoever presses it again has no patience for them.
            super().reject()

    def _show_standing(self, standing: "Standing") -> None:
        self.bar.setValue(standing.answered)
        if self._stop is None or self._stop.is_set():
            return
        said = self.tr("{answered} answers so far, {kept} of them to learn from.")
        text = said.format(answered=f"{standing.answered:,}", kept=f"{standing.kept:,}")
        if standing.spent_usd:
            from geoft_gui.hosted.cost import dollars  # noqa: PLC0415

            text += " " + self.tr("Spent so far: {amount}.").format(amount=dollars(standing.spent_usd))
        self.said.setText(text)
        self._fit()

    def _take_report(self, report: "Report") -> None:
        self._task = self._stop = None
        self._report = report
        self.said.setText("\n".join(report.sentences))
        if report.error is not None:
            self.failure.setText(report.error.hint)
            self.failure.setToolTip(plain_tip(report.error.details[:2000]))
        # What is left now costs less.
        self._look_ahead()

    def _fail(self, error: UserError) -> None:
        self._task = self._stop = None
        self.cost.setText("" if self._plan is None else self.cost.text())
        self.said.setText("")
        self.failure.setText(str(error))
        self.failure.setToolTip(plain_tip(error.details[:2000]))
        self._show_state()

    def _open(self) -> None:
        assert self._report is not None and self._report.out is not None
        out = self._report.out
        self.accept()
        self.moved.emit(out)
