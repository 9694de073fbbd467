"""The rows of a file as a table: those that have come so far, and of them those that are wanted."""

import html
from bisect import bisect_left
from collections.abc import Collection, Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from geoft_gui.data.row import UnreadableRow
from geoft_gui.data.row_verdict import RowVerdict
from geoft_gui.geometry.kind_words import KIND_WORDS
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.dataset_loading import AnyRow
from geoft_gui.ui.icons import icon
from geoft_gui.ui.row_filter import RowFilter, Snapshot

ICON_PIXELS: Final = 16
LONGEST_PROMPT: Final = 300
"""Characters of a prompt in its cell; the conversation beside the table has all of it."""


class Column(IntEnum):
    """What stands where."""

    NUMBER = 0
    PROMPT = 1
    KIND = 2
    TOKENS = 3
    VERDICT = 4


VERDICT_ICONS: Final = {
    None: ("circle-check", "good"),
    "info": ("info", "good"),
    "warning": ("triangle-alert", "warning"),
    "error": ("circle-x", "bad"),
}
"""For each severity, an icon and the name of its colour: told apart by shape as well."""

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ALIGNMENTS: Final[dict[int, Qt.AlignmentFlag]] = {
    column: _RIGHT if column in (Column.NUMBER, Column.TOKENS) else _LEFT for column in Column
}
_ROLES: Final = frozenset(
    (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.ToolTipRole,
    )
)
Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class RowModel(QAbstractTableModel):
    """Holds rows and verdicts as they come; a filter is a list of places among them."""

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._rows: list[AnyRow] = []
        self._verdicts: list[RowVerdict] = []
        self._filter = RowFilter()
        self._shown: list[int] | None = None
        self._kinds = {kind: words.capitalize() for kind, words in KIND_WORDS.items()}
        self._verdict_words = {
            None: self.tr("Good"),
            "info": self.tr("Good"),
            "warning": self.tr("Worth a look"),
            "error": self.tr("Unusable"),
        }
        self._headers = {
            Column.NUMBER: (self.tr("#"), self.tr("The number of the row in its file.")),
            Column.PROMPT: (self.tr("Prompt"), self.tr("What is asked for.")),
            Column.KIND: (self.tr("Kind"), self.tr("What kind of part the answer is.")),
            Column.TOKENS: (
                self.tr("Tokens"),
                self.tr(
                    "About how many tokens the whole row has: the pieces of words that a model reads and "
                    "writes. An estimate; each model counts a little differently."
                ),
            ),
            Column.VERDICT: (self.tr("Verdict"), self.tr("Whether a model can learn from the row.")),
        }
        appearance.changed.connect(self._wear)
        self._wear()

    # ---- what comes

    def clear(self) -> None:
        """Forget all rows; all that come are shown."""
        self.beginResetModel()
        self._rows = []
        self._verdicts = []
        self._filter = RowFilter()
        self._shown = None
        self.endResetModel()

    def add(self, rows: Sequence[AnyRow]) -> None:
        """Take more rows in."""
        first = len(self._rows)
        places = range(first, first + len(rows))
        shown = [
            place
            for place, row in zip(places, rows, strict=True)
            if self._shown is None or self._filter.shows(row, None, self._kinds)
        ]
        if shown:
            begin = self.rowCount()
            self.beginInsertRows(_ROOT, begin, begin + len(shown) - 1)
        self._rows += rows
        if self._shown is not None:
            self._shown += shown
        if shown:
            self.endInsertRows()

    def judge(self, verdicts: Sequence[RowVerdict]) -> None:
        """Take in what was found of the first rows that had no verdict yet."""
        first = len(self._verdicts)
        self._verdicts += verdicts
        begin, end = self._line_from(first), self._line_from(len(self._verdicts)) - 1
        if begin <= end:
            self.dataChanged.emit(self.index(begin, Column.KIND), self.index(end, Column.VERDICT))

    # ---- what is shown

    def snapshot(self) -> Snapshot:
        """What has come so far, for a search on another thread."""
        return Snapshot(tuple(self._rows), tuple(self._verdicts), self._kinds)

    def show_only(self, wanted: RowFilter, places: Sequence[int], searched: int) -> None:
        """Show the rows at `places` only, found among the first `searched`; later ones are looked at here."""
        self.beginResetModel()
        self._filter = wanted
        if wanted.shows_all:
            self._shown = None
        else:
            late = range(searched, len(self._rows))
            self._shown = [*places, *(place for place in late if self._is_wanted(place))]
        self.endResetModel()

    @property
    def total(self) -> int:
        """How many rows have come, shown or not."""
        return len(self._rows)

    @property
    def judged(self) -> int:
        """How many of them have a verdict."""
        return len(self._verdicts)

    @property
    def greatest_number(self) -> int:
        """The number of the last row that has come; 0 where there is none."""
        return self._rows[-1].number if self._rows else 0

    @property
    def kind_words(self) -> Collection[str]:
        """Every word that the column of kinds can have."""
        return self._kinds.values()

    @property
    def verdict_words(self) -> Collection[str]:
        """Every word that the column of verdicts can have."""
        return self._verdict_words.values()

    def header(self, column: Column) -> str:
        """The name of a column."""
        return self._headers[column][0]

    def place(self, line: int) -> int:
        """The place among all rows of what a line of the table shows."""
        return line if self._shown is None else self._shown[line]

    def line(self, place: int) -> int | None:
        """The line of the table that shows the row at a place, if one does."""
        line = self._line_from(place)
        return line if line < self.rowCount() and self.place(line) == place else None

    def row(self, place: int) -> AnyRow:
        """The row at a place among all rows."""
        return self._rows[place]

    def verdict(self, place: int) -> RowVerdict | None:
        """What was found of it; None as long as it is not checked."""
        return self._verdicts[place] if place < len(self._verdicts) else None

    # ---- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many lines the table has."""
        if parent.isValid():
            return 0
        return len(self._rows) if self._shown is None else len(self._shown)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns the table has."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The name of a column, and what it means."""
        if orientation == Qt.Orientation.Horizontal:
            name, help_text = self._headers[Column(section)]
            if role == Qt.ItemDataRole.DisplayRole:
                return name
            if role == Qt.ItemDataRole.ToolTipRole:
                return help_text
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _ALIGNMENTS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if role not in _ROLES:
            return None
        place = self.place(index.row())
        row, verdict = self._rows[place], self.verdict(place)
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, verdict, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENTS[column]
        if role == Qt.ItemDataRole.DecorationRole and column == Column.VERDICT and verdict is not None:
            return self._icons[verdict.severity]
        if role == Qt.ItemDataRole.ForegroundRole and (
            column == Column.NUMBER or verdict is None or isinstance(row, UnreadableRow) or not row.prompt
        ):
            return self._muted
        if role == Qt.ItemDataRole.ToolTipRole and column == Column.VERDICT and verdict is not None:
            # Marked up, so that long sentences are wrapped; what files say in them is not read as markup.
            return "".join(f"<p>{html.escape(finding.sentence)}</p>" for finding in verdict.findings) or None
        return None

    def _text(self, row: AnyRow, verdict: RowVerdict | None, column: int) -> str:
        if column == Column.NUMBER:
            return f"{row.number:,}"
        if column == Column.PROMPT:
            said = row.message if isinstance(row, UnreadableRow) else row.prompt
            return " ".join(said[:LONGEST_PROMPT].split()) or self.tr("(no prompt)")
        if verdict is None:
            return "…"
        if column == Column.KIND:
            return self._kinds.get(verdict.kind, verdict.kind) if verdict.kind is not None else "–"
        if column == Column.TOKENS:
            return f"{verdict.tokens:,}" if verdict.tokens else "–"
        return self._verdict_words[verdict.severity]

    def _is_wanted(self, place: int) -> bool:
        return self._filter.shows(self._rows[place], self.verdict(place), self._kinds)

    def _line_from(self, place: int) -> int:
        """The first line whose row is at this place or later."""
        return min(place, len(self._rows)) if self._shown is None else bisect_left(self._shown, place)

    def _wear(self) -> None:
        colours = self._appearance.colours
        self._icons = {
            severity: icon(name, getattr(colours, colour), size=ICON_PIXELS)
            for severity, (name, colour) in VERDICT_ICONS.items()
        }
        self._muted = QColor(colours.muted)
