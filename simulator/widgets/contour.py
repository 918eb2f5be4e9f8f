"""The cost over two parameters from above: contours, paths and marks; click to start there."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from simulator.engine.arrays import Floats
from simulator.widgets.colours import muted, role_colour
from simulator.widgets.contour_layer import Contours, GridContours, QuadraticContours
from simulator.widgets.painted_plot import BY_KEYS, FAR, PaintedPlot
from simulator.widgets.surface_marks import Arrow, Mark, Path, finite, finite_marks
from simulator.widgets.surface_painter import (
    joined,
    paint_arrow,
    paint_dots,
    paint_lines,
    paint_mark,
)
from simulator.widgets.surface_projection import Grid
from simulator.widgets.trail import Trail

FINE = 2
"""Pixels of a picture in a file of shapes to one of the plot's."""
DOT_DISTANCE = 4.0
"""Pixels; a shorter step has no dot of its own, which would hide the line."""
KEYS = {
    Qt.Key.Key_Left: (-0.02, 0.0),
    Qt.Key.Key_Right: (0.02, 0.0),
    Qt.Key.Key_Up: (0.0, -0.02),
    Qt.Key.Key_Down: (0.0, 0.02),
}
"""What an arrow key moves the cross by, as a share of the plot."""
CLICK = 4
"""A press that moves by fewer pixels is a click."""


