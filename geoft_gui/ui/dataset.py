"""One open file of examples: its rows as they are found, and what the check says of each."""

import itertools
import logging
import shutil
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal

from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_verdict import RowVerdict
from geoft_gui.engine.work_folders import clear_forgotten_folders, make_work_folder
from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.data_child import DataChild
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.edits import Edits

if TYPE_CHECKING:
    from geoft_gui.data.columns import ColumnMapping
    from geoft_gui.data.desk.request import Stamp
    from geoft_gui.data.judged_rows import JudgedRows
    from geoft_gui.data.row_index import RowIndex

AnyRow: TypeAlias = Row | UnreadableRow

DRAWING_SECONDS: Final = 0.03
"""The pause after rows came: a table asks for each of its cells, and could lose Python's lock at each."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Begun:
    """The file is one of examples; its rows will be found through these."""

    stamp: "Stamp"
    columns: "ColumnMapping | None"
    index: "RowIndex"
    judgements: "JudgedRows"


class OpenDataset(QObject):
    """Finds the rows of a file on another thread and has them checked by a process of its own.

    To be used in the window's thread. A row is named by its place, counted from 0 in the order of the file;
    its own number (`number`) is what the file and the report call it.

    Args:
        path: a file, or a folder of files.
        validation: a file of rows that are held back; rows of `path` that repeat them are found.
        columns: which columns hold what, where the user chose them.
        model: whose tokens are counted: "starter", or the folder of a model.
    """

    grown = Signal()
    """More rows are known."""
    complete = Signal()
    """All rows are known; they may not be checked yet."""
    judged = Signal()
    """More of them are checked."""
    rejudged = Signal(int, object)
    """The row at this place was edited, and this is its RowVerdict now."""
    checked = Signal(object)
    """All rows are checked: the report, as `geoft data check --json` prints it."""
    failed = Signal(object)
    """The file cannot be read, or not be checked: a UserError. Nothing more comes."""

    def __init__(
        self,
        desk: Desk,
        path: Path,
        *,
        validation: Path | None = None,
        columns: "ColumnMapping | None" = None,
        model: str = "starter",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.validation = validation
        self.model = model
        self.columns = columns
        self.edits = Edits(self)
        self.edits.changed.connect(self._judge_edited)
        self.stamp: Stamp | None = None
        """What the file was like when its rows began to be found; None until then. Goes with every request
        about them: where it is another by now, rows are no longer where they were."""
        self.index: RowIndex | None = None
        """None until the first rows come."""
        self.judgements: JudgedRows | None = None
        """What the check says of the first rows; None until the first rows come."""
        self.report: dict[str, Any] | None = None
        self.share = 0.0
        """How much of the file is known to the index, from 0 to 1; -1 where it cannot be told."""
        self.is_complete = False
        self._desk = desk
        self._chosen = columns
        self._child = DataChild(self)
        self._child.came.connect(self._take_frame, Qt.ConnectionType.QueuedConnection)
        self._child.died.connect(self._take_death, Qt.ConnectionType.QueuedConnection)
        self._is_checking = False
        self._questions: dict[int, tuple[Hashable, Callable[[RowVerdict], None]]] = {}
        self._numbers = itertools.count()
        self._closed = False
        self._work: Path | None = None
        """Where rows are put aside. The thread that reads makes it, and deletes it where it ends last."""
        self._growing: Task[None] | None = None

    def open(self) -> None:
        """Begin to read and to check."""
        self._growing = self._desk.background.run(self._grow, self._end_growing, self._fail, self._take_news)

    def close(self) -> None:
        """Forget the file: what is being done for it ends, and what was kept of it is deleted."""
        if self._closed:
            return
        self._closed = True
        self._questions.clear()
        self._child.close()
        if self._growing is not None:
            self._growing.cancel()
        _let_go(self.index, self._work)

    # ---- rows

    def __len__(self) -> int:
        """How many rows are known so far."""
        return 0 if self.index is None else len(self.index)

    @property
    def is_checked(self) -> bool:
        """Whether every row has a verdict."""
        return self.report is not None

    @property
    def doubtful(self) -> int:
        """How many of the rows that can be used are worth a look."""
        from geoft_gui.data.judged_rows import SEVERITIES  # noqa: PLC0415

        if self.judgements is None:
            return 0
        rows = self.judgements.rows
        return int(((rows["severity"] == SEVERITIES.index("warning")) & (rows["usable"] != 0)).sum())

    def rows_with(self, code: str) -> list[int]:
        """The numbers of the rows that a finding is about; none where it is about all of them."""
        if self.judgements is None:
            return []
        places = self.judgements.with_code(code).nonzero()[0].tolist()
        return [] if len(places) == len(self) else [self.number(place) for place in places]

    def number(self, place: int) -> int:
        """What the file and the report call the row at a place."""
        assert self.index is not None, "no rows yet"
        return self.index.number(place)

    def glimpse(self, place: int) -> str | None:
        """The beginning of a row that is too long to be read for a line of a table; None for any other."""
        assert self.index is not None, "no rows yet"
        if not self.index.is_long(place) or self.edits.row(place) is not None:
            return None
        return self.index.glimpse(place)

    def row(self, place: int) -> AnyRow:
        """The row at a place, as it was edited where it was."""
        return self.edits.row(place) or self.stored(place)

    def stored(self, place: int) -> AnyRow:
        """The row at a place as it is in the file."""
        assert self.index is not None, "no rows yet"
        return self.index.row(place)

    def _judge_edited(self, place: int) -> None:
        """Have the verdict of a row changed with the row."""
        row = self.row(place)
        if isinstance(row, Row) and self.judgements is not None and place < len(self.judgements):
            self.judge(row, lambda verdict: self._replace(place, row, verdict), of=(self, place))

    def _replace(self, place: int, row: Row, verdict: RowVerdict) -> None:
        assert self.judgements is not None, "it had one before"
        self.judgements.replace(place, row, verdict)
        self.rejudged.emit(place, verdict)

    def judge(self, row: Row, done: Callable[[RowVerdict], None], *, of: Hashable = None) -> None:
        """Ask for the verdict on a row, edited or not, with all its sentences.

        Until every row is checked it lacks what only other rows tell. A newer question of the same asker `of`
        replaces one that is not answered yet. None is answered before this returns, or after `close`.
        """
        from geoft_gui.data.desk.judging import row_as_json  # noqa: PLC0415

        # Like the check itself, it is made where it is sent: a row may be long.
        if of is not None:
            self._questions = {ask: asked for ask, asked in self._questions.items() if asked[0] != of}
        ask = next(self._numbers)
        self._questions[ask] = (of, done)
        self._child.ask(lambda: {"do": "again", "ask": ask, "row": row_as_json(row)}, of=of)

    # ---- finding rows, on another thread

    def _grow(self, task: Task[None]) -> None:
        # They bring numpy along, which the window does without until a file is opened.
        from geoft_gui.data.desk.request import stamp_of  # noqa: PLC0415
        from geoft_gui.data.judged_rows import JudgedRows  # noqa: PLC0415
        from geoft_gui.data.row_index import RowIndex  # noqa: PLC0415
        from geoft_gui.data.rows import file_layout  # noqa: PLC0415

        index: RowIndex | None = None
        work: Path | None = None
        try:
            # What a window that was killed has left may be large.
            clear_forgotten_folders()
            stamp = stamp_of(self.path)
            columns = file_layout(self.path, self._chosen).columns
            work = self._work = _work_folder()
            index = RowIndex(self.path, columns, work)
            task.tell(_Begun(stamp, columns, index, JudgedRows()))
            for share in index.grow():
                if task.cancelled:
                    return
                task.tell(share)
                time.sleep(DRAWING_SECONDS)
        finally:
            if task.cancelled:
                _let_go(index, work)

    def _take_news(self, news: _Begun | float) -> None:
        if isinstance(news, _Begun):
            self.stamp, self.columns = news.stamp, news.columns
            self.index, self.judgements = news.index, news.judgements
            return
        self.share = news
        self.grown.emit()
        if not self._is_checking:
            # Not before: the first rows are worth more than the first verdicts.
            self._is_checking = True
            self._check()

    def _end_growing(self, _: None) -> None:
        self._growing = None
        self.is_complete = True
        self.share = 1.0
        if self.judgements is not None:
            self.judgements.reserve(len(self))
        self.grown.emit()
        self.complete.emit()
        if not self._is_checking:
            self._is_checking = True
            self._check()

    # ---- checking them, in another process

    def _check(self) -> None:
        from geoft_gui.data.desk.request import columns_as_json  # noqa: PLC0415

        self._child.start()
        request = {
            "do": "check",
            "path": str(self.path),
            "columns": columns_as_json(self._chosen),
            "model": self.model,
            "validation": None if self.validation is None else str(self.validation),
            "stamp": self.stamp,
        }
        self._child.ask(lambda: request)

    def _take_frame(self, content: dict[str, Any], arrays: "dict[str, Any]") -> None:
        if self._closed:
            return
        assert self.judgements is not None, "checked before it is read"
        if "judged" in content:
            self.judgements.add(content["judged"], arrays)
            self.judged.emit()
        elif "report" in content:
            self.judgements.mark(**arrays)
            self.report = content["report"]
            self.judged.emit()
            self.checked.emit(self.report)
            for place in self.edits.places():
                # What came from the check is about the row in the file.
                self._judge_edited(place)
        elif "verdict" in content:
            self._answer(content)
        elif "error" in content:
            self._fail(UserError(*content["error"]))
        else:
            _LOG.error("rows could not be checked\n%s", content["fault"])
            self._fail(
                UserError(
                    self.tr("GeoFT itself failed while it checked these rows."),
                    self.tr("Please copy the details and report them."),
                    content["fault"],
                )
            )

    def _answer(self, content: dict[str, Any]) -> None:
        from geoft_gui.data.desk.judging import verdict_of  # noqa: PLC0415

        asked = self._questions.pop(content["ask"], None)
        if asked is not None:
            asked[1](verdict_of(content["verdict"]))

    def _take_death(self, words: str) -> None:
        self._fail(
            UserError(
                self.tr("The program that checks rows ended while it checked these."),
                self.tr("Open the file again; if that does not help, copy the details and report them."),
                words,
            )
        )

    def _fail(self, error: UserError) -> None:
        self._growing = None
        if not self._closed:
            self.failed.emit(error)


def _work_folder() -> Path:
    try:
        return make_work_folder()
    except OSError as error:
        raise UserError(
            f"There is no place to put rows aside: {error.strerror or error}.",
            "Free some space, or see whether GeoFT's own folder may be changed, and open the file again.",
            str(error),
        ) from error


def _let_go(index: "RowIndex | None", work: Path | None) -> None:
    if index is not None:
        index.close()
    if work is not None:
        # On Windows a search that has not ended yet may still read what lies there.
        shutil.rmtree(work, ignore_errors=True)
