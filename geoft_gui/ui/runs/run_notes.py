"""What stands between a run's header and its curves: why it failed, and what the user should know."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from geoft_gui.runs.events import Warning_
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.notices import safe_details
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.change_words import change_words
from geoft_gui.ui.runs.state_words import doing as doing_words
from geoft_gui.ui.widgets.few_lines import FewLines
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.surfaces import button, words

_SIGN_PIXELS: Final = 18


class _Box(QFrame):
    """A coloured surface with an icon and words."""

    def __init__(self, appearance: Appearance, icon: str, mood: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._icon = icon
        self._mood = mood
        self.setProperty("surface", "notice")
        self._sign = QLabel()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 8, 10, 8)
        self._row.setSpacing(10)
        self._row.addWidget(self._sign)
        appearance.changed.connect(self._colour)
        self._colour()
        self.hide()

    def _colour(self) -> None:
        colour = getattr(self._appearance.colours, self._mood)
        self._sign.setPixmap(pixmap(self._icon, colour, _SIGN_PIXELS))


class TroubleBox(_Box):
    """Why a run failed or cannot be read, what to do about it, and the details to report.

    Where it is known which settings would have mended it, one click starts it again with them.
    """

    again_wanted = Signal()
    give_up_wanted = Signal()
    keys_wanted = Signal()
    """The key of its provider is to be given anew."""
    here_wanted = Signal()
    """This computer shall train instead of its provider."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, "circle-x", "bad")
        self._details = ""
        self._message = words()
        self._hint = words("", "muted")
        column = QVBoxLayout()
        column.setSpacing(3)
        for label in (self._message, self._hint):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        self._remedy = QWidget()
        remedy = FlowLayout(self._remedy)
        self.again_button = button("", self.again_wanted.emit, "primary")
        self._phase = words("", "muted", wrap=False)
        self.give_up_button = button(
            self.tr("Give up"), self.give_up_wanted.emit, "quiet", self.tr("Nothing is started then.")
        )
        for part in (self.again_button, self._phase, self.give_up_button):
            remedy.addWidget(part)
        column.addWidget(self._remedy)
        self.keys_button = button(self.tr("Open the keys"), self.keys_wanted.emit)
        self.here_button = button(
            self.tr("Train on this computer"),
            self.here_wanted.emit,
            "",
            self.tr("Opens Train: nothing is sent then, and nothing costs."),
        )
        self._ways = QWidget()
        ways = QHBoxLayout(self._ways)
        ways.setContentsMargins(0, 5, 0, 4)
        for way in (self.keys_button, self.here_button):
            ways.addWidget(way)
        ways.addStretch(1)
        column.addWidget(self._ways)
        self._row.addLayout(column, stretch=1)
        # Beside the first of several lines.
        self._row.setAlignment(self._sign, Qt.AlignmentFlag.AlignTop)
        self.copy_button = button(
            self.tr("Copy details"),
            self._copy,
            "",
            self.tr("Copies what a developer would want to know, without keys and names."),
        )
        self._row.addWidget(self.copy_button)

    def show_state(self, state: RunState, starting: str = "") -> None:
        """Show what went wrong; nothing where nothing did. `starting`: how far starting it again has come."""
        error = state.summary.error if state.summary.status == "failed" else None
        if state.spec is None:
            self._say(state.problem, "", state.problem)
        elif error is not None:
            self._say(error.message, error.hint, error.details)
        elif state.summary.status == "failed":
            self._say(self.tr("The training failed without saying why."), self.tr("Look into its log."), "")
        change = error.change if error is not None and state.spec is not None else None
        self._remedy.setVisible(bool(change))
        kind = error.kind if error is not None and state.spec is not None else None
        self.keys_button.setVisible(kind == "key")
        self.here_button.setVisible(kind == "not_available")
        self._ways.setVisible(kind in {"key", "not_available"})
        if change:
            told = self.tr("Start again with {change}").format(change=change_words(change))
            self.again_button.setText(told)
            self.again_button.setToolTip(
                self.tr(
                    "A new run with the same rows, model and settings, but for this. This one stays. While "
                    "another one trains, it waits in the queue."
                )
            )
        self.again_button.setEnabled(not starting)
        self._phase.setText(doing_words(starting) if starting else "")
        for part in (self._phase, self.give_up_button):
            part.setVisible(bool(starting))
        self.setVisible(state.spec is None or state.summary.status == "failed")

    def _say(self, message: str, hint: str, details: str) -> None:
        self._message.setText(message)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._details = f"{message}\n{hint}\n\n{details}"

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(safe_details(self._details))


class WarningsBox(_Box):
    """All that a run warned of, each once: one of them until the user wants to read more."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, "triangle-alert", "warning")
        self._warnings: tuple[str, ...] = ()
        self._text = FewLines()
        self._row.addWidget(self._text, stretch=1)
        self.more_button = button("", self._write, "quiet")
        self.more_button.setCheckable(True)
        self._row.addWidget(self.more_button)

    def show_warnings(self, warnings: Sequence[Warning_]) -> None:
        """Show these; nothing where there are none."""
        told = tuple(dict.fromkeys(f"{warning.message} {warning.hint}".rstrip() for warning in warnings))
        if told == self._warnings:
            return
        if told[: len(self._warnings)] != self._warnings:
            # Those of another run: what was opened were not these.
            self.more_button.setChecked(False)
        self._warnings = told
        self.setVisible(bool(told))
        self._write()

    def _write(self) -> None:
        count = len(self._warnings)
        self.more_button.setVisible(count > 1)
        shows_all = count > 1 and self.more_button.isChecked()
        self.more_button.setText(
            self.tr("Show fewer") if shows_all else self.tr("Show all {n}").format(n=count)
        )
        bullets = "\n".join(f"• {told}" for told in self._warnings)
        name = (
            self.tr("One warning of this run")
            if count == 1
            else self.tr("{n} warnings of this run").format(n=count)
        )
        self.setAccessibleName(name)
        self._text.show_words(bullets if shows_all else "".join(self._warnings[:1]), name)
