"""The fixes there are, to be ticked, with what each does and to how many rows."""

from collections.abc import Collection, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from geoft_gui.data.fixes.catalogue import DEFAULT, FIXES
from geoft_gui.ui.widgets.scrolled import Scrolled
from geoft_gui.ui.widgets.surfaces import button, words


class FixList(Scrolled):
    """Check boxes in the order in which fixes are done. Told is which of them are ticked."""

    changed = Signal()

    def __init__(self, ticked: Collection[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.boxes: dict[str, QCheckBox] = {}
        self._counts: dict[str, QLabel] = {}
        self._quiet = False
        self.column.setSpacing(2)
        self.column.setContentsMargins(0, 0, 10, 0)
        for fix in FIXES.values():
            box = QCheckBox()
            box.setAccessibleName(fix.title)
            box.setAccessibleDescription(fix.explanation)
            box.setChecked(fix.code in (ticked or DEFAULT))
            box.toggled.connect(self._tell)
            self.boxes[fix.code] = box
            self._counts[fix.code] = words("", "small", wrap=False)
            head = QHBoxLayout()
            head.setSpacing(12)
            head.addWidget(_Title(fix.title, box), stretch=1)
            head.addWidget(self._counts[fix.code], alignment=Qt.AlignmentFlag.AlignTop)
            lines = QVBoxLayout()
            lines.setContentsMargins(0, 0, 0, 8)
            lines.setSpacing(1)
            lines.addLayout(head)
            lines.addWidget(words(fix.explanation, "small"))
            entry = QHBoxLayout()
            entry.setSpacing(9)
            entry.addWidget(box, alignment=Qt.AlignmentFlag.AlignTop)
            entry.addLayout(lines, stretch=1)
            self.column.addLayout(entry)
        self.column.addStretch(1)
        self.choices = QHBoxLayout()
        self.choices.setSpacing(4)
        for text, codes, tip in (
            (self.tr("The usual ones"), DEFAULT, self.tr("Those that help with most data.")),
            (self.tr("None"), frozenset[str](), self.tr("Then tick the ones that you want.")),
        ):
            self.choices.addWidget(button(text, partial(self._tick, codes), "quiet", tip))
        self.choices.addStretch(1)

    @property
    def ticked(self) -> list[str]:
        """The codes of what is ticked, in the order in which it is done."""
        return [code for code, box in self.boxes.items() if box.isChecked()]

    def tick(self, codes: Collection[str]) -> None:
        """Tick these and no others."""
        before = self.ticked
        self._quiet = True
        for code, box in self.boxes.items():
            box.setChecked(code in codes)
        self._quiet = False
        if self.ticked != before:
            self.changed.emit()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Say how many rows each ticked fix changes."""
        for code, label in self._counts.items():
            count = counts.get(code, 0)
            said = self.tr("1 row") if count == 1 else self.tr("{n} rows").format(n=f"{count:,}")
            label.setText(said if self.boxes[code].isChecked() else "")

    def _tick(self, codes: Collection[str], checked: bool) -> None:
        # Buttons also tell whether they are checked.
        self.tick(codes)

    def _tell(self) -> None:
        if not self._quiet:
            self.changed.emit()


class _Title(QLabel):
    """The words of a check box, which may take several lines where it is narrow: Qt's own cannot."""

    def __init__(self, text: str, box: QCheckBox) -> None:
        super().__init__(text)
        self._box = box
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """As a click on the box."""
        self._box.setFocus()
        self._box.toggle()
