"""What a reader yields: a record as it stands in the file, not yet understood as an example."""

from dataclasses import dataclass
from typing import TypeAlias

from geoft_gui.data.row import UnreadableRow


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON value, or the cells of a table by the names of their columns; ``number`` counts from 1."""

    number: int
    content: object


AnyRecord: TypeAlias = Record | UnreadableRow
