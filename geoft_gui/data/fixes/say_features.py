"""Features and poses of a document in words, as they are put into its prompt."""

from geoft_gui.data.fixes.correct_sizes import number_text
from geoft_gui.geometry.document import (
    Chamfer,
    Circle,
    Corners,
    Feature,
    Fillet,
    Grid,
    Group,
    Hole,
    Part,
    Pattern,
    Shell,
    Slot,
)

_EDGES = {
    "all": "all edges",
    "vertical": "the vertical edges",
    "top": "the top edges",
    "bottom": "the bottom edges",
}
_FACES = {"x": "from the right side", "y": "from the front"}
_OPEN = {"top": "open top", "bottom": "open bottom", "none": "closed on all sides"}


def feature_words(feature: Feature, unit: str) -> str:
    """A feature with all its numbers, such as `a 5 mm hole, 3 mm deep`."""
    if isinstance(feature, Fillet):
        return f"a {_size(feature.radius, unit)} fillet on {_EDGES[feature.edges]}"
    if isinstance(feature, Chamfer):
        return f"a {_size(feature.distance, unit)} chamfer on {_EDGES[feature.edges]}"
    if isinstance(feature, Shell):
        return f"{_size(feature.thickness, unit)} walls and {_OPEN[feature.open]}"
    return _cut_words(feature, unit)


def pose_words(document: Part | Group) -> list[str]:
    """How a part is turned and where it lies."""
    words = []
    if document.rotation is not None:
        turns = [(axis, angle) for axis, angle in document.rotation if angle]
        words += [f"rotated {number_text(angle)} degrees about {axis}" for axis, angle in turns]
    if document.position is not None:
        places = [f"{axis}={number_text(value)}" for axis, value in document.position if value]
        words.append(f"positioned at {', '.join(places)} mm")
    return words


def _cut_words(cut: Hole | Slot, unit: str) -> str:
    if isinstance(cut, Hole):
        noun, size = "hole", f"{_size(cut.diameter, unit)} "
    else:
        noun, size = "slot", f"{_size(cut.length, unit)} long and {_size(cut.width, unit)} wide "
    words = f"a {size}{noun}" if cut.pattern is None else _many(cut.pattern, f"{size}{noun}s", unit)
    if cut.depth is not None:
        words += f", {_size(cut.depth, unit)} deep"
    if isinstance(cut, Hole) and cut.counterbore is not None:
        words += (
            f", counterbored {_size(cut.counterbore.diameter, unit)} diameter"
            f" and {_size(cut.counterbore.depth, unit)} deep"
        )
    if isinstance(cut, Slot) and cut.angle:
        words += f", turned {number_text(cut.angle)} degrees"
    if cut.axis != "z":
        words += f" {_FACES[cut.axis]}"
    offsets = [f"{axis}={_size(value, unit)}" for axis, value in (("x", cut.x), ("y", cut.y)) if value]
    return words + (f", offset by {' and '.join(offsets)}" if offsets else "")


def _many(pattern: Pattern, cuts: str, unit: str) -> str:
    if isinstance(pattern, Corners):
        return f"four {cuts} in the corners, {_size(pattern.inset, unit)} from the edges"
    if isinstance(pattern, Grid):
        return (
            f"a {pattern.nx} x {pattern.ny} grid of {cuts}, {_size(pattern.dx, unit)} apart in x"
            f" and {_size(pattern.dy, unit)} in y"
        )
    if isinstance(pattern, Circle):
        words = f"{pattern.count} {cuts} on a {_size(pattern.diameter, unit)} bolt circle"
        return words + (f", the first at {number_text(pattern.angle)} degrees" if pattern.angle else "")
    gap, axis = (pattern.dx, "x") if pattern.dx is not None else (pattern.dy, "y")
    assert gap is not None
    return f"{pattern.count} {cuts} in a row along {axis}, {_size(gap, unit)} apart"


def _size(value: float, unit: str) -> str:
    return f"{number_text(value)} {unit}"
