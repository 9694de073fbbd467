"""Rows with the faults that published ones have."""

import json

from geoft_gui.data.row import Message, Row

BOX = {"length": 30.0, "width": 40.0, "height": 50.0}


def long_form(kind: str, **sizes: float) -> str:
    """An answer as published data has them: ids, nulls, a random material."""
    names = ("length", "width", "height", "radius", "diameter", "thickness", "depth", "angle")
    nowhere = {"x": 0.0, "y": 0.0, "z": 0.0}
    return json.dumps(
        {
            "id": "1c5f6e22-b1ae-4da1-a214-b557726270a6",
            "type": kind,
            "dimensions": dict.fromkeys(names) | sizes | {"unit": "mm"},
            "position": nowhere,
            "rotation": nowhere,
            "scale": {"x": 1.0, "y": 1.0, "z": 1.0},
            "material": "titanium",
            "color": "green",
            "name": None,
            "features": [],
            "timestamp": "2025-10-08T16:14:51.206792",
        },
        indent=2,
    )


def assembly(*parts: tuple[str, dict[str, float]]) -> str:
    """Two parts as published data has them: both at the origin but for ten millimetres."""
    return json.dumps(
        {
            "id": "a",
            "type": "assembly",
            "material": "steel",
            "components": [
                {
                    "id": f"p{place}",
                    "type": kind,
                    "dimensions": sizes,
                    "position": {"x": 10.0 * place, "y": 0, "z": 0},
                }
                for place, (kind, sizes) in enumerate(parts)
            ],
        }
    )


def row(prompt: str, answer: str, number: int = 1) -> Row:
    return Row(number, (Message("user", prompt), Message("assistant", answer)), id=f"r{number}")
