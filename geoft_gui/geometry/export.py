"""A part as a file for a slicer, a mesh editor or a viewer."""

import os
import uuid
from pathlib import Path

import numpy as np
import trimesh

from geoft_gui.errors import UserError

from .document import Group, Part
from .findings import BuildError
from .resolved import resolve
from .solid import CHECK_SEGMENTS, Solid, build_solid

MESH_SUFFIXES = (".stl", ".3mf", ".glb")

_GLTF_FROM_MILLIMETRES = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]]) / 1000
"""glTF 2.0 §3.4: metres, right-handed, y up, the front faces +z. Here z is up and the front is -y."""


def export(document: Part | Group, path: Path, segments: int = CHECK_SEGMENTS) -> Solid:
    """Write a document's solid to `path`, in the format that its suffix names, and return the solid.

    `.stl` (binary) and `.3mf` are in mm, `.glb` is in metres with y up, as their specifications ask.
    The file is replaced in one step: there is never half of one.

    Raises UserError when the suffix is not one of these, the document cannot be built or is empty, or
    the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in MESH_SUFFIXES:
        raise UserError(
            f"A part cannot be saved as “{path.name}”.",
            "Choose a name that ends in .stl, .3mf or .glb.",
        )
    solid = _built(document, segments)
    _replace(path, _encoded(solid, suffix))
    return solid


def _built(document: Part | Group, segments: int) -> Solid:
    try:
        body = resolve(document).body
    except BuildError as error:
        raise UserError(
            "This document cannot be built, so there is nothing to save.",
            "Check the document, and mend what is found in it.",
            str(error),
        ) from error
    solid = build_solid(body, segments)
    if solid.status != "ok":
        raise UserError(
            "Nothing is left of this part once its features and groups are applied.",
            "Check its sizes and positions.",
            f"manifold3d: {solid.status}",
        )
    return solid


def _encoded(solid: Solid, suffix: str) -> bytes:
    vertices = solid.vertices
    if suffix == ".glb":
        vertices = vertices @ _GLTF_FROM_MILLIMETRES.T
    mesh = trimesh.Trimesh(vertices, solid.triangles, process=False, validate=False)
    content = mesh.export(file_type=suffix[1:])
    assert isinstance(content, bytes), "trimesh returns the bytes of a file in a binary format"
    return content


def _replace(path: Path, content: bytes) -> None:
    """Write a file beside its place, then put it there."""
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        try:
            with open(unfinished, "xb") as file:
                file.write(content)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            f"“{path}” could not be written: {error.strerror or error}.",
            "Choose a folder that exists and that you may write to.",
            repr(error),
        ) from error
