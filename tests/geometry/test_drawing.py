"""What is drawn of a part: lines where faces meet, and light that follows round faces."""

import numpy as np
import pytest
from numpy.typing import NDArray

from geoft_gui.geometry.document import Group, Part
from geoft_gui.geometry.drawing import Drawing, draw
from geoft_gui.geometry.reading import read_document
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import build_solid

from . import examples

CYLINDER = '{"type":"cylinder","dimensions":{"diameter":20,"height":30}}'
CONE = '{"type":"cone","dimensions":{"radius":20,"height":40}}'
PIERCED_PRISM = (
    '{"type":"prism","sides":12,"dimensions":{"width":30,"height":5},'
    '"features":[{"type":"hole","diameter":9}]}'
)


def drawing_of(text: str) -> Drawing:
    document: Part | Group | None = read_document(text).document
    assert document is not None
    return draw(build_solid(resolve(document).body))


def lengths(edges: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.linalg.norm(edges[:, 1] - edges[:, 0], axis=1))


def normals_on(drawing: Drawing, height: float) -> NDArray[np.float32]:
    """The normals at corners at this height."""
    at = abs(drawing.vertices[drawing.triangles][..., 2] - height) < 1e-4
    return drawing.normals[at]


def test_a_cube_has_its_twelve_edges() -> None:
    edges = drawing_of(examples.CUBE.text).edges
    assert len(edges) == 12
    assert lengths(edges) == pytest.approx(20)


def test_a_cylinder_has_two_rims_and_no_line_along_its_side() -> None:
    edges = drawing_of(CYLINDER).edges
    assert (edges[:, 0, 2] == edges[:, 1, 2]).all()
    assert set(edges[..., 2].ravel().tolist()) == {0.0, 30.0}
    assert lengths(edges).sum() == pytest.approx(2 * np.pi * 20, rel=0.01)


@pytest.mark.parametrize("text", [examples.BALL.text, examples.RING.text])
def test_what_is_round_all_over_has_no_edges(text: str) -> None:
    assert len(drawing_of(text).edges) == 0


def test_the_sides_of_a_twelve_sided_prism_are_told_apart_and_those_of_its_hole_are_not() -> None:
    edges = drawing_of(PIERCED_PRISM).edges
    upright = edges[abs(edges[:, 0, 2] - edges[:, 1, 2]) > 1]
    assert len(upright) == 12


def test_a_flat_face_is_lit_evenly_and_a_round_one_as_if_it_were_no_facets() -> None:
    drawing = drawing_of(CYLINDER)
    normals = normals_on(drawing, 30)
    flat = normals[normals[:, 2] > 0.5]
    assert flat == pytest.approx(np.broadcast_to([0, 0, 1], flat.shape), abs=1e-6)
    corners = drawing.vertices[drawing.triangles]
    side = abs(drawing.normals[..., 2]) < 0.5
    outwards = corners[side] * [1, 1, 0] / np.linalg.norm(corners[side][:, :2], axis=1)[:, None]
    assert np.einsum("ij,ij->i", drawing.normals[side], outwards) == pytest.approx(1, abs=1e-4)


def test_a_rounded_edge_does_not_bend_the_light_on_the_flat_face_beside_it() -> None:
    drawing = drawing_of(examples.ROUNDED_BLOCK.text)
    corners = drawing.vertices[drawing.triangles]
    on_top = (abs(corners[..., 2] - 10) < 1e-4).all(axis=1)
    assert drawing.normals[on_top][..., 2].min() > 0.998


def test_the_tip_of_a_cone_is_lit_like_its_side() -> None:
    tip = normals_on(drawing_of(CONE), 40)
    assert abs(tip[:, 2]).max() < 0.5


@pytest.mark.parametrize("example", examples.EXAMPLES)
def test_every_example_can_be_drawn(example: examples.Example) -> None:
    drawing = drawing_of(example.text)
    assert np.linalg.norm(drawing.normals, axis=2) == pytest.approx(1, abs=1e-5)
    assert drawing.triangles.max() < len(drawing.vertices)
    # Each edge of the closed mesh is a line or a smooth one.
    assert 2 * (len(drawing.edges) + len(drawing.smooth)) == 3 * len(drawing.triangles)
    lower, upper = np.array(drawing.bounds)
    diagonal = float(np.linalg.norm(np.subtract(example.upper, example.lower)))
    assert lower == pytest.approx(example.lower, abs=0.005 * diagonal)
    assert upper == pytest.approx(example.upper, abs=0.005 * diagonal)


def test_the_shadow_is_darkest_where_a_part_stands() -> None:
    ball, cube = (drawing_of(example.text).shadow for example in (examples.BALL, examples.CUBE))
    for shadow in (ball, cube):
        middle, corner = shadow[32, 32], shadow[1, 1]
        assert middle > 150
        assert corner < 20
        assert abs(shadow.astype(int) - shadow[:, ::-1]).max() < 25
    # A ball touches the ground at one place only.
    assert ball[32, 18] < cube[32, 18]
