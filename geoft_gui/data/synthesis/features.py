"""What is done to a solid: edges, slots and shells, said as they fit after `with`."""

from dataclasses import dataclass

from geoft_gui.data.synthesis.solids import Document, Solid
from geoft_gui.data.synthesis.voice import Voice, plain


@dataclass(frozen=True)
class Feature:
    """A feature as it is said (a noun phrase) and as it is meant."""

    said: str
    document: Document


def edge(voice: Voice, solid: Solid, edges: str | None = None) -> Feature:
    """A fillet or a chamfer on some edges of a block or a round bar."""
    round_bar = "diameter" in solid.sizes
    if edges is None:
        edges = voice.pick(
            ("all", "all", "top", "bottom")
            if round_bar
            else ("all", "all", "vertical", "vertical", "top", "bottom")
        )
    size = voice.within(*_edge_room(solid, edges))
    amount = voice.with_unit(size)
    where = voice.pick(_EDGE_WORDS["rims" if round_bar and edges == "all" else edges])
    if voice.often(0.6):
        said = voice.pick(
            (
                f"a {amount} fillet on {where}",
                f"{amount} fillets on {where}",
                f"{where} filleted at {amount}",
                f"{where} rounded to {amount}",
                f"{where} rounded with a {amount} radius",
                f"{amount} rounding on {where}",
                f"a fillet of {amount} on {where}",
                f"{where} rounded off by {amount}",
                f"{where} filleted with radius {amount}",
                f"fillet radius {amount} on {where}",
            )
        )
        document: Document = {"type": "fillet", "radius": plain(size.value)}
    else:
        said = voice.pick(
            (
                f"a {amount} chamfer on {where}",
                f"{amount} chamfers on {where}",
                f"{where} chamfered by {amount}",
                f"{where} chamfered {amount}",
                f"{where} bevelled by {amount}",
                f"a {amount} bevel on {where}",
                f"a chamfer of {amount} on {where}",
                f"{where} beveled at {amount}",
            )
        )
        document = {"type": "chamfer", "distance": plain(size.value)}
    if edges != "all":
        document["edges"] = edges
    return Feature(said, document)


def slot(voice: Voice, solid: Solid) -> Feature:
    """A slot in a block, straight or turned, through or of some depth, from above or from the front."""
    axis = voice.pick(("z", "z", "z", "y"))
    across, up, along = face(solid, axis)
    long = voice.within(across * 0.2, across * 0.7)
    wide = voice.within(min(long.value * 0.15, up * 0.1), min(long.value * 0.7, up * 0.6))
    document: Document = {"type": "slot", "length": plain(long.value), "width": plain(wide.value)}
    a, b, pair = voice.with_unit(long), voice.with_unit(wide), voice.joined((long, wide))
    said = voice.pick(
        (
            f"a {pair} slot",
            f"a slot {a} long and {b} wide",
            f"a {a} long, {b} wide slot",
            f"a slot of {pair}",
            f"one slot, {a} long by {b} wide",
            f"a slot measuring {pair}",
            f"an elongated slot, {a} long and {b} wide",
        )
    )
    if voice.often(0.3):
        depth = voice.within(along * 0.15, along * 0.8)
        document["depth"] = plain(depth.value)
        said += voice.pick(
            (
                f", {voice.with_unit(depth)} deep",
                f" {voice.with_unit(depth)} deep",
                f" to a depth of {voice.with_unit(depth)}",
            )
        )
    if axis != "z":
        document["axis"] = axis
        # Nobody drills a slot.
        ways = [way for way in AXIS_WORDS[axis] if not (voice.careful and "drilled" in way)]
        said += " " + voice.pick(ways)
    elif voice.often(0.25):
        angle = voice.degrees()
        document["angle"] = plain(angle.value)
        said += voice.pick(
            (
                f" turned {angle.text} degrees",
                f" rotated {angle.text}°",
                f" at {angle.text} degrees",
                f" at an angle of {angle.text} degrees",
            )
        )
    else:
        places = ("", " in the middle", " in the centre", " through the center", " cut through the middle")
        said += voice.pick(places_in(places) if voice.careful and "depth" in document else places)
    return Feature(said, document)


