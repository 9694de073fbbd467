"""What the window knows of one text: the report on it, and its drawing."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    # numpy is loaded when the first part is drawn, not when the window starts.
    from geoft_gui.geometry.drawing import Drawing

REMEMBERED_BYTES: Final = 32 * 1024 * 1024
REMEMBERED_LOOKS: Final = 500


@dataclass(frozen=True, eq=False)
class Look:
    """What is to be known and drawn of one text.

    `report` is what `geometry.check.check` gives; where building was given up, `parses` and
    `matches_schema` are None: not known. `drawing` is None where nothing can be drawn.
    """

    text: str
    report: dict[str, Any]
    drawing: "Drawing | None"


class LookMemory:
    """The looks that were wanted last, by their texts, as many as fit into some megabytes."""

    def __init__(self) -> None:
        self._looks: OrderedDict[str, Look] = OrderedDict()
        self._bytes = 0

    def find(self, text: str) -> Look | None:
        """The look of a text, if it is remembered."""
        look = self._looks.get(text)
        if look is not None:
            self._looks.move_to_end(text)
        return look

    def keep(self, look: Look) -> None:
        """Remember a look, and forget for it those that were not wanted for longest."""
        if look.text in self._looks:
            return
        self._looks[look.text] = look
        self._bytes += _size(look)
        while self._bytes > REMEMBERED_BYTES or len(self._looks) > REMEMBERED_LOOKS:
            self._bytes -= _size(self._looks.popitem(last=False)[1])


def _size(look: Look) -> int:
    """Of its text and its drawing, in bytes; a report is small beside them."""
    arrays = {} if look.drawing is None else look.drawing.arrays()
    return len(look.text) + sum(array.nbytes for array in arrays.values())
