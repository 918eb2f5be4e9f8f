"""How far above the optimum each run is, by step, on a logarithmic axis."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from simulator.engine.arrays import Floats
from simulator.labs.descent.run_names import run_label
from simulator.simulation.numbers import power_of_ten
from simulator.simulation.walk import Walk
from simulator.widgets.colours import RUN_COLOURS, role_colour
from simulator.widgets.curves import Curve, run_pen
from simulator.widgets.painted_plot import PaintedPlot, font_of
from simulator.widgets.surface_marks import Mark
from simulator.widgets.surface_painter import paint_mark

SMALLEST_SHARE = 1e-16
"""Excess costs below this share of the largest are rounding, drawn at the lower edge."""
MOST_TICKS = 5
NAME_GAP = 8.0
"""Pixels between the end of a curve and its name."""
ROOM = 0.02
"""Share of the steps that stays free on each side."""


class CostView(PaintedPlot):
    """``J(b) − J(b*)`` of each run; the ranges grow by whole decades, so that nothing jumps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Cost by step", "step", "J(b) − J(b*)", parent)
        self.curves: list[Curve] = []
        """Step and power of ten of the excess cost, for each run."""
        self.labels: list[str] = []

    def show_walk(self, walk: Walk) -> None:
        """Draw the costs above the optimum of the runs that are on."""
        on = [run.on for run in walk.race.runs]
        largest = float(walk.excess[:, on].max(initial=0.0)) or 1.0
        exponents = np.log10(np.maximum(walk.excess, largest * SMALLEST_SHARE))
        while len(self.curves) < len(on):
            self.curves.append(Curve())
        steps = np.arange(float(len(exponents)))
        for i, curve in enumerate(self.curves):
            if i < len(on) and on[i]:
                end = walk.race.runs[i].snapshot.step + 1
                curve.set_data(steps[:end], exponents[:end, i])
            else:
                curve.shown = False
        self.labels = [run_label(run.snapshot) for run in walk.race.runs] if sum(on) > 1 else []
        self._show_decades(exponents[:, on], float(max(walk.last, len(steps) - 1)))
        self.update()

    def _show_decades(self, exponents: Floats, last_step: float) -> None:
        low, high = math.floor(exponents.min()), math.ceil(exponents.max())
        high = max(high, low + 1)
        stride = math.ceil((high - low) / MOST_TICKS)
        ticks = [(float(k), power_of_ten(k)) for k in range(low, high + 1) if k % stride == 0]
        room = ROOM * last_step
        # The names stand to the right of the curves' ends, also of those at the last step.
        metrics = QFontMetricsF(font_of(self, 11))
        widest = max(map(metrics.horizontalAdvance, self.labels), default=0.0) + NAME_GAP
        named = widest / max(self.area.width() - widest, 50.0) * last_step if self.labels else room
        self.show_range((-room, last_step + named), (float(low), float(high)), y_ticks=ticks)

    def paint_over(self, painter: QPainter) -> None:
        """Draw the curves, a dot where each is now, and their names when there are several."""
        ends, palette = [], self.palette()
        for i, curve in enumerate(self.curves):
            if not curve.shown:
                continue
            curve.paint(painter, self, run_pen(i, role_colour(RUN_COLOURS[i], palette)))
            last = np.array([values[-1] for values in curve.getData()])
            ends.append((i, Mark("start", last, RUN_COLOURS[i]), self.place(*last.tolist())))
        for _, mark, place in ends:
            paint_mark(painter, mark, place, palette, self.vector)
        if self.labels:
            self._paint_names(painter, [(i, place) for i, _, place in ends])

    def _paint_names(self, painter: QPainter, ends: list[tuple[int, QPointF]]) -> None:
        painter.setFont(font_of(self, 11))
        metrics = painter.fontMetrics()
        height = float(metrics.height())
        lowest = -math.inf
        for i, place in sorted(ends, key=lambda end: end[1].y()):
            # Labels of curves that end together are set one beneath the other.
            top = max(place.y() - height / 2, lowest)
            lowest = top + height - 2
            width = metrics.horizontalAdvance(self.labels[i])
            left = place.x() + NAME_GAP
            box = QRectF(left, min(top, self.area.bottom() - height), width + 1, height)
            painter.setPen(role_colour(RUN_COLOURS[i], self.palette()))
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft, self.labels[i])
