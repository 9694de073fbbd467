"""A part drawn with OpenGL: what OpenGL 2.1 and OpenGL ES 2 have in common, through Qt alone."""

import logging
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMatrix4x4,
    QOpenGLContext,
    QOpenGLFunctions,
    QPainter,
    QSurfaceFormat,
    QVector2D,
    QVector3D,
)
from PySide6.QtOpenGL import QOpenGLBuffer, QOpenGLPaintDevice, QOpenGLShader, QOpenGLShaderProgram
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from shiboken6 import isValid

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.colours import Colours
from geoft_gui.ui.part_view.camera import Camera
from geoft_gui.ui.part_view.ground import paint_ground
from geoft_gui.ui.part_view.light import LAMP
from geoft_gui.ui.part_view.overlay import EDGE_PIXELS, paint_overlay
from geoft_gui.ui.part_view.scene import EDGE_SLACK, OUTLINE_SLACK, Scene
from geoft_gui.ui.part_view.shaders import FACE_FRAGMENT, FACE_VERTEX, LINE_FRAGMENT, LINE_VERTEX

_LOG = logging.getLogger(__name__)
_SAMPLES: Final = 4
_DEPTH_BITS: Final = 24
_FLOAT_BYTES: Final = 4
# Of OpenGL's header; they are the same everywhere.
_GL_DEPTH_BUFFER_BIT: Final = 0x0100
_GL_COLOR_BUFFER_BIT: Final = 0x4000
_GL_TRUE: Final = 1
_GL_TRIANGLES: Final = 0x0004
_GL_LEQUAL: Final = 0x0203
_GL_BLEND: Final = 0x0BE2
_GL_CULL_FACE: Final = 0x0B44
_GL_DEPTH_TEST: Final = 0x0B71
_GL_SCISSOR_TEST: Final = 0x0C11
_GL_STENCIL_TEST: Final = 0x0B90
_GL_FLOAT: Final = 0x1406
_GL_POLYGON_OFFSET_FILL: Final = 0x8037
_GL_MULTISAMPLE: Final = 0x809D
# The two triangles that a line is drawn as: at which of its ends, and on which side of it, each corner is.
_RIBBON: Final = np.array([[0, -1], [1, -1], [1, 1], [0, -1], [1, 1], [0, 1]], np.float32)


Uniform = QMatrix4x4 | QVector3D | QVector2D | float


