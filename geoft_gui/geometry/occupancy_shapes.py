"""Inside or outside of a single shape, in its own frame.

Every test takes the three columns of the points (float32, mm) and gives a new mask (bool). Distances
are compared squared, and temporaries are reused: at 16,384 points each pass over a column costs about
two microseconds, a fresh array as much again.
"""

import math
from collections.abc import Callable
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from .bodies import (
    CHAMFER_SHRINK,
    Box,
    Cone,
    Cylinder,
    Edge,
    Edges,
    Prism,
    Pyramid,
    Shape,
    Shell,
    Sphere,
    Torus,
    cavity,
)
from .corners import chamfer_corner
from .points import Column

Mask = NDArray[np.bool_]
Test = Callable[[Column, Column, Column], Mask]


def shape_test(shape: Shape, edges: Edges) -> Test:
    """The test of a shape with its edges treated, before shell and cuts."""
    match shape:
        case Box():
            return box_test(shape, edges, chamfer_corner(edges))
        case Sphere():
            return _sphere_test(shape)
        case Cylinder():
            return _cylinder_test(shape, edges)
        case Cone():
            return _cone_test(shape)
        case Pyramid():
            return _pyramid_test(shape)
        case Torus():
            return _torus_test(shape)
        case Prism():
            return _prism_test(shape)
        case _:
            assert_never(shape)


def box_test(box: Box, edges: Edges, corner: float | None) -> Test:
    """A box with treated edges; `corner` as `chamfer_corner` defines it."""
    if corner is not None and edges.vertical is not None:
        return _chamfered_all_round(box, edges.vertical.size, corner)
    half_length, half_width, height = box.length / 2, box.width / 2, box.height
    vertical, inset = edges.vertical, _inset(edges, height)

    def test(x: Column, y: Column, z: Column) -> Mask:
        mask = _between(z, height)
        u, v = np.abs(x), np.abs(y)
        narrowing: Column | float = 0.0
        if inset is not None:
            narrowing = inset(z)
            u += narrowing
            v += narrowing
        mask &= u <= half_length
        mask &= v <= half_width
        if vertical is None:
            return mask
        if vertical.kind == "chamfer":
            u += v
            cut = np.maximum(vertical.size - CHAMFER_SHRINK * narrowing, 0.0)
            mask &= u <= half_length + half_width - cut
            return mask
        radius = np.maximum(vertical.size - narrowing, 0.0)
        u -= half_length - radius
        v -= half_width - radius
        mask &= _squares(np.maximum(u, 0.0, out=u), np.maximum(v, 0.0, out=v)) <= radius * radius
        return mask

    return test


def _chamfered_all_round(box: Box, distance: float, corner: float) -> Test:
    a, b, c = box.length / 2, box.width / 2, box.height / 2

    def test(x: Column, y: Column, z: Column) -> Mask:
        u, v, w = np.abs(x), np.abs(y), np.abs(z - c)
        mask = u <= a
        mask &= v <= b
        mask &= w <= c
        sum_uv = u + v
        mask &= sum_uv <= a + b - distance
        mask &= sum_uv + w <= a + b + c - corner
        u += w
        mask &= u <= a + c - distance
        v += w
        mask &= v <= b + c - distance
        return mask

    return test


def cavity_test(box: Box, edges: Edges, shell: Shell) -> Test:
    """What a shell takes away; beyond an open side the profile of the cavity's flat end goes on."""
    inside = cavity(box, edges, shell)
    inner = box_test(inside.box, inside.edges, chamfer_corner(edges, shell.thickness))
    bottom, height = inside.bottom, inside.box.height

    def test(x: Column, y: Column, z: Column) -> Mask:
        z = z - bottom
        if inside.open == "top":
            np.minimum(z, height, out=z)
        elif inside.open == "bottom":
            np.maximum(z, 0.0, out=z)
        return inner(x, y, z)

    return test


