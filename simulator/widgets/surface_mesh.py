"""The cells of a surface, drawn from back to front with QPainter."""

from functools import cache
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from shiboken6 import Shiboken

from simulator.engine.arrays import Floats
from simulator.widgets.pointers import address
from simulator.widgets.surface_projection import Grid, Projection

LEVELS = 256
LINES = 22
"""About how many mesh lines each way; drawing all of a fine grid's would whiten it."""


UNDERSIDE = 0.72
"""How bright the under side is beside the upper."""


@cache
def _viridis() -> Floats:
    """Return the colours from low to high, 0 to 255, shape (LEVELS, 3).

    Viridis is perceptually even and safe for colour-blind people.
    """
    return pg.colormap.get("viridis").getLookupTable(nPts=LEVELS)[:, :3].astype(np.float64)


@cache
def height_brushes() -> tuple[QBrush, ...]:
    """Return the colours of height, low to high: of the upper side, then of the under side."""
    both = np.concatenate([_viridis(), _viridis() * UNDERSIDE]).astype(int)
    return tuple(QBrush(QColor(*rgb)) for rgb in both.tolist())


def height_levels(z: Floats, low: float, high: float) -> NDArray[np.intp]:
    """Return which of the colours heights have, 0 to LEVELS − 1."""
    share = (z - low) / ((high - low) or 1.0)
    return np.minimum(share * LEVELS, LEVELS - 1).astype(np.intp)


def height_colours(z: Floats) -> Floats:
    """Return the colours of heights, 0 to 1, shape (…, 3)."""
    return _viridis()[height_levels(z, float(z.min()), float(z.max()))] / 255


def line_places(size: int) -> NDArray[np.intp]:
    """Return at which of an axis's nodes mesh lines run; both edges are among them."""
    step = max(1, round((size - 1) / LINES))
    nodes = np.arange(size)
    return np.flatnonzero((nodes % step == 0) | (nodes == size - 1))


class _Order:
    """In which order one axis's cells are drawn, and which of their two sides is farther."""

    def __init__(self, size: int, eye: float) -> None:
        # Along one axis nothing hides what is nearer to the eye, so distance on it decides.
        middles = (np.arange(size - 1) + 0.5) * 2 / (size - 1) - 1
        self.cells = np.argsort(-np.abs(middles - eye), kind="stable")
        beyond = middles[self.cells] > eye
        self.far = self.cells + beyond
        self.near = self.cells + ~beyond
        on_line = np.isin(np.arange(size), line_places(size))
        self.line_far = on_line[self.far]
        # A near side is another cell's far side, except for the nearest cell's.
        self.line_near = on_line[self.near] & ~np.isin(self.near, self.far)


