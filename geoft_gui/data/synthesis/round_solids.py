"""Round solids: by radius or diameter, with walls and tapers."""

from geoft_gui.data.synthesis.round_frames import (
    careful_frames_of_a_name,
    careful_frames_of_a_ring,
    careful_frames_of_a_shell,
    careful_frames_of_a_tube,
    careful_frames_of_one,
    careful_frames_of_two,
    frames_of_one,
    frames_of_two,
)
from geoft_gui.data.synthesis.solids import HIGH, Solid
from geoft_gui.data.synthesis.voice import Size, Voice

_ACROSS_WORDS = ("in diameter", "diameter", "across", "wide", "dia", "dia.", "in diameter")


def sphere(voice: Voice) -> Solid:
    """A ball by radius or diameter."""
    name, size, said = _round(voice, 2, 200)
    noun = voice.pick(("sphere", "ball", "sphere", "round ball", "solid sphere", "solid ball", "globe"))
    frame = voice.pick(
        careful_frames_of_one(name, voice.with_unit(size)) if voice.careful else frames_of_one(said)
    )
    return Solid(
        noun, frame, {"type": "sphere", "dimensions": voice.dimensions(**{name: size})}, {name: size.value}
    )


def hollow_sphere(voice: Voice) -> Solid:
    """A ball with a wall."""
    name, size, said = _round(voice, 8, 200)
    wall = voice.within(*_wall(name, size))
    thick = voice.with_unit(wall)
    noun = voice.pick(("hollow sphere", "hollow ball", "spherical shell", "hollow globe"))
    frame = voice.pick(
        careful_frames_of_a_shell(name, voice.with_unit(size), thick)
        if voice.careful
        else (
            f"{{noun}}, {said}, {thick} wall",
            f"{{noun}} with {said} and {thick} walls",
            f"{{noun}} of {said} with a wall thickness of {thick}",
            f"{{noun}}, {said}, walls {thick} thick",
            f"{{noun}}, {said}, {thick} thick",
        )
    )
    document = {"type": "sphere", "dimensions": voice.dimensions(**{name: size}, thickness=wall)}
    return Solid(noun, frame, document, {name: size.value})


def cylinder(voice: Voice) -> Solid:
    """A round bar, a pin, a disc or a column."""
    name, size, said = _round(voice, 2, 150)
    across = size.value * (2 if name == "radius" else 1)
    style = voice.pick(("cylinder", "cylinder", "rod", "disc"))
    if style == "disc":
        height = voice.within(across * 0.04, across * 0.4)
        noun = voice.pick(
            ("disc", "disk", "round plate", "circular plate", "round disc", "flat disc", "round blank")
        )
        ups, names = ["thick", "thick", "high"], ["thickness", "thickness", "height"]
    elif style == "rod":
        height = voice.within(across * 1.2, across * 12)
        noun = voice.pick(
            ("rod", "shaft", "pin", "round bar", "round rod", "bar of round stock", "axle", "solid rod")
        )
        ups, names = ["long", "long", "in length", "tall"], ["length", "length", "height"]
    else:
        height = voice.within(across * 0.2, across * 6)
        noun = voice.pick(
            (
                "cylinder",
                "cylinder",
                "cylinder",
                "solid cylinder",
                "round pillar",
                "column",
                "pillar",
                "cylindrical block",
                "round column",
            )
        )
        ups, names = ["tall", "high", "long", "in height"], ["height", "height", "length"]
    if voice.careful:
        at = voice.chance.randrange(2)
        long, across_said = voice.with_unit(height), voice.with_unit(size)
        frames = careful_frames_of_two(name, across_said, long, ups[at], names[at])
    else:
        frames = frames_of_two(voice, said, height, voice.pick(ups), voice.pick(names))
    frame = voice.pick(frames)
    document = {"type": "cylinder", "dimensions": voice.dimensions(**{name: size}, height=height)}
    return Solid(noun, frame, document, {"diameter": across, "height": height.value})


