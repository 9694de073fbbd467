"""What is drawn in a plot, as numbers."""

from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]


@dataclass(frozen=True)
class DrawnPoints:
    """The points of each line as (step, value), where they lie on its axes."""

    loss: list[Point]
    smoothed: list[Point]
    held_out: list[Point]
    correct: list[Point]
    not_finite: list[Point]


def points_of(line: Any) -> list[Point]:
    """The points that a line of pyqtgraph was told to draw."""
    x, y = line.getData()
    return [] if x is None else list(zip(x.tolist(), y.tolist(), strict=True))
