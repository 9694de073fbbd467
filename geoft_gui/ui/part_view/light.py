"""The light on a part: from the sky, and a lamp at the left above the eye. The same on every canvas."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

# To the lamp: right in the picture, up in it, towards the eye.
LAMP: Final = (-0.42, 0.56, 0.71)
AMBIENT: Final = 0.46
SKY: Final = 0.18
KEY: Final = 0.44


def brightness(normals: NDArray[np.floating], axes: NDArray[np.floating]) -> NDArray[np.floating]:
    """How bright faces with these normals (…, 3) are, 0 to about 1; `axes` are the camera's."""
    lamp = np.asarray(LAMP) @ axes
    lit = np.maximum(normals @ lamp.astype(normals.dtype), 0)
    return np.asarray(AMBIENT + SKY * (0.5 + 0.5 * normals[..., 2]) + KEY * lit)
