"""The points of the data: thousands of them drawn at once, and the one that is held apart."""

import numpy as np
from PySide6.QtGui import QColor, QPainter

from simulator.engine.arrays import Floats
from simulator.widgets.painted_plot import PaintedPlot
from simulator.widgets.surface_painter import paint_dots

HELD_WIDTH = 10.0


class Points:
    """Where the rows of the data are; the held one is left out of those at rest."""

    def __init__(self) -> None:
        self._x = self._y = np.empty(0)
        self._held: int | None = None

    def show(self, x: Floats, y: Floats) -> None:
        """Take these points, both of shape (n,)."""
        self._x, self._y = x, y

    def hold(self, row: int | None) -> None:
        """Draw one point apart from the others, or none."""
        self._held = row

    def getData(self) -> tuple[Floats, Floats]:
        """Return the points, as pyqtgraph's items do."""
        return self._x, self._y

    def paint_resting(self, painter: QPainter, plot: PaintedPlot, colour: QColor) -> None:
        """Draw all points but the held one; many are small and let through what is beneath."""
        rows = np.ones(self._x.size, dtype=bool)
        if self._held is not None:
            rows[self._held] = False
        places = plot.places(np.column_stack([self._x, self._y])[rows])
        width, opacity = _look(self._x.size)
        colour = QColor(colour)
        colour.setAlphaF(opacity)
        paint_dots(painter, np.ascontiguousarray(places), colour, width)

    def paint_held(self, painter: QPainter, plot: PaintedPlot, colour: QColor) -> None:
        """Draw the held point, larger."""
        if self._held is not None:
            place = np.array([[self._x[self._held], self._y[self._held]]])
            opaque = QColor(colour)
            opaque.setAlpha(255)
            paint_dots(painter, plot.places(place), opaque, HELD_WIDTH)


def _look(count: int) -> tuple[float, float]:
    """Return width in pixels and opacity of each of ``count`` points."""
    if count <= 80:
        return 6.5, 0.9
    if count <= 600:
        return 5.0, 0.55
    return 3.5, 0.35
