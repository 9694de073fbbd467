"""Parts whose volume is known without either compiler: from a closed formula, or from exact CAD.

The numbers marked OCCT come from Open CASCADE 8.0.1 (BRepFilletAPI, BRepOffsetAPI_MakeThickSolid), on a
block of 20 x 16 x 12 mm.
"""

import json
from math import cos, pi, sqrt, tan
from typing import Any

from tests.geometry import examples

Object = dict[str, Any]


def block(length: float, width: float, height: float, *features: Object) -> Object:
    """A cube document."""
    dimensions = {"length": length, "width": width, "height": height}
    return {"type": "cube", "dimensions": dimensions, "features": list(features)}


def fillet(radius: float, edges: str = "all") -> Object:
    """A fillet feature."""
    return {"type": "fillet", "radius": radius, "edges": edges}


def chamfer(distance: float, edges: str = "all") -> Object:
    """A chamfer feature."""
    return {"type": "chamfer", "distance": distance, "edges": edges}


def shell(thickness: float, opening: str = "top") -> Object:
    """A shell feature."""
    return {"type": "shell", "thickness": thickness, "open": opening}


def rod(radius: float, height: float, *features: Object, **sizes: float) -> Object:
    """A cylinder document."""
    dimensions = {"radius": radius, "height": height} | sizes
    return {"type": "cylinder", "dimensions": dimensions, "features": list(features)}


def hole(diameter: float, **more: Any) -> Object:
    """A hole feature."""
    return {"type": "hole", "diameter": diameter} | more


def slot(length: float, width: float, **more: Any) -> Object:
    """A slot feature."""
    return {"type": "slot", "length": length, "width": width} | more


def part(kind: str, **dimensions: Any) -> Object:
    """A document of a type without features."""
    return {"type": kind, "dimensions": dimensions}


SHAPES: dict[str, tuple[Object, float]] = {
    "cube": (part("cube", length=20, width=30, height=5), 3000.0),
    "cube in inches": (part("cube", length=1, width=2, height=0.5, unit="inch"), 25.4**3),
    "sphere": (part("sphere", diameter=45.5), pi / 6 * 45.5**3),
    "hollow sphere": (part("sphere", radius=10, thickness=2), 4 / 3 * pi * (1000 - 512)),
    "cylinder": (part("cylinder", diameter=0.5, height=6, unit="inch"), pi * 6.35**2 * 152.4),
    "tube": (part("cylinder", diameter=40, height=120, thickness=3), pi * (400 - 289) * 120),
    "cone": (part("cone", radius=12, height=30), pi * 144 * 10),
    "frustum": (part("cone", diameter=24, top_diameter=10, height=30), pi * 10 * (144 + 60 + 25)),
    "widening cone": (part("cone", radius=5, top_radius=12, height=30), pi * 10 * (144 + 60 + 25)),
    "pyramid": (part("pyramid", length=30, width=20, height=25), 5000.0),
    "torus": (part("torus", radius=30, minor_radius=4), 2 * pi**2 * 30 * 16),
    "torus by thickness": (part("torus", diameter=60, thickness=8), 2 * pi**2 * 30 * 16),
    "triangular prism": ({"sides": 3} | part("prism", radius=10, height=7), 3 * sqrt(3) / 4 * 100 * 7),
    "hexagon across flats": ({"sides": 6} | part("prism", width=8, height=25), 6 * 16 * tan(pi / 6) * 25),
    "nine sides": (
        {"sides": 9} | part("prism", diameter=40, height=3),
        9 * (20 * cos(pi / 9)) ** 2 * tan(pi / 9) * 3,
    ),
}

EDGES: dict[str, tuple[Object, float]] = {
    "vertical fillet": (block(20, 16, 12, fillet(3, "vertical")), (320 - (4 - pi) * 9) * 12),
    "vertical chamfer": (block(20, 16, 12, chamfer(3, "vertical")), (320 - 18) * 12),
    "all filleted": (
        block(20, 16, 12, fillet(3)),
        14 * 10 * 6 + 2 * 3 * (14 * 10 + 14 * 6 + 10 * 6) + pi * 9 * (14 + 10 + 6) + 4 / 3 * pi * 27,
    ),
    "all chamfered (OCCT: corners are triangles)": (block(20, 16, 12, chamfer(2)), 3498.666666667),
    "top fillet (OCCT)": (block(20, 16, 12, fillet(2, "top")), 3781.262521773),
    "top chamfer (OCCT)": (block(20, 16, 12, chamfer(2, "top")), 3706.666666667),
    "vertical fillet, top chamfer (OCCT)": (
        block(20, 16, 12, fillet(3, "vertical"), chamfer(1, "top")),
        3714.914426178,
    ),
    "vertical chamfer, top chamfer (OCCT)": (
        block(20, 16, 12, chamfer(3, "vertical"), chamfer(1, "top")),
        3592.619288125,
    ),
    "vertical chamfer, top fillet (OCCT)": (
        block(20, 16, 12, chamfer(3, "vertical"), fillet(1, "top")),
        3610.374884253,
    ),
    "rod, top fillet (OCCT)": (rod(10, 12, fillet(2, "top")), 3718.385344486),
    "rod, both rims chamfered": (rod(10, 12, chamfer(2)), pi * 100 * 8 + 2 * pi / 3 * 2 * (100 + 80 + 64)),
    "tube, bottom rim chamfered": (
        rod(10, 12, chamfer(2, "bottom"), thickness=4),
        pi * 100 * 10 + pi / 3 * 2 * (100 + 80 + 64) - pi * 36 * 12,
    ),
}

