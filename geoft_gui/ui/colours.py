"""The colours of the window, light and dark, by what they are for."""

from dataclasses import dataclass
from typing import Final

from geoft_gui.ui.widgets import plot_colours
from geoft_gui.ui.widgets.plot_colours import PlotColours


@dataclass(frozen=True)
class Colours:
    """Colours as `#rrggbb`.

    Text stands out from `window` and `card` by 4.5 : 1 or more (WCAG 2.2, 1.4.3), and so do `good`, `warning`
    and `bad`, which are words too; the borders of what can be filled in (`field_line`) by 3 : 1 (1.4.11).
    """

    dark: bool
    window: str
    card: str
    line: str
    field_line: str
    hover: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_hover: str
    selection: str
    """Behind selected rows; `text` is read on it."""
    good: str
    warning: str
    bad: str
    notice: str
    """Behind a notice; `text` is read on it."""
    part: str
    """A part's faces in full light."""
    part_edge: str
    scene: str
    """Behind a part."""
    scene_grid: str
    plot: PlotColours


LIGHT: Final = Colours(
    dark=False,
    window="#f4f6f8",
    card="#ffffff",
    line="#dfe3e8",
    field_line="#8c95a1",
    hover="#e9edf2",
    text="#1b1f24",
    muted="#59636e",
    accent="#2563eb",
    on_accent="#ffffff",
    accent_hover="#1d4fd0",
    selection="#dbe7ff",
    good="#15733a",
    warning="#8a5200",
    bad="#b91c1c",
    notice="#fff6e0",
    part="#9db7d6",
    part_edge="#2b3b50",
    scene="#f7f9fb",
    scene_grid="#d5dce4",
    plot=plot_colours.LIGHT,
)
DARK: Final = Colours(
    dark=True,
    window="#16181d",
    card="#1f2229",
    line="#343944",
    field_line="#6f7887",
    hover="#2a2e37",
    text="#e8eaed",
    muted="#9aa4b2",
    accent="#60a5fa",
    on_accent="#0b1220",
    accent_hover="#8abdfc",
    selection="#28406a",
    good="#4ade80",
    warning="#fbbf4d",
    bad="#f98080",
    notice="#39301a",
    part="#8fa9c8",
    part_edge="#0c1118",
    scene="#1a1d23",
    scene_grid="#343a45",
    plot=plot_colours.DARK,
)
