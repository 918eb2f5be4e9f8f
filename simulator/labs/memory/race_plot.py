"""Accuracy by distance of the networks that race, with error bars, and their list."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from simulator.simulation.race import Race, spread
from simulator.widgets.colours import RUN_COLOURS, blended, muted, role_colour
from simulator.widgets.plot import Plot

STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)
SYMBOLS = ("o", "s", "t", "d", "t1", "star", "p", "h", "+", "x", "t2", "t3")
"""Each network has its colour, its mark and its dash: never colour alone."""

ROW, LOWEST_ROW = 19, 14
"""Pixels of a row of the list, where there is room and where there is not."""

SWATCH, BAR = 26, 60


@dataclass(slots=True)
class Runner:
    """What is drawn of one network."""

    line: pg.PlotDataItem
    bars: pg.ErrorBarItem


class RacePlot(Plot):
    """Means as lines, the worst and the best seed as bars, and a line at the chosen distance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "Accuracy by distance of all networks", "tokens of filler", "right", parent
        )
        self.runners: dict[str, Runner] = {}
        self.baseline = self.plot()
        self.mark = pg.InfiniteLine(0)
        self.addItem(self.mark)
        self.getAxis("left").setTicks([[(0, "0 %"), (0.5, "50 %"), (1, "100 %")]])
        self.setToolTip("Means over seeds; bars from the worst to the best seed; dashed: baseline")
        self.apply_palette(self.palette())

    def show_race(self, race: Race) -> None:
        """Draw all networks."""
        self._keep(race)
        for name, runner in self.runners.items():
            points = race.curve(name)
            x = np.array([float(point.distance) for point in points])
            low, mean, high = np.array([(p.low, p.mean, p.high) for p in points]).T
            runner.line.setData(x, mean)
            runner.bars.setData(x=x, y=mean, top=high - mean, bottom=mean - low, beam=0.8)
        ends = [float(race.distances[0]), float(race.distances[-1])]
        level = race.baseline
        self.baseline.setData(*((ends, [level, level]) if level is not None else ([], [])))
        self.getAxis("bottom").setTicks([[(d, str(d)) for d in _apart(race.distances)]])
        self.show_range((ends[0], ends[1]), (0, 1))

    def show_distance(self, distance: int) -> None:
        """Mark the chosen distance."""
        self.mark.setValue(distance)

    def _keep(self, race: Race) -> None:
        """Have a runner for each network, in their order."""
        names = race.names
        if names == tuple(self.runners):
            return
        for runner in self.runners.values():
            self.removeItem(runner.line)
            self.removeItem(runner.bars)
        self.runners = {}
        for name in names:
            bars = pg.ErrorBarItem(x=[0.0], y=[0.0])
            self.addItem(bars)
            self.runners[name] = Runner(self.plot(symbolSize=6), bars)
        self.apply_palette(self.palette())

    def apply_palette(self, palette: QPalette) -> None:
        """Take on the colours of the theme."""
        super().apply_palette(palette)
        for number, runner in enumerate(self.runners.values()):
            pen = runner_pen(number, palette)
            runner.line.setPen(pen)
            runner.line.setSymbol(SYMBOLS[number % len(SYMBOLS)])
            runner.line.setSymbolPen(pen.color())
            runner.line.setSymbolBrush(pen.color())
            runner.bars.setData(pen=pg.mkPen(pen.color(), width=1))
        dashed = Qt.PenStyle.DashLine
        self.baseline.setPen(pg.mkPen(muted(palette), width=1, style=dashed))
        self.mark.setPen(pg.mkPen(palette.mid().color(), width=1, style=Qt.PenStyle.DotLine))


class RaceList(QWidget):
    """Which line is whose, and how each did at the chosen distance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[tuple[str, float, str], ...] = ()

    def show_race(self, race: Race, distance: int) -> None:
        """Show the figures at a distance."""
        rows = []
        for name in race.names:
            found = race.at(name, distance)
            rows.append((name, found.mean if found else 0.0, spread(found) if found else "–"))
        self.rows = tuple(rows)
        self.setMinimumHeight(LOWEST_ROW * len(rows))
        told = ", ".join(f"{name}: {text}" for name, _, text in rows)
        self.setAccessibleName(f"Right at {distance} tokens: {told}")
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the room that the rows need."""
        return QSize(300, LOWEST_ROW * max(len(self.rows), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a swatch, the name, a bar and the figure of each network."""
        palette = self.window().palette()  # in a transparent area, its own has no ground
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        figures = metrics.horizontalAdvance("100 % (100–100)") + 4
        bar = BAR if self.width() > SWATCH + BAR + figures + 130 else 0
        names = self.width() - SWATCH - bar - figures - 8
        row = min(ROW, self.height() // max(len(self.rows), 1))
        for number, (name, share, text) in enumerate(self.rows):
            top, pen = number * row, runner_pen(number, palette)
            painter.setPen(pen)
            painter.drawLine(0, top + row // 2, SWATCH - 6, top + row // 2)
            painter.setPen(palette.text().color())
            left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(SWATCH, top, names, row), left, shown)
            self._draw_bar(painter, QRectF(SWATCH + names, top + row / 2 - 3, bar, 6), share, pen)
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.setPen(palette.text().color())
            painter.drawText(QRectF(self.width() - figures, top, figures, row), right, text)

    def _draw_bar(self, painter: QPainter, track: QRectF, share: float, pen: QPen) -> None:
        palette = self.window().palette()
        ground = blended(palette.mid().color(), palette.base().color(), 0.4)
        painter.fillRect(track, ground)
        track.setWidth(track.width() * share)
        painter.fillRect(track, pen.color())


def _apart(distances: Sequence[int]) -> list[int]:
    """Leave out numbers that would be written over each other."""
    least = (distances[-1] - distances[0]) / 20
    kept = [distances[0]]
    kept += [d for before, d in pairwise(distances) if d - before >= least]
    return kept


def runner_pen(number: int, palette: QPalette) -> QPen:
    """Return the pen of the ``number``-th network."""
    colour = role_colour(RUN_COLOURS[number % len(RUN_COLOURS)], palette)
    # Where colours come again, the dash is another.
    style = STYLES[(number + number // len(RUN_COLOURS)) % len(STYLES)]
    return pg.mkPen(colour, width=2, style=style)
