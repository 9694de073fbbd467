"""Regular polygons, extruded: by their flats, their corners or the circle around them."""

from geoft_gui.data.synthesis.round_frames import (
    careful_frames_of_a_name,
    careful_frames_of_two,
    careful_frames_of_words,
    frames_of_two,
)
from geoft_gui.data.synthesis.solids import Solid
from geoft_gui.data.synthesis.voice import Voice

POLYGONS = {
    3: ("triangular prism", "three-sided prism", "3-sided prism"),
    5: ("pentagonal prism", "five-sided prism", "5-sided prism", "pentagon prism"),
    6: (
        "hexagonal prism", "hex prism", "hex bar", "hexagon bar", "six-sided prism", "hexagonal bar",
        "hex standoff", "hexagonal spacer",
    ),
    7: ("heptagonal prism", "seven-sided prism", "7-sided prism"),
    8: ("octagonal prism", "eight-sided prism", "octagon bar", "8-sided prism", "octagonal bar"),
    10: ("decagonal prism", "ten-sided prism", "10-sided prism"),
    12: ("twelve-sided prism", "12-sided prism", "dodecagonal prism"),
}  # fmt: skip


def prism(voice: Voice) -> Solid:
    """A regular polygon, extruded: across flats, across corners or by the radius of its corners."""
    sides = voice.chance.choices(list(POLYGONS), (3, 2, 8, 1, 3, 1, 1))[0]
    noun = voice.pick(POLYGONS[sides])
    names = ("width", "width", "radius", "diameter") if sides % 2 == 0 else ("radius", "radius", "diameter")
    name, size = voice.pick(names), voice.size(3, 120)
    across = voice.with_unit(size)
    said = voice.pick(
        {
            "width": (
                f"{across} across flats",
                f"{across} across the flats",
                f"{across} A/F",
                f"a width across flats of {across}",
                f"across flats {across}",
                f"{across} flat to flat",
            ),
            "radius": (
                f"radius {across}",
                f"{across} radius",
                f"a radius of {across}",
                f"circumradius {across}",
                f"a circumradius of {across}",
            ),
            "diameter": (
                f"{across} across corners",
                f"{across} across the corners",
                f"diameter {across}",
                f"{across} in diameter",
                f"a diameter of {across}",
                f"{across} corner to corner",
            ),
        }[name]
    )
    height = voice.within(size.value * 0.2, size.value * 5)
    frame = voice.pick(
        _careful_prism(voice, name, across, voice.with_unit(height))
        if voice.careful
        else frames_of_two(
            voice,
            said,
            height,
            voice.pick(("tall", "long", "high", "long")),
            voice.pick(("height", "length")),
        )
    )
    document = {
        "type": "prism",
        "sides": sides,
        "dimensions": voice.dimensions(**{name: size}, height=height),
    }
    return Solid(
        noun,
        frame,
        document,
        {"diameter": size.value * (2 if name == "radius" else 1), "height": height.value},
    )


def _careful_prism(voice: Voice, name: str, across: str, tall: str) -> tuple[str, ...]:
    word, length = voice.pick((("tall", "height"), ("long", "length"), ("high", "height")))
    if name == "radius":
        if voice.often(0.3):
            return careful_frames_of_a_name("circumradius", across, tall, word, length)
        return careful_frames_of_two(name, across, tall, word, length)
    if name == "diameter" and voice.often(0.3):
        return careful_frames_of_two(name, across, tall, word, length)
    words = {
        "width": ("across flats", "across the flats", "A/F", "flat to flat"),
        "diameter": ("across corners", "across the corners", "corner to corner"),
    }[name]
    return careful_frames_of_words(f"{across} {voice.pick(words)}", tall, word, length)
