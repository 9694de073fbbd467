"""Which rows the table shows: those that hold certain words, or of which the check says a certain thing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from geoft_gui.data.row import UnreadableRow
from geoft_gui.data.row_verdict import RowVerdict
from geoft_gui.ui.dataset_loading import AnyRow

_ROWS_BETWEEN_LOOKS: Final = 500


@dataclass(frozen=True)
class RowFilter:
    """What a row must have to be shown: every word of `text`, and a finding of `code` unless that is None."""

    text: str = ""
    code: str | None = None

    @property
    def shows_all(self) -> bool:
        """Whether nothing is asked of a row."""
        return not self.text.strip() and self.code is None

    def shows(self, row: AnyRow, verdict: RowVerdict | None, kinds: Mapping[str, str]) -> bool:
        """Whether the row is shown. `kinds` are the words of the table for the kinds of parts."""
        if self.code is not None and not (
            verdict is not None and any(finding.code == self.code for finding in verdict.findings)
        ):
            return False
        if not self._words:
            return True
        if isinstance(row, UnreadableRow):
            texts: Sequence[str] = (row.message,)
        else:
            texts = [message.content for message in row.messages]
        kind = verdict.kind if verdict is not None else None
        searched = "\n".join((*texts, kinds.get(kind, kind) if kind is not None else "")).casefold()
        return all(word in searched for word in self._words)

    @cached_property
    def _words(self) -> Sequence[str]:
        return self.text.casefold().split()


@dataclass(frozen=True)
class Snapshot:
    """The rows of a table at one moment: verdicts of the first of them, and the table's words for kinds."""

    rows: Sequence[AnyRow]
    verdicts: Sequence[RowVerdict]
    kinds: Mapping[str, str]

    def verdict(self, place: int) -> RowVerdict | None:
        """What was found of a row; None as long as it is not checked."""
        return self.verdicts[place] if place < len(self.verdicts) else None


def places_of(wanted: RowFilter, table: Snapshot, cancelled: Callable[[], bool]) -> list[int]:
    """The places of the rows that are shown; not all of them when `cancelled` says so on the way."""
    places: list[int] = []
    for place, row in enumerate(table.rows):
        if place % _ROWS_BETWEEN_LOOKS == 0 and cancelled():
            break
        if wanted.shows(row, table.verdict(place), table.kinds):
            places.append(place)
    return places
