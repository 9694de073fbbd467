"""What stands around the sizes of round solids; `{noun}` is where the noun goes.

One who takes care with words is given frames in which each size has the words that fit.
"""

from geoft_gui.data.synthesis.voice import Size, Voice


def frames_of_one(said: str) -> tuple[str, ...]:
    """A noun and one size, which is said as it comes."""
    return (
        f"{{noun}} with {said}",
        f"{{noun}}, {said}",
        f"{{noun}} of {said}",
        f"{{noun}} that has {said}",
        f"{{noun}} {said}",
        f"{{noun}}: {said}",
        f"{{noun}} ({said})",
        f"{{noun}} sized {said}",
        f"{{noun}} which is {said}",
    )


def frames_of_two(voice: Voice, said: str, height: Size, word: str, name: str) -> tuple[str, ...]:
    """A noun, its size across, which is said as it comes, and its height: `tall` or a `length`."""
    tall = voice.with_unit(height)
    if word.startswith("in "):
        long = f"{tall} {word}"
        return (
            f"{{noun}} with {said}, {long}",
            f"{{noun}}, {said}, {long}",
            f"{{noun}} {said} and {long}",
            f"{{noun}}: {said}, {name} {tall}",
        )
    return (
        f"{{noun}} with {said} and {name} {tall}",
        f"{{noun}}, {said}, {tall} {word}",
        f"{{noun}} {said} and {tall} {word}",
        f"{{noun}}: {said}, {name} {tall}",
        f"{tall} {word} {{noun}} with {said}",
        f"{{noun}} with {said}, {tall} {word}",
        f"{{noun}} of {name} {tall} and {said}",
        f"{{noun}}, {tall} {word}, {said}",
        f"{{noun}} with a {name} of {tall} and {said}",
        f"{{noun}} {said}, {name} {tall}",
        f"{{noun}} of {said} by {tall} {word}",
        f"{{noun}} ({said}, {tall} {word})",
    )


def careful_frames_of_one(name: str, across: str) -> tuple[str, ...]:
    """A noun and its radius or diameter, each in words that go together."""
    frames = (
        f"{{noun}} with a {name} of {across}",
        f"{{noun}} with a {across} {name}",
        f"{{noun}} of {name} {across}",
        f"{{noun}} of {across} {name}",
        f"{{noun}}, {across} in {name}",
        f"{{noun}} {across} in {name}",
        f"{{noun}} that is {across} in {name}",
        f"{{noun}} measuring {across} in {name}",
        f"{{noun}}: {name} {across}",
        f"{{noun}} ({name} {across})",
        f"{{noun}}, {name} {across}",
        f"{across} {name} {{noun}}",
    )
    if name == "radius":
        return frames
    return (*frames, f"{{noun}} {across} across", f"{{noun}}, {across} across", f"{{noun}}, ⌀{across}")


def careful_frames_of_two(name: str, across: str, tall: str, word: str, length: str) -> tuple[str, ...]:
    """A noun, its radius or diameter, and its height: `tall` or a `length`."""
    long = f"{tall} {word}"
    frames = (
        *careful_frames_of_a_name(name, across, tall, word, length),
        f"{{noun}} of {across} {name} and {tall} {length}",
        f"{{noun}}, {across} in {name}, {long}",
        f"{{noun}}, {long}, {across} in {name}",
        f"{{noun}} {across} in {name} and {long}",
        f"{{noun}} ({across} in {name}, {long})",
        f"{{noun}} that is {across} in {name} and {long}",
    )
    if name != "diameter":
        return frames
    return (*frames, f"{{noun}} {across} across and {long}", f"{{noun}}, ⌀{across}, {long}")


def careful_frames_of_a_name(name: str, across: str, tall: str, word: str, length: str) -> tuple[str, ...]:
    """A noun, its size across by a name that goes before or after it, and its height."""
    return (
        f"{{noun}} with a {name} of {across} and a {length} of {tall}",
        f"{{noun}} with {name} {across} and {length} {tall}",
        f"{{noun}} with a {length} of {tall} and a {across} {name}",
        f"{{noun}}: {name} {across}, {length} {tall}",
        f"{{noun}}, {name} {across}, {length} {tall}",
        f"{{noun}} ({name} {across}, {length} {tall})",
        f"{tall} {word} {{noun}} with a {across} {name}",
        f"{{noun}} {tall} {word} with a {name} of {across}",
    )


def careful_frames_of_words(across: str, tall: str, word: str, length: str) -> tuple[str, ...]:
    """A noun, its size across in words that follow it, such as `8 mm across flats`, and its height."""
    return (
        f"{{noun}} {across} and {tall} {word}",
        f"{{noun}}, {across}, {tall} {word}",
        f"{{noun}}, {tall} {word}, {across}",
        f"{tall} {word} {{noun}}, {across}",
        f"{{noun}} ({across}, {tall} {word})",
        f"{{noun}}: {across}, {length} {tall}",
        f"{{noun}} that is {across} and {tall} {word}",
    )


def careful_frames_of_a_tube(name: str, outer: str, wall: str, long: str) -> tuple[str, ...]:
    """A noun, its outer radius or diameter, its wall and its length."""
    return (
        f"{{noun}} with an outer {name} of {outer}, a wall thickness of {wall} and a length of {long}",
        f"{{noun}} with a {outer} outer {name}, a {wall} wall and a length of {long}",
        f"{{noun}}, {outer} outer {name}, {wall} wall, {long} long",
        f"{{noun}}: outer {name} {outer}, wall thickness {wall}, length {long}",
        f"{long} long {{noun}} with an outer {name} of {outer} and {wall} walls",
        f"{{noun}} {long} long with a {outer} outer {name} and a {wall} wall",
        f"{{noun}}, {long} long, outer {name} {outer}, walls {wall} thick",
        f"{{noun}} {long} tall with an outside {name} of {outer} and a wall thickness of {wall}",
    )


def careful_frames_of_a_shell(name: str, outer: str, wall: str) -> tuple[str, ...]:
    """A noun, its radius or diameter, and its wall."""
    return (
        f"{{noun}} with a {name} of {outer} and {wall} walls",
        f"{{noun}} with a {outer} {name} and a {wall} wall",
        f"{{noun}}, {outer} in {name}, with a wall thickness of {wall}",
        f"{{noun}}: {name} {outer}, wall thickness {wall}",
        f"{{noun}} of {outer} {name} with a {wall} wall",
        f"{{noun}}, {name} {outer}, walls {wall} thick",
    )


def careful_frames_of_a_ring(ring: str, tube: str, across: str, thick: str) -> tuple[str, ...]:
    """A noun, and names and sizes of its ring and of its tube."""
    return (
        f"{{noun}} with a {ring} of {across} and a {tube} of {thick}",
        f"{{noun}} with a {across} {ring} and a {thick} {tube}",
        f"{{noun}}, {across} {ring}, {thick} {tube}",
        f"{{noun}}: {ring} {across}, {tube} {thick}",
        f"{{noun}} with {ring} {across} and {tube} {thick}",
        f"{{noun}}, {ring} {across}, {tube} {thick}",
    )