def tube(voice: Voice) -> Solid:
    """A hollow cylinder by its outer size and its wall."""
    name, size, _ = _round(voice, 5, 150)
    across = size.value * (2 if name == "radius" else 1)
    height = voice.within(across * 0.4, across * 8)
    wall = voice.within(*_wall(name, size))
    outer, long, thick = voice.with_unit(size), voice.with_unit(height), voice.with_unit(wall)
    noun = voice.pick(
        ("tube", "pipe", "hollow cylinder", "bushing", "sleeve", "hollow rod", "round tube", "piece of pipe")
    )
    word = voice.pick(("long", "tall", "high", "in length", "long"))
    outside = voice.pick(
        (
            f"{outer} outer {name}",
            f"outer {name} {outer}",
            f"{outer} outside {name}",
            f"an outer {name} of {outer}",
            f"{name} {outer}",
            f"{outer} {name}",
        )
    )
    walls = voice.pick(
        (
            f"{thick} wall",
            f"{thick} walls",
            f"wall thickness {thick}",
            f"a {thick} wall",
            f"walls {thick} thick",
            f"a wall thickness of {thick}",
        )
    )
    length = voice.pick((f"{long} {word}", f"{long} {word}", f"length {long}", f"height {long}"))
    pieces = [outside, walls, length]
    if voice.often(0.35):
        voice.chance.shuffle(pieces)
    frame = voice.pick(
        careful_frames_of_a_tube(name, outer, thick, long)
        if voice.careful
        else (
            f"{{noun}} with {pieces[0]}, {pieces[1]} and {pieces[2]}",
            f"{{noun}}, {pieces[0]}, {pieces[1]}, {pieces[2]}",
            f"{{noun}}: {pieces[0]}, {pieces[1]}, {pieces[2]}",
            f"{{noun}} {pieces[0]}, {pieces[1]}, {pieces[2]}",
            f"{long} long {{noun}}, {outside}, {walls}",
        )
    )
    document = {
        "type": "cylinder",
        "dimensions": voice.dimensions(**{name: size}, height=height, thickness=wall),
    }
    return Solid(noun, frame, document, {"diameter": across, "height": height.value})


def cone(voice: Voice) -> Solid:
    """A pointed cone by its base and height."""
    name, size, said = _round(voice, 3, 150)
    across = size.value * (2 if name == "radius" else 1)
    height = voice.within(across * 0.4, across * 4)
    noun = voice.pick(("cone", "cone", "pointed cone", "solid cone", "round cone", "conical tip"))
    if voice.careful:
        outer, tall, high = voice.with_unit(size), voice.with_unit(height), voice.pick(HIGH)
        frames = careful_frames_of_a_name(f"base {name}", outer, tall, high, "height")
        if voice.often(0.6):
            frames = careful_frames_of_two(name, outer, tall, high, "height")
    else:
        if voice.often(0.4):
            outer = voice.with_unit(size)
            said = voice.pick((f"{outer} base {name}", f"base {name} {outer}", f"a base {name} of {outer}"))
        frames = frames_of_two(voice, said, height, voice.pick((*HIGH, "in height")), "height")
    frame = voice.pick(frames)
    return Solid(
        noun,
        frame,
        {"type": "cone", "dimensions": voice.dimensions(**{name: size}, height=height)},
        {"diameter": across, "height": height.value},
    )


def frustum(voice: Voice) -> Solid:
    """A cone with its top cut off, by the sizes of both ends."""
    name = voice.pick(("radius", "diameter"))
    base = voice.size(5, 150)
    top = voice.within(base.value * 0.2, base.value * 0.9)
    height = voice.within(base.value * 0.4, base.value * 4)
    below, above, tall = voice.with_unit(base), voice.with_unit(top), voice.with_unit(height)
    noun = voice.pick(
        (
            "truncated cone",
            "cone frustum",
            "frustum",
            "tapered plug",
            "conical frustum",
            "tapered cylinder",
            "cut-off cone",
        )
    )
    high = voice.pick(HIGH)
    frame = voice.pick(
        (
            f"{{noun}}, {below} base {name}, {above} top {name}, {tall} {high}",
            f"{{noun}} with base {name} {below}, top {name} {above} and height {tall}",
            f"{{noun}}: bottom {name} {below}, top {name} {above}, height {tall}",
            f"{{noun}} going from {below} {name} at the bottom to {above} {name} at the top, {tall} {high}",
            f"{{noun}} {tall} {high}, {name} {below} at the base and {above} at the top",
            f"{tall} {high} {{noun}} with a {name} of {below} below and {above} above",
            f"{{noun}} tapering from {below} to {above} {name}, {tall} {high}",
        )
    )
    document = {
        "type": "cone",
        "dimensions": voice.dimensions(**{name: base, f"top_{name}": top}, height=height),
    }
    return Solid(
        noun,
        frame,
        document,
        {"diameter": base.value * (2 if name == "radius" else 1), "height": height.value},
    )


