"""Marks and arrows over a 3-D surface, fainter where the surface hides them."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPalette

from simulator.engine.arrays import Floats
from simulator.widgets.surface_marks import Arrow, Mark, finite_marks
from simulator.widgets.surface_painter import FAINT, Trace, is_vector, paint_arrow, paint_mark
from simulator.widgets.surface_projection import Grid, Projection, hidden

FARTHEST = 50.0
"""Unit coordinates; a diverged point is far away, and Qt cannot draw at 1e300 pixels."""


class MarksOver:
    """What is shown besides the paths, and what is known of its places under one projection."""

    def __init__(self) -> None:
        self.marks: tuple[Mark, ...] = ()
        self.arrows: tuple[Arrow, ...] = ()
        self._behind: dict[bytes, bool] = {}

    def show(self, marks: Sequence[Mark], arrows: Sequence[Arrow]) -> None:
        """Take these marks and arrows.

        Raises:
            ValueError: If a point is not finite.
        """
        finite_marks(marks, arrows)
        self.marks, self.arrows = tuple(marks), tuple(arrows)

    def forget(self) -> None:
        """Look anew at what the surface hides: it or the camera has changed."""
        self._behind = {}

    def paint(
        self,
        painter: QPainter,
        grid: Grid,
        heights: Floats,
        projection: Projection,
        traces: Sequence[Trace],
        palette: QPalette,
    ) -> None:
        """Draw the arrows, then the marks.

        Args:
            painter: In the view's pixels.
            grid: The surface.
            heights: Its nodes' heights in unit coordinates, shape (m, n).
            projection: How it is looked at.
            traces: Paths that end at some of the marks; they know what hides their ends.
            palette: The theme.
        """
        ends = [end for arrow in self.arrows for end in (arrow.start, arrow.end)]
        points = [*ends, *(mark.point for mark in self.marks)]
        if not points:
            return
        unit = unit_points(grid, points)
        places = [QPointF(*place) for place in projection.screen(unit).tolist()]
        for k, arrow in enumerate(self.arrows):
            paint_arrow(painter, *places[2 * k : 2 * k + 2], arrow.role, palette)
        of_marks, vector = unit[len(ends) :], is_vector(painter)
        behind = self._hidden(of_marks, heights, projection, traces)
        for mark, place, faint in zip(self.marks, places[len(ends) :], behind, strict=True):
            painter.setOpacity(FAINT if faint else 1.0)
            paint_mark(painter, mark, place, palette, vector)
        painter.setOpacity(1.0)

    def _hidden(
        self, points: Floats, heights: Floats, projection: Projection, traces: Sequence[Trace]
    ) -> list[bool]:
        """Return which unit points the surface hides, shape (k, 3); what is known is not asked."""
        keys = [point.tobytes() for point in points]
        known = dict(self._behind)
        for trace in traces:
            known.update(trace.last_behind())
        if any(key not in known for key in keys):
            found = hidden(heights, projection, points).tolist()
            known = dict(zip(keys, found, strict=True))
        self._behind = {key: known[key] for key in keys}
        return [known[key] for key in keys]


def unit_points(grid: Grid, points: Sequence[Floats]) -> Floats:
    """Return points of 2 coordinates (on the surface) or 3 in unit coordinates, shape (k, 3)."""
    if all(point.size == 2 for point in points):
        lifted = grid.lifted(np.array(points))
    else:
        lifted = np.concatenate([grid.lifted(point[None]) for point in points])
    return grid.unit(lifted).clip(-FARTHEST, FARTHEST)
