"""What lies over a 3-D surface: paths, arrows and marks, fainter where the surface hides them."""

import math
from functools import lru_cache

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPolygonF,
)
from shiboken6 import Shiboken

from simulator.engine.arrays import Floats
from simulator.simulation.explanation import Role
from simulator.widgets.colours import is_dark, role_colour
from simulator.widgets.pointers import address
from simulator.widgets.surface_marks import Mark, MarkKind, Path
from simulator.widgets.surface_projection import Grid, Projection, hidden

REACH = 3.0
"""How far outside the box, in unit coordinates, a path is followed."""
PIECE = 0.12
"""Longest piece of a path, in unit coordinates, that is all hidden or all visible."""
FEW = 40
"""Lines that are drawn sooner than looked at."""
FAINT = 0.5
"""Opacity of what the surface hides; its lines are also thin: wide ones are dear to blend."""


def cut(points: Floats, reach: float | Floats) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Return a path's steps as far as all their coordinates stay within ±``reach``.

    ``reach`` may differ between coordinates, shape (d,).

    A run that diverges soon leaves every window, and Qt cannot draw at 1e300 pixels.

    Returns:
        Where the steps begin and what they add, shape (s, d), and the point that each leads to.
    """
    start = points[:-1]
    # Nearly always all are inside, which is found several times as fast.
    if len(points) and bool((np.abs(points).max(axis=0) <= reach).all()):
        return start, np.diff(points, axis=0), np.arange(1, len(points))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        step = np.diff(points, axis=0)
        ends = np.stack([(-reach - start) / step, (reach - start) / step])
        # A step along an axis crosses no limit of the others: those ends are infinite or NaN.
        enter = np.fmax.reduce(np.fmin.reduce(ends, axis=0), axis=1).clip(0.0, 1.0)
        leave = np.fmin.reduce(np.fmax.reduce(ends, axis=0), axis=1).clip(0.0, 1.0)
        first = start + enter[:, None] * step
        inside = (np.abs(first) <= reach * 1.001).all(axis=1)
        keep = np.flatnonzero((leave > enter) & inside)
        return first[keep], (leave - enter)[keep, None] * step[keep], keep + 1


def pieces(points: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return a path's straight pieces, shape (s, 2, 3), and the point that each leads to.

    Points are unit points, shape (k, 3). Long steps are divided, so that a part can be hidden.
    """
    first, step, leads_to = cut(points, REACH)
    if np.abs(step).max(initial=0.0) < PIECE / 2:  # short steps are one piece each
        return np.stack([first, first + step], axis=1), leads_to
    parts = np.maximum(1, np.ceil(np.linalg.norm(step, axis=1) / PIECE)).astype(np.intp)
    which = np.repeat(np.arange(parts.size), parts)
    index = np.arange(which.size) - np.repeat(np.cumsum(parts) - parts, parts)
    begin = first[which] + (index / parts[which])[:, None] * step[which]
    return np.stack([begin, begin + step[which] / parts[which, None]], axis=1), leads_to[which]


class Trace:
    """A path cut into pieces, with what is known of them under one projection.

    A run grows by a point at each step: only the pieces of new points are computed.
    """

    def __init__(self, grid: Grid, heights: Floats) -> None:
        self._grid, self._heights = grid, heights
        self._projection: Projection | None = None
        self._points = np.empty((0, 2))
        self._last = np.empty((0, 3))
        self._pieces, self.leads_to = np.empty((0, 2, 3)), np.empty(0, dtype=np.intp)
        self.lines, self.hidden = np.empty((0, 4)), np.empty(0, dtype=bool)

    def follow(self, path: Path, projection: Projection) -> None:
        """Take over the path, keeping what it has in common with the one before."""
        points = path.points
        common = min(len(points), len(self._points))
        same = (
            (points[:common] == self._points[:common]).all(axis=1)
            if points.shape[1] == self._points.shape[1]
            else np.zeros(common, dtype=bool)
        )
        kept = common if same.all() else int(np.argmin(same))
        self._points = points
        self._keep(int(np.searchsorted(self.leads_to, kept)))
        tail = points[max(0, kept - 1) :]
        unit = self._grid.unit(self._grid.lifted(tail))
        self._last = unit[-1:]
        new, leads_to = pieces(unit)
        self._pieces = np.concatenate([self._pieces, new])
        self.leads_to = np.concatenate([self.leads_to, leads_to + max(0, kept - 1)])
        if projection != self._projection:
            self._projection = projection
            self._keep(0, pieces_too=False)
        self._project(projection)

    def last_behind(self) -> dict[bytes, bool]:
        """Return whether the surface hides the path's last point, by the unit point's bytes."""
        return {self._last.tobytes(): bool(self.hidden[-1])} if len(self.hidden) else {}

    def steps(self, first: int, last: int) -> slice:
        """Return which of the pieces lead from point ``first`` to point ``last``."""
        return slice(*np.searchsorted(self.leads_to, (first, last), side="right").tolist())

    def _keep(self, count: int, pieces_too: bool = True) -> None:
        if pieces_too:
            self._pieces, self.leads_to = self._pieces[:count], self.leads_to[:count]
        self.lines, self.hidden = self.lines[:count], self.hidden[:count]

    def _project(self, projection: Projection) -> None:
        new = self._pieces[len(self.lines) :]
        if not len(new):
            return
        lines = projection.screen(new).reshape(-1, 4)
        behind = hidden(self._heights, projection, new.mean(axis=1))
        self.lines = np.concatenate([self.lines, lines])
        self.hidden = np.concatenate([self.hidden, behind])


