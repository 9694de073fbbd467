"""A key for a part: documents that say the same part, in whatever unit or words, share it."""

from collections.abc import Iterator

from geoft_gui.data.likeness import digest
from geoft_gui.geometry.bodies import ORIGIN, SHARP, Body, Combination, Cut, rotation_matrix
from geoft_gui.geometry.document import Group, Part

_DECIMALS = 3
"""Of millimetres and of rotation matrices: what differs by less is the same."""

_NOT_TURNED = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def part_key(document: Part | Group, body: Body) -> bytes:
    """A short key for a part.

    A part in inches and the same in millimetres, or one by its radius and one by its diameter, have the same
    key; one of another material, colour or making has another.

    Args:
        document: the part.
        body: its body (`geometry.resolved.resolve`).
    """
    return digest(f"{_body(body)}\n{list(_attributes(document))}")


def body_key(body: Body) -> bytes:
    """A short key for the geometry alone, as `part_key` otherwise."""
    return digest(_body(body))


def _body(body: Body) -> str:
    """A text for a body; the parts of a group that may stand in any order are sorted."""
    pose = _pose(body)
    if isinstance(body, Combination):
        parts = [_body(part) for part in body.parts]
        fixed = 1 if body.kind == "boolean_difference" else 0
        return f"{body.kind}{parts[:fixed]}{sorted(parts[fixed:])}{pose}{body.idle}"
    # Most parts have but a shape.
    edges = "" if body.edges == SHARP else _plain(body.edges)
    shell = "" if body.shell is None else _plain(body.shell)
    cuts = sorted(text for cut in body.cuts for text in _cuts(cut)) if body.cuts else ""
    return f"{_plain(body.shape)}{edges}{shell}{cuts}{pose}{body.idle}"


def _pose(body: Body) -> str:
    if body.position == body.rotation == ORIGIN:
        return ""
    turned = [_rounded(row) for row in rotation_matrix(body.rotation)]
    moved = _rounded(body.position)
    return "" if turned == _NOT_TURNED and not any(moved) else f"{moved}{turned}"


def _cuts(cut: Cut) -> Iterator[str]:
    """A text for each hole or slot of a pattern."""
    angle = 0.0 if cut.length == cut.width else round(cut.angle % 180, _DECIMALS)
    same = (cut.kind, cut.axis, _plain(cut.depth), _plain(cut.length), _plain(cut.width), angle)
    for centre in cut.centres:
        yield f"{same}{_plain(cut.counterbore)}{_rounded(centre)}"


def _plain(value: object) -> object:
    """A value with its numbers rounded, in types that every process writes alike."""
    if isinstance(value, float | int):
        # Without -0.0, which is written otherwise than 0.0.
        return round(float(value), _DECIMALS) + 0.0
    names = getattr(type(value), "__slots__", None)
    if names is None:
        return value
    return [type(value).__name__, *(_plain(getattr(value, name)) for name in names)]


def _rounded(values: tuple[float, ...]) -> list[float]:
    return [round(value, _DECIMALS) + 0.0 for value in values]


def _attributes(document: Part | Group) -> Iterator[object]:
    made = document.manufacturing
    yield (
        document.material,
        document.color,
        made and (made.process, made.tolerance, made.surface_finish),
    )
    if isinstance(document, Group):
        for component in document.components:
            yield from _attributes(component)
