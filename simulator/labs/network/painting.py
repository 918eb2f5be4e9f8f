"""What the network lab's views share: formulas as kept pictures, and short numbers."""

import math

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap

from simulator.simulation.numbers import format_number
from simulator.widgets.formula_layout import typeset

LONGEST = 8
"""Characters of a number that fit into a node."""


def short_number(value: float) -> str:
    """Return ``value`` with four digits, or two where it would be too long for a node."""
    text = format_number(value)
    return text if len(text) <= LONGEST else format_number(value, 2)


class Symbols:
    """Typeset symbols as pictures, painted once in each colour and size."""

    def __init__(self) -> None:
        self._pictures: dict[tuple[str, float, int, float], QPixmap] = {}

    def draw(
        self, painter: QPainter, centre: QPointF, latex: str, size: float, colour: QColor
    ) -> None:
        """Draw ``latex`` with the middle of its width and of its small letters at ``centre``."""
        layout = typeset(latex, size)
        x = centre.x() - layout.width / 2
        y = centre.y() + 0.24 * size
        if painter.paintEngine().type() != QPaintEngine.Type.Raster:
            painter.save()
            painter.translate(x, y)
            layout.draw(painter, colour)
            painter.restore()
            return
        picture = self._picture(latex, size, colour, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(round(x) - 2, round(y) - math.ceil(layout.ascent) - 2), picture)

    def _picture(self, latex: str, size: float, colour: QColor, ratio: float) -> QPixmap:
        key = (latex, size, colour.rgba(), ratio)
        if key not in self._pictures:
            layout = typeset(latex, size)
            area = QSizeF(layout.width + 5, math.ceil(layout.ascent) + layout.descent + 5)
            picture = QPixmap((area * ratio).toSize())
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as into:
                into.setRenderHint(QPainter.RenderHint.Antialiasing)
                into.translate(2, math.ceil(layout.ascent) + 2)
                layout.draw(into, colour)
            self._pictures[key] = picture
        return self._pictures[key]
