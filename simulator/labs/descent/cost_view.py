"""How far above the optimum each run is, by step, on a logarithmic axis."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from simulator.engine.arrays import Floats
from simulator.widgets.colours import RUN_COLOURS, role_colour
from simulator.widgets.plot import Plot

SMALLEST_SHARE = 1e-16
"""Excess costs below this share of the largest are rounding, drawn at the lower edge."""


class CostView(Plot):
    """``J(b) − J(b*)`` of each run; the ranges grow by whole decades, so that nothing jumps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Cost by step", "step", "J(b) − J(b*)", parent)
        self.setMouseEnabled(False, False)
        self.getAxis("left").setLogMode(False, True)
        self.curves: list[pg.PlotDataItem] = []
        self.heads = pg.ScatterPlotItem(size=9)
        self.addItem(self.heads)
        self.apply_palette(self.palette())

    def show_costs(self, excess: Floats, horizon: int) -> None:
        """Draw the runs' costs above the optimum, shape (steps + 1, runs)."""
        largest = float(excess.max(initial=0.0)) or 1.0
        exponents = np.log10(np.maximum(excess, largest * SMALLEST_SHARE))
        steps = np.arange(len(exponents))
        while len(self.curves) < exponents.shape[1]:
            self.curves.append(self.plot())
            self.apply_palette(self.palette())
        for i, curve in enumerate(self.curves):
            shown = i < exponents.shape[1]
            curve.setVisible(shown)
            if shown:
                curve.setData(steps, exponents[:, i])
        self.heads.setData(np.full(exponents.shape[1], steps[-1]), exponents[-1])
        self.heads.setBrush([curve.opts["pen"].color() for curve in self.curves[: excess.shape[1]]])
        self._show_decades(exponents, max(horizon, len(steps) - 1))

    def apply_palette(self, palette: QPalette) -> None:
        """Take the runs' colours; the second and later ones are dashed differently."""
        super().apply_palette(palette)
        styles = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
        for i, (curve, role) in enumerate(zip(self.curves, RUN_COLOURS, strict=False)):
            curve.setPen(pg.mkPen(role_colour(role, palette), width=2, style=styles[i % 3]))
            curve.curve.setSegmentedLineMode("on")
        self.heads.setPen(pg.mkPen(palette.base().color()))

    def _show_decades(self, exponents: Floats, last_step: int) -> None:
        low, high = np.floor(exponents.min()), np.ceil(exponents.max())
        self.show_range((0.0, float(last_step)), (float(low), float(max(high, low + 1))))
