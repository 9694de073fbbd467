"""The second course of the pretraining text: whole scenes, in which every size must find its own thing.

Things with two or three sizes of their own, said in any order; extras on them, with counts, depths, gaps and
places; things beside, above and inside each other, named before or after what they stand on; swaps and
substitutions. As in the first course, no key, type or structure of the geometry language occurs.
"""

from typing import Any

from geoft_gui.trainer.pretraining import words
from geoft_gui.trainer.pretraining.corpus import Clerk, Record

Thing = tuple[str, dict[str, Any]]

_SIDES = (
    ("above", ("over", "above", "high over"), ("above it", "over it", "overhead")),
    ("below", ("under", "beneath"), ("under it", "beneath it", "below it")),
    ("east", ("east of", "to the east of"), ("east of it", "to its east", "eastwards")),
    ("west", ("west of", "to the west of"), ("west of it", "to its west", "westwards")),
    ("near", ("next to", "beside", "close to"), ("next to it", "beside it", "close by")),
    ("inside", ("inside", "within"), ("inside it", "within it", "in there")),
)
_DEALS = (
    ("swap", ("{a} in exchange for {b}", "swap {a} for {b}", "{a} traded for {b}")),
    ("spare", ("{a} but not {b}", "{a} except {b}", "{a} leaving out {b}", "leave {b} out of {a}")),
    (
        "bundle",
        ("{a} together with {b}", "{a} along with {b}", "{a} plus {b} in one delivery", "{a} and also {b}"),
    ),
    ("either", ("{a} or else {b}", "{a} or {b}", "either {a} or {b}")),
)
_SPOTS = (("east", 1), ("west", -1))


