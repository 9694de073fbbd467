"""Choosing a model to start from."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from geoft_gui.errors import UserError
from geoft_gui.runs.models import STARTER
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.training import base_dialog, base_download
from geoft_gui.ui.training.base_dialog import BaseDialog
from geoft_gui.ui.training.base_offers import MethodFit, Offer
from tests.backends.faked import starter, supervise

__all__ = ["starter", "supervise"]

GIGABYTE = 1_000_000_000
SMALL = Offer(
    reference=STARTER,
    name="The starter",
    kind="catalogue",
    is_here=True,
    parameters=2_000_000,
    fits={"all_weights": MethodFit("fits", GIGABYTE), "lora": MethodFit("fits", GIGABYTE)},
    best_method="all_weights",
    free=8 * GIGABYTE,
)
LARGE = Offer(
    reference="somebody/large",
    name="Large",
    kind="catalogue",
    is_here=False,
    bytes=2 * GIGABYTE,
    parameters=1_000_000_000,
    licence="Apache 2.0",
    advice="Knows a lot.",
    is_recommended=True,
    fits={"all_weights": MethodFit("too_large", 20 * GIGABYTE), "lora": MethodFit("tight", 7 * GIGABYTE)},
    best_method="lora",
    free=8 * GIGABYTE,
)
ADAPTER = Offer(
    reference="/models/adapter",
    name="adapter",
    kind="folder",
    is_here=True,
    refusal=UserError("This is an adapter, not a model.", "Choose the model that it was made for."),
)
Opened = Callable[..., BaseDialog]


@pytest.fixture
def opened(
    qtbot: QtBot, desk: Desk, supervise: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opened]:
    watcher = RunWatcher(supervise("succeed"))  # type: ignore[arg-type]
    dialogs: list[BaseDialog] = []

    def make(*offers: Offer, method: str | None = None) -> BaseDialog:
        monkeypatch.setattr(base_dialog, "read_offers", lambda own, folders: offers or (SMALL, LARGE))
        dialog = BaseDialog(desk, watcher, STARTER, method, [])  # type: ignore[arg-type]
        qtbot.addWidget(dialog)
        dialogs.append(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: dialog.list.offer is not None)
        return dialog

    yield make
    for dialog in dialogs:
        dialog.done(0)


def said(dialog: BaseDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def badge_of(dialog: BaseDialog, offer: Offer) -> str:
    row = dialog.list.offers.row_of(offer.reference)
    assert row is not None
    told = dialog.list.offers.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
    return str(told).split(". ")[1]


def test_each_model_says_whether_it_fits_with_the_method_that_is_chosen(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    assert dialog.list.offer == SMALL
    assert badge_of(dialog, LARGE) == "tight"
    dialog.method.setCurrentIndex(1)
    assert badge_of(dialog, LARGE) == "too large"
    dialog.list.pick(LARGE.reference)
    qtbot.waitUntil(lambda: "Recommended for this computer" in said(dialog))
    assert "too large: it takes about 20.0 GB, and 8.0 GB are free" in said(dialog)


def test_a_method_set_by_hand_is_the_one_that_is_spoken_of(opened: Opened) -> None:
    assert badge_of(opened(method="all_weights"), LARGE) == "too large"


def test_what_is_on_this_computer_is_taken_at_once(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert chosen.args is not None
    assert chosen.args[:2] == [STARTER, "The starter"]


def test_what_cannot_be_trained_says_why_and_is_not_taken(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened(SMALL, ADAPTER)
    dialog.list.pick(ADAPTER.reference)
    qtbot.waitUntil(lambda: "Choose the model that it was made for." in said(dialog))
    assert "This is an adapter, not a model." in said(dialog)
    assert not dialog.go.isEnabled()
    assert "adapter" in dialog.go.toolTip()


def test_a_download_tells_its_size_can_be_stopped_and_goes_on(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = Event()

    def download(
        name: str, tell: Callable[[int, int], None], given_up: Callable[[], bool], *, token: str | None
    ) -> Path:
        assert token == "hf_secret"
        tell(GIGABYTE // 2, 2 * GIGABYTE)
        while not given_up() and not may_end.wait(0.01):
            pass
        return Path(name)

    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setattr(base_download, "download", download)
    dialog = opened()
    dialog.list.pick(LARGE.reference)
    assert dialog.go.text() == "Download 2.0 GB"
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "500 MB of 2.0 GB are here." in said(dialog))
    assert dialog.cancel.text() == "Stop"
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.go.text() == "Go on downloading"
    may_end.set()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert chosen.args == [LARGE.reference, "Large", "Knows a lot."]


def test_any_model_of_the_hub_is_looked_up_by_its_address(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def look_up(name: str, hub_key: Callable[[], str | None]) -> Offer:
        assert hub_key() == "hf_secret"
        asked.append(name)
        if name == "no/where":
            raise UserError("huggingface.co cannot be reached.", "Connect this computer to the internet.")
        return Offer(reference=name, name=name, kind="hub", is_here=False, bytes=3 * GIGABYTE)

    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setattr(base_dialog, "offer_of_hub", look_up)
    dialog = opened()
    assert not dialog.look_up.isEnabled()
    dialog.hub.setText("no/where")
    qtbot.keyClick(dialog.hub, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Connect this computer to the internet." in said(dialog))
    dialog.hub.setText("https://huggingface.co/some/model/tree/main")
    qtbot.mouseClick(dialog.look_up, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.list.offer is not None and dialog.list.offer.kind == "hub")
    assert asked == ["no/where", "some/model"]
    assert dialog.go.text() == "Download 3.0 GB"


def test_only_those_on_this_computer_can_be_listed(opened: Opened) -> None:
    dialog = opened()
    dialog.here_only.setChecked(True)
    assert dialog.list.offers.row_of(LARGE.reference) is None
    assert dialog.list.offers.row_of(STARTER) is not None