class Mesh:
    """A grid's cells and mesh lines, kept so that a turn costs no new Qt objects.

    Qt's points and lines are views of NumPy arrays: a projection writes into the arrays, and the
    prepared lists of points then hold the new places.
    """

    def __init__(self) -> None:
        self._corners = np.empty((0, 4, 2))
        self._quads: list[list[QPointF]] = []

    def load(self, grid: Grid) -> None:
        """Take another surface; Qt's objects are made anew only for another number of cells."""
        self.nodes = grid.nodes()
        self._colours = self._height_colours()
        self._normals = self._upward_normals()
        if self._colours.size != len(self._quads):
            self._make_room(self._colours.size)

    def _make_room(self, cells: int) -> None:
        self._corners = np.zeros((cells, 4, 2))
        corners = address(self._corners)
        points = [Shiboken.wrapInstance(corners + 16 * k, QPointF) for k in range(4 * cells)]
        self._quads = [points[4 * k : 4 * k + 4] for k in range(cells)]

    def _height_colours(self) -> NDArray[np.intp]:
        z = self.nodes[..., 2]
        middle = (z[:-1, :-1] + z[1:, :-1] + z[1:, 1:] + z[:-1, 1:]) / 4
        return height_levels(middle, float(z.min()), float(z.max()))

    def _upward_normals(self) -> Floats:
        first = self.nodes[1:, 1:] - self.nodes[:-1, :-1]
        second = self.nodes[:-1, 1:] - self.nodes[1:, :-1]
        return np.cross(first, second)

    def paint(self, painter: QPainter, projection: Projection, line: QColor) -> None:
        """Draw the surface; ``line`` is the colour of its mesh lines."""
        eye = projection.eye
        # Rows across the view come out longest, and so the painter is switched least often.
        across = bool(abs(eye[1]) >= abs(eye[0]))
        rows = _Order(self.nodes.shape[1 if across else 0], float(eye[1 if across else 0]))
        columns = _Order(self.nodes.shape[0 if across else 1], float(eye[0 if across else 1]))
        screen = projection.screen(self.nodes)
        screen = screen.swapaxes(0, 1) if across else screen
        self._corners[:] = _corners(screen, rows, columns).reshape(-1, 4, 2)
        seen = self._seen_from_below(eye)
        below = (seen.T if across else seen)[np.ix_(rows.cells, columns.cells)]
        colours = (self._colours.T if across else self._colours)[np.ix_(rows.cells, columns.cells)]
        brushes = (colours + below * LEVELS).ravel().tolist()
        lines, line_ends = _lines(self._corners, rows, columns)
        self._paint_runs(painter, _runs(below), brushes, lines, line_ends, line)

    def _seen_from_below(self, eye: Floats) -> NDArray[np.bool_]:
        return np.einsum("ijk,ijk->ij", self._normals, eye - self.nodes[:-1, :-1]) < 0

    def _paint_runs(
        self,
        painter: QPainter,
        runs: list[int],
        brushes: list[int],
        lines: Floats,
        line_ends: NDArray[np.intp],
        line: QColor,
    ) -> None:
        # Fills without antialiasing leave no seams between neighbours; lines smooth the edges.
        table = height_brushes()
        pen, no_pen = QPen(line, 0.8), QPen(Qt.PenStyle.NoPen)
        set_brush, fill = painter.setBrush, painter.drawConvexPolygon
        smooth = QPainter.RenderHint.Antialiasing
        for start, end in pairwise(runs):
            painter.setRenderHint(smooth, False)
            painter.setPen(no_pen)
            for k in range(start, end):
                set_brush(table[brushes[k]])
                fill(self._quads[k])
            first, last = int(line_ends[start]), int(line_ends[end])
            if last > first:
                painter.setRenderHint(smooth, True)
                painter.setPen(pen)
                place = address(lines) + 32 * first
                painter.drawLines(Shiboken.wrapInstance(place, QLineF), last - first)


def _corners(screen: Floats, rows: _Order, columns: _Order) -> Floats:
    """Return the cells' corners from back to front, shape (rows, columns, 4, 2)."""
    far, near = screen[rows.far], screen[rows.near]
    return np.stack(
        [far[:, columns.far], near[:, columns.far], near[:, columns.near], far[:, columns.near]],
        axis=2,
    )


def _runs(below: NDArray[np.bool_]) -> list[int]:
    """Return where stretches of cells begin that cannot hide each other, and the end.

    Cells of one row hide each other only across a fold, where the side that is seen changes.
    """
    starts = np.ones(below.shape, dtype=bool)
    starts[:, 1:] = below[:, 1:] != below[:, :-1]
    return [*np.flatnonzero(starts).tolist(), below.size]


def _lines(corners: Floats, rows: _Order, columns: _Order) -> tuple[Floats, NDArray[np.intp]]:
    """Return the mesh lines (x1, y1, x2, y2) by cell, and where each cell's lines begin."""
    ends = np.concatenate([corners, np.roll(corners, -1, axis=1)], axis=2)
    # The sides of a cell follow its corners: far column, near row, near column, far row.
    wanted = np.empty((rows.cells.size, columns.cells.size, 4), dtype=bool)
    wanted[..., 0] = columns.line_far
    wanted[..., 1] = rows.line_near[:, None]
    wanted[..., 2] = columns.line_near
    wanted[..., 3] = rows.line_far[:, None]
    flat = wanted.reshape(-1, 4)
    begins = np.concatenate([[0], np.cumsum(flat.sum(axis=1))])
    return np.ascontiguousarray(ends[flat]), begins
