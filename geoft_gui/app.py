"""The window's composition root: the one place where its parts are made and wired together."""

import gc
import logging
import signal
import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from geoft_gui import __version__, paths
from geoft_gui.backends.places import TrainingPlaces
from geoft_gui.backends.queue import ensure_runner
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.keys import HUGGING_FACE, Keys
from geoft_gui.runs.folder import RunFolder
from geoft_gui.settings import Settings, SettingsFile
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.background import Background
from geoft_gui.ui.closing import Closing
from geoft_gui.ui.data_tab import DataTab
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.endings import Endings
from geoft_gui.ui.faults import Faults, log_to
from geoft_gui.ui.follow_again import follow_all_again
from geoft_gui.ui.main_window import MainWindow, Page
from geoft_gui.ui.no_window import has_screen, say_that_it_failed
from geoft_gui.ui.notices import Notices
from geoft_gui.ui.opened_data import OpenedData
from geoft_gui.ui.qt_classes import QtClasses
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.translation import translate
from geoft_gui.ui.warming_up import WarmingUp
from geoft_gui.ui.widgets.first_steps import FirstSteps
from geoft_gui.ui.widgets.job_strip import JobStrip
from geoft_gui.ui.widgets.notice_bar import NoticeBar
from geoft_gui.ui.workbench import Workbench

if TYPE_CHECKING:
    from geoft_gui.ui.playground_tab import PlaygroundTab
    from geoft_gui.ui.runs_tab import RunsTab
    from geoft_gui.ui.train_tab import TrainTab

_SLOW_TO_IMPORT = ("geoft_gui.ui.train_tab", "geoft_gui.ui.runs_tab", "geoft_gui.ui.playground_tab")
"""Imported while the user looks at the first tab: together they take longer than the window itself."""


class Tab(IntEnum):
    """The tabs, in their order."""

    DATA = 0
    TRAIN = 1
    RUNS = 2
    PLAYGROUND = 3


