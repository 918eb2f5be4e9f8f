"""Layers of a contour plot: the contours, kept as a picture, and what moves over them."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPalette, QPen, QPixmap, QPolygonF

from simulator.engine.arrays import Floats
from simulator.widgets.colours import blended, role_colour
from simulator.widgets.contour_shapes import bands, quadratic_contours, resampled
from simulator.widgets.surface_marks import finite
from simulator.widgets.surface_projection import Grid

DEEPEST = 0.46
"""How much of the forward colour the lowest band has; the highest has almost none."""


class Contours(Protocol):
    """A picture of heights over two parameters."""

    def paint(self, painter: QPainter, view: QRectF, size: Floats, palette: QPalette) -> None:
        """Fill (0, 0) to ``size`` in pixels with the part ``view`` of the plot."""


def _fills(count: int, palette: QPalette) -> list[QColor]:
    """Return ``count`` colours from the lowest band to the highest."""
    colour, ground = role_colour("forward", palette), palette.base().color()
    return [blended(colour, ground, DEEPEST * (1 - k / count) + 0.02) for k in range(count)]


def _line(palette: QPalette) -> QColor:
    return blended(role_colour("forward", palette), palette.base().color(), 0.5)


def to_pixels(points: Floats, view: QRectF, size: Floats) -> Floats:
    """Return plot points, shape (k, 2), in pixels of a picture of ``view``, first row on top."""
    scale = size / (view.width(), view.height())
    corner = np.array([view.left(), view.bottom()])
    return (points - corner) * scale * (1, -1)


def from_pixels(places: Floats, view: QRectF, size: Floats) -> Floats:
    """Return the plot points of pixels, shape (k, 2)."""
    corner = np.array([view.left(), view.bottom()])
    return places * (1, -1) * (view.width(), view.height()) / size + corner


def indices(values: Floats, axis: Floats) -> Floats:
    """Return the fractional indices of ``values`` on an evenly spaced axis."""
    return (values - axis[0]) / (axis[1] - axis[0])


class QuadraticContours:
    """Nested ellipses, from closed form; parallel lines where the quadratic is a valley."""

    def __init__(self, centre: Floats, hessian: Floats, levels: Floats) -> None:
        self._centre, self._hessian = centre, hessian
        self._levels = np.sort(np.asarray(levels, dtype=np.float64))
        quadratic_contours(centre, hessian, levels, 1.0)  # refuses what is not finite

    def paint(self, painter: QPainter, view: QRectF, size: Floats, palette: QPalette) -> None:
        """Fill the outermost ellipse first and the innermost last."""
        diagonal = float(np.hypot(view.width(), view.height()))
        shapes = quadratic_contours(self._centre, self._hessian, self._levels, diagonal)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(_line(palette), 1.0))
        fills = _fills(len(shapes), palette)
        for shape, fill in zip(reversed(shapes), reversed(fills), strict=True):
            painter.setBrush(fill)
            places = to_pixels(shape, view, size).tolist()
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in places]))


class GridContours:
    """Filled bands between levels over a grid of heights."""

    def __init__(self, grid: Grid, levels: Floats) -> None:
        self._grid, self._levels = grid, np.sort(finite(levels, "the levels"))

    def paint(self, painter: QPainter, view: QRectF, size: Floats, palette: QPalette) -> None:
        """Draw the heights as an image, pixel by pixel; beyond the grid there is nothing."""
        corners = np.array(
            [[self._grid.x[0], self._grid.y[-1]], [self._grid.x[-1], self._grid.y[0]]]
        )
        first, last = np.clip(to_pixels(corners, view, size), 0.0, size)
        ratio = painter.device().devicePixelRatioF()
        count = np.round((last - first) * ratio).astype(int)
        if count.min() < 2:
            return
        places = first + (np.arange(count.max())[:, None] + 0.5) * (last - first) / count
        x, y = (from_pixels(places, view, size)[: count[k], k] for k in (0, 1))
        across = resampled(self._grid.z, indices(x, self._grid.x))
        image = self._image(resampled(across.T, indices(y, self._grid.y)), palette)
        painter.drawImage(QRectF(QPointF(*first), QPointF(*last)), image)

    def _image(self, z: Floats, palette: QPalette) -> QImage:
        colours = [*_fills(self._levels.size, palette), palette.base().color(), _line(palette)]
        rgb = np.array([colour.getRgb()[:3] for colour in colours], dtype=np.float64)
        pixels = bands(z, self._levels, rgb[:-1], rgb[-1])
        height, width = pixels.shape
        return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


class ContourLayer(pg.GraphicsObject):
    """Draws contours once into a picture, and again when the view, the size or theme changes."""

    def __init__(self, palette: QPalette) -> None:
        super().__init__()
        self._contours: Contours | None = None
        self._palette = palette
        self._picture: QPixmap | None = None
        self._drawn_for: tuple[object, ...] = ()

    def show_contours(self, contours: Contours | None, palette: QPalette) -> None:
        """Draw ``contours`` in the colours of ``palette``."""
        self._contours, self._palette, self._picture = contours, palette, None
        self.update()

    def recolour(self, palette: QPalette) -> None:
        """Draw the same contours in the colours of ``palette``."""
        self.show_contours(self._contours, palette)

    def boundingRect(self) -> QRectF:
        """Return all that is seen: contours have no edge."""
        return QRectF(self.viewRect())

    def viewTransformChanged(self) -> None:
        """Fill the new view."""
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(self, painter: QPainter, *args: object) -> None:
        """Copy the kept picture; into a vector file draw the contours themselves."""
        if self._contours is None:
            return
        view = QRectF(self.viewRect())
        place = painter.transform().mapRect(view)
        size = np.array([place.width(), place.height()])
        painter.save()
        painter.resetTransform()
        if painter.paintEngine().type() == QPaintEngine.Type.Raster:
            painter.drawPixmap(place.topLeft(), self._kept(view, size, painter))
        else:
            painter.translate(place.topLeft())
            self._contours.paint(painter, view, size, self._palette)
        painter.restore()

    def _kept(self, view: QRectF, size: Floats, painter: QPainter) -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        drawn_for = (view, *size.tolist(), ratio)
        if self._picture is None or drawn_for != self._drawn_for:
            picture = QPixmap(*np.maximum(1, np.ceil(size * ratio)).astype(int).tolist())
            picture.setDevicePixelRatio(ratio)
            picture.fill(self._palette.base().color())
            with QPainter(picture) as into:
                self._contours.paint(into, view, size, self._palette)
            self._picture, self._drawn_for = picture, drawn_for
        return self._picture


class OverLayer(pg.GraphicsObject):
    """Draws with a callback in pixels over the whole view, above the other layers."""

    def __init__(self, draw: Callable[[QPainter, QRectF, Floats], None]) -> None:
        super().__init__()
        self._draw = draw
        self.setZValue(10)

    def boundingRect(self) -> QRectF:
        """Return all that is seen."""
        return QRectF(self.viewRect())

    def viewTransformChanged(self) -> None:
        """Fill the new view."""
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(self, painter: QPainter, *args: object) -> None:
        """Draw with plot coordinates' origin moved to pixels."""
        view = QRectF(self.viewRect())
        place = painter.transform().mapRect(view)
        painter.save()
        painter.resetTransform()
        painter.translate(place.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, view, np.array([place.width(), place.height()]))
        painter.restore()
