"""Whether this computer runs on its battery."""

import psutil


def on_battery() -> float | None:
    """How full the battery is that the computer runs on, in percent; None: it is plugged in or has none."""
    # Not every system that psutil runs on can tell.
    ask = getattr(psutil, "sensors_battery", None)
    battery = ask() if ask is not None else None
    if battery is None or battery.power_plugged is not False:
        return None
    return float(battery.percent)
