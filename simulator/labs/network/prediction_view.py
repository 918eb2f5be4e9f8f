"""The prediction over all inputs, with the examples and the point where the answer turns."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from simulator.engine.arrays import Floats
from simulator.engine.losses import sigmoids
from simulator.engine.network import logits
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_examples import Examples
from simulator.simulation.numbers import format_number
from simulator.widgets.colours import role_colour
from simulator.widgets.painted_plot import PaintedPlot, dot

POINTS = 121
GRAB = 9.0
MOST_DOTS = 2000
"""Of more examples an even sample is drawn: they would lie on top of one another."""


class PredictionView(PaintedPlot):
    """``example_chosen`` carries the example that was clicked."""

    example_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Prediction over x", "x", "ŷ", parent)
        self._examples: Examples | None = None
        self._shown = 0
        self._last = ""
        self._drawn: tuple[object, ...] = ()
        self._highlight = ""
        self.x: Floats = np.empty(0)
        self.predicted: Floats = np.empty(0)
        """ŷ at each of ``x``."""
        self.decisions: list[float] = []
        """The inputs at which the prediction passes 1/2."""

    def show_snapshot(self, snapshot: NetworkSnapshot) -> None:
        """Draw the prediction with the parameters as they stand now."""
        shown = (snapshot.examples, snapshot.example, snapshot.current_parameters())
        if shown == self._drawn:
            return
        self._drawn = shown
        self._show_examples(snapshot.examples)
        self._shown, self._last = snapshot.example, f"a{snapshot.n}"
        z = logits(self.x, snapshot.current_parameters())
        self.predicted = sigmoids(z)
        self.decisions = _crossings(self.x, z)
        self.update()

    def set_highlight(self, name: str) -> None:
        """Mark the example for x and y, and the curve for the prediction."""
        if name != self._highlight:
            self._highlight = name
            self.update()

    def paint_ground(self, painter: QPainter) -> None:
        """Draw the examples and the line of indecision."""
        colour = role_colour("data", self.palette())
        faint = QPen(self.palette().mid().color(), 1, Qt.PenStyle.DotLine)
        painter.setPen(faint)
        painter.drawLine(self.place(self.ranges[0][0], 0.5), self.place(self.ranges[0][1], 0.5))
        if self._examples is not None:
            stride = -(-len(self._examples) // MOST_DOTS)
            xs, ys = self._examples.x[::stride].tolist(), self._examples.y[::stride].tolist()
            for x, y in zip(xs, ys, strict=True):
                dot(painter, self.place(x, y), 4.0, colour)

    def paint_over(self, painter: QPainter) -> None:
        """Draw the curve, the decision and which example is shown."""
        if self._examples is None:
            return
        palette = self.palette()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = 3.6 if self._highlight == self._last else 2.0
        painter.setPen(QPen(role_colour("forward", palette), width))
        painter.drawPath(self.curve(self.x, self.predicted))
        self._paint_decisions(painter)
        i = self._shown
        place = self.place(float(self._examples.x[i]), float(self._examples.y[i]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(role_colour("gradient", palette), 1.8))
        radius = 10.0 if self._highlight in ("x", "y") else 7.0
        painter.drawEllipse(place, radius, radius)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the example under the mouse."""
        i = self._example_at(event.position())
        if i is not None:
            self.example_chosen.emit(i)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that an example can be clicked, and which it is."""
        i = self._example_at(event.position())
        self.setCursor(
            Qt.CursorShape.ArrowCursor if i is None else Qt.CursorShape.PointingHandCursor
        )
        tip = ""
        if i is not None and self._examples is not None:
            x, y = float(self._examples.x[i]), float(self._examples.y[i])
            tip = f"Example {i + 1}: x = {format_number(x)}, y = {y:.0f}. Click to show it."
        self.setToolTip(tip)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget what was under the mouse."""
        self.setToolTip("")

    def _show_examples(self, examples: Examples) -> None:
        if examples is self._examples:
            return
        self._examples = examples
        low, high = float(examples.x.min()), float(examples.x.max())
        margin = 0.15 * (high - low) or 2.0 + 0.5 * abs(low)
        ends = (low - margin, high + margin)
        self.x = np.linspace(*ends, POINTS)
        self.show_range(ends, (-0.06, 1.06))
        self.redraw()

    def _paint_decisions(self, painter: QPainter) -> None:
        colour = role_colour("optimum", self.palette())
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine))
        for x in self.decisions:
            painter.drawLine(self.place(x, 0.0), self.place(x, 1.0))
            dot(painter, self.place(x, 0.5), 3.5, colour)
            painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine))

    def _example_at(self, position: QPointF) -> int | None:
        if self._examples is None:
            return None
        x, y = self.data_at(position)
        (left, right), (low, high) = self.ranges
        across = (self._examples.x - x) * self.area.width() / (right - left)
        up = (self._examples.y - y) * self.area.height() / (high - low)
        distances = np.hypot(across, up)
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= GRAB else None


def _crossings(x: Floats, z: Floats) -> list[float]:
    """Return where ``z`` changes its sign, between the points linearly."""
    at = np.flatnonzero(np.sign(z[:-1]) * np.sign(z[1:]) < 0)
    share = z[at] / (z[at] - z[at + 1])
    return [float(v) for v in x[at] + share * (x[at + 1] - x[at])]
