"""Choosing what rows shall be like: by names that are pressed, and that show what goes together."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from geoft_gui.data.synthesis.recipes import never_made, still_possible
from geoft_gui.data.synthesis.wish import DIFFICULTIES, FEATURES, KINDS, STYLES, Wish
from geoft_gui.errors import UserError
from geoft_gui.geometry.kind_words import KIND_WORDS
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.surfaces import button, set_role, words

_GAP: Final = 6


class WishForm(QWidget):
    """Kinds, features, difficulties and styles to press. Nothing pressed: as it is usual."""

    changed = Signal()
    """Another wish is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_possible = True
        self.kinds = NameChoice(
            self.tr("Kinds of parts"),
            [(name, KIND_WORDS[name].capitalize(), self._kind_tips().get(name, "")) for name in KINDS],
        )
        self.features = NameChoice(
            self.tr("Features"), [(name, *self._feature_words()[name]) for name in FEATURES]
        )
        self.difficulties = NameChoice(
            self.tr("Difficulty"), [(name, *self._difficulty_words()[name]) for name in DIFFICULTIES]
        )
        self.styles = NameChoice(
            self.tr("How people ask"), [(name, *self._style_words()[name]) for name in STYLES]
        )
        self._remark = words("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for choice in self._choices().values():
            choice.changed.connect(self._follow)
            column.addWidget(choice)
        column.addWidget(self._remark)
        self._follow()

    @property
    def wish(self) -> Wish:
        """What is chosen."""
        return Wish(**{what: choice.chosen for what, choice in self._choices().items()})

    @property
    def remark(self) -> str:
        """What is said of the choice; "" where nothing is in the way of it."""
        return self._remark.text()

    def _choices(self) -> "Mapping[str, NameChoice]":
        return {
            "kinds": self.kinds,
            "features": self.features,
            "difficulties": self.difficulties,
            "styles": self.styles,
        }

    def _follow(self) -> None:
        """Show what still goes together with what is chosen, and say what does not."""
        wish = self.wish
        for what, names in still_possible(wish).items():
            self._choices()[what].allow(names, self.tr("No part has this together with what else is chosen."))
        try:
            never = never_made(wish)
        except UserError:
            self._say(
                self.tr(
                    "No part is all that at once. Choose more features, other kinds or another difficulty."
                )
                if wish.kinds
                else self.tr("No part is all that at once. Choose more features or another difficulty.")
            )
            self.is_possible = False
        else:
            titles = [title for choice in self._choices().values() for title in choice.titles(never)]
            left_out = self.tr("Nothing can be made for: {names}.").format(names=", ".join(titles))
            self._say(left_out if titles else "")
            self.is_possible = True
        self.changed.emit()

    def _say(self, remark: str) -> None:
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))
        set_role(self._remark, "warning")

    def _kind_tips(self) -> dict[str, str]:
        return {
            "cube": self.tr("Cubes, blocks, plates and bars."),
            "sphere": self.tr("Balls, solid and hollow."),
            "cylinder": self.tr("Rods, discs, tubes and washers."),
            "cone": self.tr("Pointed cones and those with a flat top."),
            "pyramid": self.tr("On a square or a rectangle."),
            "torus": self.tr("Rings and O-rings."),
            "prism": self.tr("Hexagonal bars and others with flat sides."),
            "boolean_union": self.tr("Two solids made one."),
            "boolean_difference": self.tr("A solid cut out of another."),
            "boolean_intersection": self.tr("What two solids have in common."),
            "assembly": self.tr("Several parts that are put together."),
        }

    def _feature_words(self) -> dict[str, tuple[str, str]]:
        return {
            "none": (self.tr("None"), self.tr("Plain parts, with nothing done to them.")),
            "hole": (self.tr("Holes"), self.tr("Single ones and patterns, through and blind, counterbored.")),
            "slot": (self.tr("Slots"), self.tr("From above or from the front, straight or turned.")),
            "fillet": (self.tr("Fillets"), self.tr("Rounded edges.")),
            "chamfer": (self.tr("Chamfers"), self.tr("Bevelled edges.")),
            "shell": (self.tr("Hollow boxes"), self.tr("Walls of some thickness, open or closed.")),
            "hollow": (self.tr("Tubes and shells"), self.tr("Cylinders and spheres with a wall.")),
            "rotation": (self.tr("Turned"), self.tr("Parts turned about an axis.")),
            "position": (self.tr("Moved"), self.tr("Parts moved along an axis.")),
        }

    def _difficulty_words(self) -> dict[str, tuple[str, str]]:
        return {
            "easy": (self.tr("Easy"), self.tr("One plain solid, in millimetres or centimetres.")),
            "medium": (
                self.tr("Medium"),
                self.tr("One feature, a turn or a move; or a plain solid in inches or metres."),
            ),
            "hard": (self.tr("Hard"), self.tr("Several features or several solids.")),
        }

    def _style_words(self) -> dict[str, tuple[str, str]]:
        return {
            "plain": (self.tr("Plain"), self.tr("“Create a 20 mm cube.”")),
            "polite": (self.tr("Polite"), self.tr("“Could you please make a 20 mm cube? Thank you.”")),
            "terse": (self.tr("Terse"), self.tr("“20 mm cube”")),
            "workshop": (self.tr("Workshop"), self.tr("“Spacer: rod, 20 mm dia, 5 mm thk, w/ thru hole”")),
            "chatty": (
                self.tr("Chatty"),
                self.tr("“For my bike, I'm trying to make a 20 mm cube, nothing fancy.”"),
            ),
            "mistyped": (self.tr("Mistyped"), self.tr("“Craete a 20 mm cube”: one slip in each.")),
        }