def _inset(edges: Edges, height: float) -> Callable[[Column], Column] | None:
    """How far the profile is inset at each z: `bodies.inset` for a whole column."""
    top, bottom = edges.top, edges.bottom
    if top is None and bottom is None:
        return None

    def inset(z: Column) -> Column:
        # Rims do not reach each other: at most one of the two is not zero.
        total = np.zeros_like(z)
        if top is not None:
            total += _rim_inset(top, z - (height - top.size))
        if bottom is not None:
            total += _rim_inset(bottom, bottom.size - z)
        return total

    return inset


def _rim_inset(edge: Edge, rest: Column) -> Column:
    """The inset where `rest` is the edge's size less the distance from the rim; overwrites `rest`."""
    size = edge.size
    np.clip(rest, 0.0, size, out=rest)
    if edge.kind == "chamfer":
        return rest
    rest *= rest
    np.subtract(size * size, rest, out=rest)
    # Rounding may have left a little less than zero.
    np.maximum(rest, 0.0, out=rest)
    np.sqrt(rest, out=rest)
    return np.subtract(size, rest, out=rest)


def _sphere_test(sphere: Sphere) -> Test:
    radius, wall = sphere.radius, sphere.wall

    def test(x: Column, y: Column, z: Column) -> Mask:
        distance = _squares(x, y)
        z = z - radius
        z *= z
        distance += z
        return _within_wall(distance, radius, wall)

    return test


def _cylinder_test(cylinder: Cylinder, edges: Edges) -> Test:
    radius, wall, height = cylinder.radius, cylinder.wall, cylinder.height
    inset = _inset(edges, height)

    def test(x: Column, y: Column, z: Column) -> Mask:
        distance = _squares(x, y)
        mask = _within_wall(distance, radius, wall)
        mask &= _between(z, height)
        if inset is not None:
            narrowed = np.subtract(radius, inset(z))
            narrowed *= narrowed
            mask &= distance <= narrowed
        return mask

    return test


def _cone_test(cone: Cone) -> Test:
    base, height = cone.radius, cone.height
    slope = (cone.top_radius - base) / height

    def test(x: Column, y: Column, z: Column) -> Mask:
        mask = _between(z, height)
        radius = z * slope
        radius += base
        radius *= radius
        mask &= _squares(x, y) <= radius
        return mask

    return test


def _pyramid_test(pyramid: Pyramid) -> Test:
    half_length, half_width, height = pyramid.length / 2, pyramid.width / 2, pyramid.height

    def test(x: Column, y: Column, z: Column) -> Mask:
        mask = _between(z, height)
        left = z * (-1.0 / height)
        left += 1.0
        mask &= np.abs(x) <= left * half_length
        mask &= np.abs(y) <= left * half_width
        return mask

    return test


def _torus_test(torus: Torus) -> Test:
    radius, tube = torus.radius, torus.minor_radius

    def test(x: Column, y: Column, z: Column) -> Mask:
        distance = _squares(x, y)
        np.sqrt(distance, out=distance)
        distance -= radius
        distance *= distance
        z = z - tube
        z *= z
        distance += z
        return distance <= tube * tube

    return test


def _prism_test(prism: Prism) -> Test:
    """Half-planes, one for each side whose normal points to y >= 0; |y| folds the others onto them."""
    sides, height = prism.sides, prism.height
    apothem = prism.circumradius * math.cos(math.pi / sides)
    angles = [(2 * side + 1) * math.pi / sides for side in range((sides + 1) // 2)]
    normals = [(math.cos(angle), math.sin(angle)) for angle in angles]

    def test(x: Column, y: Column, z: Column) -> Mask:
        mask = _between(z, height)
        v = np.abs(y)
        for along_x, along_y in normals:
            distance = x * along_x
            distance += v * along_y
            mask &= distance <= apothem
        return mask

    return test


def _between(z: Column, height: float) -> Mask:
    mask = z >= 0.0
    mask &= z <= height
    return mask


def _squares(u: Column, v: Column) -> Column:
    total = u * u
    total += v * v
    return total


def _within_wall(squared_distance: Column, radius: float, wall: float | None) -> Mask:
    mask = squared_distance <= radius * radius
    if wall is not None:
        mask &= squared_distance >= (radius - wall) ** 2
    return mask
