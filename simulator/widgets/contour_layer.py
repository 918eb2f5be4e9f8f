"""Contours of a quadratic, or of a grid of heights, painted into a part of a plot."""

from typing import Protocol

import numpy as np
import pyqtgraph.functions as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen

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
            places = to_pixels(shape, view, size)
            painter.drawPolygon(pg.arrayToQPolygonF(places[:, 0], places[:, 1]))


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
