"""Painting a heat map: the picture that stays, and the marks that move over it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from simulator.simulation.explanation import Role
from simulator.simulation.numbers import format_number
from simulator.widgets.chips import HEIGHT, Chip, draw_chip
from simulator.widgets.colours import muted
from simulator.widgets.heatmap_geometry import GAP, GUTTER, Geometry, Place
from simulator.widgets.pixels import Sheet, Span
from simulator.widgets.shades import Shades, gate_shades, signed_shades


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """One matrix.

    Attributes:
        name: Such as ``forget``.
        symbol: Such as ``f``.
        values: (rows, columns).
        role: Of a gate from 0 to 1, the colour that 1 has; None if values have signs.
    """

    name: str
    symbol: str
    values: NDArray[np.floating]
    role: Role | None = None

    @property
    def scale(self) -> float:
        """What the strongest colour means."""
        return 1.0 if self.role else float(np.abs(self.values).max(initial=0.0)) or 1.0


@dataclass(frozen=True, slots=True)
class Marks:
    """What is chosen: a column, a row, framed areas, and a brushed range of columns."""

    column: int
    row: int
    outlined: tuple[tuple[Place, Place], ...] = ()
    brush: tuple[int, int] | None = None


def picture(
    widget: QWidget,
    size: QSize,
    at: Geometry,
    bands: Sequence[Band],
    levels: Sequence[NDArray[np.uint8]],
    chips: Sequence[Chip],
) -> QImage:
    """Return the picture of names, chips and cells.

    Args:
        widget: Whose font, colours and screen it is for.
        size: Of the picture.
        at: Where everything is.
        bands: What is shown.
        levels: For each band the level of every cell, rows in the order shown.
        chips: The words.
    """
    palette = widget.palette()
    ratio = widget.devicePixelRatioF()
    sheet = Sheet(size.width(), size.height(), ratio, palette.base().color().rgba())
    edges, height = at.columns.edges + at.left, at.rows * at.row_height
    for number, (band, level) in enumerate(zip(bands, levels, strict=True)):
        span = Span(at.band_top(number), height, HEIGHT + GAP)
        sheet.fill(level, _shades(widget, band), edges, GUTTER, span)
    image = sheet.image()
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, band in enumerate(bands):
        _paint_name(painter, widget, at, number, band)
    painter.setClipRect(QRectF(GUTTER, 0, size.width() - GUTTER, HEIGHT + 1))
    first, last = at.seen()
    for column in range(first, last + 1):
        draw_chip(painter, at.chip(column), chips[column], widget, chosen=False)
    painter.end()
    return image


def paint_marks(painter: QPainter, widget: QWidget, at: Geometry, marks: Marks, chip: Chip) -> None:
    """Draw what is chosen, over the picture; ``chip`` is that of the chosen column."""
    palette = widget.palette()
    accent, text = palette.highlight().color(), palette.text().color()
    painter.setClipRect(QRectF(GUTTER - 1, 0, at.width, HEIGHT + 2))
    draw_chip(painter, at.chip(marks.column), chip, widget, chosen=True)
    if marks.brush is not None:
        first, last = marks.brush
        brushed = at.chip(first).united(at.chip(last))
        painter.fillRect(QRectF(brushed.left(), HEIGHT - 2, brushed.width(), 3), text)
    painter.setClipRect(QRectF(GUTTER - 1, HEIGHT + 1, at.width, widget.height()))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(accent, 1.5, Qt.PenStyle.DashLine))
    middle = at.chip(marks.column).center().x()
    painter.drawLine(QPointF(middle, HEIGHT), QPointF(middle, at.band_top(at.bands)))
    painter.setPen(QPen(text, 1.5))
    last_column = len(at.columns) - 1
    for band in range(at.bands):
        row = at.area(Place(band, marks.row, 0), Place(band, marks.row, last_column))
        painter.drawRect(row.adjusted(0, -1, 0, 1))
    painter.setPen(QPen(text, 2, Qt.PenStyle.DotLine))
    for area in marks.outlined:
        painter.drawRect(at.area(*area).adjusted(1, 1, -1, -1))


def _paint_name(painter: QPainter, widget: QWidget, at: Geometry, number: int, band: Band) -> None:
    """Write the name beside what can be seen of a band, and its scale if there is room."""
    top = max(at.band_top(number), HEIGHT + GAP)
    room = at.band_top(number + 1) - GAP - top
    if room < 16:
        return
    font = widget.font()
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(widget.palette().text().color())
    painter.drawText(QPointF(0, top + 12), band.name)
    if room >= 32:
        scale = "" if band.role else f" ±{format_number(band.scale, 2)}"
        painter.setFont(widget.font())
        painter.setPen(muted(widget.palette()))
        painter.drawText(QPointF(0, top + 28), f"{band.symbol}{scale}")
    painter.setFont(widget.font())


def _shades(widget: QWidget, band: Band) -> Shades:
    palette = widget.palette()
    return gate_shades(band.role, palette) if band.role else signed_shades(palette)