def torus(voice: Voice) -> Solid:
    """A ring by the circle of its tube's centre, and the tube by its radius or by how thick it is."""
    name = voice.pick(("radius", "diameter"))
    size = voice.size(6, 150)
    radius = size.value / (1 if name == "radius" else 2)
    ring, noun = (
        voice.with_unit(size),
        voice.pick(("torus", "torus", "ring", "donut", "O-ring", "round ring")),
    )
    ring_said = voice.pick(
        (
            f"major {name} {ring}",
            f"{ring} major {name}",
            f"a major {name} of {ring}",
            f"ring {name} {ring}",
            f"{ring} ring {name}",
        )
    )
    if voice.often(0.6):
        tube_name, tube_size = "minor_radius", voice.within(radius * 0.06, radius * 0.6)
        tube_said = voice.with_unit(tube_size)
        tube_said = voice.pick(
            (
                f"minor radius {tube_said}",
                f"{tube_said} minor radius",
                f"tube radius {tube_said}",
                f"a {tube_said} tube radius",
                f"a minor radius of {tube_said}",
            )
        )
    else:
        tube_name, tube_size = "thickness", voice.within(radius * 0.12, radius * 1.2)
        tube_said = voice.with_unit(tube_size)
        tube_said = voice.pick(
            (
                f"{tube_said} thick",
                f"thickness {tube_said}",
                f"tube diameter {tube_said}",
                f"a {tube_said} thick tube",
                f"a thickness of {tube_said}",
            )
        )
    frame = voice.pick(
        careful_frames_of_a_ring(*_ring_words(voice, name, tube_name), ring, voice.with_unit(tube_size))
        if voice.careful
        else (
            f"{{noun}} with {ring_said} and {tube_said}",
            f"{{noun}}, {ring_said}, {tube_said}",
            f"{{noun}}: {ring_said}, {tube_said}",
            f"{{noun}} of {ring_said} and {tube_said}",
            f"{{noun}} having {tube_said} and {ring_said}",
        )
    )
    return Solid(
        noun, frame, {"type": "torus", "dimensions": voice.dimensions(**{name: size, tube_name: tube_size})}
    )


def _round(voice: Voice, low: float, high: float) -> tuple[str, Size, str]:
    """Radius or diameter, its size, and both in words."""
    if voice.often(0.45):
        size = voice.size(low, high)
        said = voice.with_unit(size)
        return (
            "radius",
            size,
            voice.pick(
                (
                    f"radius {said}",
                    f"{said} radius",
                    f"a radius of {said}",
                    f"a {said} radius",
                    f"r={said}",
                    f"{said} in radius",
                    f"radius of {said}",
                )
            ),
        )
    size = voice.size(2 * low, 2 * high)
    said = voice.with_unit(size)
    ways = (
        f"diameter {said}",
        f"a diameter of {said}",
        f"a {said} diameter",
        f"⌀{said}",
        f"diameter of {said}",
        f"dia {said}",
        *(f"{said} {word}" for word in _ACROSS_WORDS),
    )
    return "diameter", size, voice.pick(ways)


def _ring_words(voice: Voice, name: str, tube_name: str) -> tuple[str, str]:
    """What the two sizes of a ring are called together."""
    pairs = {
        "minor_radius": (("major", "minor radius"), ("major", "minor radius"), ("ring", "tube radius")),
        "thickness": (("major", "thickness"), ("ring", "tube diameter"), ("major", "tube diameter")),
    }
    ring, tube = voice.pick(pairs[tube_name])
    return f"{ring} {name}", tube


def _wall(name: str, size: Size) -> tuple[float, float]:
    """The thinnest and the thickest wall that a round solid of this size may have."""
    radius = size.value / (1 if name == "radius" else 2)
    return radius * 0.06, radius * 0.6
