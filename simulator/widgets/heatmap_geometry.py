"""Where everything in a heat map is: gutter of names, row of chips, bands of cells."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from simulator.widgets.chips import HEIGHT
from simulator.widgets.columns import Columns

GUTTER = 92
"""Width in pixels of the names on the left."""
GAP = 6
"""Between two bands."""
LOWEST_ROW, HIGHEST_ROW = 1.25, 14.0
"""Heights in pixels that a row has at least and at most, before it is made higher by hand."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: which band, row and column."""

    band: int
    row: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Geometry:
    """The measures of one moment.

    Attributes:
        columns: Of the tokens.
        bands: How many.
        rows: In each band.
        row_height: Height of one, in pixels.
        across: How far the map is scrolled to the right.
        down: How far it is scrolled down.
        width: Of what can be seen.
    """

    columns: Columns
    bands: int
    rows: int
    row_height: float
    across: int
    down: int
    width: int

    @property
    def left(self) -> float:
        """Where the first column begins; below 0 when scrolled."""
        return float(GUTTER - self.across)

    @property
    def total_height(self) -> float:
        """Height of everything, however much of it can be seen."""
        return HEIGHT + GAP + self.bands * self._pitch

    @property
    def _pitch(self) -> float:
        return self.rows * self.row_height + GAP

    def band_top(self, band: int) -> float:
        """Return where a band begins."""
        return HEIGHT + GAP + band * self._pitch - self.down

    def place_at(self, point: QPointF) -> Place | None:
        """Return the cell at a point."""
        inside = GUTTER <= point.x() < self.left + self.columns.width
        if not (inside and point.y() > HEIGHT and self.bands):
            return None
        band, below = divmod(point.y() - self.band_top(0), self._pitch)
        row = int(below // self.row_height)
        if not (0 <= band < self.bands and row < self.rows):
            return None
        return Place(int(band), row, self.column_at(point))

    def column_at(self, point: QPointF) -> int:
        """Return the column at a point, the nearest one if it is beside them all."""
        return self.columns.at(point.x() - self.left)

    def area(self, first: Place, last: Place) -> QRectF:
        """Return where the cells from ``first`` to ``last`` of one band are."""
        edges = self.columns.edges
        left, right = edges[first.column] + self.left, edges[last.column + 1] + self.left
        top = self.band_top(first.band) + first.row * self.row_height
        height = (last.row - first.row + 1) * self.row_height
        return QRectF(left, top, right - left, height)

    def chip(self, column: int) -> QRectF:
        """Return where the chip of a column is."""
        left, right = self.columns.edges[column : column + 2] + self.left
        return QRectF(left + 1, 1, right - left - 2, HEIGHT - 4)

    def seen(self) -> tuple[int, int]:
        """Return the first and last column that can be seen."""
        return self.columns.at(self.across), self.columns.at(self.width - self.left)


def fitting_row_height(bands: int, rows: int, height: int) -> float:
    """Return the height of a row with which all bands fit, unless that is too little to see."""
    room = height - HEIGHT - GAP * (bands + 1)
    return min(max(room / max(bands * rows, 1), LOWEST_ROW), HIGHEST_ROW)
