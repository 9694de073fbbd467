"""Several solids together: stacked and placed side by side, united, subtracted or intersected."""

import re
from collections.abc import Callable

from geoft_gui.data.synthesis import prisms, round_solids, solids
from geoft_gui.data.synthesis.holes import hole, hole_pattern
from geoft_gui.data.synthesis.solids import Document, Solid
from geoft_gui.data.synthesis.voice import Voice, plain

Said = tuple[str, Document]

_LIST = re.compile(r"[,:](?!\d)|\(")
"""Signs that sizes are listed and not said in a phrase."""

_PLACES = {
    "top": ("on top of", "sitting on top of", "on", "standing on", "resting on", "placed on top of", "above"),
    "bottom": ("underneath", "below", "under", "placed below", "hanging under"),
    "right": ("to the right of", "on the right side of", "at the right of", "against the right face of"),
    "left": ("to the left of", "on the left side of", "at the left of", "against the left face of"),
    "front": ("in front of", "on the front of", "against the front face of"),
    "back": ("behind", "at the back of", "against the back face of"),
}
_AFTER = {
    "top": ("on top", "on top of it", "standing on it", "above it", "placed on top"),
    "bottom": ("underneath", "below it", "under it", "placed below"),
    "right": ("on its right side", "to its right", "on the right"),
    "left": ("on its left side", "to its left", "on the left"),
    "front": ("in front of it", "on its front", "at the front"),
    "back": ("behind it", "at its back", "at the back"),
}


def stacked(voice: Voice) -> Said:
    """An assembly of two or three solids, each placed against the one before."""
    first = _with_hole(voice, _any(voice))
    parts = [first, *(_any(voice) for _ in range(voice.pick((1, 1, 1, 2))))]
    names = ("", "", "", "", "assembly: ", "an assembly of ", "assembly with ")
    # With commas in it, a list of parts is no longer clear.
    name = voice.pick(names[:5] if voice.careful else names)
    said, documents = _placed(voice, parts)
    return name + said, {"type": "assembly", "components": documents}


def united(voice: Voice) -> Said:
    """A union: one solid placed against another and made one with it, or two solids in the same spot."""
    first, second = _any(voice), _any(voice)
    if voice.often(0.75):
        side = _side(voice)
        a, b = _a(first[0]), _a(second[0])
        said = voice.pick(
            (
                f"{a} fused with {b} {voice.pick(_AFTER[side])}",
                f"{a} joined with {b} {voice.pick(_AFTER[side])}",
                f"{a} merged with {b} {voice.pick(_AFTER[side])}",
                f"{b} {voice.pick(_PLACES[side])} {a}, fused into one piece",
                f"{b} {voice.pick(_PLACES[side])} {a}, joined as one solid",
                f"union of {a} and {b} {voice.pick(_AFTER[side])}",
                f"{a} united with {b} {voice.pick(_AFTER[side])}",
                f"one solid made of {a} and {b} {voice.pick(_AFTER[side])}",
            )
        )
        second = (second[0], second[1] | {"place": side})
    else:
        a, b = _a(first[0]), _a(second[0])
        said = voice.pick(
            (
                f"union of {a} and {b}",
                f"the union of {a} and {b}",
                f"{a} united with {b}",
                f"{a} fused with {b}",
                f"{a} merged with {b}",
                f"{a} joined with {b}",
            )
        )
    return said, {"type": "boolean_union", "components": [first[1], second[1]]}


