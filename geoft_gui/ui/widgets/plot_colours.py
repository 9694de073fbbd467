"""The colours of a plot, for light and dark surroundings."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class PlotColours:
    """Colours as `#rrggbb`. Text stands out from the background by 4.5 : 1 or more, curves by 3 : 1."""

    background: str
    text: str
    muted: str
    grid: str
    loss: str
    loss_faint: str
    held_out: str
    correct: str
    trouble: str


LIGHT: Final = PlotColours(
    background="#ffffff",
    text="#1b1f24",
    muted="#5d6773",
    grid="#dfe3e8",
    loss="#2563eb",
    loss_faint="#a9c4fa",
    held_out="#c2410c",
    correct="#15803d",
    trouble="#b91c1c",
)
DARK: Final = PlotColours(
    background="#1f2229",
    text="#e8eaed",
    muted="#9aa4b2",
    grid="#363b45",
    loss="#60a5fa",
    loss_faint="#39557d",
    held_out="#fb923c",
    correct="#4ade80",
    trouble="#f87171",
)
