"""What the best of models could do with rows once everything is mended that is mended by default."""

from collections.abc import Iterable, Sequence

from geoft_gui.data.ceiling import Ceiling
from geoft_gui.data.examination import Examination, examine
from geoft_gui.data.findings import KINDS
from geoft_gui.data.fixes import DEFAULT, Fixer, Mended
from geoft_gui.data.provenance import Number
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_verdict import RowFinding

_OF_REPEATS = frozenset(("duplicate", "contradiction"))


class AfterFixes:
    """Takes rows as they are, and judges them as they would be.

    Rows without a fault go on as they are: mending them would change nothing, and take long.
    """

    def __init__(self) -> None:
        self._fixer = Fixer(judge=False)
        self._ceiling = Ceiling()
        self._prompts: set[int] = set()

    @property
    def kept(self) -> int:
        """How many rows there are then."""
        return self._ceiling.rows

    def value(self) -> float:
        """The share of the rows kept that can be got right, 0 to 1."""
        return self._ceiling.value()

    def take(
        self,
        row: Row | UnreadableRow,
        examination: Examination | None,
        numbers: Sequence[Number],
        found: Iterable[RowFinding],
    ) -> None:
        """Take one more row.

        Args:
            row: the row.
            examination: of this row; None for a line without an example.
            numbers: its numbers that its prompt does not state.
            found: what is wrong with it.
        """
        kept: Row | UnreadableRow = row
        if any(map(_is_mended, found)):
            outcome = self._fixer.take(row, examination)
            if not isinstance(outcome, Mended):
                return
            kept = outcome.row
            if outcome.changes:
                examination, numbers = examine(outcome.row), ()
        if isinstance(kept, UnreadableRow) or examination is None:
            return
        # Of rows that ask the same, the first is kept.
        prompt = examination.asked_hash
        if prompt not in self._prompts:
            self._prompts.add(prompt)
            self._ceiling.take(kept, examination, numbers if kept is row else None)


def _is_mended(finding: RowFinding) -> bool:
    return finding.code not in _OF_REPEATS and not DEFAULT.isdisjoint(KINDS[finding.code].mended_by)
