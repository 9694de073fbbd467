"""What was asked of a run, and with what it was done: everything that is in `run.json`, in words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from geoft_gui.errors import UserError
from geoft_gui.geometry.kind_words import KIND_WORDS
from geoft_gui.runs.events import ScoreEvent
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import HostedSettings
from geoft_gui.runs.models import STARTER
from geoft_gui.runs.spec import Provenance, RunSpec, rows_in
from geoft_gui.runs.words import parts_of_ten, setting_words, value_words
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.state_words import capitalised, when
from geoft_gui.ui.widgets.surfaces import words

_ABOVE_HEADING: Final = 12
_LEAST_LINES: Final = 8
_GIB: Final = 2**30


@dataclass(frozen=True)
class _Asked:
    spec: RunSpec
    provenance: Provenance
    train_rows: int
    validation_rows: int


class RunDetails(QScrollArea):
    """Reads `run.json` in the background and lays it out for reading, when it is looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._task: Task[_Asked] | None = None
        self._folder: RunFolder | None = None
        self._asked: _Asked | None = None
        self._best: ScoreEvent | None = None
        self._place = ""
        """The provider that trained it; "" for this computer."""
        self._speed_words = ""
        self._is_stale = False
        """Whether what is laid out is not what is known."""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Details of the run"))
        self._say(self.tr("Reading …"))

    def minimumSizeHint(self) -> QSize:
        """High enough to read in."""
        least = super().minimumSizeHint()
        return QSize(least.width(), _LEAST_LINES * self.fontMetrics().lineSpacing())

    def show_run(self, folder: RunFolder) -> None:
        """Show another run."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._folder = folder
        self._asked = None
        self._is_stale = True
        self._say(self.tr("Reading …"))
        self._bring_up_to_date()

    def show_outcome(self, state: RunState, speed_words: str) -> None:
        """What is known of it besides what was asked."""
        best, place = state.summary.best_scores, state.hosted.name if state.hosted else ""
        if (best, speed_words, place) != (self._best, self._speed_words, self._place):
            self._best, self._speed_words, self._place = best, speed_words, place
            self._is_stale = True
            self._bring_up_to_date()

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out what has come while nobody looked."""
        super().showEvent(event)
        self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        folder = self._folder
        if folder is None or not self._is_stale or not self.isVisible() or self._task is not None:
            return
        if self._asked is not None:
            self._lay_out(self._asked)
            return

        def read(task: Task[_Asked]) -> _Asked:
            provenance = folder.provenance
            counts = (len(rows_in(rows)) for rows in (provenance.train_rows, provenance.validation_rows))
            return _Asked(folder.spec, provenance, *counts)

        self._task = self._desk.background.run(read, self._take, lambda error: self._fail(error, folder))

    def _take(self, asked: _Asked) -> None:
        self._task = None
        self._asked = asked
        self._bring_up_to_date()

    def _fail(self, error: UserError, folder: RunFolder) -> None:
        self._task = None
        self._is_stale = False
        self._say(f"{error}\n\n{folder.path}")

    def _say(self, text: str) -> None:
        label = words(text, "muted")
        label.setProperty("surface", "clear")
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setContentsMargins(6, 6, 6, 6)
        self.setWidget(label)

    def _lay_out(self, asked: _Asked) -> None:
        self._is_stale = False
        page = QWidget()
        page.setProperty("surface", "clear")
        # One form for all sections, so that their values stand below each other.
        form = QFormLayout(page)
        form.setContentsMargins(6, 6, 12, 12)
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._section(form, self.tr("What it can do"), self._outcome())
        self._section(form, self.tr("What was asked"), self._asked_rows(asked))
        self._section(form, self.tr("Settings"), _setting_rows(asked.spec))
        self._section(form, self.tr("Where it was made"), self._made_rows(asked))
        self.setWidget(page)

    @staticmethod
    def _section(form: QFormLayout, heading: str, rows: list[tuple[str, str, str]]) -> None:
        if not rows:
            return
        title = words(heading, "heading")
        title.setContentsMargins(0, _ABOVE_HEADING if form.rowCount() else 0, 0, 0)
        form.addRow(title)
        for name, value, help_text in rows:
            said = QWidget()
            lines = QVBoxLayout(said)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(1)
            label = words(value)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            lines.addWidget(label)
            if help_text:
                lines.addWidget(words(help_text, "small"))
            form.addRow(words(name, "muted", wrap=False), said)

    def _outcome(self) -> list[tuple[str, str, str]]:
        best = self._best
        if best is None:
            return []
        rows = [
            (
                self.tr("Best model"),
                self.tr("after step {step}").format(step=f"{best.step:,}"),
                self.tr("Judged on {n} prompts that it did not learn from.").format(n=best.n),
            ),
            (self.tr("Right parts"), _percent(best.correct), self.tr("Exactly the part that was asked for.")),
            (self.tr("Can be built"), _percent(best.builds), self.tr("A document that makes a part.")),
            (self.tr("Right form"), _percent(best.matches_schema), self.tr("A geometry document.")),
        ]
        told = self.tr("{kind}: {share}")
        kinds = [
            told.format(kind=KIND_WORDS.get(kind, kind), share=parts_of_ten(rates["correct"]))
            for kind, rates in sorted(best.by_kind.items())
        ]
        if kinds:
            rows.append((self.tr("Right parts by kind"), ", ".join(kinds), ""))
        return rows

    def _asked_rows(self, asked: _Asked) -> list[tuple[str, str, str]]:
        spec, came_from = asked.spec, asked.provenance
        model = self.tr("The starter model") if spec.model == STARTER else spec.model
        held_out = (
            str(came_from.validation.path)
            if came_from.validation
            else self.tr("a part of the same file, which was not learnt from")
        )
        created = when(spec.created, datetime.now(UTC))
        split = came_from.split
        frozen = (
            []
            if split is None
            else [
                (
                    self.tr("Split"),
                    self.tr("{id}, as frozen in {file}").format(id=split.id, file=split.path),
                    self.tr("Runs of the same split learn from the same rows and are judged with the same."),
                )
            ]
        )
        return [
            (self.tr("Model"), model, ""),
            (
                self.tr("Examples"),
                str(came_from.data.path),
                self.tr("{n} rows to learn from.").format(n=f"{asked.train_rows:,}"),
            ),
            (
                self.tr("Held out"),
                held_out,
                self.tr("{n} rows to judge with.").format(n=f"{asked.validation_rows:,}"),
            ),
            *frozen,
            *([] if spec.hosted else [(self.tr("Preset"), capitalised(spec.preset), "")]),
            (self.tr("Random seed"), str(spec.seed), self.tr("The same seed makes the same run.")),
            (self.tr("Asked on"), created, ""),
        ]

    def _made_rows(self, asked: _Asked) -> list[tuple[str, str, str]]:
        machine, packages = asked.provenance.machine, asked.provenance.packages
        place = self._place or self.tr("This computer")
        rows = [(self.tr("Trained on"), place, self._speed_words)]
        known = [str(machine[key]) for key in ("processor", "system") if machine.get(key)]
        if machine.get("memory"):
            known.append(self.tr("{n} GB of memory").format(n=f"{machine['memory'] / _GIB:.0f}"))
        known += [str(card.get("name", "")) for card in machine.get("gpus") or () if isinstance(card, dict)]
        rows.append((self.tr("Machine"), ", ".join(known), ""))
        rows.append(
            (self.tr("Packages"), ", ".join(f"{name} {which}" for name, which in packages.items()), "")
        )
        return rows


def _setting_rows(spec: RunSpec) -> list[tuple[str, str, str]]:
    if spec.hosted is not None:
        return _hosted_rows(spec.hosted)
    settings = spec.settings
    rows = []
    for name, field in type(settings).model_fields.items():
        if name.startswith("lora_") and not settings.trains_adapter:
            continue
        value = getattr(settings, name)
        # What the user wrote is shown as it is.
        said = value if name == "system_prompt" and value else value_words(value)
        rows.append((setting_words(name), said, field.description or ""))
    return rows


def _hosted_rows(settings: HostedSettings) -> list[tuple[str, str, str]]:
    """What was filled in; what was not, the provider chose."""
    return [
        (setting_words(name), value_words(value), field.description or "")
        for name, field in type(settings).model_fields.items()
        if (value := getattr(settings, name)) not in (None, "", False)
    ]


def _percent(rate: float) -> str:
    return f"{100 * rate:.0f} %"