def thinned(lines: Floats, steps: NDArray[np.intp], few: int = FEW) -> Floats:
    """Return lines (x1, y1, x2, y2) with those put together that need not be drawn apart.

    Those are the pieces of one step, and steps within a pixel: a run that has converged takes
    thousands of these. ``steps`` says which step each line is part of, shape (k,). ``few`` lines
    or less are returned as they are: it would take longer to look at them than to draw them.
    """
    if len(lines) <= few:
        return np.ascontiguousarray(lines)
    goal = np.round(lines[:, 2:])
    same = (goal[1:] == goal[:-1]).all(axis=1) | (steps[1:] == steps[:-1])
    last = np.ones(len(lines), dtype=bool)
    last[:-1] = ~(same & (lines[1:, :2] == lines[:-1, 2:]).all(axis=1))
    first = np.concatenate([[True], last[:-1]])
    return np.ascontiguousarray(np.concatenate([lines[first, :2], lines[last, 2:]], axis=1))


def paint_lines(painter: QPainter, lines: Floats, pen: QPen) -> None:
    """Draw lines (x1, y1, x2, y2), shape (k, 4), contiguous, in one call."""
    if len(lines):
        painter.setPen(pen)
        painter.drawLines(Shiboken.wrapInstance(address(lines), QLineF), len(lines))


def halo(palette: QPalette) -> QColor:
    """Return the colour that sets lines and marks off from the surface.

    It is opaque: blending makes a long smooth line ten times as dear.
    """
    return palette.base().color() if is_dark(palette) else QColor(Qt.GlobalColor.white)


