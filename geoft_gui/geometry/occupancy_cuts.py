"""Where holes and slots take material away, in the frame of the part they are cut into."""

import math

import numpy as np

from .bodies import Box, Cut, Cylinder, Prism
from .bounds import polygon
from .occupancy_shapes import Mask, Test
from .points import Column


def cut_test(cut: Cut, shape: Box | Cylinder | Prism) -> Test:
    """The test of a whole pattern of equal holes or slots.

    Memory does not grow with their number: they are looked at one after another, or, where they form
    a grid, one column and one row after another.
    """
    straight, radius = (cut.length - cut.width) / 2, cut.width / 2
    turn = math.radians(cut.angle) if straight else 0.0
    cosine, sine = math.cos(turn), math.sin(turn)
    centres = [(u * cosine + v * sine, v * cosine - u * sine) for u, v in cut.centres]
    columns, rows = sorted({u for u, _ in centres}), sorted({v for _, v in centres})
    is_grid = len(columns) * len(rows) == len(set(centres))
    half_height, mouth = shape.height / 2, _mouth(cut, shape)
    bore = cut.counterbore

    def test(x: Column, y: Column, z: Column) -> Mask:
        if cut.axis == "z":
            u, v, depth = x, y, z
        elif cut.axis == "x":
            u, v, depth = y, z - half_height, x
        else:
            u, v, depth = x, z - half_height, y
        if turn:
            u, v = u * cosine + v * sine, v * cosine - u * sine
        if is_grid:
            distance = _nearest_along(u, columns, straight)
            distance += _nearest_along(v, rows, 0.0)
        else:
            distance = _nearest(u, v, centres, straight)
        mask = distance <= radius * radius
        if cut.depth is not None:
            mask &= _is_above(depth, cut.depth)
        if bore is not None:
            wider = distance <= bore.diameter * bore.diameter / 4
            wider &= _is_above(depth, bore.depth)
            mask |= wider
        return mask

    def _is_above(depth: Column, limit: float) -> Mask:
        return depth <= mouth + limit if cut.axis == "y" else depth >= mouth - limit

    return test


def _mouth(cut: Cut, shape: Box | Cylinder | Prism) -> float:
    """Where the face that a cut enters lies on the cut's axis: top, right, or front."""
    if cut.axis == "z":
        return shape.height
    if isinstance(shape, Box):
        return shape.length / 2 if cut.axis == "x" else -shape.width / 2
    if isinstance(shape, Cylinder):
        return shape.radius if cut.axis == "x" else -shape.radius
    corners = polygon(shape)
    return max(x for x, _ in corners) if cut.axis == "x" else min(y for _, y in corners)


def _nearest_along(values: Column, centres: list[float], straight: float) -> Column:
    """Squared distance to the nearest of some segments on one axis, `straight` long to each side."""
    nearest = _squared_excess(values, centres[0], straight)
    for centre in centres[1:]:
        np.minimum(nearest, _squared_excess(values, centre, straight), out=nearest)
    return nearest


def _nearest(u: Column, v: Column, centres: list[tuple[float, float]], straight: float) -> Column:
    """Squared distance to the nearest of some segments along u, `straight` long to each side."""
    nearest = np.full_like(u, np.inf)
    for along, across in centres:
        distance = _squared_excess(u, along, straight)
        distance += _squared_excess(v, across, 0.0)
        np.minimum(nearest, distance, out=nearest)
    return nearest


def _squared_excess(values: Column, centre: float, straight: float) -> Column:
    excess = values - centre
    if straight:
        np.abs(excess, out=excess)
        excess -= straight
        np.maximum(excess, 0.0, out=excess)
    excess *= excess
    return excess
