"""The kinds of parts as people say them."""

from collections.abc import Mapping
from types import MappingProxyType

KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "cube": "cube",
        "sphere": "sphere",
        "cylinder": "cylinder",
        "cone": "cone",
        "pyramid": "pyramid",
        "torus": "torus",
        "prism": "prism",
        "boolean_union": "union",
        "boolean_difference": "difference",
        "boolean_intersection": "intersection",
        "assembly": "assembly",
    }
)
"""For each type that a document can have, its name in the middle of a sentence."""
