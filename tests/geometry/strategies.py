"""Random documents that are valid by construction: every type, feature, pattern, placement and group.

Sizes stay within two orders of magnitude, so that a wall or a hole is never too small to be measured
by random points; what happens at the limits is tested one by one elsewhere.
"""

import math
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from geoft_gui.geometry.bodies import CHAMFER_SHRINK
from geoft_gui.geometry.document import Group, Part, from_object

Object = dict[str, Any]

lengths = st.integers(50, 2000).map(lambda tenths: tenths / 10)
angles = st.one_of(
    st.sampled_from([45, 90, 180, -90]), st.integers(-1800, 1800).map(lambda tenths: tenths / 10)
)
offsets = st.integers(-500, 500).map(lambda tenths: tenths / 10)
units = st.sampled_from(["mm", "mm", "mm", "cm", "m", "inch"])
sides_of_a_box = st.sampled_from(["top", "bottom", "left", "right", "front", "back"])


def objects() -> st.SearchStrategy[Object]:
    """Documents as decoded JSON: a single part, or a group of parts and of groups of parts."""
    return st.one_of(parts(), groups(parts()), groups(st.one_of(parts(), groups(parts()))))


def documents() -> st.SearchStrategy[Part | Group]:
    """Documents as models."""
    return objects().map(from_object)


def parts() -> st.SearchStrategy[Object]:
    """One part of any type, with features where its type has any, in its own unit."""
    return st.one_of(cubes(), spheres(), cylinders(), cones(), pyramids(), tori(), prisms())


@st.composite
def groups(draw: DrawFn, components: st.SearchStrategy[Object]) -> Object:
    """A union, difference or assembly of two to four components, or an intersection of two parts."""
    kind = draw(st.sampled_from(["boolean_union", "boolean_difference", "boolean_intersection", "assembly"]))
    if kind == "boolean_intersection":
        # All bodies stand on their origin: left there, two of them have something in common.
        chosen = draw(st.lists(parts(), min_size=2, max_size=2))
        for component in chosen:
            component.pop("position", None)
            component.pop("rotation", None)
    else:
        chosen = draw(st.lists(components, min_size=2, max_size=4))
        for component in chosen[1:]:
            if draw(st.booleans()):
                component["place"] = draw(sides_of_a_box)
    return {"type": kind, "components": chosen, **draw(poses())}


@st.composite
def poses(draw: DrawFn) -> Object:
    """A position and a rotation, each of which may be missing."""
    pose: Object = {}
    for key, values in (("position", offsets), ("rotation", angles)):
        if draw(st.booleans()):
            pose[key] = draw(st.dictionaries(st.sampled_from(["x", "y", "z"]), values))
    return pose


@st.composite
def cubes(draw: DrawFn) -> Object:
    """A block with edges that fit each other, perhaps a shell, perhaps cuts."""
    length, width, height = draw(lengths), draw(lengths), draw(lengths)
    features = draw(edge_features(min(length, width) / 2, height, vertical=True))
    if draw(st.integers(0, 3)) == 0:
        thickness = _share(draw, min(length, width, height), 0.03, 0.12)
        shell: Object = {"type": "shell", "thickness": thickness}
        opening = draw(st.sampled_from(["top", "bottom", "none"]))
        features.append(shell if opening == "none" else shell | {"open": opening})
    features += draw(cuts(length, width, height))
    return draw(finished("cube", {"length": length, "width": width, "height": height}, features))


@st.composite
def spheres(draw: DrawFn) -> Object:
    """A ball by its radius or its diameter, sometimes hollow."""
    radius = draw(lengths)
    return draw(finished("sphere", draw(round_sizes(radius)) | draw(walls(radius))))


@st.composite
def cylinders(draw: DrawFn) -> Object:
    """A rod or a tube, with rims treated, perhaps cut."""
    radius, height = draw(lengths), draw(lengths)
    wall = draw(walls(radius))
    features = draw(edge_features(wall.get("thickness", radius), height, vertical=False))
    features += draw(cuts(2 * radius, 2 * radius, height))
    return draw(finished("cylinder", draw(round_sizes(radius)) | {"height": height} | wall, features))


@st.composite
def cones(draw: DrawFn) -> Object:
    """A cone, or a frustum that may widen upwards."""
    top = draw(st.one_of(st.just({}), round_sizes(draw(lengths), "top_")))
    return draw(finished("cone", draw(round_sizes(draw(lengths))) | top | {"height": draw(lengths)}))


@st.composite
def pyramids(draw: DrawFn) -> Object:
    """A pyramid."""
    sizes = {"length": draw(lengths), "width": draw(lengths), "height": draw(lengths)}
    return draw(finished("pyramid", sizes))


@st.composite
def tori(draw: DrawFn) -> Object:
    """A ring that does not close on itself."""
    radius = draw(lengths)
    minor = _share(draw, radius, 0.05, 0.9)
    tube = draw(st.sampled_from([{"minor_radius": minor}, {"thickness": round(2 * minor, 3)}]))
    return draw(finished("torus", draw(round_sizes(radius)) | tube))


@st.composite
def prisms(draw: DrawFn) -> Object:
    """A regular prism, perhaps cut."""
    sides, radius, height = draw(st.integers(3, 12)), draw(lengths), draw(lengths)
    flats = round(2 * radius * math.cos(math.pi / sides), 3)
    size = draw(st.sampled_from([{"radius": radius}, {"diameter": 2 * radius}, {"width": flats}]))
    features = draw(cuts(radius, radius, height))
    return draw(finished("prism", size | {"height": height}, features)) | {"sides": sides}


