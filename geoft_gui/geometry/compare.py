"""Scores an answer against the expected document.

Absolute millimetres, nothing aligned and nothing scaled: pose is part of the task. A layer counts only
what passed the one before it (parses, matches the schema, builds), and a failure counts 0 everywhere.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from .bodies import Body, Combination
from .bounds import Bounds, bounds
from .canonical import canonical_text
from .document import Group, Part
from .findings import BuildError, Finding
from .matching import how_much, same_body
from .occupancy import compile_occupancy
from .points import Points
from .reading import Reading, read_document
from .resolved import Resolved, resolve
from .sobol import unit_points
from .solid import CHECK_SEGMENTS, Solid, build_solid

FAST_POINTS = 16_384
EXACT_POINTS = 65_536
THIN = 0.02
"""A part that fills less of its bounding box is compared by its mesh: points would miss it."""


@dataclass(frozen=True, slots=True)
class Score:
    """How an answer compares with what was expected.

    `type` is the expected document's. `volume_error` (|V - V'| / V') and `bounding_box_error` (the
    largest |e - e'| / e' of the three extents) are None where the answer failed; the first is an
    estimate (from points, good to about 1 %) unless the comparison was exact. `topology_equal` is None
    unless the comparison was exact. `cad_score` is 0.5 IoU + 0.3 fields + 0.2 topology, where fields is
    the mean of dimension accuracy and feature F1 (dimension accuracy alone where neither side has
    features); without the topology its other two terms are scaled to 1. `exact_text` compares
    canonical texts. Attributes are material, colour, process, tolerance and finish: precision is the
    share of those said that were expected, recall the share of those expected that were said.
    """

    type: str | None = None
    parses: bool = False
    matches_schema: bool = False
    builds: bool = False
    correct: bool = False
    iou: float = 0.0
    volume_error: float | None = None
    bounding_box_error: float | None = None
    topology_equal: bool | None = None
    dimension_accuracy: float = 0.0
    feature_f1: float = 0.0
    cad_score: float = 0.0
    exact_text: bool = False
    attribute_precision: float = 0.0
    attribute_recall: float = 0.0
    problems: tuple[Finding, ...] = ()


def compare(answer: str, expected: str, *, exact: bool = False) -> Score:
    """The score of an answer. Never raises, whatever the texts.

    Where the expected text is no document that builds, nothing about the answer can be right; the
    problem's code is then "expected_broken". `exact` adds manifold3d's verdict and the topology, and
    takes volumes (and thin parts' IoU) from meshes: tens of milliseconds instead of one.
    """
    wanted = read_document(expected)
    if wanted.document is None:
        return Score(problems=(_expected_broken(wanted.findings),))
    return _score(read_document(answer), wanted.document, exact)


def compare_documents(answer: Part | Group, expected: Part | Group, *, exact: bool = False) -> Score:
    """As `compare`, for documents that have been read."""
    return _score(Reading(parses=True, document=answer), expected, exact)


def is_correct(answer: Resolved, expected: Resolved) -> bool:
    """Whether two documents are the same part: see `matching.same_body`."""
    return same_body(answer.body, expected.body)


def _expected_broken(findings: tuple[Finding, ...]) -> Finding:
    reasons = " ".join(str(finding) for finding in findings if finding.severity == "error")
    return Finding("expected_broken", "", f"The expected document cannot be used. {reasons}")


def _score(reading: Reading, expected: Part | Group, exact: bool) -> Score:
    kind, problems = expected.type, reading.findings
    if not reading.parses or reading.document is None:
        return Score(kind, parses=reading.parses, problems=problems)
    answer = reading.document
    try:
        wanted = resolve(expected)
    except BuildError as error:
        return Score(kind, True, True, problems=(*problems, _expected_broken(error.findings)))
    try:
        found = resolve(answer)
    except BuildError as error:
        return Score(kind, True, True, problems=problems + error.findings)
    problems += found.warnings
    correct = is_correct(found, wanted)
    try:
        measured = (_measure_exactly if exact else _measure)(found.body, wanted.body, correct)
    except BuildError as error:
        return Score(kind, True, True, problems=(*problems, _expected_broken(error.findings)))
    if not measured.builds:
        empty = Finding("empty", "", "Nothing is left of this part.")
        return Score(kind, True, True, problems=(*problems, empty))
    fields = how_much(found.body, wanted.body)
    has_features = fields.features_found or fields.features_expected
    share = fields.dimension_accuracy
    if has_features:
        share = (share + fields.feature_f1) / 2
    cad_score = 0.5 * measured.iou + 0.3 * share
    if measured.topology_equal is None:
        cad_score /= 0.8
    else:
        cad_score += 0.2 * measured.topology_equal
    precision, recall = _attributes_found(answer, expected)
    return Score(
        type=kind,
        parses=True,
        matches_schema=True,
        builds=True,
        correct=correct,
        iou=measured.iou,
        volume_error=measured.volume_error,
        bounding_box_error=_bounding_box_error(bounds(found.body), bounds(wanted.body)),
        topology_equal=measured.topology_equal,
        dimension_accuracy=fields.dimension_accuracy,
        feature_f1=fields.feature_f1,
        cad_score=1.0 if correct else cad_score,
        exact_text=correct and canonical_text(answer) == canonical_text(expected),
        attribute_precision=precision,
        attribute_recall=recall,
        problems=problems,
    )


@dataclass(frozen=True, slots=True)
class _Measures:
    builds: bool
    iou: float = 0.0
    volume_error: float = 0.0
    topology_equal: bool | None = None


def _measure(found: Body, wanted: Body, correct: bool) -> _Measures:
    """The fast path: points in the joint bounding box. Equal geometry has IoU 1 without counting."""
    if correct:
        return _Measures(not is_empty(found), 1.0)
    inside, inside_wanted, both = _count_points(found, wanted, FAST_POINTS)
    if not inside and is_empty(found):
        return _Measures(builds=False)
    if not inside_wanted:
        # Too small or too thin for this cloud of points.
        return _measure_exactly(found, wanted, correct)
    return _Measures(
        True,
        both / (inside + inside_wanted - both),
        abs(inside - inside_wanted) / inside_wanted,
    )


def _measure_exactly(found: Body, wanted: Body, correct: bool) -> _Measures:
    """With meshes: their volumes, their topology, and the IoU of thin or small parts.

    Raises BuildError when nothing is left of the expected part.
    """
    mesh, wanted_mesh = (build_solid(body, CHECK_SEGMENTS) for body in (found, wanted))
    if wanted_mesh.status != "ok":
        raise BuildError([Finding("empty", "", "Nothing is left of this part.")])
    if mesh.status != "ok":
        return _Measures(builds=False)
    volume, wanted_volume = mesh.volume_mm3, wanted_mesh.volume_mm3
    inside = inside_wanted = both = 0
    if not correct and min(_fill(mesh), _fill(wanted_mesh)) >= THIN:
        inside, inside_wanted, both = _count_points(found, wanted, EXACT_POINTS)
    if correct:
        iou = 1.0
    elif inside and inside_wanted:
        iou = both / (inside + inside_wanted - both)
    else:
        common = float((mesh.manifold ^ wanted_mesh.manifold).volume())
        iou = common / (volume + wanted_volume - common)
    return _Measures(
        True,
        iou,
        abs(volume - wanted_volume) / wanted_volume,
        mesh.topology == wanted_mesh.topology,
    )


def _fill(solid: Solid) -> float:
    lower, upper = solid.bounds
    return solid.volume_mm3 / float(np.prod(np.subtract(upper, lower)))


def _count_points(found: Body, wanted: Body, count: int) -> tuple[int, int, int]:
    """How many points of the joint bounding box lie in the one, in the other, in both."""
    first, second = compile_occupancy(found), compile_occupancy(wanted)
    lower, upper = zip(first.bounds, second.bounds, strict=True)
    joint = (tuple(map(min, *lower)), tuple(map(max, *upper)))
    points = Points.in_box(unit_points(count), joint)
    mine, theirs = first.inside(points), second.inside(points)
    return (
        int(np.count_nonzero(mine)),
        int(np.count_nonzero(theirs)),
        int(np.count_nonzero(mine & theirs)),
    )


def is_empty(body: Body) -> bool:
    """Whether nothing is left of a body once everything is cut away.

    Points decide where one of them is inside; where none is, the part is thin or empty, and its mesh
    decides.
    """
    if not isinstance(body, Combination) and not body.cuts:
        return False
    occupancy = compile_occupancy(body)
    for count in (FAST_POINTS // 16, FAST_POINTS):
        if occupancy.inside(Points.in_box(unit_points(count), occupancy.bounds)).any():
            return False
    return build_solid(body).status != "ok"


def _bounding_box_error(found: Bounds, expected: Bounds) -> float:
    extents, wanted = (np.subtract(upper, lower) for lower, upper in (found, expected))
    return float(np.max(np.abs(extents - wanted) / wanted))


def _attributes_found(answer: Part | Group, expected: Part | Group) -> tuple[float, float]:
    said, wanted = Counter(_attributes(answer)), Counter(_attributes(expected))
    right = (said & wanted).total()
    return (
        right / said.total() if said else 1.0,
        right / wanted.total() if wanted else 1.0,
    )


def _attributes(document: Part | Group) -> list[tuple[str, str]]:
    """What is said of a document and of its components besides geometry, whatever the case."""
    made = document.manufacturing
    pairs = [("material", document.material), ("color", document.color)]
    if made is not None:
        pairs += [
            ("process", made.process),
            ("tolerance", made.tolerance),
            ("surface_finish", made.surface_finish),
        ]
    found = [(key, text.casefold()) for key, text in pairs if text]
    if isinstance(document, Group):
        for component in document.components:
            found += _attributes(component)
    return found
