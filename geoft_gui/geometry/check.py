"""The report on a document: is it one, does it build, how big is it."""

import math
from typing import Any

from .bounds import Bounds, bounds
from .findings import BuildError, Finding
from .reading import read_document
from .resolved import resolve
from .solid import CHECK_SEGMENTS, Solid, build_solid


def check(text: str) -> dict[str, Any]:
    """The report that `geoft geometry check` prints: JSON values only. Never raises.

    `parses`: the text is one JSON value and nothing else. `matches_schema`, `builds`, `watertight` are
    about the document in it (where there is other text around it, the first JSON object); a long-form
    document (`form` "v1") is judged after its conversion. `volume_mm3` and `bounding_box_mm` (the lower
    and the upper corner) are None unless it builds. `problems` are errors and warnings alike.
    """
    reading = read_document(text)
    document = reading.document
    report: dict[str, Any] = {
        "parses": reading.parses,
        "matches_schema": document is not None,
        "builds": False,
        "watertight": False,
        "volume_mm3": None,
        "bounding_box_mm": None,
        "problems": [],
        "form": reading.form,
        "type": None if document is None else document.type,
    }
    findings = list(reading.findings)
    if document is not None:
        try:
            resolved = resolve(document)
        except BuildError as error:
            findings += error.findings
        else:
            findings += resolved.warnings
            solid = build_solid(resolved.body, CHECK_SEGMENTS)
            if solid.status == "ok":
                report["builds"] = True
                report["watertight"] = solid.watertight
                report["volume_mm3"] = round(solid.volume_mm3, 3)
                report["bounding_box_mm"] = _bounding_box(solid, bounds(resolved.body))
            else:
                findings.append(_not_solid(solid.status))
    report["problems"] = [finding.as_object() for finding in findings]
    return report


def _not_solid(status: str) -> Finding:
    if status == "empty":
        return Finding("empty", "", "Nothing is left of this part once everything is cut away.")
    return Finding("not_manifold", "", f"This part is not a closed solid ({status}).")


def _bounding_box(solid: Solid, exact: Bounds) -> list[list[float]]:
    """The mesh's box, rid of what only the facets of round faces add to it or take from it.

    The exact box knows nothing of what was cut away, the mesh's box nothing of what lies between its
    vertices: where they differ by no more than a facet stands off its circle, the exact one counts.
    """
    facet = 1 - math.cos(math.pi / solid.segments)
    lower, upper = exact
    corners: list[list[float]] = []
    for mesh, sure, inner in ((solid.bounds[0], lower, max), (solid.bounds[1], upper, min)):
        corner = []
        for axis in range(3):
            near = abs(mesh[axis] - sure[axis]) <= facet * (upper[axis] - lower[axis])
            found = sure[axis] if near else inner(mesh[axis], sure[axis])
            corner.append(round(found, 3) + 0.0)
        corners.append(corner)
    return corners
