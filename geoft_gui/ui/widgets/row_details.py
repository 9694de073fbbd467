"""One example, looked at closely: its part, what is said in it, its document; and it can be changed."""

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QToolButton, QVBoxLayout, QWidget

from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_verdict import RowVerdict
from geoft_gui.ui.data_work.edit_bar import EditBar
from geoft_gui.ui.data_work.work_dialog import OpenFile
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.icons import icon, put_icon
from geoft_gui.ui.look import Look
from geoft_gui.ui.part_view.part_view import PartView
from geoft_gui.ui.row_model import ICON_PIXELS
from geoft_gui.ui.widgets.conversation_view import ConversationView
from geoft_gui.ui.widgets.json_view import JsonView
from geoft_gui.ui.widgets.page_stack import PageStack
from geoft_gui.ui.widgets.row_editor import LONGEST_EDITED, RowEditor
from geoft_gui.ui.widgets.surfaces import button

AnyRow: TypeAlias = Row | UnreadableRow

BUILDING_MILLISECONDS: Final = 250
"""So long the part before stays in sight while the next is built: one that walks on sees no flicker."""
_EDITOR_SHARE: Final = 0.62
"""Of the height, while a row is changed."""
_LINES_FOR_BOTH: Final = 22
"""In fewer lines of text the fields to change a row in take the place of the part too."""


class Judged(OpenFile, Protocol):
    """An open file whose rows can be judged one by one (`ui.dataset.OpenDataset`)."""

    def stored(self, place: int) -> AnyRow: ...
    def judge(self, row: Row, done: Callable[[RowVerdict], None], *, of: Hashable = None) -> None: ...


