"""The cells of a surface drawn by a graphics card into an image, where there is one.

Only the mesh is drawn here, off the screen; box, paths, marks and clicks are the same code as
without OpenGL, so that nothing is lost where it is missing.
"""

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QMatrix4x4,
    QOffscreenSurface,
    QOpenGLContext,
    QVector4D,
)
from PySide6.QtOpenGL import (
    QOpenGLBuffer,
    QOpenGLFramebufferObject,
    QOpenGLFramebufferObjectFormat,
    QOpenGLShader,
    QOpenGLShaderProgram,
)

from simulator.engine.arrays import Floats
from simulator.widgets.surface_mesh import UNDERSIDE, height_colours, line_places
from simulator.widgets.surface_projection import Projection

GL_COLOR_AND_DEPTH = 0x4000 | 0x0100
GL_DEPTH_TEST, GL_BLEND, GL_POLYGON_OFFSET_FILL = 0x0B71, 0x0BE2, 0x8037
GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE = 0x0302, 0x0303, 1
GL_LINES, GL_TRIANGLES, GL_FLOAT, GL_RENDERER = 0x0001, 0x0004, 0x1406, 0x1F01
SOFTWARE = ("llvmpipe", "softpipe", "swiftshader", "software", "gdi generic")

VERTEX = """
attribute highp vec3 place;
attribute mediump vec3 colour;
uniform highp mat4 projection;
varying mediump vec3 shade;
void main() { shade = colour; gl_Position = projection * vec4(place, 1.0); }
"""
FRAGMENT = f"""
varying mediump vec3 shade;
uniform mediump vec4 line;
void main() {{
    mediump float light = gl_FrontFacing ? 1.0 : {UNDERSIDE};
    gl_FragColor = line.a > 0.0 ? line : vec4(shade * light, 1.0);
}}
"""