def paint_path(
    painter: QPainter, trace: Trace, steps: slice, path: Path, palette: QPalette
) -> None:
    """Draw steps of a path: a halo under the colour, and faint where the surface hides it."""
    colour = role_colour(path.role, palette)
    faint, solid = QColor(colour), Qt.PenStyle.SolidLine
    faint.setAlphaF(FAINT)
    lines, leads_to, behind = trace.lines[steps], trace.leads_to[steps], trace.hidden[steps]
    seen = thinned(lines[~behind], leads_to[~behind])
    # Square ends join up; round ones would cost six times as much.
    cap = Qt.PenCapStyle.SquareCap
    paint_lines(painter, thinned(lines[behind], leads_to[behind]), QPen(faint, 1.0))
    paint_lines(painter, seen, QPen(halo(palette), 4.0, solid, cap))
    if path.dashed:
        painter.setPen(QPen(colour, 2.4, Qt.PenStyle.DashLine, Qt.PenCapStyle.FlatCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(joined(seen))
        return
    if steps.start and not trace.hidden[steps.start - 1]:
        # The halo's end lies on the step before: its colour goes over it once more.
        seen = np.concatenate([trace.lines[steps.start - 1 : steps.start], seen])
    paint_lines(painter, seen, QPen(colour, 2.4, solid, cap))


def paint_dots(painter: QPainter, points: Floats, colour: QColor, width: float = 5.4) -> None:
    """Draw a dot at each of the pixels ``points``, shape (k, 2), contiguous, in one call."""
    if len(points):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(Shiboken.wrapInstance(address(points), QPointF), len(points))


def joined(lines: Floats) -> QPainterPath:
    """Return lines (x1, y1, x2, y2) as one path, so that dashes run on from line to line."""
    ends = lines.reshape(-1, 2)
    connect = np.ones(len(ends), dtype=np.int32)
    connect[1:-1:2] = (ends[1:-1:2] == ends[2::2]).all(axis=1)
    return pg.arrayToQPath(ends[:, 0], ends[:, 1], connect=connect)


def paint_arrow(
    painter: QPainter, start: QPointF, end: QPointF, role: Role, palette: QPalette
) -> None:
    """Draw an arrow; one shorter than its head is drawn as its head."""
    x, y = end.x(), end.y()
    across, down = x - start.x(), y - start.y()
    length = math.hypot(across, down) or 1.0
    # Plain numbers: arithmetic with Qt's points takes three times as long.
    u, v = across / length, down / length
    neck_x, neck_y = x - 8.0 * u, y - 8.0 * v
    corners = [
        (neck_x - 1.1 * v, neck_y + 1.1 * u),
        (neck_x - 4.4 * v, neck_y + 4.4 * u),
        (x, y),
        (neck_x + 4.4 * v, neck_y - 4.4 * u),
        (neck_x + 1.1 * v, neck_y - 1.1 * u),
    ]
    if length > 8.0:
        tail_x, tail_y = start.x(), start.y()
        corners += [
            (tail_x + 1.1 * v, tail_y - 1.1 * u),
            (tail_x - 1.1 * v, tail_y + 1.1 * u),
        ]
    painter.setPen(QPen(halo(palette), 1.6))
    painter.setBrush(role_colour(role, palette))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


SPRITE = 26
"""Width of a mark's picture in pixels."""


def is_vector(painter: QPainter) -> bool:
    """Return whether a painter draws into a file of shapes, where no picture should go."""
    return painter.paintEngine().type() != QPaintEngine.Type.Raster


def paint_mark(
    painter: QPainter, mark: Mark, centre: QPointF, palette: QPalette, vector: bool = False
) -> None:
    """Draw a ring, a star, a dot or a diamond in the colour of the mark's role.

    ``vector`` draws its shape, anything else copies a kept picture of it.
    """
    colours = (role_colour(mark.role, palette).rgba(), halo(palette).rgba())
    if vector:
        _draw_mark(painter, mark.kind, centre, *colours)
        return
    picture = _mark_picture(mark.kind, *colours, painter.device().devicePixelRatioF())
    painter.drawImage(centre - QPointF(SPRITE / 2, SPRITE / 2), picture)


@lru_cache(maxsize=128)
def _mark_picture(kind: MarkKind, colour: int, edge: int, ratio: float) -> QImage:
    """Return a mark drawn once: copying it costs a tenth of filling and stroking its shape."""
    size = math.ceil(SPRITE * ratio)
    picture = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_mark(painter, kind, QPointF(SPRITE / 2, SPRITE / 2), colour, edge)
    return picture


def _draw_mark(painter: QPainter, kind: MarkKind, centre: QPointF, colour: int, edge: int) -> None:
    ink = QColor.fromRgba(colour)
    if kind == "current":
        painter.setBrush(QColor(Qt.GlobalColor.white))
        painter.setPen(QPen(ink, 3.0))
        painter.drawEllipse(centre, 6.0, 6.0)
        return
    painter.setBrush(ink)
    painter.setPen(QPen(QColor.fromRgba(edge), 1.4))
    if kind == "start":
        painter.drawEllipse(centre, 4.0, 4.0)
        return
    shape = _star(9.0) if kind == "optimum" else [(0, -7), (6, 0), (0, 7), (-6, 0)]
    painter.drawPolygon(QPolygonF([centre + QPointF(*corner) for corner in shape]))


def _star(radius: float) -> list[tuple[float, float]]:
    """Return the corners of a five-pointed star that stands on two points."""
    corners = []
    for k in range(10):
        reach = radius if k % 2 == 0 else 0.45 * radius
        angle = math.pi * (k / 5 - 0.5)
        corners.append((reach * math.cos(angle), reach * math.sin(angle)))
    return corners
