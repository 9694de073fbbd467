"""Holes: one or many, through or blind, from above or from a side, said as they fit after `with`."""

from geoft_gui.data.synthesis.features import AXIS_WORDS, Feature, face, places_in
from geoft_gui.data.synthesis.solids import Document, Solid
from geoft_gui.data.synthesis.voice import Size, Voice, plain


def hole(voice: Voice, solid: Solid) -> Feature:
    """One hole: central or not, through or blind, from above or from a side, plain or counterbored."""
    axis = voice.pick(("z", "z", "z", "z", "x", "y")) if "length" in solid.sizes else "z"
    across, up, along = face(solid, axis)
    size = voice.within(min(across, up) * 0.08, min(across, up) * 0.5)
    document: Document = {"type": "hole", "diameter": plain(size.value)}
    amount = voice.with_unit(size)
    blind = voice.often(0.3)
    name = voice.pick(("hole", "hole", "hole", "bore", "drilled hole"))
    through = voice.pick(("through ", "", "", "", "thru ")) if not blind else voice.pick(("", "", "blind "))
    said = voice.pick(
        (
            f"a {amount} {through}{name}",
            f"a {amount} {through}{name}",
            f"a {through}{name} of {amount} diameter",
            f"a {through}{name} with diameter {amount}",
            f"a {amount} diameter {through}{name}",
            f"a {through}{name}, {amount} in diameter",
            f"one {amount} {through}{name}",
        )
    )
    if blind:
        depth = voice.within(along * 0.15, along * 0.8)
        document["depth"] = plain(depth.value)
        said += voice.pick(
            (
                f" {voice.with_unit(depth)} deep",
                f", {voice.with_unit(depth)} deep",
                f" to a depth of {voice.with_unit(depth)}",
                f" going {voice.with_unit(depth)} deep",
                f", depth {voice.with_unit(depth)}",
            )
        )
    where = ""
    if axis != "z":
        document["axis"] = axis
        ways = [
            way for way in AXIS_WORDS[axis] if not (voice.careful and "drilled" in way and "drilled" in said)
        ]
        said += " " + voice.pick(ways)
    elif "length" in solid.sizes and voice.often(0.3):
        where = _offset(voice, document, (across - size.value) / 2 * 0.8, (up - size.value) / 2 * 0.8)
    if axis == "z" and not where and not blind and voice.often(0.2):
        said += _counterbore(voice, document, size, min(across, up), along)
    if where:
        said += where
    elif axis == "z":
        places = (
            "",
            " through the centre",
            " in the center",
            " in the middle",
            " through the middle",
            " at its centre",
            " down the center",
            " in the centre",
        )
        # What has a depth does not go through.
        said += voice.pick(places_in(places) if voice.careful and blind else places)
    return Feature(said, document)


