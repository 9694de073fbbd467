"""Flat-sided solids: what people call them, how they say their sizes, and the document that means it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from geoft_gui.data.synthesis.voice import Size, Voice

Document = dict[str, Any]


@dataclass(frozen=True)
class Solid:
    """A solid as it is said and as it is meant.

    `frame` holds `{noun}` where the noun stands, so that adjectives can go before it. `sizes` are the named
    sizes in the prompt's unit, for features and neighbours that must fit.
    """

    noun: str
    frame: str
    document: Document
    sizes: dict[str, float] = field(default_factory=dict)

    def said(self, adjectives: str = "") -> str:
        """The noun phrase, without an article."""
        return self.frame.replace("{noun}", f"{adjectives} {self.noun}".strip())


Maker = Callable[[Voice], Solid]


HIGH = ("tall", "high")


def cube(voice: Voice) -> Solid:
    """Three equal sides, said once."""
    side = voice.size(3, 250)
    said = voice.with_unit(side)
    frame = voice.pick(
        (
            f"{said} {{noun}}",
            f"{said} {{noun}}",
            f"{{noun}} with {said} sides",
            f"{{noun}}, {said} on a side",
            f"{{noun}} of side {said}",
            f"{{noun}} with an edge length of {said}",
            f"{{noun}} of {said}",
            f"{{noun}}, {said}",
            f"{{noun}} measuring {said} on each side",
            f"{{noun}} whose edges are {said}",
            f"{{noun}} {said} along every edge",
            f"{{noun}} with all sides {said}",
            f"{{noun}} of edge {said}",
            f"{{noun}} with sides of {said}",
            f"{{noun}} sized {said}",
            f"{said} by {said} by {said} {{noun}}",
            f"{{noun}}, side length {said}",
        )
    )
    document = {"type": "cube", "dimensions": voice.dimensions(length=side, width=side, height=side)}
    return Solid("cube", frame, document, _box_sizes(side, side, side))


def block(voice: Voice) -> Solid:
    """Three sides of their own: blocks and bars are stout, plates and sheets are flat."""
    if voice.often(0.5):
        noun = voice.pick(
            (
                "block",
                "box",
                "cuboid",
                "rectangular block",
                "bar",
                "brick",
                "solid block",
                "beam",
                "rectangular solid",
                # It is what people say of blocks, too.
                *(() if voice.careful else ("cube",)),
            )
        )
        length, width, height = voice.size(5, 400), voice.size(5, 300), voice.size(4, 300)
        up = voice.pick(HIGH)
    else:
        noun = voice.pick(
            (
                "plate",
                "slab",
                "panel",
                "sheet",
                "flat plate",
                "base plate",
                "board",
                "strip",
                "tile",
                "flat bar",
            )
        )
        length, width = voice.size(15, 400), voice.size(10, 300)
        height = voice.within(min(length.value, width.value) * 0.03, min(length.value, width.value) * 0.3)
        up = voice.pick(("thick", "thick", "high", "tall"))
    return Solid(
        noun,
        _block_frame(voice, length, width, height, up),
        _block_document(voice, length, width, height),
        _box_sizes(length, width, height),
    )


def square_plate(voice: Voice) -> Solid:
    """Length and width are one number, said once."""
    side = voice.size(10, 300)
    height = voice.within(side.value * 0.03, side.value * 0.6)
    noun = voice.pick(
        ("square plate", "square block", "square bar", "square panel", "square slab", "square tile")
    )
    long, thick = voice.with_unit(side), voice.with_unit(height)
    up = voice.pick(("thick", "tall", "high", "thick"))
    frame = voice.pick(
        (
            f"{{noun}}, {long} on a side and {thick} {up}",
            f"{long} {{noun}}, {thick} {up}",
            f"{{noun}} with {long} sides, {thick} {up}",
            f"{{noun}} of side {long} and {'thickness' if up == 'thick' else 'height'} {thick}",
            f"{{noun}} {long} wide and {thick} {up}",
            f"{thick} {up} {{noun}} with {long} sides",
        )
    )
    return Solid(noun, frame, _block_document(voice, side, side, height), _box_sizes(side, side, height))


def pyramid(voice: Voice) -> Solid:
    """On a square base said once, or on a rectangle."""
    length = voice.size(5, 250)
    square = voice.often(0.45)
    if square:
        width = length
        nouns = ("square pyramid", "pyramid", "pyramid with a square base", "square-based pyramid")
        # With more of the base to be said after it, the third is too long.
        noun = voice.pick((*nouns[:2], nouns[3]) if voice.careful else nouns)
        sides = said = voice.with_unit(length)
        base = voice.pick(
            (
                f"{said} base",
                f"a base of {said}",
                f"{said} base sides",
                f"base {said}",
                f"{said} sides at the base",
            )
        )
        if noun == "pyramid":
            base = voice.pick((f"{said} square base", f"a square base of {said}", f"a {said} square base"))
    else:
        width = voice.within(length.value * 0.4, length.value * 1.6)
        noun = voice.pick(("pyramid", "pyramid", "rectangular pyramid", "solid pyramid"))
        sides = pair = voice.joined((length, width))
        base = voice.pick(
            (
                f"{pair} base",
                f"a {pair} base",
                f"base {pair}",
                f"a base of {pair}",
                f"base length {voice.with_unit(length)}, base width {voice.with_unit(width)}",
            )
        )
    height = voice.within(length.value * 0.3, length.value * 2.5)
    tall, high = voice.with_unit(height), voice.pick(HIGH)
    frame = voice.pick(
        _careful_pyramid(sides, "square " if square and noun == "pyramid" else "", tall, high)
        if voice.careful
        else (
            f"{{noun}} with {base} and {tall} height",
            f"{{noun}}, {base}, {tall} {high}",
            f"{{noun}}: {base}, height {tall}",
            f"{tall} {high} {{noun}} with {base}",
            f"{{noun}} {tall} {high} on {base}",
            f"{{noun}}, {base}, height {tall}",
        )
    )
    document = {"type": "pyramid", "dimensions": voice.dimensions(length=length, width=width, height=height)}
    return Solid(noun, frame, document, _box_sizes(length, width, height))


def _block_frame(voice: Voice, length: Size, width: Size, height: Size, up: str) -> str:
    named = {
        "length": voice.with_unit(length),
        "width": voice.with_unit(width),
        "thickness" if up == "thick" else "height": voice.with_unit(height),
    }
    spoken = [f"{size} {word}" for size, word in zip(named.values(), ("long", "wide", up), strict=True)]
    listed = [f"{name} {size}" for name, size in named.items()]
    if voice.often(0.25):
        voice.chance.shuffle(spoken)
        voice.chance.shuffle(listed)
    triple, pair = voice.joined((length, width, height)), voice.joined((length, width))
    if voice.careful:
        tall = voice.with_unit(height)
        of = [f"a {name} of {size}" for name, size in named.items()]
        return voice.pick(
            (
                f"{triple} {{noun}}",
                f"{{noun}} {triple}",
                f"{{noun}}, {triple}",
                f"{{noun}} of {triple}",
                f"{{noun}} measuring {triple}",
                f"{{noun}} with dimensions {triple}",
                f"{{noun}} ({triple})",
                f"{{noun}} that is {spoken[0]}, {spoken[1]} and {spoken[2]}",
                f"{{noun}}, {spoken[0]}, {spoken[1]} and {spoken[2]}",
                f"{{noun}}: {listed[0]}, {listed[1]}, {listed[2]}",
                f"{{noun}} with {of[0]}, {of[1]} and {of[2]}",
                f"{{noun}}, {pair}, {tall} {up}",
                f"{{noun}} with a {pair} base, {tall} {up}",
                f"{tall} {up} {{noun}}, {pair}",
            )
        )
    return voice.pick(
        (
            f"{triple} {{noun}}",
            f"{{noun}} {triple}",
            f"{{noun}}, {triple}",
            f"{{noun}} of {triple}",
            f"{{noun}} measuring {triple}",
            f"{{noun}} sized {triple}",
            f"{{noun}} with dimensions {triple}",
            f"{triple} {{noun}}",
            f"{{noun}} ({triple})",
            f"{{noun}} that is {spoken[0]}, {spoken[1]} and {spoken[2]}",
            f"{{noun}}, {spoken[0]}, {spoken[1]}, {spoken[2]}",
            f"{{noun}} {spoken[0]}, {spoken[1]} and {spoken[2]}",
            f"{{noun}}: {listed[0]}, {listed[1]}, {listed[2]}",
            f"{{noun}} with {listed[0]}, {listed[1]} and {listed[2]}",
            f"{{noun}} {pair}, {voice.with_unit(height)} {up}",
            f"{{noun}} with a {pair} base and {voice.with_unit(height)} {up}",
            f"{voice.with_unit(height)} {up} {{noun}}, {pair}",
        )
    )


def _careful_pyramid(sides: str, square: str, tall: str, high: str) -> tuple[str, ...]:
    with_base = (f"a {sides} {square}base", f"a {square}base of {sides}")
    return (
        *(f"{{noun}} with {based} and a height of {tall}" for based in with_base),
        *(f"{tall} {high} {{noun}} with {based}" for based in with_base),
        *(f"{{noun}} {tall} {high} on {based}" for based in with_base),
        f"{{noun}}: {square}base {sides}, height {tall}",
        f"{{noun}}, {sides} {square}base, {tall} {high}",
    )


def _block_document(voice: Voice, length: Size, width: Size, height: Size) -> Document:
    return {"type": "cube", "dimensions": voice.dimensions(length=length, width=width, height=height)}


def _box_sizes(length: Size, width: Size, height: Size) -> dict[str, float]:
    return {"length": length.value, "width": width.value, "height": height.value}
