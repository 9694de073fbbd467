"""Files: read again by another library, they are the same solid, in the unit their format asks for."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoft_gui.errors import UserError
from geoft_gui.geometry.document import Group, Part, from_object
from geoft_gui.geometry.export import MESH_SUFFIXES, export
from tests.geometry.known_volumes import PUBLISHED, block, fillet, hole, part
from tests.geometry.strategies import documents

CUBIC_METRES = 1e9
WEDGE = from_object(
    {
        "type": "boolean_union",
        "components": [
            part("cube", length=30, width=20, height=10),
            part("cube", length=2, width=2, height=2) | {"position": {"z": 10}},
            part("cube", length=1, width=1, height=1) | {"position": {"y": -10.5}},
        ],
    }
)
"""30 along x, 21 along y (the front stands out), 12 along z."""


def read(path: Path) -> trimesh.Trimesh:
    return trimesh.load_mesh(path)


@pytest.mark.parametrize("suffix", MESH_SUFFIXES)
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_file_holds_the_solid(tmp_path: Path, name: str, suffix: str) -> None:
    description, volume = PUBLISHED[name]
    path = tmp_path / f"part{suffix}"
    solid = export(from_object(description), path)
    mesh = read(path)
    assert mesh.is_watertight
    assert mesh.volume * (CUBIC_METRES if suffix == ".glb" else 1) == pytest.approx(volume, rel=1e-4)
    assert len(mesh.faces) == len(solid.triangles)


def test_stl_is_binary_and_in_millimetres(tmp_path: Path) -> None:
    path = tmp_path / "part.stl"
    solid = export(WEDGE, path)
    # 80 bytes of header, a count, 50 bytes for each triangle.
    assert path.stat().st_size == 84 + 50 * len(solid.triangles)
    assert np.allclose(read(path).bounds, [(-15, -11, 0), (15, 10, 12)])


def test_3mf_says_millimetre(tmp_path: Path) -> None:
    path = tmp_path / "part.3mf"
    export(WEDGE, path)
    with zipfile.ZipFile(path) as archive:
        assert b'unit="millimeter"' in archive.read("3D/3dmodel.model")
    assert np.allclose(read(path).bounds, [(-15, -11, 0), (15, 10, 12)])


def test_glb_is_in_metres_with_y_up_and_the_front_towards_z(tmp_path: Path) -> None:
    path = tmp_path / "part.glb"
    export(WEDGE, path)
    assert np.allclose(read(path).bounds, np.array([(-15, 0, -10), (15, 12, 11)]) / 1000)


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    export(WEDGE, tmp_path / "PART.STL")
    assert read(tmp_path / "PART.STL").is_watertight


@pytest.mark.parametrize("name", ["part.obj", "part", "part.stl.txt"])
def test_another_suffix_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        export(WEDGE, tmp_path / name)
    assert all(suffix in str(caught.value) for suffix in MESH_SUFFIXES)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be written"):
        export(WEDGE, tmp_path / "nowhere" / "part.stl")


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        (block(10, 10, 10, fillet(8)), "cannot be built"),
        (block(10, 10, 10, hole(20)), "Nothing is left"),
    ],
)
def test_what_is_no_solid_leaves_the_old_file_alone(tmp_path: Path, description: dict, sentence: str) -> None:
    path = tmp_path / "part.stl"
    path.write_bytes(b"before")
    with pytest.raises(UserError, match=sentence):
        export(from_object(description), path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(document=documents(), suffix=st.sampled_from(MESH_SUFFIXES))
def test_any_document_keeps_its_volume_in_a_file(tmp_path: Path, document: Part | Group, suffix: str) -> None:
    path = tmp_path / f"part{suffix}"
    try:
        solid = export(document, path, segments=32)
    except UserError as error:
        assert "Nothing is left" in str(error)
        return
    scale = CUBIC_METRES if suffix == ".glb" else 1
    assert read(path).volume * scale == pytest.approx(solid.volume_mm3, rel=1e-3)
