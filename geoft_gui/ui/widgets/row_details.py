"""One example, looked at closely: its part, what is said in it, and its document."""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_verdict import RowVerdict
from geoft_gui.ui.dataset_loading import AnyRow
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.look import Look
from geoft_gui.ui.part_view.part_view import PartView
from geoft_gui.ui.widgets.conversation_view import ConversationView
from geoft_gui.ui.widgets.json_view import JsonView

BUILDING_MILLISECONDS: Final = 250
"""So long the part before stays in sight while the next is built: one that walks on sees no flicker."""


class RowDetails(QSplitter):
    """The part above, below it the conversation or the document."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._workbench = desk.workbench
        self._answer: str | None = None
        self.part = PartView(desk.appearance)
        self.conversation = ConversationView(desk.appearance)
        self.document = JsonView(desk.appearance)
        self.texts = QTabWidget()
        self.texts.addTab(self.conversation, self.tr("Conversation"))
        self.texts.addTab(self.document, self.tr("Document"))
        for part in (self.texts, self.texts.tabBar()):
            part.setAccessibleName(self.tr("What is shown of the row"))
        # Smaller than the tabs of the window, which these stand in.
        self.texts.setStyleSheet(
            "QTabBar::tab { padding: 6px 12px 4px 12px; } QTabWidget::tab-bar { left: 0; }"
        )
        self.addWidget(self.part)
        self.addWidget(self.texts)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        self._building = QTimer(self)
        self._building.setSingleShot(True)
        self._building.setInterval(BUILDING_MILLISECONDS)
        self._building.timeout.connect(lambda: self.part.clear(self.tr("Building the part …")))

    def show_row(self, row: AnyRow | None, verdict: RowVerdict | None) -> None:
        """Show a row, or that there is none to show."""
        remarks = [finding.sentence for finding in verdict.findings] if verdict is not None else []
        if isinstance(row, UnreadableRow) and not remarks:
            remarks = [row.message]
        self.conversation.show_turns(row.messages if isinstance(row, Row) else (), remarks)
        answer = row.answer if isinstance(row, Row) else ""
        self.document.show_text(answer)
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
