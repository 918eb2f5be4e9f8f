"""Chips: the words of a sentence as small rounded boxes."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

HEIGHT = 30
"""Height in pixels of a row of chips, with the space beneath."""
PADDING, TIGHT = 7, 4
"""Free pixels beside a word, and where there is little room."""
WIDEST = 150.0


@dataclass(frozen=True, slots=True)
class Chip:
    """A word, whether the vocabulary has it, whether something was changed at it, and its tip."""

    text: str
    known: bool = True
    changed: bool = False
    tip: str = ""


def natural_width(chip: Chip, metrics: QFontMetrics, tight: bool = False) -> float:
    """Return the width in pixels at which the word is not shortened, within reason."""
    padding = TIGHT if tight else PADDING
    return min(float(metrics.horizontalAdvance(chip.text) + 2 * padding), WIDEST)


def draw_chip(painter: QPainter, rect: QRectF, chip: Chip, widget: QWidget, chosen: bool) -> None:
    """Draw a chip: filled when chosen, dashed when unknown, dotted when something was changed."""
    palette = widget.palette()
    painter.setBrush(palette.highlight() if chosen else palette.alternateBase())
    painter.setPen(_frame(chip, widget, chosen))
    painter.drawRoundedRect(rect, 6, 6)
    text = palette.highlightedText() if chosen else palette.text()
    painter.setPen(text.color())
    metrics = widget.fontMetrics()
    room = int(rect.width()) - 4
    written = metrics.elidedText(chip.text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, written)
    if not chip.known:
        half = min(metrics.horizontalAdvance(written), room) / 2
        below = rect.center() + QPointF(0, metrics.ascent() * 0.62)
        painter.setPen(QPen(text.color(), 1, Qt.PenStyle.DashLine))
        painter.drawLine(below - QPointF(half, 0), below + QPointF(half, 0))


def _frame(chip: Chip, widget: QWidget, chosen: bool) -> QPen:
    palette = widget.palette()
    if not chip.known:
        return QPen(palette.placeholderText().color(), 1.2, Qt.PenStyle.DashLine)
    if chip.changed:
        return QPen(palette.text().color(), 1.6, Qt.PenStyle.DotLine)
    return QPen(palette.highlight().color() if chosen else palette.midlight().color(), 1)