class GlMesh:
    """A surface in the graphics card's memory, drawn into an image with smooth edges."""

    def __init__(self, software_too: bool = False) -> None:
        """Set up a context of its own.

        Args:
            software_too: Accept OpenGL that runs on the processor; QPainter is faster than that.

        Raises:
            RuntimeError: If OpenGL is not there, not wanted, or runs on the processor.
        """
        self._context, self._surface = QOpenGLContext(), QOffscreenSurface()
        self._require(QGuiApplication.platformName() not in ("offscreen", "minimal"))
        no_gl = Qt.ApplicationAttribute.AA_UseSoftwareOpenGL
        self._require(not QCoreApplication.testAttribute(no_gl))
        self._require(self._context.create())
        self._surface.setFormat(self._context.format())
        self._surface.create()
        self._require(self._context.makeCurrent(self._surface))
        self._gl = self._context.functions()
        renderer = str(self._gl.glGetString(GL_RENDERER)).lower()
        self._require(software_too or not any(name in renderer for name in SOFTWARE))
        self._require(self._target(QSize(8, 8)).isValid())
        self._program = self._linked()
        self._cells, self._lines = QOpenGLBuffer(), QOpenGLBuffer()
        self._counts = (0, 0)
        self._context.doneCurrent()

    def _require(self, condition: bool) -> None:
        if not condition:
            raise RuntimeError("OpenGL cannot be used here")

    def _linked(self) -> QOpenGLShaderProgram:
        program = QOpenGLShaderProgram()
        for kind, source in (
            (QOpenGLShader.ShaderTypeBit.Vertex, VERTEX),
            (QOpenGLShader.ShaderTypeBit.Fragment, FRAGMENT),
        ):
            self._require(program.addShaderFromSourceCode(kind, source))
        self._require(program.link())
        return program

    def load(self, nodes: Floats) -> None:
        """Take another surface, with ``nodes`` in unit coordinates, shape (m, n, 3)."""
        vertices = np.concatenate([nodes, height_colours(nodes[..., 2])], axis=-1)
        near, far = vertices[:-1], vertices[1:]
        a, b, c, d = near[:, :-1], far[:, :-1], far[:, 1:], near[:, 1:]
        cells = np.stack([a, b, c, a, c, d], axis=2)
        rows, columns = (line_places(size) for size in nodes.shape[:2])
        along = np.stack([vertices[rows, :-1], vertices[rows, 1:]], axis=2).reshape(-1, 6)
        across = np.stack([near[:, columns], far[:, columns]], axis=2).reshape(-1, 6)
        self._require(self._context.makeCurrent(self._surface))
        self._counts = (
            _upload(self._cells, cells),
            _upload(self._lines, np.concatenate([along, across])),
        )
        self._context.doneCurrent()

    def picture(self, projection: Projection, ratio: float, line: QColor) -> QImage:
        """Return the surface on a transparent ground; ``line`` colours its mesh lines.

        Raises:
            RuntimeError: If the card has gone, as after a change of driver or of display.
        """
        size = QSize(round(projection.width * ratio), round(projection.height * ratio))
        self._require(self._context.makeCurrent(self._surface))
        target = self._target(size)
        target.bind()
        self._prepare(size)
        self._program.bind()
        self._program.setUniformValue(
            self._place("projection"), QMatrix4x4(*_matrix(projection).ravel())
        )
        self._draw(self._cells, GL_TRIANGLES, self._counts[0], QColor(0, 0, 0, 0))
        self._draw(self._lines, GL_LINES, self._counts[1], line)
        self._program.release()
        picture = target.toImage()
        target.release()
        del target  # while its context is current
        self._context.doneCurrent()
        picture.setDevicePixelRatio(ratio)
        return picture

    def _place(self, uniform: str) -> int:
        return self._program.uniformLocation(uniform)

    def _target(self, size: QSize) -> QOpenGLFramebufferObject:
        form = QOpenGLFramebufferObjectFormat()
        form.setAttachment(QOpenGLFramebufferObject.Attachment.Depth)
        form.setSamples(4)
        return QOpenGLFramebufferObject(size, form)

    def _prepare(self, size: QSize) -> None:
        gl = self._gl
        gl.glViewport(0, 0, size.width(), size.height())
        gl.glClearColor(0.0, 0.0, 0.0, 0.0)
        gl.glClear(GL_COLOR_AND_DEPTH)
        gl.glEnable(GL_DEPTH_TEST)
        gl.glEnable(GL_BLEND)
        # Alpha is kept as it is: lines must not make the surface transparent.
        gl.glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA)
        gl.glEnable(GL_POLYGON_OFFSET_FILL)  # cells sink a little, so that their lines show
        gl.glPolygonOffset(1.0, 1.0)

    def _draw(self, buffer: QOpenGLBuffer, kind: int, count: int, line: QColor) -> None:
        buffer.bind()
        self._program.setUniformValue(self._place("line"), QVector4D(*line.getRgbF()))
        for name, offset in (("place", 0), ("colour", 12)):
            self._program.enableAttributeArray(name)
            self._program.setAttributeBuffer(name, GL_FLOAT, offset, 3, 24)
        self._gl.glDrawArrays(kind, 0, count)
        buffer.release()


def _upload(buffer: QOpenGLBuffer, vertices: Floats) -> int:
    """Copy vertices (x, y, z, red, green, blue) to the card and return how many they are."""
    data = np.ascontiguousarray(vertices, dtype=np.float32).tobytes()
    if not buffer.isCreated():
        buffer.create()
    buffer.bind()
    buffer.allocate(data, len(data))
    buffer.release()
    return len(data) // 24


def _matrix(projection: Projection) -> Floats:
    """Return the 4×4 matrix that takes unit points to where ``projection`` puts them.

    Found from the projection itself, so that the two cannot differ: its formula is a fraction of
    linear functions, and these are known from their values at the origin and at three points.
    """
    corners = np.concatenate([np.zeros((1, 3)), np.eye(3)])
    w = np.linalg.norm(projection.eye) - corners @ projection.eye / np.linalg.norm(projection.eye)
    pixels = projection.screen(corners)
    x = (2 * pixels[:, 0] / projection.width - 1) * w
    y = (1 - 2 * pixels[:, 1] / projection.height) * w
    near, far = w[0] - 2.5, w[0] + 2.5
    depth = (far + near) / (far - near) * w - 2 * far * near / (far - near)
    values = np.stack([x, y, depth, w])
    return np.concatenate([values[:, 1:] - values[:, :1], values[:, :1]], axis=1)
