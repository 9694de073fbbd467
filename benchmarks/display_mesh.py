"""How long the mesh of a part takes that is drawn on the screen (64 segments).

    python benchmarks/display_mesh.py

From a document to vertices and triangles; the goal is less than 3 ms for a plate with four holes. The
peer is manifold3d used plainly: a block less four cylinders. CPU time of the process is counted.
"""

import json

from cpu_time import quickest
from manifold3d import Manifold, OpType

from geoft_gui.geometry.document import from_object
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import DISPLAY_SEGMENTS, build_solid

FOUR_HOLES = '{"type":"hole","diameter":5,"pattern":{"type":"corners","inset":8}}'
BLOCK = '{"type":"cube","dimensions":{"length":80,"width":50,"height":6},"features":'
PARTS = {
    "plate with four holes": f"{BLOCK}[{FOUR_HOLES}]}}",
    "the same, rims filleted": f'{BLOCK}[{{"type":"fillet","radius":2}},{FOUR_HOLES}]}}',
    "the same, shelled": f'{BLOCK}[{{"type":"shell","thickness":1}},{FOUR_HOLES}]}}',
    "ball": '{"type":"sphere","dimensions":{"diameter":45.5}}',
    "ring": '{"type":"torus","dimensions":{"radius":30,"minor_radius":4}}',
}


def drawn(text: str) -> int:
    """The number of triangles of a document's mesh."""
    return len(build_solid(resolve(from_object(json.loads(text))).body).triangles)


def plain_plate() -> int:
    """The plate by a boolean of solids."""
    drill = Manifold.cylinder(8, 2.5, 2.5, DISPLAY_SEGMENTS, True)
    holes = [drill.translate((x, y, 3)) for x in (-32, 32) for y in (-17, 17)]
    plate = Manifold.cube((80, 50, 6), False).translate((-40, -25, 0))
    return len(Manifold.batch_boolean([plate, *holes], OpType.Subtract).to_mesh64().tri_verts)


def main() -> None:
    """Print one line for each part, then the peer and the ratio."""
    times = {}
    for name, text in PARTS.items():
        times[name] = quickest(lambda: drawn(text))  # noqa: B023
        print(f"{name:40}{times[name] * 1e3:8.2f} ms{drawn(text):8,} triangles")
    peer = quickest(plain_plate)
    plate = times["plate with four holes"]
    print(f"{'the first, by manifold3d booleans':40}{peer * 1e3:8.2f} ms{plain_plate():8,} triangles")
    print(f"ratio {peer / plate:.1f}x; goal < 3 ms: {'reached' if plate < 3e-3 else 'missed'}")


if __name__ == "__main__":
    main()
