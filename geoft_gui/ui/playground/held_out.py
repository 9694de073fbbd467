"""Examples that a model has not been taught, and how its answers compare with them."""

import random
from collections.abc import Callable
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from geoft_gui import paths
from geoft_gui.errors import UserError
from geoft_gui.geometry.verdict import differences, verdict
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.playground.answer import Answer, Words
from geoft_gui.ui.workbench import Look

if TYPE_CHECKING:
    from geoft_gui.data.row import Row

# Under this name the texts are found by the tool that collects them.
translate = QCoreApplication.translate


class Expected(Answer):
    """The part that should have come, beside the one that came."""

    def __init__(self, desk: Desk, given: Answer, text: str, parent: QObject | None = None) -> None:
        super().__init__(given.prompt, "", parent)
        self.model = self.tr("The expected part")
        self.finish(text, is_cut=False)
        self._desk = desk
        self._given = given
        self._differences: tuple[str, ...] | None = None
        desk.workbench.look(text, self._compare, of=self)

    @property
    def words(self) -> Words:
        """How the answer compares with it."""
        if self.look is None:
            return super().words
        if self.look.report["parses"] is None:
            unknown = self.tr("Whether this example builds is not known.")
            return Words("info", "muted", unknown, verdict(self.look.report).problems)
        if not self.builds:
            broken = self.tr("This example is broken: its own part cannot be built.")
            return Words("circle-x", "bad", broken)
        if not self._given.builds:
            return Words("info", "muted", self._why_not_compared())
        if self._differences is None:
            return Words("ellipsis", "muted", self.tr("Comparing …"))
        if not self._differences:
            return Words("circle-check", "good", self.tr("The answer is exactly this part."))
        another = self.tr("The answer is another part.")
        return Words("triangle-alert", "warning", another, self._differences)

    def _why_not_compared(self) -> str:
        given = self._given.look
        if given is None:
            return self.tr("This is what was asked for. There is no answer to compare it with.")
        if given.report["parses"] is None:
            return self.tr("This is what was asked for. Whether the answer builds is not known.")
        return self.tr("This is what was asked for. The answer builds no part.")

    def _compare(self, look: Look) -> None:
        self.judge(look)
        given = self._given.look
        if given is None or not (self.builds and self._given.builds):
            return
        self._desk.background.run(
            lambda task: _differences(given, look),
            self._take_differences,
        )

    def _take_differences(self, found: tuple[str, ...]) -> None:
        self._differences = found
        self.changed.emit()


def random_words(is_held_out: bool) -> tuple[str, str]:
    """What is said, and what the tip says, where an example can be put into the field by chance.

    `is_held_out`: it is known that the model has not been taught the examples.
    """
    if is_held_out:
        new = translate("HeldOut", "An example that the model has not been taught, with the expected part.")
        return translate("HeldOut", "Random held-out prompt"), new
    known = translate("HeldOut", "An example that comes with GeoFT, with the expected part.")
    unknown = translate("HeldOut", "Whether this model has been taught it is not known.")
    return translate("HeldOut", "Random example prompt"), f"{known} {unknown}"


def random_row(path: Path, cancelled: Callable[[], bool]) -> "Row":
    """One of the examples of a file that has both a prompt and an answer, by chance.

    Where there is no such file, as in a run of another computer, it is one of those that come with GeoFT.
    The search ends when `cancelled` says that nobody wants one any more.

    Raises:
        UserError: the file cannot be read, or no row of it can be used.
    """
    from geoft_gui.data.rows import Row, count_rows, read_rows  # noqa: PLC0415

    if not path.is_file():
        path = paths.bundled_data() / "validation_dataset.jsonl"

    def usable(first: int) -> "Row | None":
        rows = islice(takewhile(lambda row: not cancelled(), read_rows(path)), first, None)
        return next((row for row in rows if isinstance(row, Row) and row.prompt and row.answer), None)

    # From a place by chance on, and from the beginning where nothing usable follows.
    found = usable(random.randrange(max(1, count_rows(path)))) or usable(0)
    if found is None:
        message = translate("HeldOut", "No example in {name} can be used.").format(name=path.name)
        raise UserError(message, translate("HeldOut", "Look at it in the Data tab."), str(path))
    return found


def _differences(given: Look, expected: Look) -> tuple[str, ...]:
    # Both have been built before, in a process of their own: nothing here can take long.
    from geoft_gui.geometry.compare import compare  # noqa: PLC0415

    score = compare(given.text, expected.text)
    return differences(score, given.report, expected.report)
