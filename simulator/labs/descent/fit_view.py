"""The data and the fit: points that can be moved, the line, and its residuals."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPalette
from PySide6.QtWidgets import QWidget

from simulator.engine.arrays import Floats
from simulator.engine.regression import Regression
from simulator.simulation.descent import DescentSnapshot
from simulator.widgets.colours import RUN_COLOURS, role_colour
from simulator.widgets.plot import Plot

GRAB_PIXELS = 9
MOST_RESIDUALS = 400
"""More residuals than these hide the points they belong to."""


class FitView(Plot):
    """Scatter of one feature and the target, with the prediction of each run on top.

    With several features the line shows the prediction with the others at their means.
    ``point_moved`` carries row, x and y in data units while a point is dragged; ``point_added``
    x and y of a click on free ground; ``point_removed`` the row of a right click.
    """

    point_moved = Signal(int, float, float)
    drag_ended = Signal()
    point_added = Signal(float, float)
    point_removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Data and fit", parent=parent)
        self.setMouseEnabled(False, False)
        self.residuals = self.plot(connect="pairs")
        self.points = pg.ScatterPlotItem(size=7, pen=None)
        self.addItem(self.points)
        self.lines: list[pg.PlotDataItem] = []
        self.feature = 0
        self._rows: tuple[Floats, Floats] = (np.empty(0), np.empty(0))
        self._problem: object = None
        self._dragged: int | None = None
        self._pressed_free = False
        self.viewport().setMouseTracking(True)
        self.apply_palette(self.palette())

    def show_runs(self, runs: tuple[DescentSnapshot, ...], selected: int) -> None:
        """Draw the data of the runs, their lines, and the residuals of the selected one."""
        self._show_data(runs[selected])
        while len(self.lines) < len(runs):
            self.lines.append(self.plot())
            self.apply_palette(self.palette())
        ends = np.array(self.viewRange()[0])
        for i, line in enumerate(self.lines):
            if i < len(runs):
                line.setData(ends, _line(runs[i], self.feature, ends))
            line.setVisible(i < len(runs))
            line.setZValue(20 if i == selected else 10)
        self._show_residuals(runs[selected])

    def show_feature(self, feature: int) -> None:
        """Put another feature on the horizontal axis with the next snapshot."""
        self.feature, self._problem = feature, None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the point under the mouse, or remove it with the right button."""
        row = self._row_at(event.position())
        if event.button() == Qt.MouseButton.RightButton:
            if row is not None:
                self.point_removed.emit(row)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._dragged, self._pressed_free = row, row is None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the point that is held; show that a point can be taken."""
        if self._dragged is not None:
            self.point_moved.emit(self._dragged, *self._data_at(event.position()))
        elif not event.buttons():
            over_point = self._row_at(event.position()) is not None
            shape = Qt.CursorShape.OpenHandCursor if over_point else Qt.CursorShape.CrossCursor
            self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the point, or add one where the ground was clicked."""
        if self._dragged is not None:
            self._dragged = None
            self.drag_ended.emit()
        elif self._pressed_free and self.getViewBox().sceneBoundingRect().contains(
            event.position()
        ):
            self.point_added.emit(*self._data_at(event.position()))
        self._pressed_free = False

    def apply_palette(self, palette: QPalette) -> None:
        """Take the colours of the data, the residuals and the lines."""
        super().apply_palette(palette)
        data = role_colour("data", palette)
        self.points.setBrush(pg.mkBrush(data))
        error = role_colour("gradient", palette)
        error.setAlpha(120)
        self.residuals.setPen(pg.mkPen(error, width=1))
        for line, role in zip(self.lines, RUN_COLOURS, strict=False):
            line.setPen(pg.mkPen(role_colour(role, palette), width=2))

    def _show_data(self, snapshot: DescentSnapshot) -> None:
        problem = snapshot.problem
        if problem is self._problem:
            return
        X, y = problem.rows()
        x = X[:, self.feature]
        # While a point is dragged the range stays, or the ground would slide under the mouse.
        if self._dragged is None:
            self._show_axes(problem, x, y)
        self._problem, self._rows = problem, (x, y)
        self.points.setData(x, y)

    def _show_axes(self, problem: Regression, x: Floats, y: Floats) -> None:
        units = problem.units or ("",) * (len(problem.features) + 1)
        names = (problem.features[self.feature], problem.target)
        labels = [
            f"{name} ({unit})" if unit else name
            for name, unit in zip(names, (units[self.feature], units[-1]), strict=True)
        ]
        self.set_labels(*labels)
        self.show_range((float(x.min()), float(x.max())), (float(y.min()), float(y.max())))

    def _show_residuals(self, snapshot: DescentSnapshot) -> None:
        x, y = self._rows
        if x.size > MOST_RESIDUALS:
            self.residuals.setData([], [])
            return
        predicted = snapshot.problem.predict(snapshot.parameters, snapshot.problem.rows()[0])
        self.residuals.setData(np.repeat(x, 2), np.column_stack([y, predicted]).ravel())

    def _data_at(self, position: QPointF) -> tuple[float, float]:
        point = self.getViewBox().mapSceneToView(self.mapToScene(position.toPoint()))
        return point.x(), point.y()

    def _row_at(self, position: QPointF) -> int | None:
        x, y = self._rows
        if not x.size:
            return None
        at_x, at_y = self._data_at(position)
        width, height = self.getViewBox().viewPixelSize()
        distance = np.hypot((x - at_x) / width, (y - at_y) / height)
        nearest = int(distance.argmin())
        return nearest if distance[nearest] <= GRAB_PIXELS else None


def _line(snapshot: DescentSnapshot, feature: int, ends: Floats) -> Floats:
    """Return the prediction at both ends, the other features at their means."""
    means = np.tile(snapshot.problem.rows()[0].mean(axis=0), (2, 1))
    means[:, feature] = ends
    return snapshot.problem.predict(snapshot.parameters, means)
