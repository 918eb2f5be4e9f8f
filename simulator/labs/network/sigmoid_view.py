"""The sigmoid, with every neuron riding on it, and its slope there."""

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from simulator.engine.losses import sigmoid, sigmoids
from simulator.labs.network.painting import Symbols
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_phases import symbol
from simulator.widgets.colours import role_colour
from simulator.widgets.painted_plot import PaintedPlot, dot

REACH = 6.0
TANGENT = 1.6
"""Half the width of a tangent, in units of z."""
MOST_TANGENTS = 4


class SigmoidView(PaintedPlot):
    """``hovered`` and ``clicked`` carry the z under the mouse, such as ``z1``."""

    hovered = Signal(str)
    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Sigmoid", "z", "σ(z)", parent)
        self._symbols = Symbols()
        self.points: dict[str, tuple[float, float]] = {}
        """Where each neuron is: z and σ(z)."""
        self._highlight = ""
        self.show_range((-REACH, REACH), (0.0, 1.05))

    def show_snapshot(self, snapshot: NetworkSnapshot) -> None:
        """Put every neuron whose z is known where it belongs; widen the range when needed."""
        names = [f"z{k}" for k in range(1, snapshot.n + 1)]
        values = {name: snapshot.value(name) for name in names if snapshot.is_known(name)}
        points = {name: (z, sigmoid(z)) for name, z in values.items()}
        furthest = max((abs(z) for z in values.values()), default=0.0)
        reach = REACH
        while reach < min(furthest, 1e6):
            reach *= 2
        self.show_range((-reach, reach), (0.0, 1.05))
        if points != self.points:
            self.points = points
            self.update()

    def set_highlight(self, name: str) -> None:
        """Mark the neuron that ``z1``, ``a1``, ``dL_dz1`` … belongs to."""
        stem = name.removeprefix("dL_d")
        marked = f"z{stem[1:]}" if stem[:1] in ("z", "a") else ""
        if marked != self._highlight:
            self._highlight = marked
            self.update()

    def paint_ground(self, painter: QPainter) -> None:
        """Draw the curve."""
        z = np.linspace(*self.ranges[0], 160)
        painter.setPen(QPen(role_colour("forward", self.palette()), 2))
        painter.drawPath(self.curve(z, sigmoids(z)))

    def paint_over(self, painter: QPainter) -> None:
        """Draw the tangents, then the points with their names."""
        painter.setClipRect(self.area.adjusted(-2, -6, 8, 6))
        for name in self.points:
            if len(self.points) <= MOST_TANGENTS or name == self._highlight:
                self._paint_tangent(painter, name)
        for name, (z, a) in self.points.items():
            self._paint_point(painter, name, self.place(z, a))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which neuron is under the mouse."""
        self.hovered.emit(self._name_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask where the neuron under the mouse comes from."""
        name = self._name_at(event.position())
        if name:
            self.clicked.emit(name)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the mark away."""
        self.hovered.emit("")

    def _name_at(self, position: QPointF) -> str:
        places = {name: self.place(z, a) for name, (z, a) in self.points.items()}
        near = [name for name, place in places.items() if QLineF(place, position).length() < 9]
        return near[0] if near else ""

    def _paint_tangent(self, painter: QPainter, name: str) -> None:
        z, a = self.points[name]
        slope, half = a * (1.0 - a), TANGENT * self.ranges[0][1] / REACH
        # It ends at the plot's edges by itself: a drawing in a file knows no clipping.
        half = min(half, (self.ranges[1][1] - a) / slope, a / slope) if slope else half
        ends = QLineF(
            self.place(z - half, a - half * slope), self.place(z + half, a + half * slope)
        )
        width = 2.4 if name == self._highlight else 1.5
        pen = QPen(role_colour("gradient", self.palette()), width, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(ends)

    def _paint_point(self, painter: QPainter, name: str, place: QPointF) -> None:
        palette = self.palette()
        colour = role_colour("forward", palette)
        marked = name == self._highlight
        dot(painter, place, 7.0 if marked else 5.0, colour, palette.base().color())
        if len(self.points) <= MOST_TANGENTS or marked:
            below = place + QPointF(13, 12)
            self._symbols.draw(painter, below, symbol(name), 14, palette.text().color())
