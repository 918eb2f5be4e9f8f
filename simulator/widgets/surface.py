"""The cost over two parameters as a surface that can be turned, drawn without OpenGL."""

import sys
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.engine.arrays import Floats
from simulator.widgets.surface_ground import Ground, Look
from simulator.widgets.surface_marks import Arrow, Mark, Path, finite
from simulator.widgets.surface_over import MarksOver, unit_points
from simulator.widgets.surface_painter import (
    Trace,
    is_vector,
    paint_lines,
    paint_path,
)
from simulator.widgets.surface_projection import Camera, Grid, Projection, pick
from simulator.widgets.trail import Trail

GUIDE = QColor(255, 255, 255, 220)
DEGREES_PER_PIXEL = 0.5
KEY_TURN = 5.0
"""Degrees that an arrow key turns the surface by."""
KEYS = {
    Qt.Key.Key_Left: (-KEY_TURN, 0.0),
    Qt.Key.Key_Right: (KEY_TURN, 0.0),
    Qt.Key.Key_Up: (0.0, KEY_TURN),
    Qt.Key.Key_Down: (0.0, -KEY_TURN),
}
ZOOM_KEYS = {Qt.Key.Key_Plus: 1.25, Qt.Key.Key_Equal: 1.25, Qt.Key.Key_Minus: 0.8}
OWN_KEYS = {*KEYS, *ZOOM_KEYS, Qt.Key.Key_Home}
SETTLE = 120
"""Milliseconds without a change after which the surface is drawn as fine as can be."""
CLICK = 4
"""A press that moves by fewer pixels is a click, by more a turn."""


