"""The mean loss by update, of the run that is shown and of those it is compared with."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from simulator.engine.arrays import Floats
from simulator.labs.network.runs import RIVAL_ROLES
from simulator.widgets.colours import role_colour
from simulator.widgets.painted_plot import PaintedPlot, dot

MOST_POINTS = 400
STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
FIRST_UPDATES = 20


class LossView(PaintedPlot):
    """Curves of the loss; the ranges grow in leaps, so that the picture stands still."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Loss by update", "update", "L", parent)
        self.curves: tuple[Floats, ...] = ()
        """Loss at each update, the run that is shown first."""
        self._highlighted = False

    def show_losses(self, curves: Sequence[Floats]) -> None:
        """Draw the loss at updates 1, 2, … of each run."""
        before = [(len(curve), float(curve[-1])) for curve in self.curves]
        self.curves = tuple(curves)
        if before == [(len(curve), float(curve[-1])) for curve in curves]:
            return
        longest = max(len(curve) for curve in curves)
        updates = FIRST_UPDATES
        while updates < longest:
            updates *= 2
        highest = max(float(np.max(curve[np.isfinite(curve)], initial=0.0)) for curve in curves)
        self.show_range((1.0, float(updates)), (0.0, _leap(highest)))
        self.update()

    def set_highlight(self, name: str) -> None:
        """Draw the run that is shown bolder when ``name`` is the loss."""
        if (name == "L") != self._highlighted:
            self._highlighted = name == "L"
            self.update()

    def paint_over(self, painter: QPainter) -> None:
        """Draw every curve and a dot at its end."""
        palette = self.palette()
        for i in reversed(range(len(self.curves))):
            losses = self.curves[i]
            colour = role_colour("gradient" if i == 0 else RIVAL_ROLES[i - 1], palette)
            style = STYLES[i % 3]
            ink = role_colour("data", palette) if i == 0 else colour
            painter.setPen(QPen(ink, self._width(i), style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            shown = np.unique(np.linspace(0, len(losses) - 1, MOST_POINTS).astype(int))
            painter.drawPath(self.curve(shown + 1.0, losses[shown]))
            dot(painter, self.place(len(losses), float(losses[-1])), 4.5, colour)

    def _width(self, i: int) -> float:
        if i:
            return 1.6
        return 3.6 if self._highlighted else 2.0


def _leap(highest: float) -> float:
    """Return a round number above ``highest``, one of few, so that the range rarely changes."""
    if not highest > 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(highest))
    return float(next(power * k for k in (1, 2, 5, 10, 20) if power * k >= highest * 1.05))
