"""What can be done to a run, from pausing to deleting. Every place of the window that offers it asks here."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QWidget

from geoft_gui.backends.again import plan_again
from geoft_gui.backends.base import Problem
from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.openai_compatible.uploads import delete_uploads
from geoft_gui.backends.pausing import pause
from geoft_gui.backends.queue import RunQueue, ensure_runner
from geoft_gui.backends.queueing import QueueingSupervisor
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.providers import Provider
from geoft_gui.runs.events import ENDED, StatusName
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunState, RunWatcher
from geoft_gui.ui.runs.elsewhere_dialog import ElsewhereDialog
from geoft_gui.ui.runs.export_dialog import ExportDialog
from geoft_gui.ui.runs.possible import Action
from geoft_gui.ui.runs.run_dialogs import DeleteDialog, DeleteUploadsDialog, StopDialog

Doing = Literal[
    "pausing", "stopping", "resuming", "deleting", "deleting_uploads", "queueing", "starting_again"
]


class RunActions(QObject):
    """Asks where something would be lost, and does it in the background; what goes wrong becomes a notice."""

    changed = Signal()
    """Something was begun, has come further or has ended: `doing` and `phase` say what."""
    started = Signal(object)
    """A RunFolder that was made from an earlier one."""

    def __init__(
        self,
        desk: Desk,
        supervisor: Supervisor,
        watcher: RunWatcher,
        parent: QObject | None = None,
        *,
        key_of: Callable[[str], str | None] = lambda provider: None,
    ) -> None:
        """`key_of` gives the key of a provider and may wait for the system's store."""
        super().__init__(parent)
        self._key_of = key_of
        self._desk = desk
        self._supervisor = supervisor
        self._watcher = watcher
        self._doing: dict[Path, Doing] = {}
        self._phases: dict[Path, str] = {}
        self._again: dict[Path, Task[RunFolder]] = {}

    def doing(self, folder: RunFolder) -> Doing | None:
        """What is being done to a run at the moment."""
        return self._doing.get(folder.path)

    def phase(self, folder: RunFolder) -> str:
        """How far the start of a run that is made from this one has come, in words."""
        return self._phases.get(folder.path, "")

    def do(self, action: Action, state: RunState, parent: QWidget) -> None:
        """Do what a button or a menu offers of a run. Asking its model is the playground's."""
        folder = state.folder
        doers: dict[Action, Callable[[], object]] = {
            "pause": lambda: self.pause(folder),
            "resume": lambda: self.resume(folder),
            "stop": lambda: self.ask_to_stop(state, parent),
            "earlier": lambda: self.move(state, -1),
            "later": lambda: self.move(state, 1),
            "take_out": lambda: self.take_out(folder),
            "export": lambda: _open(ExportDialog(self._desk, state, parent), lambda: None),
            "elsewhere": lambda: _open(ElsewhereDialog(self._desk, state, parent), lambda: None),
            "folder": lambda: self.open_folder(folder),
            "delete_uploads": lambda: self.ask_to_delete_uploads(state, parent),
            "delete": lambda: self.ask_to_delete(state, parent),
        }
        doers[action]()

    def ask_to_stop(self, state: RunState, parent: QWidget) -> None:
        """Ask how to stop a run, and do that."""
        dialog = StopDialog(state, parent)

        def answered() -> None:
            if dialog.keep is not None:
                self.stop(state.folder, keep=dialog.keep)

        _open(dialog, answered)

    def ask_to_delete(self, state: RunState, parent: QWidget) -> None:
        """Ask whether a run shall be deleted, and do that."""
        dialog = DeleteDialog(state, parent)

        def answered() -> None:
            if dialog.result() == QDialog.DialogCode.Accepted:
                self.delete(state.folder)

        _open(dialog, answered)

    def ask_to_delete_uploads(self, state: RunState, parent: QWidget) -> None:
        """Ask whether the rows that a run has sent shall be deleted at its provider, and do that."""
        hosted = state.hosted
        if hosted is None or hosted.provider is None:
            return
        dialog = DeleteUploadsDialog(state, hosted, parent)
        provider = hosted.provider

        def answered() -> None:
            if dialog.result() == QDialog.DialogCode.Accepted:
                self.delete_uploads(state.folder, provider)

        _open(dialog, answered)

    def open_folder(self, folder: RunFolder) -> None:
        """Show the files of a run in the system's own program."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder.path)))

    def pause(self, folder: RunFolder) -> None:
        """Have a run save how far it is and free its memory."""

        def work(task: Task[StatusName | None]) -> StatusName | None:
            return pause(self._supervisor, folder, given_up=lambda: task.cancelled)

        self._do("pausing", folder, work, lambda status: self._say_saving(folder, status))

    def stop(self, folder: RunFolder, *, keep: bool) -> None:
        """Stop a run, with or without what it learnt."""

        def stop(task: Task[StatusName | None]) -> StatusName | None:
            return self._supervisor.stop(folder, keep=keep, given_up=lambda: task.cancelled)

        self._do("stopping", folder, stop, lambda status: self._say_saving(folder, status))

    def resume(self, folder: RunFolder) -> None:
        """Let a run go on from its last good checkpoint."""
        self._do("resuming", folder, lambda task: self._supervisor.resume(folder), lambda _: None)

    def delete(self, folder: RunFolder) -> None:
        """Delete a run with everything in it."""
        self._do("deleting", folder, lambda task: self._supervisor.delete(folder), lambda _: None)

    def delete_uploads(self, folder: RunFolder, provider: Provider) -> None:
        """Delete the rows that a run has sent, where they are."""
        deleted: list[int] = []

        def work(task: Task[StatusName | None]) -> None:
            with Connection(provider, self._key_of(provider.id)) as connection:
                deleted.append(delete_uploads(folder, connection))

        def say(_: StatusName | None) -> None:
            told = self.tr("The uploaded files of “{name}” are deleted at {provider} (copies: {n}).")
            self._desk.notices.info(
                told.format(name=self._name(folder), provider=provider.called, n=sum(deleted))
            )

        self._do("deleting_uploads", folder, work, say)

    def move(self, state: RunState, by: int) -> None:
        """Let a run that waits in the queue start so many places later, or earlier below 0."""
        queue, name = RunQueue(self._supervisor.root), state.folder.path.name
        place = max(0, (state.place or 1) - 1 + by)
        self._do("queueing", state.folder, lambda task: queue.move(name, place), lambda _: None)

    def take_out(self, folder: RunFolder) -> None:
        """Take a run out of the queue."""

        def work(task: Task[StatusName | None]) -> None:
            RunQueue(self._supervisor.root).remove(folder.path.name)

        self._do("queueing", folder, work, lambda _: None)

    def go_on_with_queue(self) -> None:
        """Let this computer work through the queue, whichever one did before."""
        root = self._supervisor.root
        self._desk.background.run(
            lambda task: ensure_runner(root, self._desk.hub_key, take_over=True),
            lambda _: self._watcher.look_now(),
        )

    def start_again(self, folder: RunFolder) -> None:
        """Start a new run as this one was, with what its error says would mend it.

        While another one trains here, it waits in the queue.
        """
        if folder.path in self._doing:
            return
        root = self._supervisor.root
        is_busy = any(state.trains_here for state in self._watcher.states)
        here, hub_key = {"local": LocalBackend(hub_key=self._desk.hub_key)}, self._desk.hub_key
        supervisor = QueueingSupervisor(root, here, hub_key) if is_busy else self._supervisor

        def start(task: Task[RunFolder]) -> RunFolder:
            planned = plan_again(folder)
            return supervisor.start(
                planned.spec,
                planned.preparation,
                warn=task.tell,
                given_up=lambda: task.cancelled,
                tell=lambda phase, done, total: task.tell(phase),
            )

        def told(news: Problem | str) -> None:
            if isinstance(news, Problem):
                self._desk.notices.warning(news.message, news.hint)
            else:
                self._phases[folder.path] = news
                self.changed.emit()

        def succeeded(made: RunFolder) -> None:
            self._end_start(folder)
            self.started.emit(made)

        def failed(error: UserError) -> None:
            self._end_start(folder)
            self._desk.notices.error(error)

        self._doing[folder.path] = "starting_again"
        self._phases[folder.path] = self.tr("checking the rows and the model")
        self._again[folder.path] = self._desk.background.run(start, succeeded, failed, told)
        self.changed.emit()

    def give_up_start(self, folder: RunFolder) -> None:
        """Do not start the run that was about to be made from this one."""
        if (task := self._again.get(folder.path)) is not None:
            task.cancel()
            self._end_start(folder)

    def _end_start(self, folder: RunFolder) -> None:
        del self._doing[folder.path], self._phases[folder.path], self._again[folder.path]
        self._watcher.look_now()
        self.changed.emit()

    def _say_saving(self, folder: RunFolder, status: StatusName | None) -> None:
        if status not in ENDED:
            self._desk.notices.warning(
                self.tr("The run “{name}” is still saving.").format(name=self._name(folder)),
                self.tr("It ends by itself as soon as everything is saved."),
            )

    def _name(self, folder: RunFolder) -> str:
        state = self._watcher.state_of(folder)
        return state.name if state else folder.path.name

    def _do(
        self,
        doing: Doing,
        folder: RunFolder,
        work: Callable[[Task[StatusName | None]], StatusName | None],
        done: Callable[[StatusName | None], None],
    ) -> None:
        if folder.path in self._doing:
            return
        self._doing[folder.path] = doing
        self.changed.emit()

        def end() -> None:
            del self._doing[folder.path]
            self._watcher.look_now()
            self.changed.emit()

        def succeeded(status: StatusName | None) -> None:
            end()
            done(status)

        def failed(error: UserError) -> None:
            end()
            self._desk.notices.error(error)

        self._desk.background.run(work, succeeded, failed)


def _open(dialog: QDialog, answered: Callable[[], None]) -> None:
    dialog.finished.connect(answered)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
