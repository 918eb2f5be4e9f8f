"""Smooth lines over a plot, at the price of what is seen of them."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from simulator.engine.arrays import Floats
from simulator.widgets.painted_plot import PaintedPlot
from simulator.widgets.surface_marks import finite
from simulator.widgets.surface_painter import joined, paint_lines

STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)
"""Neighbours among several runs are told apart also without seeing colours."""


class Curve:
    """A line through points, in the plot's units."""

    def __init__(self) -> None:
        self._x = self._y = np.empty(0)
        self.shown = True

    def set_data(self, x: Floats, y: Floats) -> None:
        """Take these points, both of shape (k,), and show the line.

        Raises:
            ValueError: If a point is not finite.
        """
        self._x, self._y, self.shown = finite(x, "a curve"), finite(y, "a curve"), True

    def getData(self) -> tuple[Floats, Floats]:
        """Return the points, as pyqtgraph's items do."""
        return self._x, self._y

    def paint(self, painter: QPainter, plot: PaintedPlot, pen: QPen) -> None:
        """Draw the line with a pen, as far as it is anywhere near the plot."""
        if not self.shown or len(self._x) < 2:
            return
        lines = plot.seen_lines(np.column_stack([self._x, self._y]))
        if pen.style() == Qt.PenStyle.SolidLine:
            paint_lines(painter, lines, pen)
        elif len(lines):
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(joined(lines))


def run_pen(index: int, colour: QColor, width: float = 2.2) -> QPen:
    """Return the pen of the ``index``-th of several runs."""
    style = STYLES[index % len(STYLES)]
    solid = style == Qt.PenStyle.SolidLine
    cap = Qt.PenCapStyle.SquareCap if solid else Qt.PenCapStyle.FlatCap
    return QPen(colour, width, style, cap)
