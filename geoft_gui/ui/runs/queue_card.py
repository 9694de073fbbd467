"""What stands above the list of runs while some of them wait in the queue."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from geoft_gui.ui.queue_watch import QueueState
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.queue_words import needs_a_push, queue_words
from geoft_gui.ui.widgets.surfaces import Card, button, words


class QueueCard(Card):
    """Says what the queue waits for, and has it go on where nobody works through it.

    Hidden while nothing waits.
    """

    go_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.column.setContentsMargins(14, 10, 14, 10)
        self.column.addWidget(words(self.tr("Queue"), "heading"))
        self._said = words("", "muted")
        self.column.addWidget(self._said)
        self.go_button = button(
            self.tr("Let this computer go on"),
            self.go_wanted.emit,
            "",
            self.tr("Starts the runs that wait, one after the other, also while GeoFT is closed."),
        )
        self.column.addWidget(self.go_button)
        self.hide()

    def show_queue(self, queue: QueueState, states: Sequence[RunState]) -> None:
        """Show how it stands now."""
        said = queue_words(queue, states)
        self._said.setText(said)
        self.go_button.setVisible(needs_a_push(queue))
        self.setVisible(bool(said))
