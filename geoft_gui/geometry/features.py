"""From the features that a designer lists to edges, a shell and cuts in millimetres."""

import math
from dataclasses import dataclass, field

from . import document as d
from .bodies import (
    CHAMFER_SHRINK,
    SHARP,
    Axis,
    Box,
    Counterbore,
    Cut,
    Cylinder,
    Edge,
    Edges,
    Prism,
    Shape,
    Shell,
    cavity,
)
from .bounds import polygon
from .document import canonical_text
from .findings import Notes, millimetres

_EDGES_OF_BOX = {
    "all": ("vertical", "top", "bottom"),
    "vertical": ("vertical",),
    "top": ("top",),
    "bottom": ("bottom",),
}
_EDGES_OF_CYLINDER = {"all": ("top", "bottom"), "vertical": (), "top": ("top",), "bottom": ("bottom",)}


@dataclass(slots=True)
class Features:
    """What the features of one part do, whatever order they are listed in.

    `idle` are the canonical texts, sorted, of those that act on nothing.
    """

    edges: Edges = SHARP
    shell: Shell | None = None
    cuts: tuple[Cut, ...] = ()
    idle: list[str] = field(default_factory=list)


def features_of(
    part: d.Part, shape: Shape, unit: float, pointer: str, notes: Notes
) -> Features:
    """The features of a part in mm (`unit` is the part's unit in mm), every pattern expanded.

    Noted as errors: treatments that contradict each other or do not fit, shells that do not fit,
    counterbores no wider than their hole, slots shorter than wide. Noted as warnings: features that
    act on nothing on this kind of part, cuts that miss it.
    """
    result = Features()
    treated: dict[str, tuple[Edge, str]] = {}
    cuts: list[Cut] = []
    for index, feature in enumerate(part.features):
        at = f"{pointer}/features/{index}"
        if isinstance(feature, d.Fillet | d.Chamfer):
            _treat(feature, part, shape, unit, at, treated, result.idle, notes)
        elif isinstance(feature, d.Shell):
            _hollow(feature, part, shape, unit, at, result, notes)
        elif isinstance(shape, Box | Cylinder | Prism):
            cuts.append(_cut(feature, part, shape, unit, at, notes))
        else:
            result.idle.append(canonical_text(feature))
            notes.warn(
                "feature_without_effect",
                at,
                f"A {feature.type} acts on a cube, a cylinder or a prism, not on a {part.type}: "
                "it is left out.",
            )
    result.cuts = tuple(cuts)
    if treated and isinstance(shape, Box | Cylinder):
        _check_edges(shape, treated, notes)
        result.edges = Edges(**{name: edge for name, (edge, _) in treated.items()})
    if result.shell is not None and isinstance(shape, Box):
        _check_shell(shape, result, pointer, part, notes)
    result.idle.sort()
    return result


def _treat(
    feature: d.Fillet | d.Chamfer,
    part: d.Part,
    shape: Shape,
    unit: float,
    at: str,
    treated: dict[str, tuple[Edge, str]],
    idle: list[str],
    notes: Notes,
) -> None:
    names: tuple[str, ...] = ()
    if isinstance(shape, Box):
        names = _EDGES_OF_BOX[feature.edges]
    elif isinstance(shape, Cylinder):
        names = _EDGES_OF_CYLINDER[feature.edges]
    if not names:
        idle.append(canonical_text(feature))
        which = f"{feature.edges} edges" if isinstance(shape, Cylinder) else "edges to treat"
        notes.warn(
            "feature_without_effect",
            at,
            f"A {part.type} has no {which}: the {feature.type} is left out.",
        )
        return
    size = (feature.radius if isinstance(feature, d.Fillet) else feature.distance) * unit
    edge = Edge(feature.type, size)
    for name in names:
        if name in treated and treated[name][0] != edge:
            other = treated[name][0]
            notes.error(
                "edges_contradict",
                at,
                f"The {name} edges have a {other.kind} of {millimetres(other.size)} already: "
                "an edge is treated once.",
            )
            return
        treated[name] = (edge, at)


def _check_edges(
    shape: Box | Cylinder, treated: dict[str, tuple[Edge, str]], notes: Notes
) -> None:
    """Note treatments that leave no face, or that meet each other."""
    if isinstance(shape, Box):
        room = min(shape.length, shape.width) / 2
    else:
        room = shape.wall or shape.radius
    vertical = treated["vertical"][0] if "vertical" in treated else None
    for name, (edge, at) in treated.items():
        limit = room
        if name != "vertical":
            opposite = treated.get("bottom" if name == "top" else "top")
            if opposite is None:
                limit = min(limit, shape.height)
            elif edge.size + opposite[0].size >= shape.height:
                same = edge.size == opposite[0].size
                limit = min(limit, shape.height / 2 if same else shape.height - opposite[0].size)
            if vertical is not None and vertical.kind == "chamfer":
                limit = min(limit, (room - vertical.size) / (1 - CHAMFER_SHRINK + 0.0))
        if edge.size >= limit:
            notes.error(
                "edge_too_big",
                at,
                f"A {edge.kind} of {millimetres(edge.size)} does not fit the {name} edges: "
                f"it must be smaller than {millimetres(max(limit, 0.0))}.",
            )
            return


def _hollow(
    feature: d.Shell,
    part: d.Part,
    shape: Shape,
    unit: float,
    at: str,
    result: Features,
    notes: Notes,
) -> None:
    if not isinstance(shape, Box):
        hint = ""
        if isinstance(part, d.Cylinder | d.Sphere):
            hint = f" A hollow {part.type} has a thickness in its dimensions."
        notes.error("shell_not_on_cube", at, f"A shell hollows a cube, not a {part.type}.{hint}")
        return
    shell = Shell(feature.thickness * unit, None if feature.open == "none" else feature.open)
    if result.shell is not None and result.shell != shell:
        notes.error("shells_contradict", at, "The part is shelled already: one shell is enough.")
    result.shell = shell