class Steward(Clerk):
    """Draws notes about whole scenes."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.kinds = (
            (self._alone, 8),
            (self._equipped, 9),
            (self._scene, 6),
            (self._deal, 4),
            (self._form, 2),
            (self._tally, 1),
            (self._spelling, 1),
        )

    # Notes

    def _alone(self) -> tuple[str, Record]:
        said, record = self._thing()
        return f"{self._article(said)} {said}", record

    def _equipped(self) -> tuple[str, Record]:
        """A thing with one or two extras, which come in the order in which they are said."""
        said, record = self._thing()
        extras = [self._extra() for _ in range(self.random.choice((1, 1, 2)))]
        joint = self.random.choice((" with ", ", ", " that has ", " and ", ". It has ", ", with "))
        text = f"{self._article(said)} {said}{joint}{self._series([text for text, _ in extras])}"
        return text, record | {"extras": [extra for _, extra in extras]}

    def _scene(self) -> tuple[str, Record]:
        """Two or three things; the record begins with what the others stand by, however they were said."""
        base = self._named()
        others = [self._named() for _ in range(self.random.choice((1, 1, 1, 2)))]
        sides = [self.random.choice(_SIDES) for _ in others]
        record = [
            base[1],
            *(other[1] | {"where": side[0]} for other, side in zip(others, sides, strict=True)),
        ]
        if len(others) == 1 and self.random.random() < 0.5:
            return f"{others[0][0]} {self.random.choice(sides[0][1])} {base[0]}", {"scene": record}
        said = [
            f"{other[0]} {self.random.choice(side[2])}" for other, side in zip(others, sides, strict=True)
        ]
        joint = self.random.choice((" with ", ", ", "; ", ", then "))
        return joint.join([base[0], *said]) if len(said) == 1 else ", then ".join([base[0], *said]), {
            "scene": record
        }

    def _deal(self) -> tuple[str, Record]:
        """Two things and what is to be done with them: first in the record, anywhere in the note."""
        (a, first), (b, second) = self._named(), self._named()
        deal, ways = self.random.choice(_DEALS)
        return self.random.choice(ways).format(a=a, b=b), {"deal": deal, "goods": [first, second]}

    # Things

    def _named(self) -> Thing:
        said, record = self._thing()
        return f"{self._article(said)} {said}", record

    def _thing(self) -> Thing:
        """A thing with its sizes and perhaps a look; its kind decides what its sizes are called."""
        return self.random.choice((self._box, self._box, self._even, self._round, self._round, self._cloth))()

    def _box(self) -> Thing:
        """Three sizes, in order or by name."""
        name = self.random.choice(words.FURNITURE)
        texts, values, unit, scale = self._measures(3)
        if self.random.random() < 0.5:
            size = self._triple(texts, unit)
            if self.random.random() < 0.3:
                return self._looking(name, f"{size} {{}}", {name: _sizes(values)} | scale)
        else:
            named = [
                f"{text}{unit} {word}" for text, word in zip(texts, ("long", "wide", "tall"), strict=True)
            ]
            if self.random.random() < 0.5:
                self.random.shuffle(named)
            size = self._series(named)
        return self._looking(name, f"{{}}{self._joint()}{size}", {name: _sizes(values)} | scale)

    def _even(self) -> Thing:
        """One size that stands for three."""
        name = self.random.choice(words.PARCELS)
        texts, values, unit, scale = self._measures(1)
        frame = self.random.choice(
            ("{size} {{}}", "{{}} of {size}", "{{}}, {size} every way", "{{}} with {size} each way")
        )
        return self._looking(name, frame.format(size=texts[0] + unit), {name: _sizes(values * 3)} | scale)

    def _round(self) -> Thing:
        """How far across, or from the middle to the rim, as it was said; how deep; how thick its brim is."""
        name = self.random.choice(words.GARDEN)
        texts, values, unit, scale = self._measures(self.random.choice((1, 2, 2, 3)))
        key, ways = self.random.choice(
            (
                ("span", ("{} across", "span {}", "a span of {}", "{} span")),
                ("reach", ("{} from the middle", "reach {}", "a reach of {}", "{} reach")),
            )
        )
        spoken = [self.random.choice(ways).format(texts[0] + unit)]
        record: dict[str, Any] = {key: values[0]}
        if len(values) > 1:
            record["drop"] = values[1]
            spoken.append(
                self.random.choice(("{} deep", "drop {}", "a drop of {}", "{} down")).format(texts[1] + unit)
            )
        if len(values) > 2:
            record["brim"] = values[2]
            spoken.append(
                self.random.choice(("{} brim", "brim {}", "a {} brim", "brim of {}")).format(texts[2] + unit)
            )
        if self.random.random() < 0.5:
            self.random.shuffle(spoken)
        return self._looking(name, f"{{}}{self._joint()}{self._series(spoken)}", {name: record} | scale)

    def _cloth(self) -> Thing:
        """Two sizes, or one that stands for both."""
        name = self.random.choice(words.TEXTILES)
        if self.random.random() < 0.3:
            texts, values, unit, scale = self._measures(1)
            return self._looking(
                name, f"even {{}}, {texts[0]}{unit}", {name: {"long": values[0], "wide": values[0]}} | scale
            )
        texts, values, unit, scale = self._measures(2)
        by = self.random.choice((" by ", "x", " x "))
        size = self.random.choice(
            (
                f"{texts[0]}{by}{texts[1]}{unit}",
                f"{texts[0]}{unit} long and {texts[1]}{unit} wide",
                f"{texts[1]}{unit} wide, {texts[0]}{unit} long",
            )
        )
        return self._looking(
            name, f"{{}}{self._joint()}{size}", {name: {"long": values[0], "wide": values[1]}} | scale
        )

    def _looking(self, name: str, frame: str, record: dict[str, Any]) -> Thing:
        """The thing with its look, said before or after, last in the record."""
        look = self._look()
        if not look:
            return frame.format(name), record
        record["look"] = look
        if self.random.random() < 0.6:
            return frame.format(f"{look} {name}"), record
        return frame.format(name) + self.random.choice((f" in {look}", f", {look}")), record

    def _extra(self) -> Thing:
        """An extra with its size, and perhaps its number, depth, gap, spread or place."""
        single, plural = self.random.choice(words.EXTRAS)
        (said, count), (size_text, size) = self._count(), self._number()
        unit = self.random.choice(("mm", " mm", " cm", " in"))
        record: dict[str, Any] = {"sort": single, "wide": size}
        if self.random.random() < 0.5:
            count, said = 1, self.random.choice(("a", "one"))
        name = single if count == 1 else plural
        text = self.random.choice(
            (
                f"{said} {size_text}{unit} {name}",
                f"{said} {name} of {size_text}{unit}",
                f"{said} {size_text}{unit} wide {name}",
            )
        )
        if self.random.random() < 0.35:
            depth_text, record["drop"] = self._number()
            text += self.random.choice(
                (f" {depth_text}{unit} deep", f", {depth_text}{unit} deep", f" going {depth_text}{unit} down")
            )
        if count == 1:
            if self.random.random() < 0.35:
                away_text, away = self._number()
                bearing, sign = self.random.choice(_SPOTS)
                record["shift"] = sign * away
                text += self.random.choice(
                    (
                        f" {away_text}{unit} {bearing} of the middle",
                        f", {away_text}{unit} {bearing} of the middle",
                    )
                )
            return text, record
        record["many"] = count
        chance = self.random.random()
        if chance < 0.4:
            gap_text, record["gap"] = self._number()
            text += self.random.choice(
                (
                    f" {gap_text}{unit} apart",
                    f", gap {gap_text}{unit}",
                    f" with {gap_text}{unit} between",
                    f" every {gap_text}{unit}",
                )
            )
        elif chance < 0.65:
            ring_text, record["round"] = self._number()
            text += self.random.choice(
                (
                    f" on a {ring_text}{unit} round",
                    f" round a {ring_text}{unit} wheel",
                    f" spread over a round of {ring_text}{unit}",
                )
            )
        elif chance < 0.8:
            margin_text, record["margin"] = self._number()
            text += self.random.choice(
                (
                    f" {margin_text}{unit} from the rim",
                    f" with {margin_text}{unit} margin",
                    f", margin {margin_text}{unit}",
                )
            )
        return text, record


def _sizes(values: list[float]) -> dict[str, float]:
    return dict(zip(("east", "north", "up"), values, strict=True))
