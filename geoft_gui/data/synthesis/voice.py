"""How one person writes numbers and units: the same way throughout a prompt."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")

MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "inch": 25.4}

_UNIT_WEIGHTS = {"mm": 76, "cm": 9, "m": 3, "inch": 12}
_SPELLINGS = {
    "mm": ("mm", " mm", " mm", "mm", " millimetres", " millimeters", " millimeter", " mms"),
    "cm": ("cm", " cm", " cm", " centimetres", " centimeters", " centimeter"),
    "m": ("m", " m", " metres", " meters", " meter"),
    "inch": (" inches", " inch", " in", '"', "in", "-inch", " in."),
}
_CAREFUL_SPELLINGS = {
    "mm": ("mm", " mm", " mm", "mm", " millimetres", " millimeters"),
    "cm": ("cm", " cm", " cm", " centimetres", " centimeters"),
    "m": ("m", " m", " metres", " meters"),
    "inch": (" inches", " inches", " in", '"'),
}
"""Plural where spelt out: `grammar.agreeing` makes `a 20 millimetres cube` a `20 millimetre cube`."""
_STEPS = {
    "mm": ((1.0, 30), (5.0, 22), (0.5, 8), (0.1, 8), (0.01, 3)),
    "cm": ((1.0, 8), (0.5, 6), (0.1, 6)),
    "m": ((0.1, 4), (0.01, 4), (0.5, 2), (0.001, 1)),
    "inch": ((0.125, 4), (0.25, 5), (0.5, 5), (1.0, 7), (0.1, 2), (0.05, 1)),
}
_FINEST = {"mm": 0.01, "cm": 0.001, "m": 0.001, "inch": 0.001}
COUNT_WORDS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


@dataclass(frozen=True)
class Size:
    """A number in the unit of its prompt, and how the prompt writes it, without the unit."""

    value: float
    text: str


class Voice:
    """One person's way of writing, drawn once for each prompt.

    `style` is a name of `wish.STYLES`, for one who asks in that way and takes care with words. Without it,
    anything goes that people type.
    """

    def __init__(self, chance: random.Random, style: str | None = None) -> None:
        self.chance = chance
        self.style = style
        self.unit = self.pick_weighted(_UNIT_WEIGHTS)
        self._spelling = self.pick((_CAREFUL_SPELLINGS if self.careful else _SPELLINGS)[self.unit])
        self._comma = self.unit != "inch" and self.often(0.08)
        self._fractions = self.unit == "inch" and self.often(0.6)
        ways = (" x ", "x", " by ", " by ", " x ", "x", " × ", "*", " X ", "×")
        self._by = self.pick(ways[:7] if self.careful else ways)
        self._unit_each = self.often(0.2)
        if self.careful and self._unit_each and self._by in ("x", "×"):
            self._by = f" {self._by} "
        self._unit_left_out = self.unit == "mm" and self.often(0.15)
        # Things measured in metres are larger than things measured in millimetres.
        self._stretch = 10.0 if self.unit == "m" else 1.0

    @property
    def careful(self) -> bool:
        """Whether this person minds their grammar."""
        return self.style is not None

    # Choices

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, each as likely."""
        return self.chance.choice(options)

    def pick_weighted(self, weights: dict[str, int]) -> str:
        """One of the keys, as likely as its weight says."""
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def often(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.chance.random() < share

    # Sizes

    def size(self, low: float, high: float) -> Size:
        """A size between two bounds in millimetres: small ones as likely as large ones, mostly round."""
        factor = self._stretch / MILLIMETRES[self.unit]
        return self._drawn(low * factor, high * factor)

    def within(self, low: float, high: float) -> Size:
        """A size between two bounds in the prompt's own unit, for sizes that depend on others."""
        return self._drawn(low, high)

    def offset(self, most: float) -> Size:
        """A distance from 0 to `most` in the prompt's unit, evenly likely and never 0."""
        return self._drawn(most / 20, most)

    def millimetres(self, low: float, high: float) -> Size:
        """A whole number of millimetres whatever the prompt's unit: positions are always in mm."""
        value = self.chance.randint(math.ceil(low), math.floor(high))
        return Size(value, str(value))

    def count(self, low: int, high: int) -> Size:
        """How many, as a word or as digits."""
        value = self.chance.randint(low, high)
        # "8 5 mm holes" is how people type, and hard to read.
        spelt = value <= 12 and (self.often(0.6) or self.careful)
        return Size(value, COUNT_WORDS[value - 1] if spelt else str(value))

    def degrees(self) -> Size:
        """An angle for turning a part."""
        value = self.pick((15, 30, 45, 60, 90, 10, 20, 22.5, 35, 75, 120, 5, 40, 50, 25, 12))
        return Size(value, self._written(value))

    # Writing

    def with_unit(self, size: Size) -> str:
        """`20 mm`, `20mm`, `20 millimetres`, as this person writes it."""
        if self.unit == "inch" and size.value == 0.5 and size.text == "1/2" and self.often(0.35):
            return self.pick(("half an inch", "half inch"))
        return size.text + self._spelling

    def joined(self, sizes: Sequence[Size]) -> str:
        """`20x30x5 mm`, `20mm x 30mm x 5mm` or, in millimetres, just `20x30x5`."""
        if self._unit_left_out:
            return self._by.join(size.text for size in sizes)
        if self._unit_each:
            return self._by.join(size.text + self._spelling for size in sizes)
        return self._by.join(size.text for size in sizes) + self._spelling

    def dimensions(self, **sizes: Size) -> dict[str, object]:
        """The dimensions of a document, with the unit unless it is mm."""
        named: dict[str, object] = {name: plain(size.value) for name, size in sizes.items()}
        if self.unit != "mm":
            named["unit"] = self.unit
        return named

    def _drawn(self, low: float, high: float) -> Size:
        """A value between the bounds, on a lattice as coarse as people choose it."""
        steps = [
            (step, weight) for step, weight in _STEPS[self.unit] if math.floor(high / step) * step >= low
        ]
        step = (
            self.chance.choices([s for s, _ in steps], [w for _, w in steps])[0]
            if steps
            else _FINEST[self.unit]
        )
        wanted = math.exp(self.chance.uniform(math.log(low), math.log(high)))
        most = math.floor(high / step + 1e-9)
        least = min(math.ceil(low / step - 1e-9), most)
        value = round(max(least, min(most, round(wanted / step)), 1) * step, 3)
        return Size(value, self._written(value))

    def _written(self, value: float) -> str:
        if self._fractions and value != int(value) and (value * 8).is_integer():
            whole, rest = int(value), Fraction(value) - int(value)
            return f"{whole}{self.pick((' ', '-', ' '))}{rest}" if whole else str(rest)
        text = number_text(value)
        return text.replace(".", ",") if self._comma else text


def plain(value: float) -> float:
    """An int where the value is whole, so that a document says 20 and not 20.0."""
    return int(value) if value == int(value) else value


def number_text(value: float) -> str:
    """At most three decimals, none of them a trailing zero."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