def shell(voice: Voice, solid: Solid) -> Feature:
    """A hollow block with walls, open above, open below or closed."""
    thickness = voice.within(min(solid.sizes.values()) * 0.03, min(solid.sizes.values()) * 0.22)
    wall = voice.with_unit(thickness)
    walls = voice.pick(
        (
            f"{wall} walls",
            f"{wall} thick walls",
            f"a wall thickness of {wall}",
            f"walls of {wall}",
            f"a {wall} wall",
        )
    )
    opening = voice.pick(("top", "top", "top", "bottom", "none"))
    opened = voice.pick(
        {
            "top": ("an open top", "open at the top", "the top open", "open top", "no top"),
            "bottom": (
                "an open bottom",
                "open at the bottom",
                "the bottom open",
                "open bottom",
                "open underneath",
            ),
            "none": ("closed on all sides", "no opening", "fully closed", "closed all round"),
        }[opening]
    )
    said = voice.pick(
        _careful_shell(voice, walls, opening)
        if voice.careful
        else (
            f"{walls} and {opened}",
            f"{walls}, {opened}",
            f"{opened} and {walls}",
            f"a hollow inside, {walls}, {opened}",
        )
    )
    document: Document = {"type": "shell", "thickness": plain(thickness.value)}
    if opening != "none":
        document["open"] = opening
    return Feature(said, document)


def _careful_shell(voice: Voice, walls: str, opening: str) -> tuple[str, ...]:
    """Walls and opening as things that a box can have."""
    opened = voice.pick(
        {
            "top": ("an open top", "no top", "an opening at the top"),
            "bottom": ("an open bottom", "no bottom", "an opening at the bottom"),
            "none": ("no opening", "no openings"),
        }[opening]
    )
    return (
        f"{walls} and {opened}",
        f"{opened} and {walls}",
        f"a hollow inside, {walls} and {opened}",
    )


_EDGE_WORDS = {
    "all": (
        "all edges",
        "all edges",
        "every edge",
        "all the edges",
        "all its edges",
        "each edge",
        "all twelve edges",
    ),
    "rims": ("all edges", "both rims", "both edges", "both ends", "the top and bottom edges"),
    "vertical": (
        "the vertical edges",
        "all vertical edges",
        "the four vertical edges",
        "its vertical edges",
        "the upright edges",
    ),
    "top": ("the top edges", "the top edge", "the upper edges", "the upper rim", "the edges of the top face"),
    "bottom": (
        "the bottom edges",
        "the bottom edge",
        "the lower edges",
        "the lower rim",
        "the edges of the bottom face",
    ),
}


AXIS_WORDS = {
    "x": (
        "along the x axis",
        "from the right side",
        "from the right",
        "in x direction",
        "drilled from the right",
        "in the right face",
        "from right to left",
    ),
    "y": (
        "along the y axis",
        "from the front",
        "in the front face",
        "in y direction",
        "drilled from the front",
        "in the front wall",
        "from front to back",
    ),
}


def places_in(places: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some places that are in a part and not through it."""
    return tuple(place for place in places if "through" not in place and "down" not in place)


def face(solid: Solid, axis: str) -> tuple[float, float, float]:
    """Width and height of the face that a cut along this axis enters, and the way through the solid."""
    if "diameter" in solid.sizes:
        inner = solid.sizes["diameter"] * 0.7
        return inner, inner, solid.sizes["height"]
    length, width, height = solid.sizes["length"], solid.sizes["width"], solid.sizes["height"]
    return {"z": (length, width, height), "x": (width, height, length), "y": (length, height, width)}[axis]


def _edge_room(solid: Solid, edges: str) -> tuple[float, float]:
    """The smallest and the largest edge treatment that leaves something of every face."""
    if "diameter" in solid.sizes:
        room = min(solid.sizes["diameter"] / 2, solid.sizes["height"] / (2 if edges == "all" else 1))
    else:
        plan = min(solid.sizes["length"], solid.sizes["width"])
        room = (
            plan if edges == "vertical" else min(plan, solid.sizes["height"] * (1 if edges == "all" else 2))
        )
        room /= 2
    return room * 0.05, room * 0.6
