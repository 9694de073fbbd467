"""The rows of an open file as a table: read as they are asked for, all of them or those that are wanted."""

import html
from collections import OrderedDict
from collections.abc import Collection
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from geoft_gui.data.row import UnreadableRow
from geoft_gui.data.row_verdict import RowFinding, RowVerdict
from geoft_gui.geometry.kind_words import KIND_WORDS
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.dataset import AnyRow, OpenDataset
from geoft_gui.ui.icons import icon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geoft_gui.data.judged_rows import JudgedRows

    Places = NDArray[np.uint32]

ICON_PIXELS: Final = 16
LONGEST_PROMPT: Final = 300
"""Characters of a prompt in its cell; the conversation beside the table has all of it."""
_VERDICTS_KEPT: Final = 200


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
        Qt.ItemDataRole.FontRole,
        Qt.ItemDataRole.ToolTipRole,
    )
)
Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class RowModel(QAbstractTableModel):
    """Shows rows of an `OpenDataset`: those at given places in a given order, or all in the file's order.

    Rows are named by their places among all rows, lines by what the table shows.
    """

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._dataset: OpenDataset | None = None
        self._count = 0
        self._judged = 0
        self._shown: Places | None = None
        self._verdicts: OrderedDict[int, RowVerdict] = OrderedDict()
        self._kinds = {kind: words.capitalize() for kind, words in KIND_WORDS.items()}
        self._verdict_words = {
            None: self.tr("Good"),
            "info": self.tr("Good"),
            "warning": self.tr("Worth a look"),
            "error": self.tr("Unusable"),
        }
        self._left_out_word = self.tr("Left out")
        self._struck = QFont()
        self._struck.setStrikeOut(True)
        sorts = self.tr("Click to sort by it.")
        self._headers = {
            Column.NUMBER: (self.tr("#"), self.tr("The number of the row in its file.") + " " + sorts),
            Column.PROMPT: (
                self.tr("Prompt"),
                self.tr("What is asked for. Click to sort by its length."),
            ),
            Column.KIND: (self.tr("Kind"), self.tr("What kind of part the answer is.") + " " + sorts),
            Column.TOKENS: (
                self.tr("Tokens"),
                self.tr(
                    "About how many tokens the whole row has: the pieces of words that a model reads and "
                    "writes. An estimate; each model counts a little differently."
                )
                + " "
                + sorts,
            ),
            Column.VERDICT: (
                self.tr("Verdict"),
                self.tr("Whether a model can learn from the row.") + " " + sorts,
            ),
        }
        appearance.changed.connect(self._wear)
        self._wear()

    # ---- what comes

    def use(self, dataset: OpenDataset | None) -> None:
        """Show the rows of another file, or none. All that are known are shown."""
        self.beginResetModel()
        self._dataset = dataset
        self._count = 0 if dataset is None else len(dataset)
        self._judged = 0
        self._shown = None
        self._verdicts.clear()
        self.endResetModel()

    def grow(self) -> None:
        """Take in rows that have become known. They are shown unless only some places are."""
        assert self._dataset is not None, "nothing is open"
        first, count = self._count, len(self._dataset)
        if count == first:
            return
        if self._shown is None:
            self.beginInsertRows(_ROOT, first, count - 1)
            self._count = count
            self.endInsertRows()
        else:
            self._count = count

    def judge(self, *, anew: bool = False) -> None:
        """Take in new verdicts; `anew`: those before may be others now."""
        assert self._dataset is not None and self._dataset.judgements is not None, "nothing is judged"
        first, self._judged = self._judged, len(self._dataset.judgements)
        if anew:
            first = 0
            self._verdicts.clear()
        lines = self.rowCount()
        if self._shown is None:
            begin, end = first, min(self._judged, lines) - 1
        else:
            begin, end = 0, lines - 1
        if begin <= end:
            self.dataChanged.emit(self.index(begin, Column.KIND), self.index(end, Column.VERDICT))

    def show_places(self, places: "Places | None") -> None:
        """Show the rows at these places, in this order; None: all, in the order of the file."""
        self.beginResetModel()
        self._shown = places
        self.endResetModel()

    def remember(self, place: int, verdict: RowVerdict) -> None:
        """Keep what was found of a row, with all its sentences, for a while."""
        self._verdicts[place] = verdict
        self._verdicts.move_to_end(place)
        if len(self._verdicts) > _VERDICTS_KEPT:
            self._verdicts.popitem(last=False)

    def refresh(self, place: int) -> None:
        """A row was edited, or is as in the file again."""
        self._verdicts.pop(place, None)
        line = self.line(place)
        if line is not None:
            self.dataChanged.emit(self.index(line, Column.NUMBER), self.index(line, Column.VERDICT))

    def mark_left_out(self) -> None:
        """Rows are left out, or were put back."""
        if self.rowCount():
            last = self.index(self.rowCount() - 1, Column.VERDICT)
            self.dataChanged.emit(self.index(0, Column.NUMBER), last)

    # ---- what is shown

    @property
    def total(self) -> int:
        """How many rows are known, shown or not."""
        return self._count

    @property
    def greatest_number(self) -> int:
        """The number of the last row that is known; 0 where there is none."""
        return self._dataset.number(self._count - 1) if self._dataset is not None and self._count else 0

    @property
    def kind_words(self) -> Collection[str]:
        """Every word that the column of kinds can have."""
        return self._kinds.values()

    @property
    def verdict_words(self) -> Collection[str]:
        """Every word that the column of verdicts can have."""
        return (*self._verdict_words.values(), self._left_out_word)

    def header(self, column: Column) -> str:
        """The name of a column."""
        return self._headers[column][0]

    def place(self, line: int) -> int:
        """The place among all rows of what a line of the table shows."""
        return line if self._shown is None else int(self._shown[line])

    def line(self, place: int) -> int | None:
        """The line of the table that shows the row at a place, if one does."""
        if self._shown is None:
            return place if place < self._count else None
        lines = (self._shown == place).nonzero()[0]
        return int(lines[0]) if len(lines) else None

    def row(self, place: int) -> AnyRow:
        """The row at a place among all rows, as it was edited."""
        assert self._dataset is not None, "nothing is open"
        return self._dataset.row(place)

    def is_edited(self, place: int) -> bool:
        """Whether a row is another than in the file."""
        return self._dataset is not None and self._dataset.edits.row(place) is not None

    def is_left_out(self, place: int) -> bool:
        """Whether a row is not to be in the next version."""
        return self._dataset is not None and place in self._dataset.edits.left_out

    def knows_sentences(self, place: int) -> bool:
        """Whether `verdict` says all that there is to say of a row."""
        return place in self._verdicts

    def verdict(self, place: int) -> RowVerdict | None:
        """What was found of a row; None as long as it is not checked.

        What is special in this row is only said once it was remembered.
        """
        if place in self._verdicts:
            return self._verdicts[place]
        judged = self._judgements(place)
        if judged is None:
            return None
        assert self._dataset is not None, "its judgements are known"
        codes = judged.codes(place)
        # The row itself is only read where there is nothing for it: it may be long.
        row = self.row(place) if "unreadable" in codes else None
        if isinstance(row, UnreadableRow):
            findings: tuple[RowFinding, ...] = (RowFinding("unreadable", row.message),)
        else:
            findings = tuple(RowFinding(code) for code in codes)
        return RowVerdict(
            self._dataset.number(place),
            judged.kind(place),
            judged.tokens(place),
            judged.usable(place),
            findings,
            judged.features(place),
            judged.size(place),
        )

    # ---- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many lines the table has."""
        if parent.isValid():
            return 0
        return self._count if self._shown is None else len(self._shown)

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
        column = index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENTS[column]
        place = self.place(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(place, column)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(place, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._muted if self._is_muted(place, column) else None
        if role == Qt.ItemDataRole.FontRole:
            return self._struck if column == Column.PROMPT and self.is_left_out(place) else None
        if self.is_left_out(place) and column in (Column.PROMPT, Column.VERDICT):
            return self.tr("This row is left out of the next version. Press Delete to put it back.")
        if column == Column.PROMPT and self.is_edited(place):
            return self.tr("You have edited this row. It is not saved yet.")
        return self.remarks(place) if column == Column.VERDICT else None

    def remarks(self, place: int) -> str | None:
        """What is wrong with a row, for a tooltip; None where nothing is, or nothing is known yet."""
        verdict = self.verdict(place)
        if verdict is None:
            return None
        # Marked up, so that long sentences are wrapped; what files say in them is not read as markup.
        return "".join(f"<p>{html.escape(finding.sentence)}</p>" for finding in verdict.findings) or None

    def _text(self, place: int, column: int) -> str:
        if column == Column.NUMBER:
            assert self._dataset is not None, "nothing is open"
            return f"{self._dataset.number(place):,}"
        if column == Column.PROMPT:
            said = self._prompt(place)
            return " ".join(said[: LONGEST_PROMPT + 1].split()) or self.tr("(no prompt)")
        if column == Column.VERDICT and self.is_left_out(place):
            return self._left_out_word
        judged = self._judgements(place)
        if judged is None:
            return "…"
        if column == Column.KIND:
            kind = judged.kind(place)
            return self._kinds.get(kind, kind) if kind is not None else "–"
        if column == Column.TOKENS:
            tokens = judged.tokens(place)
            return f"{tokens:,}" if tokens else "–"
        return self._verdict_words[judged.severity(place)]

    def _picture(self, place: int, column: int) -> Any:
        if column == Column.PROMPT and self.is_edited(place):
            return self._pencil
        if column == Column.VERDICT and self.is_left_out(place):
            return self._minus
        judged = self._judgements(place) if column == Column.VERDICT else None
        return None if judged is None else self._icons[judged.severity(place)]

    def _is_muted(self, place: int, column: int) -> bool:
        if column == Column.NUMBER or self.is_left_out(place):
            return True
        if column == Column.PROMPT:
            if self._glimpse(place) is not None:
                judged = self._judgements(place)
                return judged is not None and judged.has(place, "unreadable")
            row = self.row(place)
            return isinstance(row, UnreadableRow) or not row.prompt
        return self._judgements(place) is None

    def _glimpse(self, place: int) -> str | None:
        assert self._dataset is not None, "nothing is open"
        return self._dataset.glimpse(place)

    def _prompt(self, place: int) -> str:
        """What is asked for, or the beginning of a row that is too long to be read for it."""
        glimpse = self._glimpse(place)
        if glimpse is not None:
            return glimpse[:LONGEST_PROMPT] + "…"
        row = self.row(place)
        return row.message if isinstance(row, UnreadableRow) else row.prompt

    def _judgements(self, place: int) -> "JudgedRows | None":
        """The verdicts, if that of the row at a place is among them."""
        judged = None if self._dataset is None else self._dataset.judgements
        return judged if judged is not None and place < len(judged) else None

    def _wear(self) -> None:
        colours = self._appearance.colours
        self._icons = {
            severity: icon(name, getattr(colours, colour), size=ICON_PIXELS)
            for severity, (name, colour) in VERDICT_ICONS.items()
        }
        self._pencil = icon("pencil", colours.accent, size=ICON_PIXELS)
        self._minus = icon("circle-minus", colours.muted, size=ICON_PIXELS)
        self._muted = QColor(colours.muted)
