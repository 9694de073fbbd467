"""Says when a training has ended, and what can be done next."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer

from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.words import parts_of_ten
from geoft_gui.ui.notices import Notice, Notices, Step, safe_details
from geoft_gui.ui.run_watcher import RunState, RunWatcher
from geoft_gui.ui.runs.change_words import change_words

_GRACE_MILLISECONDS: Final = 5_000


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
        for path in active - self._active:
            # It goes on: that it had failed is of no interest any more.
            self._notices.forget(path)
        self._active = active

    def _tell(self, state: RunState) -> None:
        status, name, about = state.summary.status, state.name, state.folder.path
        if status == "succeeded":
            best = state.summary.best_scores
            told = self.tr("“{name}” has finished.").format(name=name)
            if best is not None:
                told = self.tr("“{name}” has finished: it gets {share} parts right.").format(
                    name=name, share=parts_of_ten(best.correct)
                )
            hosted = state.hosted
            if hosted is None:
                hint = self.tr("Ask it for a part, or take it away in Runs.")
            elif hosted.provider is not None and hosted.provider.deploy:
                hint = hosted.provider.deploy
            else:
                hint = self.tr("It is at {name}: ask it for a part.").format(name=hosted.called)
            ask = Step(self.tr("Ask it"), lambda: self._try_it(state.folder))
            show = Step(self.tr("Show it"), lambda: self._show(state.folder))
            self._notices.info(told, hint, ask if hosted is None or hosted.result is not None else show)
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
            self._notices.posted.emit(Notice("error", told, hint, safe_details(details), step, about))
        elif status == "interrupted" and state.hosted is not None:
            # One that lost its follower while the computer was off is followed again at this very moment.
            QTimer.singleShot(_GRACE_MILLISECONDS, self, lambda: self._tell_unfollowed(state.folder))
        elif status == "interrupted":
            self._notices.warning(
                self.tr("“{name}” was interrupted.").format(name=name),
                self.tr("You can resume it in Runs: it goes on from its last checkpoint, if it has one."),
                about,
            )

    def _tell_unfollowed(self, folder: RunFolder) -> None:
        state = self._watcher.state_of(folder)
        if state is None or state.hosted is None or state.summary.status != "interrupted":
            return
        said = self.tr("“{name}” is not followed any more. It may go on at {provider}.")
        self._notices.warning(
            said.format(name=state.name, provider=state.hosted.called),
            self.tr("Follow it again in Runs: nothing is started a second time."),
            folder.path,
        )
