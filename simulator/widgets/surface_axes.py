"""The box around a 3-D surface: floor, edges, a few numbers and the names of the axes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from simulator.engine.arrays import Floats
from simulator.simulation.numbers import MINUS, SUPERSCRIPT
from simulator.widgets.surface_projection import FLOOR, HALF_HEIGHT, Grid, Projection


def ticks(low: float, high: float, count: int = 4) -> Floats:
    """Return about ``count`` round numbers from ``low`` to ``high``, in steps of 1, 2 or 5."""
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = min((1, 2, 5, 10), key=lambda k: abs(math.log(k * power / rough))) * power
    return np.arange(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1) * step


def tick_texts(values: Floats) -> tuple[list[str], str]:
    """Return the shortest texts that tell evenly spaced numbers apart, and their common unit.

    Where numbers are long, all are in a power of ten that the axis's name tells, as ×10⁷.
    """
    largest = float(np.abs(values).max(initial=0.0))
    power = math.floor(math.log10(largest)) if largest else 0
    if -3 < power < 5:
        power = 0
    step = float(values[1] - values[0]) if values.size > 1 else largest or 1.0
    decimals = max(0, -math.floor(math.log10(step) - power + 1e-9))
    texts = [f"{v / 10.0**power:.{decimals}f}".replace("-", MINUS) for v in values]
    return texts, f" ×10{str(power).translate(SUPERSCRIPT)}" if power else ""


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """One edge of the box that carries an axis, in unit coordinates."""

    axis: int
    start: Floats
    outward: Floats
    """The direction in which numbers and the name stand off."""

    def at(self, share: float) -> Floats:
        """Return the point at a share of the edge, 0 to 1."""
        point = self.start.copy()
        point[self.axis] += share * (2.0 if self.axis < 2 else 2 * HALF_HEIGHT)
        return point


def edges(projection: Projection) -> tuple[Edge, Edge, Edge]:
    """Return the edges for x, y and height: two at the front of the floor, one at the left."""
    front_x, front_y = (1.0 if e > 0 else -1.0 for e in projection.eye[:2])
    corners = np.array([[front_x, -front_y, FLOOR], [-front_x, front_y, FLOOR]])
    left = corners[int(np.argmin(projection.screen(corners)[:, 0]))].copy()
    left[2] = -HALF_HEIGHT
    return (
        Edge(0, np.array([-1.0, front_y, FLOOR]), np.array([0.0, front_y, 0.0])),
        Edge(1, np.array([front_x, -1.0, FLOOR]), np.array([front_x, 0.0, 0.0])),
        Edge(2, left, np.array([left[0], left[1], 0.0])),
    )


def _ticks_of(grid: Grid, axis: int) -> tuple[Floats, list[float]]:
    """Return an axis's numbers, and where they are as shares of it."""
    low, span = float(grid.low[axis]), float(grid.span[axis])
    values = ticks(low, low + span)
    return values, ((values - low) / span).tolist()


def paint_box(painter: QPainter, grid: Grid, projection: Projection, colour: QColor) -> None:
    """Draw the floor with its lines and the edges, all of which lie behind the surface."""
    faint = QColor(colour)
    faint.setAlphaF(0.35)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(faint, 0.8))
    for axis in (0, 1):
        for share in _ticks_of(grid, axis)[1]:
            ends = np.full((2, 3), FLOOR)
            ends[:, axis] = 2 * share - 1
            ends[:, 1 - axis] = -1, 1
            _line(painter, projection, ends)
    painter.setPen(QPen(colour, 1.0))
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]], dtype=np.float64)
    _line(painter, projection, np.column_stack([square, np.full(5, FLOOR)]))
    upright = edges(projection)[2].at(0.0)
    _line(painter, projection, np.array([[*upright[:2], FLOOR], [*upright[:2], HALF_HEIGHT]]))


def _line(painter: QPainter, projection: Projection, points: Floats) -> None:
    painter.drawPolyline([QPointF(x, y) for x, y in projection.screen(points)])


def paint_numbers(
    painter: QPainter,
    grid: Grid,
    projection: Projection,
    labels: tuple[str, str, str],
    colours: tuple[QColor, QColor],
) -> None:
    """Write the ticks' numbers and the axes' names, in the colours of lines and of text."""
    line, text = colours
    taken: list[QRectF] = []
    for edge, label in zip(edges(projection), labels, strict=True):
        values, shares = _ticks_of(grid, edge.axis)
        texts, unit = tick_texts(values)
        for (place, away), number in zip(_stand_offs(projection, edge, shares), texts, strict=True):
            painter.setPen(QPen(line, 1.0))
            painter.drawLine(place, place + away * 4)
            painter.setPen(text)
            _write(painter, place + away * 6, away, number, taken)
        painter.setPen(text)
        for place, away in _label_places(projection, edge):
            if _write(painter, place, away, label + unit, taken):
                break


def _stand_offs(
    projection: Projection, edge: Edge, shares: list[float]
) -> list[tuple[QPointF, QPointF]]:
    """Return for points on an edge their pixel and the unit step in pixels away from the box."""
    points = np.array([edge.at(share) for share in shares]).reshape(-1, 3)
    here = projection.screen(points)
    steps = projection.screen(points + 0.1 * edge.outward) - here
    if edge.axis == 2:
        steps[:] = -1.0, 0.0
    steps /= np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-300)[:, None]
    return [
        (QPointF(*place), QPointF(*step))
        for place, step in zip(here.tolist(), steps.tolist(), strict=True)
    ]


def _label_places(projection: Projection, edge: Edge) -> Iterator[tuple[QPointF, QPointF]]:
    # Names stand off from the edge's middle, farther out where numbers are in the way.
    if edge.axis == 2:
        ((place, _),) = _stand_offs(projection, edge, [1.0])
        yield place + QPointF(0, -8), QPointF(0, -1)
    for distance in (22, 30, 40, 12):
        for place, away in _stand_offs(projection, edge, [0.5, 0.35, 0.65]):
            yield place + away * distance, away


def _write(
    painter: QPainter, place: QPointF, away: QPointF, text: str, taken: list[QRectF]
) -> bool:
    """Write ``text`` on the far side of ``place`` unless it would cover other text."""
    size = painter.fontMetrics().size(Qt.TextFlag.TextSingleLine, text)
    box = QRectF(0, 0, size.width(), size.height())
    shift = QPointF(away.x() * box.width() / 2, away.y() * box.height() / 2)
    box.moveCenter(place + shift)
    if any(box.intersects(other) for other in taken):
        return False
    taken.append(box)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return True
