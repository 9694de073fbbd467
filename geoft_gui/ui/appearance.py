"""How the window looks: light or dark, the size of its text, and everything that follows from the two."""

from string import Template
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from geoft_gui import paths
from geoft_gui.settings import Theme
from geoft_gui.ui.colours import DARK, LIGHT, Colours

CONTROL_PIXELS: Final = 30
"""Height of a button or a field with text of the usual size."""


class Appearance(QObject):
    """Gives the application its colours and fonts, and says when they have changed."""

    changed = Signal()

    def __init__(self, application: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        self._usual_points = application.font().pointSizeF()
        self._theme: Theme = "system"
        self._text_percent = 100
        self._style_sheet = Template((paths.resources() / "theme" / "window.qss").read_text(encoding="utf-8"))
        self.colours: Colours = LIGHT
        # Fusion looks the same on every system, which no other style does.
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._follow_system)

    def choose(self, theme: Theme, text_percent: int) -> None:
        """Wear this theme and this size of text (100: what the system has)."""
        self._theme = theme
        self._text_percent = text_percent
        scheme = {
            "system": Qt.ColorScheme.Unknown,
            "light": Qt.ColorScheme.Light,
            "dark": Qt.ColorScheme.Dark,
        }
        # Where the system lets us, its own title bar follows.
        self._application.styleHints().setColorScheme(scheme[theme])
        self._wear()

    @property
    def scale(self) -> float:
        """How much larger than usual the text is."""
        return self._text_percent / 100

    def _follow_system(self) -> None:
        if self._theme == "system":
            self._wear()

    def _is_dark(self) -> bool:
        if self._theme != "system":
            return self._theme == "dark"
        return self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _wear(self) -> None:
        self.colours = DARK if self._is_dark() else LIGHT
        font = QFont(self._application.font())
        font.setPointSizeF(self._usual_points * self.scale)
        self._application.setFont(font)
        self._application.setPalette(_palette(self.colours))
        self._application.setStyleSheet(self._style_sheet.substitute(self._values()))
        self.changed.emit()

    def _values(self) -> dict[str, str]:
        points = self._usual_points * self.scale
        values = {name: value for name, value in vars(self.colours).items() if isinstance(value, str)}
        theme, shade = paths.resources() / "theme", "dark" if self.colours.dark else "light"
        return values | {
            **{name: (theme / f"{name}-{shade}.svg").as_posix() for name in ("chevron", "tick")},
            "control": f"{round(CONTROL_PIXELS * self.scale)}px",
            "small": f"{points * 0.92:.1f}pt",
            "heading": f"{points * 1.15:.1f}pt",
            "title": f"{points * 1.55:.1f}pt",
        }


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.card,
        QPalette.ColorRole.AlternateBase: colours.hover,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Button: colours.card,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: colours.bad,
        QPalette.ColorRole.ToolTipBase: colours.card,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Mid: colours.field_line,
        QPalette.ColorRole.Midlight: colours.line,
        QPalette.ColorRole.Light: colours.line,
        QPalette.ColorRole.Dark: colours.field_line,
        QPalette.ColorRole.Shadow: colours.line,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(colours.field_line))
    return palette