SHELLS: dict[str, tuple[Object, float]] = {
    "closed": (block(20, 16, 12, shell(1, "none")), 3840 - 18 * 14 * 10),
    "open top": (block(20, 16, 12, shell(1)), 3840 - 18 * 14 * 11),
    "open bottom": (block(20, 16, 12, shell(1, "bottom")), 3840 - 18 * 14 * 11),
    "vertical fillet, open top (OCCT)": (block(20, 16, 12, fillet(3, "vertical"), shell(1)), 1013.061929830),
    "vertical chamfer, open top (OCCT)": (block(20, 16, 12, chamfer(3, "vertical"), shell(1)), 980.225396744),
    "bottom fillet, open top (OCCT)": (block(20, 16, 12, fillet(3, "bottom"), shell(1)), 991.162225541),
    "bottom chamfer, open top (OCCT)": (block(20, 16, 12, chamfer(3, "bottom"), shell(1)), 947.748244243),
    "all filleted, closed": (
        block(20, 16, 12, fillet(3), shell(1, "none")),
        EDGES["all filleted"][1]
        - (14 * 10 * 6 + 2 * 2 * (14 * 10 + 14 * 6 + 10 * 6) + pi * 4 * (14 + 10 + 6) + 4 / 3 * pi * 8),
    ),
    "wall thicker than the fillet": (
        block(20, 16, 12, fillet(2, "vertical"), shell(3)),
        (320 - (4 - pi) * 4) * 12 - 14 * 10 * 9,
    ),
    "filleted rim of the open side": (
        # The cavity's flat end, 3 mm inside the outline like the outer one, goes on through the top.
        block(20, 16, 12, fillet(3, "top"), shell(1)),
        1103.162226113,
    ),
}

OBROUND = 20 * 8 + pi * 16
FOUR = {"type": "corners", "inset": 8}

CUTS: dict[str, tuple[Object, float]] = {
    "through": (block(80, 50, 6, hole(5, x=-12, y=7)), 24000 - pi / 4 * 25 * 6),
    "blind": (block(80, 50, 6, hole(5, depth=2.5)), 24000 - pi / 4 * 25 * 2.5),
    "deeper than the part": (block(80, 50, 6, hole(5, depth=7)), 24000 - pi / 4 * 25 * 6),
    "counterbored": (
        block(80, 50, 6, hole(5, counterbore={"diameter": 9, "depth": 2})),
        24000 - pi / 4 * (25 * 4 + 81 * 2),
    ),
    "from the side": (block(80, 50, 6, hole(3, axis="x", x=10)), 24000 - pi / 4 * 9 * 80),
    "blind, from the front": (block(80, 50, 6, hole(3, axis="y", depth=11, x=10)), 24000 - pi / 4 * 9 * 11),
    "slot": (block(80, 50, 6, slot(28, 8)), 24000 - OBROUND * 6),
    "slot at an angle": (block(80, 50, 6, slot(28, 8, angle=33)), 24000 - OBROUND * 6),
    "slot as long as wide": (block(80, 50, 6, slot(8, 8)), 24000 - pi * 16 * 6),
    "corners": (block(80, 50, 6, hole(5, pattern=FOUR)), 24000 - pi * 25 * 6),
    "corners, counterbored": (
        block(80, 50, 6, hole(5, pattern=FOUR, counterbore={"diameter": 9, "depth": 2})),
        24000 - pi * (25 * 4 + 81 * 2),
    ),
    "grid": (
        block(80, 50, 6, hole(5, pattern={"type": "grid", "nx": 4, "ny": 3, "dx": 15, "dy": 14})),
        24000 - 12 * pi / 4 * 25 * 6,
    ),
    "overlapping line": (
        # Two circles of radius 5 whose centres are 5 apart: what they share is counted once.
        block(80, 50, 6, hole(10, pattern={"type": "line", "count": 2, "dx": 5})),
        24000 - 6 * (2 * pi * 25 - (2 * 25 * pi / 3 - 2.5 * sqrt(75))),
    ),
    "half over the side": (block(80, 50, 6, hole(10, x=40)), 24000 - pi / 2 * 25 * 6),
    "circle on a disc": (
        rod(50, 12, hole(9, pattern={"type": "circle", "count": 6, "diameter": 75, "angle": 15})),
        pi * 12 * (2500 - 6 * 4.5**2),
    ),
    "across a hexagon": (
        {"sides": 6, "features": [hole(1, axis="y")]} | part("prism", width=8, height=25),
        6 * 16 * tan(pi / 6) * 25 - pi / 4 * 8,
    ),
    "shelled, then a hole through one wall": (
        block(20, 16, 12, shell(1), hole(4, axis="x", depth=3)),
        3840 - 18 * 14 * 11 - pi * 4 * 1,
    ),
}

KNOWN = {
    f"{family}: {name}": case
    for family, cases in {"shape": SHAPES, "edges": EDGES, "shell": SHELLS, "cut": CUTS}.items()
    for name, case in cases.items()
}

PUBLISHED: dict[str, tuple[Object, float]] = {
    f"example {number}": (json.loads(example.text), example.volume)
    for number, example in enumerate(examples.EXAMPLES, start=1)
}
BRACKET: Object = json.loads(examples.BRACKET.text)
