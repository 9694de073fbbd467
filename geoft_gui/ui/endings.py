"""Says when a training has ended, and what can be done next."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.words import parts_of_ten
from geoft_gui.ui.notices import Notice, Notices, Step, safe_details
from geoft_gui.ui.run_watcher import RunState, RunWatcher
from geoft_gui.ui.runs.change_words import change_words


class Endings(QObject):
    """Posts one notice for each training that ends while the window is open.

    `show` and `try_it` are what the buttons of the notices do.
    """

    def __init__(
        self,
        watcher: RunWatcher,
        notices: Notices,
        show: Callable[[RunFolder], object],
        try_it: Callable[[RunFolder], object],
    ) -> None:
        super().__init__(watcher)
        self._watcher = watcher
        self._notices = notices
        self._show = show
        self._try_it = try_it
        self._active: set[Path] = set()
        watcher.changed.connect(self._look)

    def _look(self) -> None:
        active = {state.folder.path for state in self._watcher.states if state.active}
        for state in self._watcher.states:
            if state.folder.path in self._active - active:
                self._tell(state)
        self._active = active

    def _tell(self, state: RunState) -> None:
        status, name = state.summary.status, state.name
        if status == "succeeded":
            best = state.summary.best_scores
            told = self.tr("“{name}” has finished.").format(name=name)
            if best is not None:
                told = self.tr("“{name}” has finished: it gets {share} parts right.").format(
                    name=name, share=parts_of_ten(best.correct)
                )
            self._notices.info(
                told,
                self.tr("Ask it for a part, or take it away in Runs."),
                Step(self.tr("Ask it"), lambda: self._try_it(state.folder)),
            )
        elif status == "failed":
            error = state.summary.error
            message = error.message if error else self.tr("Its log has more.")
            told = self.tr("“{name}” has failed. {reason}").format(name=name, reason=message)
            details = error.details if error else ""
            hint, words = (error.hint if error else ""), self.tr("Show it")
            if error is not None and error.change:
                hint = self.tr("It can be started again with {change}.").format(
                    change=change_words(error.change)
                )
                words = self.tr("See the remedy")
            step = Step(words, lambda: self._show(state.folder))
            self._notices.posted.emit(Notice("error", told, hint, safe_details(details), step))
        elif status == "interrupted":
            self._notices.warning(
                self.tr("“{name}” was interrupted.").format(name=name),
                self.tr("You can resume it in Runs: it goes on from its last checkpoint, if it has one."),
            )
