"""How quickly points are found inside or outside a part, against asking manifold3d for the same.

    python benchmarks/occupancy.py

The job is the IoU of a part with itself moved by 1 %: by point tests, both parts are compiled and
16,384 points are asked of each; by meshes, both are built with 64 segments and intersected. Bodies are
resolved beforehand. CPU time of the process is counted, so that a busy machine changes little.
"""

import json
from dataclasses import replace

import numpy as np
from cpu_time import quickest

from geoft_gui.geometry.bodies import Body
from geoft_gui.geometry.document import from_object
from geoft_gui.geometry.occupancy import compile_occupancy
from geoft_gui.geometry.points import Points
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import build_solid

PARTS = {
    "cube": '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}',
    "sphere": '{"type":"sphere","dimensions":{"diameter":45.5}}',
    "plate with four holes": (
        '{"type":"cube","dimensions":{"length":80,"width":50,"height":6},'
        '"features":[{"type":"hole","diameter":5,"pattern":{"type":"corners","inset":8}}]}'
    ),
    "flange": (
        '{"type":"cylinder","dimensions":{"diameter":100,"height":12},"features":['
        '{"type":"chamfer","distance":1,"edges":"top"},{"type":"hole","diameter":30},'
        '{"type":"hole","diameter":9,"pattern":{"type":"circle","count":6,"diameter":75}}]}'
    ),
    "rounded block, turned": (
        '{"type":"cube","dimensions":{"length":60,"width":40,"height":10},"rotation":{"z":45},'
        '"features":[{"type":"fillet","radius":2}]}'
    ),
    "plate with 1,000 holes": (
        '{"type":"cube","dimensions":{"length":500,"width":300,"height":5},"features":[{"type":"hole",'
        '"diameter":5,"pattern":{"type":"grid","nx":40,"ny":25,"dx":10,"dy":10}}]}'
    ),
}
UNIT = np.random.default_rng(0).random((3, 16384), dtype=np.float32)


def by_points(first: Body, second: Body) -> float:
    """IoU by counting."""
    one, other = compile_occupancy(first), compile_occupancy(second)
    corners = np.array([one.bounds, other.bounds])
    points = Points.in_box(UNIT, (corners[:, 0].min(axis=0), corners[:, 1].max(axis=0)))
    a, b = one.inside(points), other.inside(points)
    return float(np.count_nonzero(a & b) / np.count_nonzero(a | b))


def by_meshes(first: Body, second: Body) -> float:
    """IoU by a boolean of two meshes."""
    one, other = build_solid(first).manifold, build_solid(second).manifold
    shared = (one ^ other).volume()
    return float(shared / (one.volume() + other.volume() - shared))


def main() -> None:
    """Print one line for each part."""
    print(f"{'part':24}{'asking':>10}{'IoU by points':>16}{'IoU by meshes':>16}{'ratio':>8}   difference")
    for name, text in PARTS.items():
        body = resolve(from_object(json.loads(text))).body
        occupancy = compile_occupancy(body)
        points = Points.in_box(UNIT, occupancy.bounds)
        extent = np.subtract(occupancy.bounds[1], occupancy.bounds[0])
        moved = replace(body, position=tuple((extent / 100).tolist()))
        asking = quickest(lambda: occupancy.inside(points))  # noqa: B023
        ours = quickest(lambda: by_points(body, moved))  # noqa: B023
        theirs = quickest(lambda: by_meshes(body, moved))  # noqa: B023
        off = by_points(body, moved) - by_meshes(body, moved)
        print(
            f"{name:24}{asking * 1e6:7.0f} µs{ours * 1e3:13.2f} ms{theirs * 1e3:13.2f} ms"
            f"{theirs / ours:7.0f}x   {off:+.4f}"
        )


if __name__ == "__main__":
    main()
