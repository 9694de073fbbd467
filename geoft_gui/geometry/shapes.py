"""From the dimensions that a designer gives to a shape in millimetres."""

import math

from . import document as d
from .bodies import Box, Cone, Cylinder, Prism, Pyramid, Shape, Sphere, Torus
from .findings import Notes, millimetres

MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "inch": 25.4}


def shape_of(part: d.Part, pointer: str, notes: Notes) -> Shape:
    """The shape of a part, in mm with radii; what does not fit together is noted as an error."""
    unit = MILLIMETRES[part.dimensions.unit]
    at = pointer + "/dimensions"
    if isinstance(part, d.Cube | d.Pyramid):
        box = part.dimensions
        make = Box if isinstance(part, d.Cube) else Pyramid
        return make(box.length * unit, box.width * unit, box.height * unit)
    if isinstance(part, d.Sphere):
        ball = part.dimensions
        radius = _radius(ball.radius, ball.diameter) * unit
        return Sphere(radius, _wall(ball.thickness, unit, radius, at, notes))
    if isinstance(part, d.Cylinder):
        rod = part.dimensions
        radius = _radius(rod.radius, rod.diameter) * unit
        return Cylinder(radius, rod.height * unit, _wall(rod.thickness, unit, radius, at, notes))
    if isinstance(part, d.Cone):
        cone = part.dimensions
        top = 0.0
        if cone.top_radius is not None or cone.top_diameter is not None:
            top = _radius(cone.top_radius, cone.top_diameter)
        return Cone(_radius(cone.radius, cone.diameter) * unit, top * unit, cone.height * unit)
    if isinstance(part, d.Torus):
        ring = part.dimensions
        radius = _radius(ring.radius, ring.diameter) * unit
        minor = _radius(ring.minor_radius, ring.thickness) * unit
        if minor >= radius:
            notes.error(
                "torus_overlaps",
                at,
                f"The tube's radius ({millimetres(minor)}) must be smaller than the ring's "
                f"({millimetres(radius)}), or the ring closes on itself.",
            )
        return Torus(radius, minor)
    prism = part.dimensions
    if prism.width is not None:
        circumradius = prism.width / 2 / math.cos(math.pi / part.sides)
    else:
        circumradius = _radius(prism.radius, prism.diameter)
    return Prism(part.sides, circumradius * unit, prism.height * unit)


def _radius(radius: float | None, diameter: float | None) -> float:
    """Of two ways to say a radius, the one that was used (the model allows exactly one)."""
    if radius is not None:
        return radius
    assert diameter is not None
    return diameter / 2


def _wall(thickness: float | None, unit: float, radius: float, at: str, notes: Notes) -> float | None:
    if thickness is None:
        return None
    wall = thickness * unit
    if wall >= radius:
        notes.error(
            "wall_too_thick",
            at + "/thickness",
            f"The wall ({millimetres(wall)}) must be thinner than the radius ({millimetres(radius)}).",
        )
    return wall
