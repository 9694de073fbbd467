"""What came of one row."""

from dataclasses import dataclass

from geoft_gui.data.row import Row


@dataclass(frozen=True, slots=True)
class Change:
    """What one fix changed: the text of the prompt or of the answer before and after it."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A row that is kept, with what was changed in it; without changes it is the row as it was."""

    row: Row
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that is left out, with the fix that left it out and the reason as a sentence."""

    number: int
    code: str
    reason: str