class NameChoice(QWidget):
    """Names to press, any number of them. `names` are (name, what it is called, its help)."""

    changed = Signal()

    def __init__(
        self, heading: str, names: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tips = {name: tip for name, _, tip in names}
        self._about = words("", "small", wrap=False)
        self.buttons: dict[str, QPushButton] = {}
        # Arrow keys go from one to the next.
        group = QButtonGroup(self)
        group.setExclusive(False)
        flow = FlowLayout(gap=_GAP)
        for name, title, tip in names:
            chip = button(title, self._follow, tip=tip)
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.setAccessibleDescription(f"{heading}. {tip}")
            # It is one of many, and narrower than a button that stands alone.
            chip.setStyleSheet("QPushButton { padding: 0 9px; } QPushButton:focus { padding: 0 8px; }")
            group.addButton(chip)
            flow.addWidget(chip)
            self.buttons[name] = chip
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(words(heading, "heading", wrap=False))
        head.addWidget(self._about, stretch=1, alignment=Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(head)
        column.addLayout(flow)
        self._say_how_often()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names that are pressed."""
        return tuple(name for name, chip in self.buttons.items() if chip.isChecked())

    def choose(self, *names: str) -> None:
        """Press these names and no others."""
        for name, chip in self.buttons.items():
            with QSignalBlocker(chip):
                chip.setChecked(name in names)
        self._follow()

    def allow(self, names: frozenset[str], why_not: str) -> None:
        """These can be pressed; any of the others can only be let go of."""
        for name, chip in self.buttons.items():
            possible = name in names or chip.isChecked()
            chip.setEnabled(possible)
            chip.setToolTip(self._tips[name] if possible else why_not)

    def titles(self, names: Sequence[str]) -> list[str]:
        """What these of its names are called."""
        return [chip.text() for name, chip in self.buttons.items() if name in names]

    def _follow(self) -> None:
        self._say_how_often()
        self.changed.emit()

    def _say_how_often(self) -> None:
        count = len(self.chosen)
        if count == 0:
            said = self.tr("any, as often as people ask")
        elif count == 1:
            said = self.tr("this one only")
        else:
            said = self.tr("{n} of them, equally often").format(n=count)
        self._about.setText(said)