def _check_shell(
    box: Box, result: Features, pointer: str, part: d.Part, notes: Notes
) -> None:
    """Note a shell that leaves no room inside."""
    shell = result.shell
    assert shell is not None
    inside = cavity(box, result.edges, shell)
    treated = sum(edge.size for edge in (inside.edges.top, inside.edges.bottom) if edge)
    if min(inside.box.length, inside.box.width, inside.box.height - treated) > 0:
        return
    index = next(i for i, feature in enumerate(part.features) if isinstance(feature, d.Shell))
    notes.error(
        "shell_too_thick",
        f"{pointer}/features/{index}/thickness",
        f"Walls of {millimetres(shell.thickness)} leave no room inside this part.",
    )


def _cut(
    feature: d.Hole | d.Slot,
    part: d.Part,
    shape: Box | Cylinder | Prism,
    unit: float,
    at: str,
    notes: Notes,
) -> Cut:
    face, extent = _face_and_extent(shape, feature.axis)
    depth = None if feature.depth is None else feature.depth * unit
    if depth is not None and depth >= extent:
        depth = None
    counterbore = None
    angle = 0.0
    if isinstance(feature, d.Slot):
        length, width = feature.length * unit, feature.width * unit
        angle = feature.angle
        if length < width:
            notes.error(
                "slot_too_short",
                at + "/length",
                f"A slot's length ({millimetres(length)}) cannot be less than its width "
                f"({millimetres(width)}).",
            )
    else:
        length = width = feature.diameter * unit
        if feature.counterbore is not None:
            counterbore = Counterbore(
                feature.counterbore.diameter * unit, feature.counterbore.depth * unit
            )
            if counterbore.diameter <= width:
                notes.error(
                    "counterbore_too_small",
                    at + "/counterbore/diameter",
                    f"The counterbore ({millimetres(counterbore.diameter)}) must be wider than its "
                    f"hole ({millimetres(width)}).",
                )
    x, y = feature.x * unit, feature.y * unit
    centres = tuple((x + u, y + v) for u, v in _offsets(feature.pattern, face, unit))
    reach = max(length, counterbore.diameter if counterbore else 0.0) / 2
    missing = sum(_misses(shape, feature.axis, face, centre, reach) for centre in centres)
    if missing:
        which = "This" if len(centres) == 1 else f"{missing} of these {len(centres)}"
        verb = "misses" if len(centres) == 1 else "miss"
        notes.warn("cut_misses", at, f"{which} {feature.type}{'s' * (verb == 'miss')} {verb} the part.")
    return Cut(feature.type, feature.axis, centres, depth, length, width, angle, counterbore)


def _face_and_extent(
    shape: Box | Cylinder | Prism, axis: Axis
) -> tuple[tuple[float, float], float]:
    """The width and height of the bounding box's face across an axis, and its depth along the axis."""
    if isinstance(shape, Box):
        length, width = shape.length, shape.width
    elif isinstance(shape, Cylinder):
        length = width = 2 * shape.radius
    else:
        corners = polygon(shape)
        length = max(u for u, _ in corners) - min(u for u, _ in corners)
        width = 2 * max(v for _, v in corners)
    if axis == "z":
        return (length, width), shape.height
    return ((width, shape.height), length) if axis == "x" else ((length, shape.height), width)


def cut_count(pattern: d.Corners | d.Grid | d.Circle | d.Line | None) -> int:
    """How many cuts a pattern makes of one."""
    if pattern is None:
        return 1
    if isinstance(pattern, d.Corners):
        return 4
    return pattern.nx * pattern.ny if isinstance(pattern, d.Grid) else pattern.count


def _offsets(
    pattern: d.Corners | d.Grid | d.Circle | d.Line | None, face: tuple[float, float], unit: float
) -> list[tuple[float, float]]:
    """Where a pattern puts its cuts, from its centre, in mm."""
    if pattern is None:
        return [(0.0, 0.0)]
    if isinstance(pattern, d.Corners):
        u, v = face[0] / 2 - pattern.inset * unit, face[1] / 2 - pattern.inset * unit
        return [(-u, -v), (u, -v), (-u, v), (u, v)]
    if isinstance(pattern, d.Grid):
        columns = _row(pattern.nx, pattern.dx * unit)
        return [(u, v) for v in _row(pattern.ny, pattern.dy * unit) for u in columns]
    if isinstance(pattern, d.Line):
        if pattern.dx is not None:
            return [(u, 0.0) for u in _row(pattern.count, pattern.dx * unit)]
        assert pattern.dy is not None
        return [(0.0, v) for v in _row(pattern.count, pattern.dy * unit)]
    radius = pattern.diameter * unit / 2
    angles = (
        math.radians(pattern.angle + 360 * index / pattern.count) for index in range(pattern.count)
    )
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles]


def _row(count: int, spacing: float) -> list[float]:
    return [(index - (count - 1) / 2) * spacing for index in range(count)]


def _misses(
    shape: Box | Cylinder | Prism,
    axis: Axis,
    face: tuple[float, float],
    centre: tuple[float, float],
    reach: float,
) -> bool:
    """Whether a cut of radius `reach` around a centre lies off the face (or in a tube's bore)."""
    u, v = centre
    if isinstance(shape, Cylinder) and axis == "z":
        away = math.hypot(u, v)
        bore = shape.radius - shape.wall if shape.wall else 0.0
        return away - reach >= shape.radius or away + reach <= bore
    return abs(u) - reach >= face[0] / 2 or abs(v) - reach >= face[1] / 2
