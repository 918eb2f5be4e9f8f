"""The cost over two parameters from above: contours, paths and marks; click to start there."""

from collections.abc import Sequence

import numpy as np
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from simulator.engine.arrays import Floats
from simulator.widgets.colours import muted, role_colour
from simulator.widgets.contour_layer import (
    ContourLayer,
    GridContours,
    OverLayer,
    QuadraticContours,
    to_pixels,
)
from simulator.widgets.plot import Plot
from simulator.widgets.surface_marks import Arrow, Mark, Path, finite
from simulator.widgets.surface_painter import (
    cut,
    joined,
    paint_arrow,
    paint_dots,
    paint_lines,
    paint_mark,
    thinned,
)
from simulator.widgets.surface_projection import Grid
from simulator.widgets.trail import Trail

FAR = 4000.0
"""Pixels; what is farther from the plot's corner is not drawn."""
DOT_DISTANCE = 4.0
"""Pixels; a shorter step has no dot of its own, which would hide the line."""


class ContourView(Plot):
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
        self._paths: tuple[Path, ...] = ()
        self._trail = Trail()
        self._marks: tuple[Mark, ...] = ()
        self._arrows: tuple[Arrow, ...] = ()
        self._directions: tuple[Floats, ...] = ()
        # The palette is applied while the plot is built, so what takes it must be there before.
        self._layer = ContourLayer(QPalette())
        super().__init__(name, x_label, y_label, parent)
        self._over = OverLayer(self._paint_over)
        for layer in (self._layer, self._over):
            self.addItem(layer, ignoreBounds=True)
        self.getAxis("left").setZValue(20)
        self.getAxis("bottom").setZValue(20)
        self.scene().sigMouseClicked.connect(self._click)

    def show_quadratic(self, centre: Floats, hessian: Floats, levels: Floats) -> None:
        """Show the contours at ``levels`` above the minimum of a quadratic.

        Args:
            centre: Where the minimum is, shape (2,).
            hessian: Symmetric matrix of second derivatives, shape (2, 2); it may be singular.
            levels: Heights above the minimum, positive, shape (k,).

        Raises:
            ValueError: If a number is not finite.
        """
        self._layer.show_contours(QuadraticContours(centre, hessian, levels), self.palette())

    def show_grid(self, x: Floats, y: Floats, z: Floats, levels: Floats) -> None:
        """Show the contours at ``levels`` of heights ``z``, shape (m, n), over ``x`` and ``y``.

        Raises:
            ValueError: If shapes differ, an axis does not rise evenly, or a number is not finite.
        """
        self._layer.show_contours(GridContours(Grid(x, y, z), levels), self.palette())

    def show_paths(self, paths: Sequence[Path]) -> None:
        """Draw these paths, with a dot for each step, instead of those before.

        Raises:
            ValueError: If a point is not finite.
        """
        for path in paths:
            finite(path.points, "a path")
        self._paths = tuple(paths)
        self._over.update()

    def show_marks(self, marks: Sequence[Mark], arrows: Sequence[Arrow] = ()) -> None:
        """Draw these marks and arrows over the paths instead of those before.

        Raises:
            ValueError: If a point is not finite.
        """
        for point in [m.point for m in marks] + [p for a in arrows for p in (a.start, a.end)]:
            finite(point, "a mark")
        self._marks, self._arrows = tuple(marks), tuple(arrows)
        self._over.update()

    def show_directions(self, centre: Floats, vectors: Floats) -> None:
        """Draw a dashed line through ``centre`` along each of ``vectors``, shape (k, 2).

        Such as the eigenvectors of the Hessian; a line reaches from −vector to +vector.

        Raises:
            ValueError: If a number is not finite.
        """
        middle, reach = finite(centre, "the centre"), finite(vectors, "a direction")
        self._directions = tuple(np.stack([middle - v, middle + v]) for v in reach)
        self._over.update()

    def place(self, point: Floats) -> QPointF:
        """Return the widget's pixel of a point."""
        scene = self.getViewBox().mapViewToScene(QPointF(*point[:2]))
        return QPointF(self.mapFromScene(scene))

    def apply_palette(self, palette: QPalette) -> None:
        """Take the colours of axes and contours from ``palette``."""
        super().apply_palette(palette)
        self._layer.recolour(palette)

    def _paint_over(self, painter: QPainter, view: QRectF, size: Floats) -> None:
        painter.setPen(QPen(muted(self.palette()), 1.2, Qt.PenStyle.DashLine))
        for ends in self._directions:
            _paint_steps(painter, to_pixels(ends, view, size), dashed=True)
        self._paint_paths(painter, view, size)
        for arrow in self._arrows:
            ends = np.stack([arrow.start[:2], arrow.end[:2]])
            places = [QPointF(*p) for p in to_pixels(ends, view, size).clip(-FAR, FAR)]
            paint_arrow(painter, *places, arrow.role, self.palette())
        for mark in self._marks:
            place = to_pixels(mark.point[None, :2], view, size).clip(-FAR, FAR)[0]
            paint_mark(painter, mark, QPointF(*place), self.palette())

    def _paint_paths(self, painter: QPainter, view: QRectF, size: Floats) -> None:
        places = [to_pixels(path.points[:, :2], view, size) for path in self._paths]

        def paint(into: QPainter, first: int, last: int) -> None:
            for path, pixels in zip(self._paths, places, strict=True):
                self._paint_path(into, path, pixels[first : last + 1])

        trail, done = self._trail.extend(
            self._paths,
            (view.getRect(), self.palette().cacheKey()),
            QSizeF(*size),
            self.devicePixelRatioF(),
            paint,
        )
        if trail is not None:
            painter.drawPixmap(0, 0, trail)
        paint(painter, done, max(map(len, places), default=0))

    def _paint_path(self, painter: QPainter, path: Path, places: Floats) -> None:
        colour = role_colour(path.role, self.palette())
        style = Qt.PenStyle.DashLine if path.dashed else Qt.PenStyle.SolidLine
        cap = Qt.PenCapStyle.FlatCap if path.dashed else Qt.PenCapStyle.SquareCap
        painter.setPen(QPen(colour, 2.2, style, cap))
        lines = _paint_steps(painter, places, path.dashed)
        apart = np.abs(lines[:, 2:] - lines[:, :2]).max(axis=1) >= DOT_DISTANCE
        paint_dots(painter, np.concatenate([lines[:1, :2], lines[apart, 2:]]), colour)

    def _click(self, event: MouseClickEvent) -> None:
        box = self.getViewBox()
        if event.button() != Qt.MouseButton.LeftButton or event.double():
            return
        if box.sceneBoundingRect().contains(event.scenePos()):
            point = box.mapSceneToView(event.scenePos())
            self.clicked.emit(point.x(), point.y())


def _paint_steps(painter: QPainter, places: Floats, dashed: bool) -> Floats:
    """Draw the steps between pixels with the painter's pen and return them as lines."""
    first, step, leads_to = cut(places, FAR)
    lines = thinned(np.concatenate([first, first + step], axis=1), leads_to)
    if dashed:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(joined(lines))
    else:
        paint_lines(painter, lines, painter.pen())
    return lines