class Studio(QObject):
    """Everything that the window is made of, from `show` to its closing."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._settings_file = SettingsFile()
        self._settings, remark = self._settings_file.read()
        appearance = Appearance(application, self)
        appearance.choose(self._settings.theme, self._settings.text_percent)
        notices = Notices(self)
        self._faults = Faults(notices, self)
        self._log = log_to(paths.log_file())
        self.keys = Keys()
        qt_classes = QtClasses()
        background = Background(notices, self, before_threads=qt_classes.make_all)
        workbench = Workbench(self)
        self.desk = Desk(appearance, notices, background, workbench, lambda: self.keys.get(HUGGING_FACE))
        root, places = self._settings.runs_root.absolute(), TrainingPlaces(self.keys.get)
        self._supervisor = Supervisor(root, places)
        self.watcher = RunWatcher(self._supervisor, self)
        self._steps = FirstSteps(appearance)
        self._strip = JobStrip(self.watcher)
        self.window = self._window()
        self._closing = Closing(self.desk, self.watcher, self._supervisor, self.window)
        self._endings = Endings(self.watcher, notices, self.show_run, self._try_it)
        self.warming_up = WarmingUp(qt_classes, background, _SLOW_TO_IMPORT, self)
        self._asked = False
        self._connect()
        if remark:
            notices.warning(remark)
        if self._log is None:
            notices.warning(self.tr("GeoFT's own log cannot be written; faults are only shown here."))

    def show(self) -> None:
        """Show the window; what it does not need yet is brought in behind it."""
        self._faults.listen()
        self.window.show()
        self.warming_up.ready.connect(self._begin_watching)
        self.warming_up.start()

    def _begin_watching(self) -> None:
        self.watcher.start()
        # The computer may have been off since: what waits goes on.
        root, hub_key = self._supervisor.root, self.desk.hub_key
        self.desk.background.run(lambda task: ensure_runner(root, hub_key), lambda started: None)
        follow_all_again(self.desk, self._supervisor)

    def show_run(self, folder: RunFolder) -> "RunsTab":
        """Bring a run to the front."""
        runs = self._runs()
        runs.show_run(folder)
        self.window.go_to(Tab.RUNS)
        return runs

    def _window(self) -> MainWindow:
        pages = (
            Page(self.tr("&Data"), "database", self._make_data),
            Page(self.tr("&Train"), "graduation-cap", self._make_train),
            Page(self.tr("&Runs"), "chart-line", self._make_runs),
            Page(self.tr("&Playground"), "flask-conical", self._make_playground),
        )
        state = QSettings(str(paths.data_home() / "window.ini"), QSettings.Format.IniFormat)
        bands: list[QWidget] = [self._steps, NoticeBar(self.desk.notices, self.desk.appearance)]
        return MainWindow(self.desk.appearance, pages, bands, self._strip, state)

    def _connect(self) -> None:
        self._steps.setVisible(not self._settings.first_steps_hidden)
        self._steps.see_wanted.connect(self._see)
        self._steps.train_wanted.connect(lambda: self.window.go_to(Tab.TRAIN))
        self._steps.ask_wanted.connect(lambda: self.window.go_to(Tab.PLAYGROUND))
        self._steps.hidden_for_good.connect(self._hide_steps)
        self._strip.show_wanted.connect(self.show_run)
        self._strip.stop_wanted.connect(self._stop)
        self._strip.pause_wanted.connect(self._pause)
        self._strip.resume_wanted.connect(self._resume)
        self.watcher.changed.connect(self._tick_steps)
        self.watcher.troubled.connect(self.desk.notices.error)
        self.watcher.broke.connect(self.desk.notices.fault)
        self.window.settings_wanted.connect(self._show_settings)
        self.window.closing.connect(self._close)

    # ---- the tabs

    def _make_data(self) -> QWidget:
        data = DataTab(self.desk)
        data.show_recent(self._settings.recent_data)
        data.opened.connect(self._data_opened)
        data.more_rows_asked.connect(self._would_more_rows_help)
        return data

    def _make_train(self) -> QWidget:
        from geoft_gui.ui.train_tab import TrainTab

        train = TrainTab(self.desk, self.watcher, self._supervisor, key_of=self.keys.get)
        train.started.connect(self._started)
        train.keys_wanted.connect(lambda name: self._show_settings(key_of=name))
        opened = self._data().current
        if opened is not None:
            train.use_data(opened.path, opened.validation, opened.warnings, opened.called, opened.ceiling)
        return train

    def _make_runs(self) -> QWidget:
        from geoft_gui.ui.runs_tab import RunsTab

        runs = RunsTab(self.desk, self.watcher, self._supervisor, key_of=self.keys.get)
        runs.try_it.connect(self._try_it)
        runs.compare.connect(self._compare)
        runs.move_wanted.connect(self._move)
        runs.train_wanted.connect(lambda: self.window.go_to(Tab.TRAIN))
        runs.keys_wanted.connect(lambda name: self._show_settings(key_of=name))
        runs.here_wanted.connect(self._train_here)
        return runs

    def _make_playground(self) -> QWidget:
        from geoft_gui.ui.playground_tab import PlaygroundTab

        playground = PlaygroundTab(self.desk, self.watcher, key_of=self.keys.get)
        playground.train_wanted.connect(lambda: self.window.go_to(Tab.TRAIN))
        playground.asked.connect(self._part_came)
        playground.moved.connect(self._moved)
        return playground

    def _data(self) -> DataTab:
        page = self.window.page(Tab.DATA)
        assert isinstance(page, DataTab)
        return page

    def _runs(self) -> "RunsTab":
        from geoft_gui.ui.runs_tab import RunsTab

        page = self.window.page(Tab.RUNS)
        assert isinstance(page, RunsTab)
        return page

    def _playground(self) -> "PlaygroundTab":
        from geoft_gui.ui.playground_tab import PlaygroundTab

        page = self.window.go_to(Tab.PLAYGROUND)
        assert isinstance(page, PlaygroundTab)
        return page

    # ---- the story

    def _see(self) -> None:
        self.window.go_to(Tab.DATA)
        if self._data().current is None:
            self._data().open_bundled()

    def _data_opened(self, opened: OpenedData) -> None:
        self._tick_steps()
        train: TrainTab | None = self.window.made(Tab.TRAIN)  # type: ignore[assignment]
        if train is not None:
            train.use_data(opened.path, opened.validation, opened.warnings, opened.called, opened.ceiling)
        if not opened.bundled:
            self._choose(self._settings.with_recent(opened.path))
            self._data().show_recent(self._settings.recent_data)

    def _would_more_rows_help(self) -> None:
        from geoft_gui.ui.data_work.learning_dialog import LearningDialog

        runs = [state.folder for state in self.watcher.states]
        dialog = LearningDialog(self.desk, runs, self.window)
        dialog.exec()
        dialog.deleteLater()

    def _started(self, folder: RunFolder) -> None:
        self.watcher.look_now()
        self.show_run(folder)

    def _stop(self, folder: RunFolder) -> None:
        self.show_run(folder).ask_to_stop(folder)

    def _pause(self, folder: RunFolder) -> None:
        self._runs().run_actions.pause(folder)

    def _resume(self, folder: RunFolder) -> None:
        self._runs().run_actions.resume(folder)

    def _try_it(self, folder: RunFolder) -> None:
        self._playground().use_run(folder)

    def _compare(self, folder: RunFolder) -> None:
        self._playground().compare_run(folder)

    def _move(self, folder: RunFolder) -> None:
        from geoft_gui.ui.moving.opening import move_runs

        move_runs(self.desk, self.keys.get, [folder], self.window, self._moved)

    def _train_here(self) -> None:
        from geoft_gui.ui.train_tab import TrainTab

        train = self.window.go_to(Tab.TRAIN)
        assert isinstance(train, TrainTab)
        train.train_here()

    def _moved(self, rows: Path) -> None:
        train: TrainTab | None = self.window.made(Tab.TRAIN)  # type: ignore[assignment]
        if train is not None:
            # They were made for a model of this computer.
            train.train_here()
        self.window.go_to(Tab.DATA)
        self._data().open_file(rows)

    def _part_came(self) -> None:
        self._asked = True
        self._tick_steps()
        # They have done what they are for: the next time they are not needed.
        self._choose(self._settings.replaced(first_steps_hidden=True))

    def _tick_steps(self) -> None:
        data = self.window.made(Tab.DATA)
        trained = any(state.has_model for state in self.watcher.states)
        self._steps.set_done(
            # Who has trained a model knows what it learnt from.
            seen=any(state.can_be_asked for state in self.watcher.states)
            or (isinstance(data, DataTab) and data.current is not None),
            trained=trained,
            asked=self._asked,
        )

    # ---- the frame

    def _show_settings(self, *, key_of: str = "") -> None:
        from geoft_gui.ui.settings_dialog import SettingsDialog
        from geoft_gui.ui.settings_pages.keys_page import KeysPage

        keys = KeysPage(self.desk, self.keys)
        pages = [(self.tr("&Keys"), keys)]
        is_training = any(state.active for state in self.watcher.states)
        dialog = SettingsDialog(self._settings, is_training=is_training, pages=pages, parent=self.window)
        if key_of:
            keys.go_to(key_of)
            dialog.tabs.setCurrentWidget(keys)
        dialog.finished.connect(keys.stop)
        # A file may be opened to its end behind the dialog, which knows nothing of it.
        dialog.chosen.connect(
            lambda chosen: self._choose(chosen.replaced(recent_data=self._settings.recent_data))
        )
        dialog.exec()
        dialog.deleteLater()
        train: TrainTab | None = self.window.made(Tab.TRAIN)  # type: ignore[assignment]
        if train is not None:
            train.look_for_providers()

    def _hide_steps(self) -> None:
        self._steps.hide()
        self._choose(self._settings.replaced(first_steps_hidden=True))

    def _choose(self, chosen: Settings) -> None:
        looks_same = (chosen.theme, chosen.text_percent) == (
            self._settings.theme,
            self._settings.text_percent,
        )
        self._settings = chosen
        if not looks_same:
            self.desk.appearance.choose(chosen.theme, chosen.text_percent)
        try:
            self._settings_file.write(chosen)
        except UserError as error:
            self.desk.notices.error(error)

    def _close(self, event: QCloseEvent) -> None:
        data = self.window.made(Tab.DATA)
        if isinstance(data, DataTab) and not data.may_leave(self.window.close):
            event.ignore()
            return
        self._closing.ask(event)
        if event.isAccepted():
            self.shut_down()

    def shut_down(self) -> None:
        """End every thread and process of the window; trainings go on."""
        # It may take a second or two until a model is gone, which nobody needs to watch.
        self.window.hide()
        self.warming_up.stop()
        for tab in (Tab.DATA, Tab.PLAYGROUND):
            # They hold processes of their own.
            page = self.window.made(tab)
            if page is not None:
                page.close()
        self.watcher.close()
        self.desk.background.close()
        self.desk.workbench.close()
        self._faults.stop_listening()
        if self._log is not None:
            logging.getLogger().removeHandler(self._log)
            self._log.close()

    def discard(self) -> None:
        """Delete the window and all that it stands on, after `shut_down`.

        Left to Python, the application could go first, and Qt may crash then.
        """
        self.window.deleteLater()
        self.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main(argv: Sequence[str]) -> int:
    """Show the window until it is closed; returns the exit status."""
    if sys.platform == "linux" and not has_screen():
        print(
            "There is no screen for GeoFT's window here. `geoft --help` lists what works in a terminal.",
            file=sys.stderr,
        )
        return 1
    # Ctrl+C in the terminal that started the window ends it, as it ends every program.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # A part that moves to another window keeps what the graphics card knows of it.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    application = QApplication([*argv[:1]])
    application.setApplicationName("GeoFT")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("geoft")
    try:
        translate(application, paths.resources() / "translations")
        application.setWindowIcon(QIcon(str(paths.resources() / "icons" / "geoft.svg")))
        studio = Studio(application)
        studio.warming_up.done.connect(spare_collector)
        studio.show()
    except Exception as fault:
        # Started by a double click, there is no terminal that could show it.
        logging.getLogger(__name__).error("the window could not be made", exc_info=fault)
        say_that_it_failed(fault)
        return 1
    status = application.exec()
    studio.discard()
    return status


def spare_collector() -> None:
    """Have Python's garbage collector leave alone what is loaded by now, for as long as the program runs.

    Going through all of it takes most of 100 ms, in which no thread can do anything, the window's included.
    """
    gc.freeze()
