"""Rule-made measurement text: notes about things and their sizes, each with the record a clerk makes of it.

The text practises what any small model needs before it can learn a language of parts: copying numbers digit
by digit, binding a number to the word beside it, reading units, fractions, decimal commas and number words,
repeating one number where one is meant for several places, leaving out what does not belong, and writing
nested JSON. It contains no key, type or structure of the geometry language.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from geoft_gui.trainer.pretraining import words

Record = dict[str, object] | list[dict[str, object]]


@dataclass(frozen=True)
class Note:
    """One example: the note as it was said, and the record as minified JSON."""

    prompt: str
    record: str


@dataclass(frozen=True)
class Scale:
    """A unit as it is written in a note, and the short form that a record uses (None: the usual one)."""

    spellings: tuple[str, ...]
    short: str | None


SCALES = (
    (Scale(("mm", "mm", "mm", " millimetres", " millimeters", " mm", " mm"), None), 12),
    (Scale(("cm", " cm", " centimetres", " centimeters"), "cm"), 3),
    (Scale((" m", " metres", "m", " meters"), "m"), 1),
    (Scale((" in", " inches", '"', " inch", "-inch"), "in"), 3),
)


class Clerk:
    """Draws notes from one seeded stream of random numbers."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.kinds: tuple[tuple[Callable[[], tuple[str, Record]], int], ...] = (
            (self._furniture, 5),
            (self._parcel, 4),
            (self._textile, 3),
            (self._garden, 3),
            (self._tally, 3),
            (self._animal, 2),
            (self._form, 6),
            (self._neighbours, 3),
            (self._outfit, 5),
            (self._room, 3),
            (self._spelling, 2),
        )

    def notes(self) -> Iterator[Note]:
        """An endless stream of notes, the same for the same seed."""
        while True:
            yield self.note()

    def note(self) -> Note:
        """Draw one note of any kind."""
        kinds, weights = zip(*self.kinds, strict=True)
        sentence, record = self.random.choices(kinds, weights)[0]()
        return Note(self._dressed(sentence), json.dumps(record, separators=(",", ":"), ensure_ascii=False))

    # Numbers and units

    def _number(self) -> tuple[str, float]:
        """A number as it is written and as it is meant: up to 4 digits and 3 decimals, sometimes a comma."""
        digits = self.random.choices((1, 2, 3, 4), (3, 6, 4, 1))[0]
        whole = self.random.randint(10 ** (digits - 1), 10**digits - 1)
        decimals = self.random.choices((0, 1, 2, 3), (12, 5, 3, 1))[0]
        if not decimals:
            return str(whole), whole
        text = f"{whole}.{self.random.randint(1, 10**decimals - 1):0{decimals}d}"
        value = float(text)
        return (text.replace(".", ",") if self.random.random() < 0.12 else text), _plain(value)

    def _fraction(self) -> tuple[str, float]:
        denominator = self.random.choice((2, 4, 8))
        numerator = self.random.randrange(1, denominator, 2)
        whole = self.random.choice((0, 0, 1, 2, 3, 5, 12))
        value = whole + Fraction(numerator, denominator)
        if value == Fraction(1, 2) and self.random.random() < 0.4:
            return "half", 0.5
        text = f"{numerator}/{denominator}"
        return (f"{whole} {text}" if whole else text), _plain(float(value))

    def _scale(self) -> tuple[str, str | None]:
        """How the unit is written in this note, and the short form for the record."""
        scale = self.random.choices([s for s, _ in SCALES], [w for _, w in SCALES])[0]
        return self.random.choice(scale.spellings), scale.short

    def _measures(self, count: int) -> tuple[list[str], list[float], str, dict[str, object]]:
        """Numbers as written and meant, the unit as written, and what the record says of the unit."""
        spelling, short = self._scale()
        drawn = [
            self._fraction() if short == "in" and self.random.random() < 0.4 else self._number()
            for _ in range(count)
        ]
        record: dict[str, object] = {} if short is None else {"scale": short}
        return [text for text, _ in drawn], [value for _, value in drawn], spelling, record

    def _count(self) -> tuple[str, int]:
        value = self.random.randint(1, 12)
        return (words.COUNTS[value - 1] if self.random.random() < 0.6 else str(value)), value

    # Kinds of notes

    def _furniture(self) -> tuple[str, Record]:
        """Three named extents in any order of speech, or three bare numbers in the fixed order."""
        thing = self.random.choice(words.FURNITURE)
        texts, values, unit, scale = self._measures(3)
        if self.random.random() < 0.5:
            size = self._triple(texts, unit)
        else:
            named = [
                f"{text}{unit} {word}" for text, word in zip(texts, ("long", "wide", "tall"), strict=True)
            ]
            self.random.shuffle(named)
            size = self._series(named)
        look = self._look()
        record: dict[str, object] = {
            "item": thing,
            "east": values[0],
            "north": values[1],
            "up": values[2],
        } | scale
        if look:
            record["look"] = look
        return (
            f"{self._article(look or thing)} {look + ' ' if look else ''}{thing}{self._joint()}{size}",
            record,
        )

    def _parcel(self) -> tuple[str, Record]:
        """Sizes as a list; one number alone stands for all three."""
        thing = self.random.choice(words.PARCELS)
        if self.random.random() < 0.4:
            texts, values, unit, scale = self._measures(1)
            sentence = self.random.choice(
                (
                    f"a {texts[0]}{unit} {thing}",
                    f"{thing}, {texts[0]}{unit} every way",
                    f"a {thing} of {texts[0]}{unit} each way",
                    f"{thing} with {texts[0]}{unit} on every side",
                )
            )
            return sentence, {thing: values * 3} | scale
        texts, values, unit, scale = self._measures(3)
        return f"{self._article(thing)} {thing}{self._joint()}{self._triple(texts, unit)}", {
            thing: values
        } | scale

    def _textile(self) -> tuple[str, Record]:
        """Two extents, and the look of the cloth in a nested record."""
        thing, look = self.random.choice(words.TEXTILES), self.random.choice(words.LOOKS)
        texts, values, unit, scale = self._measures(2)
        by = self.random.choice((" by ", "x", " x ", " times "))
        sentence = self.random.choice(
            (
                f"{look} {thing}, {texts[0]}{by}{texts[1]}{unit}",
                f"{self._article(thing)} {thing} in {look}, {texts[0]}{unit} long and {texts[1]}{unit} wide",
                f"{thing} measuring {texts[0]}{unit}{by}{texts[1]}{unit}, {look}",
            )
        )
        return sentence, {
            "cloth": {"name": thing, "look": look},
            "spread": {"long": values[0], "wide": values[1]} | scale,
        }

    def _garden(self) -> tuple[str, Record]:
        """One extent across and one down; halves and doubles stay as they were said."""
        thing = self.random.choice(words.GARDEN)
        texts, values, unit, scale = self._measures(2)
        across, half = self.random.choice((("across", "span"), ("from the middle to the rim", "reach")))
        sentence = self.random.choice(
            (
                f"{self._article(thing)} {thing} {texts[0]}{unit} {across} and {texts[1]}{unit} deep",
                f"{thing}, {texts[1]}{unit} deep, {texts[0]}{unit} {across}",
                f"{thing}: {texts[0]}{unit} {across}, {texts[1]}{unit} deep",
            )
        )
        return sentence, {"plot": thing, half: values[0], "drop": values[1]} | scale

    def _tally(self) -> tuple[str, Record]:
        """Several kinds of small things, each with its count and size."""
        sentences, records = [], []
        for _ in range(self.random.randint(1, 3)):
            (said, count), thing = self._count(), self.random.choice(words.CUTLERY)
            texts, values, unit, scale = self._measures(1)
            sentences.append(f"{said} {thing}s of {texts[0]}{unit}")
            records.append({"what": thing, "many": count, "run": values[0]} | scale)
        return self._series(sentences), records

    def _animal(self) -> tuple[str, Record]:
        """A measure beside numbers that do not belong into the record."""
        thing = self.random.choice(words.ANIMALS)
        texts, values, unit, scale = self._measures(1)
        stray = self.random.randint(1, 99)
        sentence = self.random.choice(
            (
                f"the {thing} from house {stray} is {texts[0]}{unit} long",
                f"{thing}, {texts[0]}{unit}, seen at {stray % 12 + 1} o'clock",
                f"after {stray} days the {thing} had grown to {texts[0]}{unit}",
                f"our {thing} number {stray} has {texts[0]}{unit}",
            )
        )
        return sentence, {"beast": thing, "long": values[0]} | scale

    def _form(self) -> tuple[str, Record]:
        """Made-up field names with their values: nothing but copying helps here."""
        names = [self._name() for _ in range(self.random.randint(1, 5))]
        texts, values, unit, scale = self._measures(len(names))
        glue = self.random.choice((" ", ": ", " = ", " is ", " of "))
        if self.random.random() < 0.3:
            pairs = [f"{text}{unit} {name}" for name, text in zip(names, texts, strict=True)]
        else:
            pairs = [f"{name}{glue}{text}{unit}" for name, text in zip(names, texts, strict=True)]
        return self._series(pairs), dict(zip(names, values, strict=True)) | scale

    def _neighbours(self) -> tuple[str, Record]:
        """Where one thing stands beside another, and how large both are."""
        first, second = self.random.sample(words.FURNITURE, 2)
        bearing, said = self.random.choice(words.BEARINGS)
        texts, values, unit, scale = self._measures(2)
        if self.random.random() < 0.5:
            sentence = f"a {texts[0]}{unit} {first} {said} a {texts[1]}{unit} {second}"
        else:
            sentence = f"a {second} of {texts[1]}{unit} with a {first} of {texts[0]}{unit} {said} it"
        return sentence, {"base": {second: values[1]}, "guest": {first: values[0], "where": bearing}} | scale

    def _outfit(self) -> tuple[str, Record]:
        """A thing with its size, and a list of extras with their own."""
        thing = self.random.choice(words.PARCELS + words.TEXTILES)
        texts, values, unit, scale = self._measures(2)
        joint, by = self._joint(), self.random.choice((" by ", "x", " x "))
        sentence = f"{self._article(thing)} {thing}{joint}{texts[0]}{by}{texts[1]}{unit}"
        extras: list[object] = []
        said = []
        for single, plural in self.random.sample(words.EXTRAS, self.random.randint(1, 2)):
            (count_said, count), (size_text, size) = self._count(), self._number()
            extra: dict[str, object] = {"sort": single, "wide": size}
            name = single
            if count > 1:
                extra["many"] = count
                name = plural
            text = f"{count_said} {size_text}{unit} {name}"
            if self.random.random() < 0.4:
                gap_text, gap = self._number()
                extra["gap"] = gap
                text += self.random.choice(
                    (f" {gap_text}{unit} apart", f" with {gap_text}{unit} between", f", gap {gap_text}{unit}")
                )
            said.append(text)
            extras.append(extra)
        return f"{sentence} with {self._series(said)}", {thing: values, "extras": extras} | scale

    def _room(self) -> tuple[str, Record]:
        """A site and the things in it, one after the other."""
        site = self.random.choice(words.SITES)
        pieces, said = [], []
        for thing in self.random.sample(words.FURNITURE, self.random.randint(2, 3)):
            texts, values, unit, scale = self._measures(2)
            look = self._look()
            said.append(
                f"{self._article(look or thing)} {look + ' ' if look else ''}{thing} "
                f"{texts[0]}{unit} wide and {texts[1]}{unit} tall"
            )
            pieces.append(
                {thing: {"wide": values[0], "tall": values[1]} | scale} | ({"look": look} if look else {})
            )
        joint = self.random.choice((", then ", " and ", ", ", "; "))
        return f"{site}: {joint.join(said)}", {"site": site, "pieces": pieces}

    def _spelling(self) -> tuple[str, Record]:
        """Words that must be copied letter by letter."""
        name = " ".join(self._name() for _ in range(self.random.randint(1, 2)))
        look = self.random.choice(words.LOOKS)
        return f"label {name}, {look}", {"label": name, "look": look}

    # Ways of saying

    def _name(self) -> str:
        return "".join(self.random.choice(words.SYLLABLES) for _ in range(self.random.randint(1, 3)))

    def _look(self) -> str:
        return self.random.choice(words.LOOKS) if self.random.random() < 0.35 else ""

    def _article(self, noun: str) -> str:
        return "an" if noun[0] in "aeiou" else "a"

    def _joint(self) -> str:
        return self.random.choice((", ", " of ", " measuring ", ": ", " ", " that is ", " with "))

    def _triple(self, texts: list[str], unit: str) -> str:
        by = self.random.choice((" by ", " by ", "x", " x ", " times ", "*", " × "))
        if self.random.random() < 0.3:
            return by.join(f"{text}{unit}" for text in texts)
        return by.join(texts) + unit

    def _series(self, parts: list[str]) -> str:
        if len(parts) == 1:
            return parts[0]
        if self.random.random() < 0.3:
            return ", ".join(parts)
        return ", ".join(parts[:-1]) + self.random.choice((" and ", ", and ", " plus ")) + parts[-1]

    def _dressed(self, sentence: str) -> str:
        """The note as people say it: a request before, a courtesy after, any case, now and then a slip."""
        chance = self.random.random
        if chance() < 0.7:
            sentence = f"{self.random.choice(words.REQUESTS)} {sentence}"
        if chance() < 0.3:
            sentence = f"{sentence}{self.random.choice((', ', ' '))}{self.random.choice(words.ENDINGS)}"
        elif chance() < 0.15:
            sentence = f"{self.random.choice(words.ENDINGS)}: {sentence}"
        if chance() < 0.5:
            sentence = sentence[0].upper() + sentence[1:]
        elif chance() < 0.06:
            sentence = sentence.upper()
        if chance() < 0.08:
            sentence = self._slip(sentence)
        return sentence + self.random.choice(("", "", "", ".", ".", "!", "?"))

    def _slip(self, sentence: str) -> str:
        """Swap two letters inside a word, as fingers do."""
        places = [
            i for i in range(1, len(sentence) - 1) if sentence[i].isalpha() and sentence[i + 1].isalpha()
        ]
        if not places:
            return sentence
        at = self.random.choice(places)
        return sentence[:at] + sentence[at + 1] + sentence[at] + sentence[at + 2 :]


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value