class RowDetails(QSplitter):
    """The part above, below it the conversation or the document, or the fields to change them in."""

    made = Signal(Path)
    """Changed rows were saved as this new version."""
    saving_changed = Signal(bool)
    """They begin or cease to be saved. Meanwhile rows cannot be changed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._desk = desk
        self._workbench = desk.workbench
        self._dataset: Judged | None = None
        self._row: AnyRow | None = None
        self._place: int | None = None
        self._begun: Row | None = None
        """The row as it was when it began to be changed."""
        self._kept: Row | None = None
        """What stood in the fields when it was last looked whether something new is typed."""
        self._verdict: RowVerdict | None = None
        self._answer: str | None = None
        self._usual_sizes: list[int] = []
        self.part = PartView(desk.appearance)
        self.conversation = ConversationView(desk.appearance)
        self.document = JsonView(desk.appearance)
        self.editor = RowEditor(desk.appearance)
        self.edit_bar = EditBar(desk)
        self.edit = button(
            self.tr("Edit"),
            self.begin_to_edit,
            "quiet",
        )
        self.leave_out = QToolButton()
        self.leave_out.setCheckable(True)
        self.leave_out.setIconSize(QSize(ICON_PIXELS, ICON_PIXELS))
        # No higher than the tabs that it stands beside.
        self.leave_out.setStyleSheet("QToolButton { padding: 2px; }")
        self.leave_out.clicked.connect(self._turn_left_out)
        self.texts = QTabWidget()
        self.texts.addTab(self.conversation, self.tr("Conversation"))
        self.texts.addTab(self.document, self.tr("Document"))
        corner = QWidget()
        beside = QHBoxLayout(corner)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(2)
        for each in (self.edit, self.leave_out):
            beside.addWidget(each, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.texts.setCornerWidget(corner)
        # Two tabs always fit: arrows to reach the second with would be in the way.
        self.texts.setUsesScrollButtons(False)
        for part in (self.texts, self.texts.tabBar()):
            part.setAccessibleName(self.tr("What is shown of the row"))
        # Smaller than the tabs of the window, which these stand in.
        self.texts.setStyleSheet(
            "QTabBar::tab { padding: 6px 12px 4px 12px; } QTabWidget::tab-bar { left: 0; }"
        )
        self._lay_out()
        self._building = QTimer(self)
        self._building.setSingleShot(True)
        self._building.setInterval(BUILDING_MILLISECONDS)
        self._building.timeout.connect(lambda: self.part.clear(self.tr("Building the part …")))
        self.editor.typed.connect(self._judge_typed)
        self.editor.kept.connect(self._keep)
        self.editor.left.connect(self._leave_unchanged)
        self.edit_bar.keep_typed = self.keep_typed
        self.edit_bar.made.connect(self.made)
        self.edit_bar.saving_changed.connect(self._follow_saving)
        desk.appearance.changed.connect(self._wear)
        self._wear()
        self._offer_edit()

    def set_dataset(self, dataset: Judged | None) -> None:
        """Whose rows are shown from now on; without one, rows cannot be changed."""
        if self.is_editing:
            self._row = self._verdict = None
            self.leave_editor()
        if self._dataset is not None:
            self._dataset.edits.changed.disconnect(self._follow_edit)
            self._dataset.edits.left_out_changed.disconnect(self._follow_left_out)
        self._dataset = dataset
        self._place = None
        if dataset is not None:
            dataset.edits.changed.connect(self._follow_edit)
            dataset.edits.left_out_changed.connect(self._follow_left_out)
        self.edit_bar.set_dataset(dataset)
        self._offer_edit()

    def show_row(self, row: AnyRow | None, verdict: RowVerdict | None, place: int | None = None) -> None:
        """Show a row, or that there is none to show. `place` is its place in the open file: without one, it
        cannot be changed.

        What was typed into the fields of another row is kept, and can be undone.
        """
        if self.is_editing:
            if place is None or place == self._place:
                # The table has news of the row that is being changed, or none to show for a moment: what is
                # typed is newer.
                return
            self.keep_typed()
            self.leave_editor()
        self._row, self._place, self._verdict = row, place, verdict
        if self._dataset is not None and place is not None and self._dataset.edits.row(place) is not None:
            # The verdict is that of the row in the file.
            self._follow_edit(place)
        else:
            self._show(row, verdict)
        self._offer_edit()

    # ---- changing the row

    @property
    def is_editing(self) -> bool:
        """Whether the fields to change the row in are shown."""
        return self._pages.currentWidget() is self.editor

    def begin_to_edit(self) -> None:
        """Show the fields in the place of the texts."""
        if not self._can_be_changed or not isinstance(self._row, Row) or self._dataset is None:
            return
        self._begun = self._kept = self._row
        self._usual_sizes = self.sizes()
        height = sum(self._usual_sizes)
        self._pages.setCurrentWidget(self.editor)
        self._make_room()
        self.setSizes([round(height * (1 - _EDITOR_SHARE)), round(height * _EDITOR_SHARE)])
        self.editor.edit(self._row)
        self._dataset.judge(self._row, self._show_typed_verdict, of=self)

    def leave_editor(self) -> None:
        """Show the texts again. What is typed and not kept is forgotten."""
        if not self.is_editing:
            return
        self._pages.setCurrentWidget(self.texts)
        self._make_room()
        if self._usual_sizes:
            self.setSizes(self._usual_sizes)
        self._show(self._row, self._verdict)
        self.edit.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be more or less room for the part beside the editor."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        enough = self.height() >= _LINES_FOR_BOTH * self.fontMetrics().lineSpacing()
        self.part.setVisible(enough or not self.is_editing)

    def keep_typed(self) -> None:
        """Count what is typed and not kept yet among the edits. The fields stay, and can still be left."""
        typed = self.editor.row
        if self.is_editing and typed is not None and typed != self._kept:
            self._change(typed)

    def _keep(self, row: Row) -> None:
        self._change(row)
        self.leave_editor()

    def _leave_unchanged(self) -> None:
        if self.is_editing and self._begun is not None:
            self._change(self._begun)
        self.leave_editor()

    def _change(self, row: Row) -> None:
        if self._dataset is None or self._place is None or not isinstance(self._row, Row):
            return
        self._kept = row
        before, self._row = self._row, row
        self._dataset.edits.change(self._place, before, row)

    def _follow_saving(self, saves: bool) -> None:
        if saves:
            # What was typed is kept by now.
            self.leave_editor()
        self._offer_edit()
        self.saving_changed.emit(saves)

    def _judge_typed(self, row: Row) -> None:
        if not self.is_editing or self._dataset is None:
            return
        self._show_part_of(row)
        self._dataset.judge(row, self._show_typed_verdict, of=self)

    def _show_typed_verdict(self, verdict: RowVerdict) -> None:
        if self.is_editing:
            self.editor.show_remarks([finding.sentence for finding in verdict.findings])

    def _follow_edit(self, place: int) -> None:
        """A row is another one now: by what was typed, or by undo and redo."""
        if place != self._place or self._dataset is None:
            return
        row = self._dataset.edits.row(place) or self._dataset.stored(place)
        self._row, self._verdict = row, None
        if isinstance(row, Row):
            self._dataset.judge(row, self._take_verdict, of=self)
        if not self.is_editing:
            self._show(row, None)

    def _take_verdict(self, verdict: RowVerdict) -> None:
        if self._row is not None and verdict.number == self._row.number:
            self._verdict = verdict
            if not self.is_editing:
                self._show(self._row, verdict)

    def _turn_left_out(self) -> None:
        if self._dataset is not None and self._place is not None:
            self._dataset.edits.leave_out([self._place], out=self.leave_out.isChecked())

    def _follow_left_out(self) -> None:
        self._offer_edit()
        if not self.is_editing:
            self._show_texts(self._row, self._verdict)

    @property
    def _is_left_out(self) -> bool:
        return self._dataset is not None and self._place in self._dataset.edits.left_out

    def _offer_edit(self) -> None:
        self.leave_out.setVisible(self._dataset is not None)
        self.leave_out.setEnabled(
            self._dataset is not None and self._place is not None and not self.edit_bar.is_saving
        )
        self.leave_out.setChecked(self._is_left_out)
        name = self.tr("Put the row back") if self._is_left_out else self.tr("Leave the row out")
        self.leave_out.setAccessibleName(name)
        self.leave_out.setToolTip(
            self.tr("Put this row back into the next version (Delete in the table).")
            if self._is_left_out
            else self.tr("Leave this row out of the next version (Delete in the table). Can be undone.")
        )
        self.edit.setVisible(self._dataset is not None)
        self.edit.setEnabled(self._can_be_changed)
        if self.edit_bar.is_saving:
            said = self.tr("Wait until the changed rows are saved.")
        elif isinstance(self._row, Row) and _length(self._row) > LONGEST_EDITED:
            said = self.tr("This row is too long to be changed here.")
        else:
            said = self.tr("Change the prompt and the answer of this row. The file stays as it is.")
        self.edit.setToolTip(said)

    @property
    def _can_be_changed(self) -> bool:
        return (
            self._dataset is not None
            and self._place is not None
            and isinstance(self._row, Row)
            and _length(self._row) <= LONGEST_EDITED
            and not self.edit_bar.is_saving
        )

    # ---- showing it

    def _show(self, row: AnyRow | None, verdict: RowVerdict | None) -> None:
        self._show_texts(row, verdict)
        self._show_part_of(row)

    def _show_texts(self, row: AnyRow | None, verdict: RowVerdict | None) -> None:
        remarks = [finding.sentence for finding in verdict.findings] if verdict is not None else []
        if isinstance(row, UnreadableRow) and not remarks:
            remarks = [row.message]
        self.conversation.show_turns(row.messages if isinstance(row, Row) else (), remarks, self._note(row))
        self.document.show_text(row.answer if isinstance(row, Row) else "")

    def _note(self, row: AnyRow | None) -> str:
        """What becomes of a row that will not be in the next version."""
        if self._is_left_out:
            return self.tr("This row is left out of the next version. Delete in the table puts it back.")
        if isinstance(row, UnreadableRow):
            said = self.tr("Line {n} holds no example; a new version leaves it out.")
            return said.format(n=f"{row.number:,}")
        return ""

    def _show_part_of(self, row: AnyRow | None) -> None:
        answer = row.answer if isinstance(row, Row) else ""
        if answer.strip():
            self._show_part(answer)
        else:
            self._show_no_part(row)

    def _show_part(self, answer: str) -> None:
        if answer == self._answer:
            return
        self._answer = answer
        self._building.start()
        self._workbench.look(answer, self._show_look, of=self)

    def _show_look(self, look: Look) -> None:
        self._building.stop()
        self.part.show_look(look)

    def _show_no_part(self, row: AnyRow | None) -> None:
        self._answer = None
        self._building.stop()
        self._workbench.forget(self)
        if row is None:
            self.part.clear(self.tr("No row is chosen."))
        elif isinstance(row, UnreadableRow):
            self.part.clear(self.tr("This line holds no example."))
        else:
            self.part.clear(self.tr("This row has no answer, so there is no part to show."))

    def _lay_out(self) -> None:
        self._pages = PageStack()
        self._pages.addWidget(self.texts)
        self._pages.addWidget(self.editor)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._pages, stretch=1)
        column.addWidget(self.edit_bar)
        self.addWidget(self.part)
        self.addWidget(below)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)

    def _wear(self) -> None:
        muted = self._desk.appearance.colours.muted
        put_icon(self.edit, "pencil", muted)
        self.leave_out.setIcon(icon("circle-minus", muted))


def _length(row: Row) -> int:
    """Characters that the fields would have to show."""
    return len(row.prompt) + len(row.answer)