def subtracted(voice: Voice) -> Said:
    """A difference: a smaller solid cut out of a larger one, from where it stands or lifted."""
    body = _clear(
        voice,
        lambda: voice.pick((solids.block, solids.cube, round_solids.cylinder, solids.square_plate))(voice),
    )
    tool, document = _tool(voice, body)
    if voice.unit == "mm" and voice.often(0.25):
        height = body.sizes["height"]
        if height >= 4:
            lift = voice.millimetres(max(1.0, height * 0.1), max(2.0, height * 0.7))
            document = document | {"position": {"z": plain(lift.value)}}
            ways = (
                f" raised {lift.text} mm",
                f" lifted by {lift.text} mm",
                f" moved up {lift.text} mm",
                f" {lift.text} mm above the bottom",
            )
            # After a size, the last would be one number beside another.
            tool += voice.pick(ways[:3] if voice.careful else ways)
    a, b = _a(body.said()), _a(tool)
    said = voice.pick(
        (
            f"{a} minus {b}",
            f"{a} with {b} cut out",
            f"{a} with {b} removed",
            f"{a} with {b} subtracted from it",
            f"{b} cut out of {a}",
            f"{b} subtracted from {a}",
            f"difference of {a} and {b}",
        )
        if voice.careful
        else (
            f"{a} minus {b}",
            f"{a} with {b} cut out",
            f"{a} with {b} removed",
            f"{a} with {b} subtracted from it",
            f"{b} cut out of {a}",
            f"{b} subtracted from {a}",
            f"{a}, minus {b}",
            f"{a} from which {b} is removed",
            f"{a}; subtract {b}",
            f"difference of {a} and {b}",
            f"{a}, cut out {b}",
            f"{a} and remove {b} from it",
        )
    )
    return said, {"type": "boolean_difference", "components": [body.document, document]}


def intersected(voice: Voice) -> Said:
    """What two solids in the same spot have in common."""
    first = _clear(voice, lambda: voice.pick((solids.cube, solids.block, round_solids.cylinder))(voice))
    tool, document = _tool(voice, first, wide=True)
    a, b = _a(first.said()), _a(tool)
    if voice.often(0.4):
        a, b = b, a
        components = [document, first.document]
    else:
        components = [first.document, document]
    said = voice.pick(
        (
            f"the intersection of {a} and {b}",
            f"intersection of {a} with {b}",
            f"the overlap of {a} and {b}",
            f"the common part of {a} and {b}",
            f"{a} intersected with {b}",
            f"what is common to {a} and {b}",
            f"the shape shared by {a} and {b}",
        )
    )
    return said, {"type": "boolean_intersection", "components": components}


def bracket(voice: Voice) -> Said:
    """A union with a bore through it: a difference whose first component is a group of its own."""
    base, upright = (_clear(voice, lambda: solids.block(voice)) for _ in range(2))
    bore = _bore(voice, min(base.sizes["length"], base.sizes["width"]) * 0.6, base.sizes["height"])
    side = voice.pick(("top", "right", "left"))
    a, b, c = _a(base.said()), _a(upright.said()), _a(bore.said())
    ways = (
        f"{a} fused with {b} {voice.pick(_AFTER[side])}, minus {c}",
        f"{a} joined with {b} {voice.pick(_AFTER[side])}, then cut out {c}",
        f"union of {a} and {b} {voice.pick(_AFTER[side])} with {c} subtracted from it",
    )
    said = voice.pick((ways[0], ways[2]) if voice.careful else ways)
    union = {"type": "boolean_union", "components": [base.document, upright.document | {"place": side}]}
    return said, {"type": "boolean_difference", "components": [union, bore.document]}


_SIMPLE: tuple[Callable[[Voice], Solid], ...] = (
    solids.cube,
    solids.block,
    solids.block,
    round_solids.cylinder,
    round_solids.cylinder,
    round_solids.sphere,
    round_solids.cone,
    solids.pyramid,
    round_solids.torus,
    prisms.prism,
    solids.square_plate,
    round_solids.tube,
)


def _any(voice: Voice) -> Said:
    solid = _clear(voice, lambda: voice.pick(_SIMPLE)(voice))
    return solid.said(), solid.document


def _clear(voice: Voice, make: Callable[[], Solid]) -> Solid:
    """A solid; with care, its sizes are in a phrase and not in a list, which would run on into the rest."""
    while True:
        solid = make()
        if _without_lists(voice, (solid.frame,)):
            return solid