class GlCanvas(QOpenGLWidget):
    """Draws a scene as its camera sees it."""

    failed = Signal()
    """Its context does not take the programs: something else has to draw."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        wanted = QSurfaceFormat(self.format())
        wanted.setSamples(_SAMPLES)
        wanted.setDepthBufferSize(_DEPTH_BITS)
        self.setFormat(wanted)
        self._appearance = appearance
        self._scene: Scene | None = None
        self._camera = Camera()
        self._drawer: _Drawer | None = None
        appearance.changed.connect(self.update)

    def show_scene(self, scene: Scene | None) -> None:
        """Draw another part; None: the ground alone."""
        self._scene = scene
        self.update()

    def look_from(self, camera: Camera) -> None:
        """Draw it as this camera sees it."""
        self._camera = camera
        self.update()

    def initializeGL(self) -> None:
        """Called for each new context: the first one, and again when the widget moves to another window."""
        try:
            self._drawer = _Drawer()
        except _Refused as error:
            _LOG.warning("OpenGL cannot be used: %s", error)
            self.failed.emit()
            return
        self.context().aboutToBeDestroyed.connect(self._let_go, Qt.ConnectionType.DirectConnection)

    def paintGL(self) -> None:
        """Draw the ground, the part, and what lies over it."""
        colours = self._appearance.colours
        size = QSizeF(self.size())
        functions = self.context().functions()
        background = QColor(colours.scene)
        functions.glClearColor(background.redF(), background.greenF(), background.blueF(), 1.0)
        functions.glClear(_GL_COLOR_BUFFER_BIT | _GL_DEPTH_BUFFER_BIT)
        scene = self._scene
        # The picture of this context, whoever asks for it: the widget itself may stand for a pixmap instead.
        device = QOpenGLPaintDevice(self.size() * self.devicePixelRatioF())
        device.setDevicePixelRatio(self.devicePixelRatioF())
        painter = QPainter(device)
        drawing = None if scene is None else scene.drawing
        paint_ground(painter, size, self._camera, colours, drawing)
        if scene is not None and self._drawer is not None:
            painter.beginNativePainting()
            self._drawer.draw(functions, scene, self._camera, colours, self.size())
            painter.endNativePainting()
        paint_overlay(painter, size, self._camera, colours, self._appearance.scale, self.hasFocus())
        painter.end()

    def _let_go(self) -> None:
        """Give back what lies in a context that is about to end."""
        drawer, self._drawer = self._drawer, None
        # A canvas that is itself being deleted has no way to its context any more, which takes all along.
        if drawer is not None and isValid(self):
            self.makeCurrent()
            drawer.destroy()
            self.doneCurrent()


class _Refused(Exception):
    """The driver does not take a program; the message is its own."""


class _Drawer:
    """What one context holds: two programs, and the corners of the part that was drawn last."""

    def __init__(self) -> None:
        self._faces = _Pass(FACE_VERTEX, FACE_FRAGMENT, {"position": 3, "normal": 3})
        self._edges = _Pass(LINE_VERTEX, LINE_FRAGMENT, {"start": 3, "end": 3, "corner": 2})
        self._outline = _Pass(LINE_VERTEX, LINE_FRAGMENT, {"start": 3, "end": 3, "corner": 2})
        self._loaded: Scene | None = None

    def draw(
        self, functions: QOpenGLFunctions, scene: Scene, camera: Camera, colours: Colours, size: QSize
    ) -> None:
        """Draw faces, edges and outline over what is there; the context is current."""
        if self._loaded is not scene:
            self._faces.load(_face_corners(scene))
            self._edges.load(_ribbons(scene.edges))
            self._loaded = scene
        self._outline.load(_ribbons(scene.outline(scene.faces_eye(camera))))
        if not QOpenGLContext.currentContext().isOpenGLES():
            # A painter switches it off; in OpenGL ES it cannot be.
            functions.glEnable(_GL_MULTISAMPLE)
        functions.glDisable(_GL_BLEND)
        functions.glDisable(_GL_SCISSOR_TEST)
        functions.glDisable(_GL_STENCIL_TEST)
        functions.glEnable(_GL_DEPTH_TEST)
        functions.glDepthMask(_GL_TRUE)
        functions.glDepthFunc(_GL_LEQUAL)
        functions.glClear(_GL_DEPTH_BUFFER_BIT)
        transform = _qt_matrix(scene.matrix(camera, size.width(), size.height()))
        lamp = QVector3D(*(np.array(LAMP) @ camera.axes).tolist())
        # Faces stand a little behind the lines that lie on them; what is turned away is not drawn.
        functions.glEnable(_GL_CULL_FACE)
        functions.glEnable(_GL_POLYGON_OFFSET_FILL)
        functions.glPolygonOffset(1.0, 1.0)
        self._faces.draw(
            functions, {"transform": transform, "lamp": lamp, "colour": _qt_colour(colours.part)}
        )
        functions.glDisable(_GL_POLYGON_OFFSET_FILL)
        functions.glDisable(_GL_CULL_FACE)
        # Half the width of a line on either side of it, in the coordinates of the picture, which is 2 wide.
        half = QVector2D(EDGE_PIXELS / size.width(), EDGE_PIXELS / size.height())
        colour = _qt_colour(colours.part_edge)
        for lines, slack in ((self._edges, EDGE_SLACK), (self._outline, OUTLINE_SLACK)):
            nearer = camera.depth_of(slack)
            lines.draw(
                functions,
                {"transform": transform, "colour": colour, "half_width": half, "nearer": nearer},
            )
        functions.glDisable(_GL_DEPTH_TEST)

    def destroy(self) -> None:
        """Give everything back; the context is current."""
        for drawn in (self._faces, self._edges, self._outline):
            drawn.destroy()


class _Pass:
    """A program and the corners of the triangles that it draws."""

    def __init__(self, vertex: str, fragment: str, attributes: Mapping[str, int]) -> None:
        self._attributes = attributes
        self._program = QOpenGLShaderProgram()
        self._program.addShaderFromSourceCode(QOpenGLShader.ShaderTypeBit.Vertex, vertex)
        self._program.addShaderFromSourceCode(QOpenGLShader.ShaderTypeBit.Fragment, fragment)
        for place, name in enumerate(attributes):
            self._program.bindAttributeLocation(name, place)
        if not self._program.link():
            raise _Refused(self._program.log())
        self._buffer = QOpenGLBuffer()
        self._buffer.create()
        self._count = 0

    def load(self, corners: NDArray[np.float32]) -> None:
        """Take these corners: a row each, the attributes side by side."""
        self._count = len(corners)
        held = np.ascontiguousarray(corners, np.float32).tobytes()
        self._buffer.bind()
        self._buffer.allocate(held, len(held))
        self._buffer.release()

    def draw(self, functions: QOpenGLFunctions, uniforms: Mapping[str, Uniform]) -> None:
        """Draw the triangles, with these values of the program's uniforms."""
        if self._count == 0:
            return
        self._program.bind()
        for name, value in uniforms.items():
            place = self._program.uniformLocation(name)
            if isinstance(value, float):
                self._program.setUniformValue1f(place, value)
            else:
                self._program.setUniformValue(place, value)
        self._buffer.bind()
        stride = _FLOAT_BYTES * sum(self._attributes.values())
        offset = 0
        for place, size in enumerate(self._attributes.values()):
            self._program.enableAttributeArray(place)
            self._program.setAttributeBuffer(place, _GL_FLOAT, offset, size, stride)
            offset += _FLOAT_BYTES * size
        functions.glDrawArrays(_GL_TRIANGLES, 0, self._count)
        for place in range(len(self._attributes)):
            self._program.disableAttributeArray(place)
        self._buffer.release()
        self._program.release()

    def destroy(self) -> None:
        """Give the buffer and the program back; the context is current."""
        self._buffer.destroy()
        self._program.removeAllShaders()


def _face_corners(scene: Scene) -> NDArray[np.float32]:
    positions = scene.positions[scene.drawing.triangles]
    return np.concatenate([positions, scene.drawing.normals], axis=2).reshape(-1, 6)


def _ribbons(segments: NDArray[np.float32]) -> NDArray[np.float32]:
    """Six corners for each line: its two ends, and where between and beside them the corner is."""
    ends = np.repeat(segments.reshape(-1, 6), len(_RIBBON), axis=0)
    return np.concatenate([ends, np.tile(_RIBBON, (len(segments), 1))], axis=1)


def _qt_matrix(matrix: NDArray[np.float64]) -> QMatrix4x4:
    return QMatrix4x4(*matrix.ravel().tolist())


def _qt_colour(name: str) -> QVector3D:
    colour = QColor(name)
    return QVector3D(colour.redF(), colour.greenF(), colour.blueF())
