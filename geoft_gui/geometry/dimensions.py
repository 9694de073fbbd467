"""The dimensions of each kind of part, in the part's own unit."""

from .fields import Choosing, Length, MaybeLength, Model, Unit


class BoxDimensions(Model):
    """Of a cube (any block) or a pyramid: length along x, width along y, height along z."""

    length: Length
    width: Length
    height: Length
    unit: Unit = "mm"


class SphereDimensions(Choosing):
    """A wall `thickness` makes the sphere hollow."""

    exactly_one = (("radius", "diameter"),)
    radius: MaybeLength = None
    diameter: MaybeLength = None
    thickness: MaybeLength = None
    unit: Unit = "mm"


class CylinderDimensions(Choosing):
    """A wall `thickness` makes the cylinder a tube; radius and diameter are the outer ones."""

    exactly_one = (("radius", "diameter"),)
    radius: MaybeLength = None
    diameter: MaybeLength = None
    height: Length
    thickness: MaybeLength = None
    unit: Unit = "mm"


class ConeDimensions(Choosing):
    """A top radius or diameter makes the cone a frustum."""

    exactly_one = (("radius", "diameter"),)
    at_most_one = (("top_radius", "top_diameter"),)
    radius: MaybeLength = None
    diameter: MaybeLength = None
    top_radius: MaybeLength = None
    top_diameter: MaybeLength = None
    height: Length
    unit: Unit = "mm"


class TorusDimensions(Choosing):
    """Radius or diameter of the circle of the tube's centre; the tube by its radius or its thickness."""

    exactly_one = (("radius", "diameter"), ("minor_radius", "thickness"))
    radius: MaybeLength = None
    diameter: MaybeLength = None
    minor_radius: MaybeLength = None
    thickness: MaybeLength = None
    unit: Unit = "mm"


class PrismDimensions(Choosing):
    """Radius or diameter of the circle through the vertices, or width across flats."""

    exactly_one = (("radius", "diameter", "width"),)
    radius: MaybeLength = None
    diameter: MaybeLength = None
    width: MaybeLength = None
    height: Length
    unit: Unit = "mm"