def _without_lists(voice: Voice, frames: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(frame for frame in frames if not _LIST.search(frame)) if voice.careful else frames


def _with_hole(voice: Voice, part: Said) -> Said:
    """Now and then the first component is a plate or a disc with holes of its own."""
    if voice.often(0.8):
        return part
    solid = _clear(
        voice, lambda: voice.pick((solids.block, solids.square_plate, round_solids.cylinder))(voice)
    )
    feature = voice.pick((hole, hole_pattern))(voice, solid)
    return f"{solid.said()} with {feature.said}", solid.document | {"features": [feature.document]}


def _side(voice: Voice) -> str:
    return voice.pick_weighted({"top": 12, "bottom": 2, "right": 3, "left": 3, "front": 2, "back": 2})


def _placed(voice: Voice, parts: list[Said]) -> tuple[str, list[Document]]:
    """The parts in one sentence, and their documents with the sides they are placed at."""
    sides = [_side(voice) for _ in parts[1:]]
    documents = [
        parts[0][1],
        *(part[1] | {"place": side} for part, side in zip(parts[1:], sides, strict=True)),
    ]
    names = [_a(part[0]) for part in parts]
    if len(parts) == 2:
        side = sides[0]
        first, second = names
        return voice.pick(
            (
                f"{second} {voice.pick(_PLACES[side])} {first}",
                f"{second} {voice.pick(_PLACES[side])} {first}",
                f"{first} with {second} {voice.pick(_AFTER[side])}",
                f"{first} and {second} {voice.pick(_AFTER[side])}",
                f"{first}, {second} {voice.pick(_AFTER[side])}",
                f"{first}; {voice.pick(_AFTER[side])} {second}",
            )[: 3 if voice.careful else 6]
        ), documents
    rest = [f"{name} {voice.pick(_AFTER[side])}" for name, side in zip(names[1:], sides, strict=True)]
    joint = voice.pick((", then ", ", then ", ", next ", "; ")[: 2 if voice.careful else 4])
    return joint.join([names[0], *rest]), documents


def _bore(voice: Voice, across: float, height: float) -> Solid:
    """A cylinder that fits into a body and goes through it."""
    size, long = voice.within(across * 0.2, across * 0.9), voice.within(height, height * 1.5)
    document: Document = {"type": "cylinder", "dimensions": voice.dimensions(diameter=size, height=long)}
    a, b = voice.with_unit(size), voice.with_unit(long)
    noun = voice.pick(("cylinder", "cylinder", "rod"))
    frames = (
        f"{{noun}} of {a} diameter and {b} height",
        f"{{noun}}, {a} in diameter, {b} tall",
        f"{{noun}} with diameter {a} and height {b}",
        f"{{noun}} {a} in diameter and {b} long",
    )
    frame = voice.pick(_without_lists(voice, frames))
    return Solid(noun, frame, document)


def _tool(voice: Voice, body: Solid, wide: bool = False) -> tuple[str, Document]:
    """A solid to cut with, smaller in plan than the body (or, for an intersection, of about its size)."""
    across = (
        body.sizes["diameter"] * 0.7
        if "diameter" in body.sizes
        else min(body.sizes["length"], body.sizes["width"])
    )
    low, high = (across * 0.7, across * 1.25) if wide else (across * 0.2, across * 0.8)
    if voice.often(0.4):
        bore = _bore(voice, high / 0.9, body.sizes["height"])
        return bore.said(), bore.document
    size = voice.within(low, high)
    said = voice.with_unit(size)
    if voice.often(0.5):
        name = voice.pick(("radius", "diameter"))
        if name == "radius":
            size = voice.within(low / 2, high / 2)
            said = voice.with_unit(size)
        noun = voice.pick(("sphere", "ball"))
        frames = (
            f"{noun} of {name} {said}",
            f"{noun} with {said} {name}",
            f"{noun}, {name} {said}",
            f"{said} {name} {noun}",
        )
        frame = voice.pick(_without_lists(voice, frames))
        return frame, {"type": "sphere", "dimensions": voice.dimensions(**{name: size})}
    cube_frame = voice.pick(
        (f"{said} cube", f"cube with {said} sides", f"cube of {said}", f"cube of side {said}")
    )
    return cube_frame, {"type": "cube", "dimensions": voice.dimensions(length=size, width=size, height=size)}


def _a(phrase: str) -> str:
    return f"{article(phrase)} {phrase}"


def article(phrase: str) -> str:
    """`an` before a vowel and before 8, 11 and 18, which are spoken with one."""
    number = "".join(c for c in phrase.split(" ", maxsplit=1)[0] if c.isdigit() or c in ".,/x")
    if number[:1].isdigit():
        whole = number.replace(",", ".").split(".")[0].split("/")[0].split("x")[0]
        return "an" if whole.startswith("8") or whole in ("11", "18") else "a"
    return "an" if phrase[:1].lower() in "aeio" or phrase.startswith(("upright", "up")) else "a"