def hole_pattern(voice: Voice, solid: Solid) -> Feature:
    """Several equal holes: at the corners, on a bolt circle, in a row or in a grid."""
    if "diameter" in solid.sizes:
        return _bolt_circle(voice, solid.sizes["diameter"])
    kind = voice.pick(("corners", "corners", "line", "grid", "circle"))
    length, width = solid.sizes["length"], solid.sizes["width"]
    short = min(length, width)
    if kind == "circle":
        return _bolt_circle(voice, short)
    if kind == "corners":
        size = voice.within(short * 0.04, short * 0.16)
        inset = voice.within(max(short * 0.1, size.value * 0.8), short * 0.3)
        counts = ("four", "4", "four", "4x", "")
        count = voice.pick([said for said in counts if said != "4"] if voice.careful else counts)
        holes = (
            f"{count} {_holes(voice, size)}"
            if count
            else voice.pick(
                (
                    f"a {voice.with_unit(size)} hole in each corner",
                    f"a {voice.with_unit(size)} hole at every corner",
                )
            )
        )
        edge_gap = voice.with_unit(inset)
        where = voice.pick(
            (
                f" {edge_gap} from the corners",
                f" {edge_gap} from the edges",
                f" inset {edge_gap}",
                f", inset {edge_gap} from the edges",
            )
            if not count
            else (
                f" {edge_gap} from the corners",
                f" in the corners, {edge_gap} from the edges",
                f" at the corners with {edge_gap} inset",
                f" at the corners, inset {edge_gap}",
                f" near the corners, {edge_gap} in from the edges",
                f" {edge_gap} in from each corner",
                f", one in each corner, inset {edge_gap}",
                f" placed {edge_gap} from the edges at the corners",
            )
        )
        return Feature(holes + where, _holed(size, {"type": "corners", "inset": plain(inset.value)}))
    if kind == "line":
        count_size = voice.count(2, 8)
        along_x = length >= width or voice.often(0.5)
        room = length if along_x else width
        pitch = voice.within(room * 0.4 / count_size.value, room * 0.85 / count_size.value)
        size = voice.within(min(pitch.value, short) * 0.15, min(pitch.value * 0.7, short * 0.6))
        gap = voice.with_unit(pitch)
        direction = voice.pick(
            ("along the length", "along x", "in x", "lengthwise")
            if along_x
            else ("along the width", "along y", "in y", "across the width")
        )
        holes = f"{count_size.text} {_holes(voice, size)}"
        said = voice.pick(
            (
                f"{holes} in a row {direction}, {gap} apart",
                f"a row of {holes} {direction}, spaced {gap}",
                f"a line of {holes} {gap} apart {direction}",
                f"{holes} {direction} with {gap} spacing",
                f"{holes} spaced {gap} {direction}",
                f"{holes} at {gap} pitch {direction}",
            )
        )
        pattern: Document = {
            "type": "line",
            "count": count_size.value,
            "dx" if along_x else "dy": plain(pitch.value),
        }
        return Feature(said, _holed(size, pattern))
    columns, rows = voice.chance.randint(2, 6), voice.chance.randint(2, 5)
    dx = voice.within(length * 0.4 / columns, length * 0.85 / columns)
    dy = (
        dx
        if voice.often(0.4) and width * 0.2 / rows < dx.value <= width * 0.85 / rows
        else voice.within(width * 0.4 / rows, width * 0.85 / rows)
    )
    size = voice.within(min(dx.value, dy.value) * 0.2, min(dx.value, dy.value) * 0.7)
    grid = voice.pick((f"{columns}x{rows}", f"{columns} by {rows}", f"{columns} x {rows}"))
    if dx.value == dy.value:
        gap = voice.pick(
            (
                f"{voice.with_unit(dx)} apart",
                f"with {voice.with_unit(dx)} spacing",
                f"at {voice.with_unit(dx)} pitch",
                f"spaced {voice.with_unit(dx)}",
            )
        )
    else:
        a, b = voice.with_unit(dx), voice.with_unit(dy)
        gap = voice.pick(
            (
                f"{a} apart in x and {b} in y",
                f"spaced {a} in x and {b} in y",
                f"with {a} and {b} spacing",
                f"at {a} pitch along x and {b} along y",
            )
        )
    plural = _holes(voice, size)
    said = voice.pick(
        (f"a {grid} grid of {plural}, {gap}", f"{plural} in a {grid} grid, {gap}")
        if voice.careful
        else (
            f"a {grid} grid of {plural}, {gap}",
            f"a {grid} pattern of {plural} {gap}",
            f"{plural} in a {grid} grid, {gap}",
            f"a grid of {grid} {plural} {gap}",
            f"{grid} {plural} in a grid, {gap}",
        )
    )
    return Feature(
        said,
        _holed(
            size, {"type": "grid", "nx": columns, "ny": rows, "dx": plain(dx.value), "dy": plain(dy.value)}
        ),
    )


