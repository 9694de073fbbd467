"""Rows as published ones are: long, full of what no prompt determines, and some of them at odds with it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

SIZES = ("length", "width", "height", "radius", "diameter", "thickness", "depth", "angle")
MATERIALS = ("steel", "brass", "wood", "titanium", "copper")
COLOURS = ("red", "blue", "green", "white")
NOWHERE = {"x": 0.0, "y": 0.0, "z": 0.0}

STATED = 20
"""Rows whose prompts say all that the part needs; `write_long_rows` says how many there are of the others."""
PLACEHOLDERS = 8
VAGUE = 18
ASSEMBLIES = 8
TORI = 6
FILLETS = 6
CONTRADICTING = 4
"""In pairs: the same prompt, and different materials and sizes."""
DUPLICATES = 1
ROWS = STATED + PLACEHOLDERS + VAGUE + ASSEMBLIES + TORI + FILLETS + CONTRADICTING + DUPLICATES


def write_long_rows(path: Path) -> Path:
    """Write the same rows each time; the last one says what the first one says."""
    prompts = list(_Maker(Random(7)).rows())
    prompts.append(prompts[0])
    assert len(prompts) == ROWS
    rows = [{"messages": [_turn("user", prompt), _turn("assistant", answer)]} for prompt, answer in prompts]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return path


def _turn(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


@dataclass
class _Maker:
    chance: Random

    def rows(self) -> Iterator[tuple[str, str]]:
        """Prompts with their answers."""
        materials = cycle(MATERIALS)
        for number in range(STATED):
            yield self._stated(number, next(materials))
        for number in range(PLACEHOLDERS):
            # The number in the prompt is the same whatever the part is.
            material = next(materials)
            prompt = f"{('Form', 'Shape')[number % 2]} a {material} ball dia=20mm"
            yield prompt, self._primitive(prompt, "sphere", material, radius=self._size(5, 40))
        for number in range(VAGUE):
            kind = ("cylinder", "cone", "cube")[number % 3]
            process = ("milling", "casting", "forging", "turning", "3D printing", "welding")[number // 3]
            prompt = f"Design a {kind} for {process} in {next(materials)}"
            yield prompt, self._primitive(prompt, kind, next(materials), **self._sizes(kind))
        for number in range(ASSEMBLIES):
            name, below = (("stand", "cube"), ("lamp", "cylinder"))[number % 2]
            above = ("sphere", "cone", "cylinder", "cube")[number // 2]
            prompt = f"Design a {name} with {above} mounted on {below}"
            yield prompt, self._assembly(prompt, name, above, below)
        for _ in range(TORI):
            radius, thick = self._size(20, 60), self._size(2, 9)
            prompt = f"Create a {(material := next(materials))} torus of {radius}mm radius, {thick}mm thick"
            yield prompt, self._primitive(prompt, "torus", material, radius=radius, thickness=thick)
        for _ in range(FILLETS):
            material, sizes = next(materials), self._sizes("cube")
            prompt = f"Create a {material} block {_said(sizes)} with 2mm fillet on all edges"
            yield prompt, self._primitive(prompt, "cube", material, **sizes)
        for number in range(CONTRADICTING):
            prompt = f"Make me a plain {('pyramid', 'cone')[number % 2]}"
            kind = prompt.split()[-1]
            yield prompt, self._primitive(prompt, kind, next(materials), **self._sizes(kind))

    def _stated(self, number: int, material: str) -> tuple[str, str]:
        kind = ("cylinder", "cone", "cube", "sphere")[number % 4]
        sizes = self._sizes(kind)
        prompt = f"{('Build', 'Create', 'Make')[number // 4 % 3]} a {material} {kind} {_said(sizes)}"
        return prompt, self._primitive(prompt, kind, material, **sizes)

    def _primitive(self, prompt: str, kind: str, material: str, **sizes: float) -> str:
        document: dict[str, Any] = {
            **{"id": self._id(), "type": kind, "dimensions": _dimensions(sizes)},
            **{"position": NOWHERE, "rotation": NOWHERE, "scale": dict.fromkeys("xyz", 1.0)},
            **{"material": material, "color": self.chance.choice(COLOURS), "name": None},
            **{"description": prompt, "parent_id": None, "children_ids": [], "features": []},
            "metadata": {"generated": True, "confidence": self.chance.uniform(0.7, 1.0)},
            "timestamp": f"2025-10-08T16:{self.chance.randrange(60):02}:51.{self.chance.randrange(10**6):06}",
        }
        return json.dumps(document, indent=2)

    def _assembly(self, prompt: str, name: str, above: str, below: str) -> str:
        own = self._id()
        parts = [
            {
                **{"id": self._id(), "type": kind, "dimensions": _dimensions(self._sizes(kind))},
                **{"position": NOWHERE | {"x": 10.0 * place}, "parent_id": own},
            }
            for place, kind in enumerate((above, below))
        ]
        document = {
            **{"id": own, "type": "assembly", "name": name, "description": prompt, "components": parts},
            **{"material": self.chance.choice(MATERIALS), "metadata": {"component_count": 2}},
        }
        return json.dumps(document, indent=2)

    def _sizes(self, kind: str) -> dict[str, float]:
        names = {"cube": SIZES[:3], "pyramid": SIZES[:3], "sphere": ("radius",)}
        return {name: self._size(5, 200) for name in names.get(kind, ("radius", "height"))}

    def _size(self, least: float, most: float) -> float:
        return round(self.chance.uniform(least, most), 2)

    def _id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))


def _dimensions(sizes: dict[str, float]) -> dict[str, object]:
    return {**dict.fromkeys(SIZES), **sizes, "unit": "mm"}


def _said(sizes: dict[str, float]) -> str:
    return ", ".join(f"{name} {size}mm" for name, size in sizes.items())
