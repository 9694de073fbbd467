"""The dialogs with which a model, or a run, leaves this computer."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

from geoft_gui.backends.exporting import Exported, Offer
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.runs import export_dialog
from geoft_gui.ui.runs.elsewhere_dialog import ElsewhereDialog
from geoft_gui.ui.runs.export_dialog import ExportDialog
from tests.backends.faked import starter
from tests.ui.runs.opened_tab import CUBE, Opened, offered, opened, read, started, with_model
from tests.ui.test_loss_plot import step

__all__ = ["opened", "starter"]

OFFERS = (
    Offer("adapter", 5_000_000),
    Offer("merged", 2_500_000_000),
    Offer("gguf", 0, "llama.cpp's convert_hf_to_gguf.py is not on the search path."),
)


@pytest.fixture
def asked(
    qtbot: QtBot, tmp_path: Path, opened: Opened, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> ExportDialog:
    """The dialog on a finished run whose model can go in two forms."""
    monkeypatch.setattr(export_dialog, "offers", lambda folder: OFFERS)
    with_model(started(tmp_path / "runs", step(1), Status(status="succeeded")))
    tab = opened(Supervisor(tmp_path / "runs", {}))
    qtbot.waitUntil(lambda: "Take it away …" in offered(tab))
    tab.page.header.export_button.click()
    dialog: ExportDialog = tab.findChild(ExportDialog)
    qtbot.waitUntil(lambda: dialog.form is not None)
    return dialog


def test_every_form_says_its_size_or_why_it_cannot_be(asked: ExportDialog) -> None:
    told = read(asked)
    assert "About 2.5 GB." in told and "About 5.0 MB." in told
    assert "Not possible: llama.cpp's convert_hf_to_gguf.py" in told
    assert asked.form == "merged"
    assert not asked.choices["gguf"].isEnabled() and asked.choices["gguf"].toolTip()
    assert asked.folder.text().endswith("-merged")
    asked.choices["adapter"].click()
    assert asked.folder.text().endswith("-adapter")
    asked.folder.clear()
    assert not asked.export_button.isEnabled() and asked.export_button.toolTip()


def test_the_copy_is_shown_with_what_it_answered(
    qtbot: QtBot, tmp_path: Path, asked: ExportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def export(
        folder: RunFolder, out: Path, form: str, *, tell: Callable[[str], None], given_up: Callable[[], bool]
    ) -> Exported:
        tell("writing the weights")
        go.wait(10)
        return Exported(out, "merged", 2_400_000_000, "Create a 20mm cube", CUBE, same=True)

    monkeypatch.setattr(export_dialog, "export", export)
    asked.folder.setText(str(tmp_path / "out"))
    asked.export_button.click()
    qtbot.waitUntil(lambda: "Writing the weights …" in read(asked))
    assert asked.bar.isVisible() and asked.leave_button.text() == "Give up"
    go.set()
    qtbot.waitUntil(lambda: "it answers as the run's model does" in read(asked))
    assert "2.4 GB" in read(asked)
    qtbot.waitUntil(lambda: "20 × 20 × 20 mm" in read(asked))
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    asked.show_button.click()
    assert [Path(url.toLocalFile()) for url in shown] == [tmp_path / "out"]
    asked.reject()


def test_what_hinders_an_export_is_said_and_it_can_be_tried_again(
    qtbot: QtBot, asked: ExportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def export(*args: object, **named: object) -> Exported:
        raise UserError("The disk has no room for it.", "Free some space.")

    monkeypatch.setattr(export_dialog, "export", export)
    asked.export_button.click()
    qtbot.waitUntil(lambda: "The disk has no room for it. Free some space." in read(asked))
    assert asked.export_button.isEnabled() and not asked.bar.isVisible()
    asked.reject()


def test_the_command_for_more_machines_is_written_and_copied(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    started(tmp_path, step(1), Status(status="paused"))
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: "Run it elsewhere …" in offered(tab))
    tab.page.header.elsewhere_button.click()
    dialog = tab.findChild(ElsewhereDialog)
    qtbot.waitUntil(lambda: "torchrun --standalone" in dialog.command.toPlainText())
    assert not dialog.meeting.isVisible()
    dialog.machines.setValue(2)
    dialog.cards.setValue(4)
    dialog.meeting.setText("workshop")
    qtbot.waitUntil(lambda: "workshop:29400" in dialog.command.toPlainText())
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert "--nnodes 2" in copied and "--nproc-per-node 4" in copied and copied.endswith("--resume")
    assert "Each machine needs GeoFT" in read(dialog)
    dialog.reject()
