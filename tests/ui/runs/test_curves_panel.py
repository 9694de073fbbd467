import gc
import weakref

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.runs.curves_panel import CurvesPanel


def test_a_panel_that_is_gone_hears_of_no_other_colours(appearance: Appearance) -> None:
    panel = CurvesPanel(appearance)
    left = weakref.ref(panel)
    del panel
    gc.collect()
    assert left() is None
    appearance.choose("dark", 100)
