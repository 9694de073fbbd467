import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from geoft_gui.app import Studio
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.translation import translate
from tests.ui.test_studio import clear_away

TOOLS = Path(sys.executable).parent
GERMAN = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS><TS version="2.1" language="de"><context><name>Studio</name>
<message><source>&amp;Data</source><translation>&amp;Daten</translation></message>
</context></TS>
"""


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    yield
    QLocale.setDefault(before)
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()


@pytest.mark.usefixtures("german")
def test_the_window_speaks_the_language_of_the_system(
    qtbot: QtBot, qapp: QApplication, appearance: Appearance, tmp_path: Path
) -> None:
    (tmp_path / "geoft_de.ts").write_text(GERMAN, encoding="utf-8")
    command = [TOOLS / "pyside6-lrelease", "geoft_de.ts", "-qm", "geoft_de.qm"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    translate(qapp, tmp_path)
    studio = Studio(qapp)
    try:
        assert [studio.window.tabs.tabText(index) for index in range(2)] == ["&Daten", "&Train"]
    finally:
        clear_away(studio)


@pytest.mark.usefixtures("german")
def test_without_a_translation_all_of_it_is_english(qapp: QApplication, tmp_path: Path) -> None:
    translate(qapp, tmp_path)
    assert qapp.translate("QPlatformTheme", "Cancel") == "Cancel"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> list[Element]:
    """The contexts that a translator is handed, with their texts."""
    root = Path(__file__).resolve().parents[2] / "geoft_gui"
    path = tmp_path_factory.mktemp("texts") / "geoft_de.ts"
    command = [TOOLS / "pyside6-lupdate", "-extensions", "py", "-recursive"]
    command += [root / "ui", root / "app.py", "-ts", path]
    subprocess.run(command, check=True, capture_output=True)
    return ElementTree.parse(path).getroot().findall("context")


def test_the_tool_that_collects_texts_finds_them(collected: list[Element]) -> None:
    texts = {text for context in collected for text in sources(context)}
    assert texts >= {
        "&Data",
        "&Start training",
        "Stop and keep",
        "Random held-out prompt",
        "yesterday, {clock}",
        "Save it first, then drop the file.",
    }


def test_every_text_is_collected_under_the_name_under_which_it_is_looked_up(
    collected: list[Element],
) -> None:
    contexts = {context.findtext("name"): set(sources(context)) for context in collected}
    assert contexts.get("", set()) == set()
    assert "Save it first, then drop the file." in contexts["FileDrop"]
    assert "Random held-out prompt" in contexts["HeldOut"]


def sources(context: Element) -> list[str]:
    return [message.findtext("source", "") for message in context.findall("message")]
