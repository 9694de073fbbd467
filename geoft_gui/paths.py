"""Where GeoFT's files lie: those it brings along, and those it makes for the user.

Nothing else in the package works out such a place for itself.
"""

import os
from pathlib import Path

from platformdirs import user_data_path

from geoft_gui.errors import UserError

_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """The folder of icons, themes, catalogues and the starter model.

    Raises:
        UserError: The installation lacks the folder.
    """
    return _brought_along("resources")


def bundled_data() -> Path:
    """The folder of the examples that come with GeoFT.

    Raises:
        UserError: The installation lacks the folder.
    """
    return _brought_along("fine_tuning_datasets")


def starter_model() -> Path:
    """The folder of the small model that GeoFT brings along.

    Raises:
        UserError: The installation lacks GeoFT's resources.
    """
    return resources() / "starter_model"


def data_home() -> Path:
    """The user's own GeoFT folder: ``GEOFT_HOME`` where it is set, else the system's place for such data.

    The folder need not exist yet.
    """
    chosen = os.environ.get("GEOFT_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    # appauthor=False: without it, Windows gets the folder twice, one in the other.
    return user_data_path("geoft", appauthor=False)


def runs_root() -> Path:
    """The folder that holds one folder for each training run. It need not exist yet."""
    return data_home() / "runs"


def log_file() -> Path:
    """The file that takes GeoFT's own faults. Neither it nor its folder need exist yet."""
    return data_home() / "logs" / "geoft.log"


def _brought_along(name: str) -> Path:
    # A wheel packs the folders inside the package, a checkout has them beside it.
    for folder in (_PACKAGE / "_bundled" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise UserError(
        f"GeoFT's own folder “{name}” is missing.",
        "Install GeoFT again, or unpack the whole archive.",
        details=f"looked in {_PACKAGE / '_bundled'} and {_PACKAGE.parent}",
    )