@st.composite
def edge_features(draw: DrawFn, plan: float, height: float, *, vertical: bool) -> list[Object]:
    """Fillets and chamfers that fit: at most `plan` into the profile, at most half the height at a rim."""
    choice = draw(st.sampled_from(["none", "none", "all", "some"]))
    if choice == "none":
        return []
    if choice == "all":
        # What is cut off the corner and what is cut off the rim share the profile's side.
        return [_edge(draw, min(plan, height / 2) * 0.6)]
    treatable = ["vertical", "top", "bottom"] if vertical else ["top", "bottom"]
    names = draw(st.lists(st.sampled_from(treatable), unique=True, min_size=1))
    features, room = [], plan
    for name in ("vertical", "top", "bottom"):
        if name not in names:
            continue
        feature = _edge(draw, min(room, plan if name == "vertical" else height / 2) * 0.8)
        features.append(feature | {"edges": name})
        if name == "vertical" and feature["type"] == "chamfer":
            room = min(plan, (plan - feature["distance"]) / (1 - CHAMFER_SHRINK))
    return features


@st.composite
def cuts(draw: DrawFn, length: float, width: float, height: float) -> list[Object]:
    """Up to three holes and slots, alone or in patterns, that at least partly touch a part of this size."""
    return [draw(one_cut(length, width, height)) for _ in range(draw(st.sampled_from([0, 0, 1, 2, 3])))]


@st.composite
def one_cut(draw: DrawFn, length: float, width: float, height: float) -> Object:
    """A hole or a slot, on one of the three axes, of one of all its kinds."""
    axis = draw(st.sampled_from(["z", "z", "x", "y"]))
    faces = {"x": (width, height, length), "y": (length, height, width), "z": (length, width, height)}
    across, up, deep = faces[axis]
    least = min(across, up)
    wide = _share(draw, least, 0.05, 0.4)
    cut: Object = {"type": "hole", "diameter": wide}
    if draw(st.integers(0, 2)) == 0:
        long = round(wide + _share(draw, least, 0.0, 0.5), 3)
        cut = {"type": "slot", "length": long, "width": wide}
        if draw(st.booleans()):
            cut["angle"] = draw(angles)
    elif draw(st.integers(0, 3)) == 0:
        seat = {"diameter": round(wide * 1.6, 3), "depth": _share(draw, deep, 0.1, 0.5)}
        cut["counterbore"] = seat
    if axis != "z" or draw(st.integers(0, 4)) == 0:
        cut["axis"] = axis
    if draw(st.integers(0, 2)) == 0:
        cut["depth"] = _share(draw, deep, 0.1, 1.2)
    if draw(st.booleans()):
        cut |= {"x": _share(draw, across, -0.3, 0.3), "y": _share(draw, up, -0.3, 0.3)}
    if draw(st.booleans()):
        cut["pattern"] = draw(patterns(across, up))
    return cut


@st.composite
def patterns(draw: DrawFn, across: float, up: float) -> Object:
    """One of the four patterns, on a face of this size."""
    least, count = min(across, up), draw(st.integers(1, 6))
    kind = draw(st.sampled_from(["corners", "grid", "circle", "line"]))
    if kind == "corners":
        return {"type": kind, "inset": _share(draw, least, 0.1, 0.4)}
    if kind == "grid":
        columns, rows = draw(st.integers(1, 4)), draw(st.integers(1, 4))
        apart = {"dx": _share(draw, across, 0.1, 0.3), "dy": _share(draw, up, 0.1, 0.3)}
        return {"type": kind, "nx": columns, "ny": rows} | apart
    if kind == "circle":
        circle: Object = {"type": kind, "count": count, "diameter": _share(draw, least, 0.2, 0.9)}
        return circle | {"angle": draw(angles)} if draw(st.booleans()) else circle
    direction, extent = draw(st.sampled_from([("dx", across), ("dy", up)]))
    return {"type": kind, "count": count, direction: _share(draw, extent, 0.05, 0.3)}


def round_sizes(radius: float, prefix: str = "") -> st.SearchStrategy[Object]:
    """A radius, said as such or as a diameter."""
    return st.sampled_from([{prefix + "radius": radius}, {prefix + "diameter": round(2 * radius, 3)}])


@st.composite
def walls(draw: DrawFn, radius: float) -> Object:
    """A wall thickness that fits, or none."""
    return {"thickness": _share(draw, radius, 0.05, 0.6)} if draw(st.integers(0, 2)) == 0 else {}


@st.composite
def finished(draw: DrawFn, kind: str, sizes: Object, features: list[Object] | None = None) -> Object:
    """The part in some unit and some pose: the same numbers mean centimetres or inches as well."""
    unit = draw(units)
    dimensions = sizes if unit == "mm" else sizes | {"unit": unit}
    part: Object = {"type": kind, "dimensions": dimensions, **draw(poses())}
    return part | {"features": features} if features else part


def _edge(draw: DrawFn, most: float) -> Object:
    kind, key = draw(st.sampled_from([("fillet", "radius"), ("chamfer", "distance")]))
    return {"type": kind, key: _share(draw, most, 0.1, 1.0)}


def _share(draw: DrawFn, whole: float, least: float, most: float) -> float:
    """A length between two fractions of another, with at most three decimals and never zero."""
    share = draw(st.floats(least, most, allow_nan=False).map(lambda fraction: round(whole * fraction, 3)))
    return share or 0.001
