"""How training goes: the loss by step, and the accuracy by distance."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from simulator.engine.training import Progress
from simulator.simulation.training_run import Measured
from simulator.simulation.training_tasks import TrainingTask
from simulator.widgets.colours import muted, role_colour
from simulator.widgets.plot import Plot

EARLIER = 4
"""Accuracies from before that are drawn faintly behind the latest."""


class LossPlot(Plot):
    """Cross-entropy on the texts that are learnt from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Loss by step", "batches", "loss (nats)", parent)
        self.line = self.plot()
        self.apply_palette(self.palette())

    def show_history(self, history: Sequence[Progress], steps: int) -> None:
        """Draw all reports; the axis already reaches to the last batch."""
        losses = np.array([report.cross_entropy for report in history])
        self.line.setData(np.array([float(report.step) for report in history]), losses)
        self.show_range((0, float(steps)), (0, float(losses.max()) if losses.size else 5.0))

    def apply_palette(self, palette: QPalette) -> None:
        """Take on the colours of the theme."""
        super().apply_palette(palette)
        self.line.setPen(pg.mkPen(role_colour("gradient", palette), width=2))


class DistancePlot(Plot):
    """Accuracy on held-out sentences by distance: now, before, and of always one answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Accuracy by distance", "distance", "right", parent)
        self.setToolTip(
            "Share of held-out texts answered right; faint: earlier in this training; dashed: "
            "always giving the commonest answer"
        )
        self.earlier = [self.plot() for _ in range(EARLIER)]
        self.baseline = self.plot()
        self.line = self.plot(symbol="o", symbolSize=6)
        self._distances: tuple[int, ...] = ()
        self.getAxis("left").setTicks([[(0, "0 %"), (0.5, "50 %"), (1, "100 %")]])
        self.apply_palette(self.palette())

    def show_task(self, task: TrainingTask) -> None:
        """Take the distances of a task, and empty the plot."""
        self._distances = task.distances
        self.set_labels(f"{task.measure} (dashed: baseline)", "right")
        self.getAxis("bottom").setTicks([[(d, str(d)) for d in task.distances]])
        self.show_range((float(task.distances[0]), float(task.distances[-1])), (0, 1))
        for item in (*self.earlier, self.baseline, self.line):
            item.setData([], [])

    def show_measured(self, measured: Sequence[Measured], baseline: float) -> None:
        """Draw the latest accuracies, and some of before evenly from the beginning on."""
        x = np.array(self._distances, dtype=float)
        before = [
            measured[k] for k in np.linspace(0, len(measured) - 1, EARLIER + 1).astype(int)[:-1]
        ]
        for item, one in zip(self.earlier, before, strict=True):
            item.setData(x, np.array(one.accuracy))
        self.line.setData(x, np.array(measured[-1].accuracy))
        self.baseline.setData(x[[0, -1]], np.full(2, baseline))

    def apply_palette(self, palette: QPalette) -> None:
        """Take on the colours of the theme."""
        super().apply_palette(palette)
        colour = role_colour("forward", palette)
        self.line.setPen(pg.mkPen(colour, width=2))
        self.line.setSymbolPen(colour)
        self.line.setSymbolBrush(colour)
        faint = QColor(colour)
        faint.setAlpha(70)
        for item in self.earlier:
            item.setPen(pg.mkPen(faint, width=1))
        self.baseline.setPen(pg.mkPen(muted(palette), width=1, style=Qt.PenStyle.DashLine))
