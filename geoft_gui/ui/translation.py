"""The window in the language of the system."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication


def translate(application: QApplication, folder: Path) -> None:
    """Speak the language of the system, if `folder` holds one for it: `geoft_LANGUAGE.qm`.

    Qt's own words, of its dialogs, are then in that language too; one window does not speak two.
    """
    for name, place in (
        ("geoft", str(folder)),
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
    ):
        translator = QTranslator(application)
        if not translator.load(QLocale(), name, "_", place):
            return
        application.installTranslator(translator)