class SurfaceView(QWidget):
    """A 3-D surface with paths and marks on it.

    Drag or arrow keys turn it, the wheel or + and − zoom, Home or a double click beside the
    surface resets. A click on the surface emits ``clicked(x, y)`` in the parameters' units.

    The surface is drawn once into a pixmap and again only when the camera, the surface, the
    size or the theme changes; a step of a run draws that pixmap and what lies over it.
    """

    clicked = Signal(float, float)
    camera_changed = Signal(Camera)

    def __init__(self, name: str = "Cost surface", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAccessibleDescription(
            "Drag or use the arrow keys to turn, the wheel or + and − to zoom, Home to reset; "
            "click the surface to start there."
        )
        # A click must not take the keys from the player; who wants to turn by keys comes by Tab.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumSize(140, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._camera = Camera()
        self._ground, self._trail = Ground(), Trail()
        self._grid: Grid | None = None
        self._picture: QPixmap | None = None
        self._paths: tuple[Path, ...] = ()
        self._traces: list[Trace] = []
        self._guides: tuple[Floats, ...] = ()
        self._over = MarksOver()
        self._pressed: QPointF | None = None
        self._turning, self._fine = False, True
        self._settling = QTimer(self, singleShot=True, interval=SETTLE)
        self._settling.timeout.connect(self._settle)

    @property
    def camera(self) -> Camera:
        """Where the surface is looked at from."""
        return self._camera

    @property
    def projection(self) -> Projection:
        """How unit points come to the widget's pixels."""
        return Projection(self._camera, self.width(), self.height())

    def show_surface(
        self,
        x: Floats,
        y: Floats,
        z: Floats,
        labels: tuple[str, str] = ("", ""),
        z_label: str = "",
    ) -> None:
        """Show heights ``z``, shape (m, n), over ``x``, shape (m,), and ``y``, shape (n,).

        Raises:
            ValueError: If shapes differ, an axis does not rise evenly, or a number is not finite.
        """
        self._grid = Grid(x, y, z)
        self._ground.load(self._grid, (*labels, z_label), changing=not self.settled)
        self._traces = []
        self._redraw()

    def show_paths(self, paths: Sequence[Path]) -> None:
        """Draw these paths over the surface, the last on top, instead of those before.

        Raises:
            ValueError: If a point is not finite.
        """
        for path in paths:
            finite(path.points, "a path")
        self._paths = tuple(paths)
        self.update()

    def show_marks(self, marks: Sequence[Mark], arrows: Sequence[Arrow] = ()) -> None:
        """Draw these marks and arrows over the paths instead of those before.

        Raises:
            ValueError: If a point is not finite.
        """
        self._over.show(marks, arrows)
        self.update()

    def show_guides(self, guides: Sequence[Floats]) -> None:
        """Draw thin dashed lines on the surface, part of its picture, instead of those before.

        Such as the directions of the eigenvectors; each has points of shape (k, 2), about as far
        apart as the dashes are long.

        Raises:
            ValueError: If a point is not finite.
        """
        self._guides = tuple(finite(guide, "a guide") for guide in guides)
        self._redraw()

    def show_camera(self, camera: Camera) -> None:
        """Look from ``camera``."""
        if camera == self._camera:
            return
        self._camera = camera
        self._redraw()
        self.camera_changed.emit(camera)

    def place(self, point: Floats) -> QPointF:
        """Return the pixel of a point with 2 coordinates (on the surface) or 3."""
        return QPointF(*self.projection.screen(unit_points(self._grid, [point]))[0].tolist())

    @property
    def settled(self) -> bool:
        """Whether the surface stands still and is drawn as fine as can be."""
        return not self._settling.isActive()

    def _redraw(self) -> None:
        """Draw the surface anew with the next frame."""
        self._picture = None
        self._over.forget()
        self.update()

    def _settle(self) -> None:
        """Draw what has come to rest once more, as fine as can be."""
        if not self._fine:
            self._ground.settle()
            self._traces = []
            self._redraw()

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the kept surface and what lies over it."""
        with QPainter(self) as painter:
            if self._grid is None:
                painter.fillRect(self.rect(), self.palette().base())
                return
            painter.drawPixmap(0, 0, self._kept_picture())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_paths(painter)
            traces = self._traces[: len(self._paths)]
            heights, projection = self._ground.heights, self.projection
            self._over.paint(painter, self._grid, heights, projection, traces, self.palette())
            if self.hasFocus():
                self._paint_focus(painter)

    def _kept_picture(self) -> QPixmap:
        drawn_for = (self.size(), self.devicePixelRatioF())
        if self._picture is None or drawn_for != self._drawn_for:
            # While pictures follow each other quickly, each must come quickly.
            self._fine = self.settled
            self._settling.start()
            self._drawn_for = drawn_for
            look = Look(self.palette(), self.font(), self.devicePixelRatioF())
            self._picture = self._ground.picture(self.projection, look, self._fine)
            self._paint_guides(self._picture)
        return self._picture

    def _paint_guides(self, picture: QPixmap) -> None:
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for guide in self._guides:
                trace = Trace(self._grid, self._ground.heights)
                trace.follow(Path(guide), self.projection)
                dashes = trace.lines[~trace.hidden][::2]  # every other piece
                paint_lines(painter, np.ascontiguousarray(dashes), QPen(GUIDE, 1.3))

    def _paint_focus(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.palette().highlight().color(), 1.0, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 4, 4)

    def _paint_paths(self, painter: QPainter) -> None:
        while len(self._traces) < len(self._paths):
            self._traces.append(Trace(self._grid, self._ground.heights))
        for path, trace in zip(self._paths, self._traces, strict=False):
            trace.follow(path, self.projection)
        if is_vector(painter):
            self._paint_steps(painter, 0, sys.maxsize)
            return
        done = self._trail.extend(
            self._paths,
            self._picture.cacheKey(),
            self.size().toSizeF(),
            self.devicePixelRatioF(),
            self._paint_steps,
        )
        self._trail.draw(painter)
        self._paint_steps(painter, done, sys.maxsize)

    def _paint_steps(self, painter: QPainter, first: int, last: int) -> None:
        for path, trace in zip(self._paths, self._traces, strict=False):
            paint_path(painter, trace, trace.steps(first, last), path, self.palette())

    # Gestures

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a turn."""
        self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn the surface with the mouse."""
        if self._pressed is None:
            return
        step = event.position() - self._pressed
        if not self._turning and step.manhattanLength() < CLICK:
            return
        self._turning = True
        self._pressed = event.position()
        turn = step * DEGREES_PER_PIXEL
        self.show_camera(self._camera.turned(-turn.x(), turn.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a turn, or answer a click."""
        pressed, self._pressed = self._pressed, None
        if self._turning:
            self._turning = False
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self._click(event.position())

    def _click(self, position: QPointF) -> None:
        if self._grid is None:
            return
        found = pick(self._grid, self.projection, position.x(), position.y())
        if found is not None:
            self.clicked.emit(*found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Reset the camera, unless the surface is hit: there a click starts a run."""
        place = event.position()
        if self._grid is None or pick(self._grid, self.projection, place.x(), place.y()) is None:
            self.show_camera(Camera())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self.show_camera(self._camera.zoomed(1.0015 ** event.angleDelta().y()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn with the arrows, zoom with + and −, reset with Home."""
        key = event.key()
        if key in KEYS:
            self.show_camera(self._camera.turned(*KEYS[key]))
        elif key in ZOOM_KEYS:
            self.show_camera(self._camera.zoomed(ZOOM_KEYS[key]))
        elif key == Qt.Key.Key_Home:
            self.show_camera(Camera())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Claim the keys that turn, which elsewhere in the window move the player."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    # What else changes the picture

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of theme or font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._redraw()
