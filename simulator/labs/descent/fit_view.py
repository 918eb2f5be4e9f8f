"""The data and the fit: points that can be moved, the line of each run, and residuals."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from simulator.engine.arrays import Floats
from simulator.engine.regression import Regression
from simulator.labs.descent.points import Points
from simulator.simulation.descent import DescentSnapshot
from simulator.simulation.runs import RaceSnapshot
from simulator.widgets.colours import RUN_COLOURS, role_colour
from simulator.widgets.curves import Curve, run_pen
from simulator.widgets.painted_plot import BY_KEYS, PaintedPlot, font_of
from simulator.widgets.surface_painter import paint_lines

KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
NUDGE = 0.01
"""Share of the range that a key moves a point by."""
GRAB_PIXELS = 9
CLICK_PIXELS = 4
"""A press that moves farther than this adds no point."""
MARGIN = 0.06
"""Share of the range that stays free on each side."""
MOST_RESIDUALS = 400
"""More residuals than these hide the points they belong to."""


class FitView(PaintedPlot):
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
        self.points = Points()
        self.lines: list[Curve] = []
        self.residuals = np.empty((0, 4))
        """A line from each point to its prediction: x, y, x, ŷ; shape (n, 4)."""
        self.feature = 0
        self._problem: Regression | None = None
        self._selected = 0
        self._held: int | None = None
        self._pressed: QPointF | None = None
        self._chosen = 0
        self._by_keys = False
        self.setAccessibleDescription(
            "Left and Right choose a point, Up and Down move it, with Control sideways; "
            "Delete removes it, Insert adds one in the middle."
        )
        # A click must not take the keys from the player; who wants to work by keys comes by Tab.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_race(self, race: RaceSnapshot) -> None:
        """Draw the data, the line of each run, and the residuals of the selected one."""
        self._show_data(race.problem)
        while len(self.lines) < len(race.runs):
            self.lines.append(Curve())
        ends = np.array(self.ranges[0])
        for i, line in enumerate(self.lines):
            line.shown = False
            if i < len(race.runs) and race.runs[i].on:
                line.set_data(ends, _line(race.runs[i].snapshot, self.feature, ends))
        self._selected = race.selected
        self._show_residuals(race.current)
        self.update()

    def show_feature(self, feature: int) -> None:
        """Put another feature on the horizontal axis with the next snapshot."""
        self.feature, self._problem = feature, None

    # Gestures

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the point under the mouse, or remove it with the right button."""
        row = self._row_at(event.position())
        if event.button() == Qt.MouseButton.RightButton:
            if row is not None:
                self.point_removed.emit(row)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._held, self._pressed = row, event.position()
            if row is not None:
                self.points.hold(row)
                self.redraw()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the point that is held; show that a point can be taken."""
        if self._held is not None:
            self.point_moved.emit(self._held, *self.data_at(event.position()))
        elif not event.buttons():
            over_point = self._row_at(event.position()) is not None
            shape = Qt.CursorShape.OpenHandCursor if over_point else Qt.CursorShape.CrossCursor
            self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the point, or add one where the ground was clicked."""
        held, pressed = self._held, self._pressed
        self._held = self._pressed = None
        if held is not None:
            self.points.hold(None)
            self.redraw()
            self._keep_in_view()
            self.drag_ended.emit()
        elif pressed is not None and self._is_click(pressed, event.position()):
            self.point_added.emit(*self.data_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a point, move it, remove it or add one."""
        key, sideways = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        direction = KEYS.get(Qt.Key(key))
        if direction is not None and (sideways or direction[1]):
            self._nudge(*direction)
        elif direction is not None:
            self._choose(direction[0])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.point_removed.emit(self._chosen)
        elif key == Qt.Key.Key_Insert:
            (left, right), (bottom, top) = self.ranges
            self.point_added.emit((left + right) / 2, (bottom + top) / 2)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Claim the keys of a point, which elsewhere in the window move the player."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in KEYS:
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the chosen point."""
        super().focusInEvent(event)
        self._by_keys = event.reason() in BY_KEYS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the mark away; what is moved next is another gesture."""
        super().focusOutEvent(event)
        self._by_keys = False
        self.drag_ended.emit()
        self.update()

    def _choose(self, step: int) -> None:
        """Choose the next point along the axis, or the one before."""
        x, y = self.points.getData()
        if not x.size:
            return
        order = np.lexsort((y, x)).tolist()
        place = order.index(self._chosen) if self._chosen < x.size else 0
        self._chosen = order[(place + step) % len(order)]
        self.drag_ended.emit()
        self.update()

    def _nudge(self, across: int, up: int) -> None:
        """Move the chosen point by a hundredth of what is shown."""
        x, y = self.points.getData()
        if self._chosen < x.size:
            (left, right), (bottom, top) = self.ranges
            moved_x = float(x[self._chosen]) + across * NUDGE * (right - left)
            moved_y = float(y[self._chosen]) + up * NUDGE * (top - bottom)
            self.point_moved.emit(self._chosen, moved_x, moved_y)

    # Drawing

    def paint_ground(self, painter: QPainter) -> None:
        """Draw the points that stay where they are."""
        painter.setClipRect(self.area)
        self.points.paint_resting(painter, self, role_colour("data", self.palette()))

    def paint_over(self, painter: QPainter) -> None:
        """Draw the residuals, the held point, and the lines, the selected run's on top."""
        painter.setClipRect(self.area)
        error = role_colour("gradient", self.palette())
        error.setAlpha(130)
        area = self.area
        corners = (area.left(), area.top()), (area.right(), area.bottom())
        ends = self.places(self.residuals.reshape(-1, 2)).clip(*corners)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # they are upright: sharper
        paint_lines(painter, np.ascontiguousarray(ends).reshape(-1, 4), QPen(error, 1.0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.points.paint_held(painter, self, error)
        for i in sorted(range(len(self.lines)), key=lambda i: i == self._selected):
            colour = role_colour(RUN_COLOURS[i], self.palette())
            self.lines[i].paint(painter, self, run_pen(i, colour))
        self._say_where_the_line_is(painter)
        x, y = self.points.getData()
        if self._by_keys and self._chosen < x.size:
            place = self.place(float(x[self._chosen]), float(y[self._chosen]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().highlight().color(), 2.0))
            painter.drawEllipse(place, 8.0, 8.0)

    def _say_where_the_line_is(self, painter: QPainter) -> None:
        """Say above or below where the selected run's line has left the picture."""
        line = self.lines[self._selected] if self._selected < len(self.lines) else Curve()
        _, y = line.getData()
        bottom, top = self.ranges[1]
        if not (line.shown and y.size) or (y.max() >= bottom and y.min() <= top):
            return
        above = y.min() > top
        side = Qt.AlignmentFlag.AlignTop if above else Qt.AlignmentFlag.AlignBottom
        painter.setFont(font_of(self, 11))
        painter.setPen(role_colour(RUN_COLOURS[self._selected], self.palette()))
        words = "↑ the line is above" if above else "↓ the line is below"
        painter.drawText(
            self.area.adjusted(8, 4, -8, -4), side | Qt.AlignmentFlag.AlignHCenter, words
        )

    def _show_data(self, problem: Regression) -> None:
        if problem is self._problem:
            return
        X, y = problem.points()
        x = X[:, self.feature]
        before, self._problem = self._problem, problem
        self.points.show(x, y)
        if self._held is not None:
            return  # the range stays, or the ground would slide under the mouse
        if before is None or _axes(before) != _axes(problem):
            self._show_axes(problem)
        else:
            self._keep_in_view()
        self.redraw()

    def _keep_in_view(self) -> None:
        x, y = self.points.getData()
        (left, right), (bottom, top) = self.ranges
        if x.size and (x.min() < left or x.max() > right or y.min() < bottom or y.max() > top):
            self._show_axes(self._problem)

    def _show_axes(self, problem: Regression) -> None:
        units = problem.units or ("",) * (len(problem.features) + 1)
        names = (problem.features[self.feature], problem.target)
        labels = [
            f"{name} ({unit})" if unit else name
            for name, unit in zip(names, (units[self.feature], units[-1]), strict=True)
        ]
        self.set_labels(*labels)
        x, y = self.points.getData()
        if x.size:
            self.show_range(_widened(x), _widened(y))

    def _show_residuals(self, snapshot: DescentSnapshot) -> None:
        x, y = self.points.getData()
        if x.size > MOST_RESIDUALS:
            self.residuals = np.empty((0, 4))
            return
        predicted = snapshot.problem.predict(snapshot.parameters, snapshot.problem.points()[0])
        self.residuals = np.column_stack([x, y, x, predicted])

    def _is_click(self, pressed: QPointF, released: QPointF) -> bool:
        near = (released - pressed).manhattanLength() <= CLICK_PIXELS
        return near and self.area.contains(released)

    def _row_at(self, position: QPointF) -> int | None:
        x, y = self.points.getData()
        if not x.size:
            return None
        away = self.places(np.column_stack([x, y])) - (position.x(), position.y())
        distance = np.hypot(*away.T)
        nearest = int(distance.argmin())
        return nearest if distance[nearest] <= GRAB_PIXELS else None


def _widened(values: Floats) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = MARGIN * ((high - low) or 1.0)
    return low - room, high + room


def _axes(problem: Regression) -> tuple[str, ...]:
    return (*problem.features, problem.target)


def _line(snapshot: DescentSnapshot, feature: int, ends: Floats) -> Floats:
    """Return the prediction at both ends, the other features at their means."""
    means = np.tile(snapshot.problem.sums.mean[:-1], (2, 1))
    means[:, feature] = ends
    return snapshot.problem.predict(snapshot.parameters, means)