class ContourView(PaintedPlot):
    """Contours of a quadratic or of a grid of heights, with paths and marks over them.

    A click emits ``clicked(x, y)`` in the parameters' units. The contours are kept as a picture;
    a step of a run draws that picture and what lies over it.
    """

    clicked = Signal(float, float)

    def __init__(
        self,
        name: str = "Contours of the cost",
        x_label: str = "",
        y_label: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, x_label, y_label, parent)
        self._contours: Contours | None = None
        self._paths: tuple[Path, ...] = ()
        self._trail = Trail()
        self._marks: tuple[Mark, ...] = ()
        self._arrows: tuple[Arrow, ...] = ()
        self._directions: tuple[Floats, ...] = ()
        self._pressed: QPointF | None = None
        self._pointed = QPointF(0.5, 0.5)
        self._by_keys = False
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleDescription("The arrow keys move a cross, Return starts there.")
        # A click must not take the keys from the player; who wants to work by keys comes by Tab.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_quadratic(self, centre: Floats, hessian: Floats, levels: Floats) -> None:
        """Show the contours at ``levels`` above the minimum of a quadratic.

        Args:
            centre: Where the minimum is, shape (2,).
            hessian: Symmetric matrix of second derivatives, shape (2, 2); it may be singular.
            levels: Heights above the minimum, positive, shape (k,).

        Raises:
            ValueError: If a number is not finite.
        """
        self._contours = QuadraticContours(centre, hessian, levels)
        self.redraw()

    def show_grid(self, x: Floats, y: Floats, z: Floats, levels: Floats) -> None:
        """Show the contours at ``levels`` of heights ``z``, shape (m, n), over ``x`` and ``y``.

        Raises:
            ValueError: If shapes differ, an axis does not rise evenly, or a number is not finite.
        """
        self._contours = GridContours(Grid(x, y, z), levels)
        self.redraw()

    def show_paths(self, paths: Sequence[Path]) -> None:
        """Draw these paths, with a dot for each step, instead of those before.

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
        finite_marks(marks, arrows)
        self._marks, self._arrows = tuple(marks), tuple(arrows)
        self.update()

    def show_directions(self, centre: Floats, vectors: Floats) -> None:
        """Draw a dashed line through ``centre`` along each of ``vectors``, shape (k, 2).

        Such as the eigenvectors of the Hessian; a line reaches from −vector to +vector.

        Raises:
            ValueError: If a number is not finite.
        """
        middle, reach = finite(centre, "the centre"), finite(vectors, "a direction")
        self._directions = tuple(np.stack([middle - v, middle + v]) for v in reach)
        self.redraw()

    def paint_ground(self, painter: QPainter) -> None:
        """Draw the contours and the directions: they change only with the cost."""
        area = self.area
        painter.setClipRect(area)
        if self._contours is not None:
            (left, right), (bottom, top) = self.ranges
            view = QRectF(left, bottom, right - left, top - bottom)
            self._paint_contours(painter, self._contours, view)
        painter.setPen(QPen(muted(self.palette()), 1.2, Qt.PenStyle.DashLine))
        for ends in self._directions:
            _paint_lines(painter, self.seen_lines(ends), dashed=True)

    def _paint_contours(self, painter: QPainter, contours: Contours, view: QRectF) -> None:
        area = self.area
        size = np.array([area.width(), area.height()])
        if not self.vector:
            painter.save()
            painter.translate(area.topLeft())
            contours.paint(painter, view, size, self.palette())
            painter.restore()
            return
        # A file of shapes cannot clip, so it gets a picture that ends where the plot does.
        picture = QImage(*(FINE * size).astype(int).tolist(), QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(FINE)
        picture.fill(self.palette().base().color())
        with QPainter(picture) as into:
            contours.paint(into, view, size, self.palette())
        painter.drawImage(area, picture)

    def paint_over(self, painter: QPainter) -> None:
        """Draw the paths, the arrows and the marks."""
        painter.setClipRect(self.area)
        self._paint_paths(painter)
        for arrow in self._arrows:
            if self.vector and not self._shows(arrow.start):
                continue
            ends = self.places(np.stack([arrow.start[:2], arrow.end[:2]])).clip(-FAR, FAR)
            paint_arrow(painter, *(QPointF(*p) for p in ends), arrow.role, self.palette())
        if self._marks:
            points = np.stack([mark.point[:2] for mark in self._marks])
            for mark, place in zip(self._marks, self.places(points).clip(-FAR, FAR), strict=True):
                if self.vector and not self._shows(mark.point):
                    continue
                paint_mark(painter, mark, QPointF(*place), self.palette(), self.vector)
        if self._by_keys:
            self._paint_cross(painter)

    def _shows(self, point: Floats) -> bool:
        return self.area.contains(QPointF(*self.places(point[None, :2]).clip(-FAR, FAR)[0]))

    def _paint_cross(self, painter: QPainter) -> None:
        place = self._cross()
        painter.setPen(QPen(self.palette().highlight().color(), 1.6))
        for reach in (QPointF(9, 0), QPointF(0, 9)):
            painter.drawLine(place - reach, place + reach)

    def _cross(self) -> QPointF:
        """Return the pixel that the keys point to."""
        area = self.area
        right, down = self._pointed.x() * area.width(), self._pointed.y() * area.height()
        return area.topLeft() + QPointF(right, down)

    def _paint_paths(self, painter: QPainter) -> None:
        def paint(into: QPainter, first: int, last: int) -> None:
            for path in self._paths:
                self._paint_path(into, path, path.points[first : last + 1, :2])

        longest = max((len(path.points) for path in self._paths), default=0)
        if self.vector:
            paint(painter, 0, longest)
            return
        done = self._trail.extend(
            self._paths,
            (self.ranges, self.palette().cacheKey()),
            self.size().toSizeF(),
            self.devicePixelRatioF(),
            paint,
        )
        self._trail.draw(painter)
        paint(painter, done, longest)

    def _paint_path(self, painter: QPainter, path: Path, points: Floats) -> None:
        colour = role_colour(path.role, self.palette())
        style = Qt.PenStyle.DashLine if path.dashed else Qt.PenStyle.SolidLine
        cap = Qt.PenCapStyle.FlatCap if path.dashed else Qt.PenCapStyle.SquareCap
        painter.setPen(QPen(colour, 2.2, style, cap))
        lines = self.seen_lines(points)
        _paint_lines(painter, lines, path.dashed)
        apart = np.abs(lines[:, 2:] - lines[:, :2]).max(axis=1) >= DOT_DISTANCE
        paint_dots(painter, np.concatenate([lines[:1, :2], lines[apart, 2:]]), colour)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Answer a click."""
        pressed, self._pressed = self._pressed, None
        place = event.position()
        if pressed is None or (place - pressed).manhattanLength() >= CLICK:
            return
        if self.area.contains(place):
            self.clicked.emit(*self.data_at(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cross with the arrows, start there with Return."""
        step = KEYS.get(Qt.Key(event.key()))
        if step is not None:
            moved = self._pointed + QPointF(*step)
            self._pointed = QPointF(min(max(moved.x(), 0), 1), min(max(moved.y(), 0), 1))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit(*self.data_at(self._cross()))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Claim the arrow keys, which elsewhere in the window move the player."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in KEYS:
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cross."""
        super().focusInEvent(event)
        self._by_keys = event.reason() in BY_KEYS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cross."""
        super().focusOutEvent(event)
        self._by_keys = False
        self.update()


def _paint_lines(painter: QPainter, lines: Floats, dashed: bool) -> None:
    """Draw lines (x1, y1, x2, y2) with the painter's pen."""
    if dashed:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(joined(lines))
    else:
        paint_lines(painter, lines, painter.pen())