def _offset(voice: Voice, document: Document, most_x: float, most_y: float) -> str:
    """Moves a hole away from the centre of the face, and says so."""
    centre = voice.pick(("the centre", "the center", "centre", "center", "the middle"))
    if voice.often(0.3):
        x, y = voice.offset(most_x), voice.offset(most_y)
        sx, sy = voice.pick((1, -1)), voice.pick((1, -1))
        document["x"], document["y"] = plain(sx * x.value), plain(sy * y.value)
        tx, ty = ("-" if sx < 0 else "") + x.text, ("-" if sy < 0 else "") + y.text
        return voice.pick(
            (f" at x={tx}, y={ty}", f" at x={tx} and y={ty}")
            if voice.careful
            else (
                f" at x={tx}, y={ty}",
                f" at x {tx} and y {ty}",
                f" offset by x={tx} and y={ty}",
                f" at ({tx}; {ty})",
            )
        )
    key, sign, words = voice.pick(
        (
            ("x", 1, ("to the right of", "right of")),
            ("x", -1, ("to the left of", "left of")),
            ("y", 1, ("behind", "towards the back from")),
            ("y", -1, ("in front of", "towards the front from")),
        )
    )
    size = voice.offset(most_x if key == "x" else most_y)
    document[key] = plain(sign * size.value)
    return voice.pick(
        (
            f", {voice.with_unit(size)} {voice.pick(words)} {centre}",
            f" {voice.with_unit(size)} {voice.pick(words)} {centre}",
        )
    )


def _counterbore(voice: Voice, document: Document, size: Size, room: float, along: float) -> str:
    wide, deep = (
        voice.within(size.value * 1.3, max(size.value * 1.5, room * 0.85)),
        voice.within(along * 0.1, along * 0.6),
    )
    document["counterbore"] = {"diameter": plain(wide.value), "depth": plain(deep.value)}
    a, b = voice.with_unit(wide), voice.with_unit(deep)
    return voice.pick(
        (
            f", counterbored {a} diameter and {b} deep",
            f" with a counterbore of {a} diameter, {b} deep",
            f", counterbore {a} diameter by {b} deep",
            f" and a {a} counterbore {b} deep",
            f", counterbored to {a}, {b} deep",
        )
    )


def _bolt_circle(voice: Voice, across: float) -> Feature:
    count = voice.count(3, 12)
    ring = voice.within(across * 0.45, across * 0.82)
    size = voice.within(
        ring.value * 0.04, min(ring.value * 2 / count.value * 0.8, (across - ring.value) * 0.8)
    )
    around, holes = voice.with_unit(ring), f"{count.text} {_holes(voice, size)}"
    said = voice.pick(
        (
            f"{holes} on a {around} bolt circle",
            f"{holes} on a bolt circle of {around}",
            f"{holes} evenly spaced on a {around} circle",
            f"{holes} on a circle of {around} diameter",
            f"{holes} around a {around} pitch circle",
            f"{holes} on a {around} diameter circle",
            f"{holes} on a {around} PCD",
            f"a bolt circle of {around} with {holes}",
        )
    )
    pattern: Document = {"type": "circle", "count": count.value, "diameter": plain(ring.value)}
    if voice.often(0.15):
        angle = voice.degrees()
        pattern["angle"] = plain(angle.value)
        said += voice.pick(
            (
                f" starting at {angle.text} degrees",
                f", first one at {angle.text}°",
                f", the first at {angle.text} degrees",
            )
        )
    return Feature(said, _holed(size, pattern))


def _holes(voice: Voice, size: Size) -> str:
    amount = voice.with_unit(size)
    return voice.pick(
        (
            f"{amount} holes",
            f"{amount} holes",
            f"holes of {amount}",
            f"{amount} diameter holes",
            f"{amount} through holes",
            f"holes of {amount} diameter",
            f"holes with {amount} diameter",
        )
    )


def _holed(size: Size, pattern: Document) -> Document:
    return {"type": "hole", "diameter": plain(size.value), "pattern": pattern}
