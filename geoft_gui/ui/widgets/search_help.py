"""What can be typed into the filter above the rows, by examples that can be chosen."""

from PySide6.QtWidgets import QLineEdit

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.widgets.menu_button import MenuButton


class SearchHelp(MenuButton):
    """A button with a menu of searches; one that is chosen is added to what stands in the field."""

    def __init__(self, appearance: Appearance, field: QLineEdit) -> None:
        super().__init__(
            appearance,
            "circle-question-mark",
            self.tr("How to search"),
            self.tr("What can be typed into the filter, with examples to choose from."),
        )
        self._field = field
        for query, meaning in (
            ("steel bracket", self.tr("both words, anywhere in the row")),
            ('"20 mm"', self.tr("exactly this text")),
            ("-hole", self.tr("without this word")),
            ("kind:cylinder", self.tr("parts of a kind")),
            ("feature:fillet", self.tr("parts with a feature")),
            ("size:10..100", self.tr("largest side, in mm")),
            ("tokens:>100", self.tr("long rows")),
            ("verdict:look", self.tr("rows worth a look; also good, unusable")),
            ("finding:duplicate", self.tr("rows with a finding")),
            ("difficulty:easy", self.tr("as the file calls it; also category: and id:")),
            ("row:17", self.tr("a row by its number")),
        ):
            action = self.menu().addAction(f"{query}\t{meaning}")
            action.triggered.connect(lambda _=False, query=query: self._add(query))

    def _add(self, query: str) -> None:
        before = self._field.text().strip()
        self._field.setText(f"{before} {query}".strip())
        self._field.setFocus()
