"""What is wrong with the rows of a file, and what to do about it; a click shows the rows that it is about."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from geoft_gui.data.findings import KINDS, DataFinding
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.widgets.surfaces import button, words

LINES_SHOWN: Final = 7.5
"""Lines of text, after which the list scrolls: half a line shows that there are more."""
_LEAST_LINES: Final = 3.5
"""In a low window it gives way to the table until so many are left."""
_ICONS: Final = {
    "info": ("info", "muted"),
    "warning": ("triangle-alert", "warning"),
    "error": ("circle-x", "bad"),
}


class FindingList(QScrollArea):
    """The findings of a report, the worst first. At most one is chosen."""

    chosen_changed = Signal()
    mend_wanted = Signal(object, str)
    """Mend what one finding is about: the codes of the fixes that do so, and the code of the finding."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._findings: tuple[DataFinding, ...] = ()
        self._buttons: dict[str, _Entry] = {}
        self._stops: list[QWidget] = []
        self._icons: list[tuple[QLabel, str]] = []
        self.chosen: str | None = None
        """The code of the finding whose rows are wanted."""
        self._folded = False
        self.comes_after: QWidget | None = None
        """What the Tab key leaves to come here. Findings are listed late, and would be its last stops."""
        self.setProperty("surface", "card")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(self.tr("What the check found"))
        appearance.changed.connect(self._wear)
        self.show_findings(())

    def show_findings(self, findings: Sequence[DataFinding]) -> None:
        """List these in place of those before. Nothing is chosen then."""
        self._findings = tuple(findings)
        self._buttons = {}
        self._stops = []
        self._icons = []
        self.chosen = None
        self._inside = QWidget()
        self._inside.setProperty("surface", "clear")
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        for finding in findings:
            line = QHBoxLayout()
            line.setSpacing(4)
            line.addWidget(self._entry(finding), stretch=1)
            fixes = KINDS[finding.code].mended_by
            if fixes:
                line.addWidget(self._mend(finding, fixes), alignment=Qt.AlignmentFlag.AlignVCenter)
            column.addLayout(line)
        # The area deletes the one before.
        self.setWidget(self._inside)
        self.setVisible(bool(findings) and not self._folded)
        stop = self.comes_after
        for following in self._stops:
            if stop is not None:
                QWidget.setTabOrder(stop, following)
            stop = following
        self._wear()

    def fold(self, away: bool) -> None:
        """Leave its place to something else, or come back."""
        self._folded = away
        self.setVisible(bool(self._findings) and not away)

    def choose(self, code: str | None) -> None:
        """Choose the finding whose rows are wanted, or none."""
        if code == self.chosen:
            return
        self.chosen = code
        for each, entry in self._buttons.items():
            entry.setChecked(each == code)
            if each == code:
                self.ensureWidgetVisible(entry, 0, 0)
        self.chosen_changed.emit()

    def sizeHint(self) -> QSize:
        """As high as the list, up to its limit."""
        return QSize(super().sizeHint().width(), self._height(LINES_SHOWN))

    def minimumSizeHint(self) -> QSize:
        """A few lines of it."""
        return QSize(super().minimumSizeHint().width(), self._height(_LEAST_LINES))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrower place sentences take more lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _height(self, lines: float) -> int:
        wanted = self._inside.heightForWidth(max(1, self.viewport().width())) + 2 * self.frameWidth()
        return min(wanted, round(lines * self.fontMetrics().lineSpacing()))

    def _entry(self, finding: DataFinding) -> QWidget:
        about_rows = bool(finding.rows)
        said = KINDS[finding.code].of(finding.count) + "." if about_rows else finding.message
        entry = _Entry() if about_rows else QWidget()
        row = entry.row if isinstance(entry, _Entry) else QHBoxLayout(entry)
        row.setContentsMargins(8, 4, 8, 5)
        row.setSpacing(9)
        picture = QLabel()
        self._icons.append((picture, finding.severity))
        row.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(1)
        for label in (words(said), words(finding.fix, "small")):
            lines.addWidget(label)
        row.addLayout(lines, stretch=1)
        if isinstance(entry, _Entry):
            for label in entry.findChildren(QLabel):
                label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            entry.setAccessibleName(said)
            entry.setAccessibleDescription(finding.fix)
            entry.setToolTip(self.tr("Show only these rows; a second click shows all again."))
            entry.clicked.connect(lambda checked, code=finding.code: self.choose(code if checked else None))
            self._buttons[finding.code] = entry
            self._stops.append(entry)
        return entry

    def _mend(self, finding: DataFinding, fixes: tuple[str, ...]) -> QPushButton:
        adds = set(fixes) == {"add_plain_rows"}
        mend = button(
            self.tr("Make rows…") if adds else self.tr("Mend…"),
            lambda: self.mend_wanted.emit(fixes, finding.code),
            "quiet",
            self.tr("Have GeoFT make examples by rule, alone or together with these.")
            if adds
            else self.tr("See what would be changed, and make a new version. Your file stays as it is."),
        )
        name = self.tr("Make rows: {finding}") if adds else self.tr("Mend: {finding}")
        mend.setAccessibleName(name.format(finding=finding.message))
        self._stops.append(mend)
        return mend

    def _wear(self) -> None:
        for label, severity in self._icons:
            name, colour = _ICONS[severity]
            label.setPixmap(pixmap(name, getattr(self._appearance.colours, colour), 17))
        self.updateGeometry()


class _Entry(QPushButton):
    """A button as large as the sentences in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "quiet")
        self.setCheckable(True)
        self.row = QHBoxLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """What its sentences ask for."""
        return self.row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """What its sentences ask for at least."""
        return self.row.minimumSize()

    def hasHeightForWidth(self) -> bool:
        """Its sentences are wrapped."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high its sentences are in this width."""
        return self.row.heightForWidth(width)
