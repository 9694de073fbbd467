"""Whether a graphics card draws here, found out once, before a canvas is chosen."""

from functools import cache
from typing import Final

from PySide6.QtGui import QGuiApplication, QOffscreenSurface, QOpenGLContext

_LEAST_VERSION: Final = (2, 1)
_GL_RENDERER: Final = 0x1F01
# OpenGL without a card: Mesa's, Chrome's and ANGLE's, and the two of Windows.
_WITHOUT_CARD: Final = (
    "llvmpipe",
    "softpipe",
    "swrast",
    "software",
    "swiftshader",
    "basic render",
    "gdi generic",
)


@cache
def graphics_card_draws() -> bool:
    """Whether widgets can draw with OpenGL 2.1 or OpenGL ES 2 (or newer), and a graphics card does it.

    OpenGL that the processor works out is slower than our own canvas for that, which needs no OpenGL at all.
    Takes 0.1 s the first time.
    """
    if QGuiApplication.platformName() in {"offscreen", "minimal"}:
        # These give a context that a widget cannot draw with.
        return False
    context = QOpenGLContext()
    if not context.create():
        return False
    surface = QOffscreenSurface()
    surface.setFormat(context.format())
    surface.create()
    if not surface.isValid() or not context.makeCurrent(surface):
        return False
    renderer = str(context.functions().glGetString(_GL_RENDERER)).lower()
    context.doneCurrent()
    enough = context.isOpenGLES() or context.format().version() >= _LEAST_VERSION
    return enough and not any(name in renderer for name in _WITHOUT_CARD)
