"""What the network lab's views share: formulas as kept pictures, and a plot painted by hand."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.engine.arrays import Floats
from simulator.simulation.numbers import format_number
from simulator.widgets.colours import muted
from simulator.widgets.formula_layout import typeset

LONGEST = 8
"""Characters of a number that fit into a node."""

LEFT, RIGHT, TOP, BOTTOM = 40.0, 8.0, 6.0, 34.0
"""Margins of a plot in pixels, for ticks and labels."""


def short_number(value: float) -> str:
    """Return ``value`` with four digits, or two where it would be too long for a node."""
    text = format_number(value)
    return text if len(text) <= LONGEST else format_number(value, 2)


def font_of(widget: QWidget, pixels: float, bold: bool = False) -> QFont:
    """Return the widget's font in another size."""
    font = QFont(widget.font())
    font.setPixelSize(max(8, round(pixels)))
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


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


class PaintedPlot(QWidget):
    """A plot whose ground (axes, and whatever rarely changes) is kept as a picture.

    Subclasses paint in ``paint_ground`` and ``paint_over``, and call ``redraw`` when the ground
    changes. Painting so is several times as fast as items of a scene.
    """

    def __init__(
        self, name: str, x_label: str = "", y_label: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMinimumSize(120, 80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.symbols = Symbols()
        self._labels = (x_label, y_label)
        self._x, self._y = (0.0, 1.0), (0.0, 1.0)
        self._ground: QPixmap | None = None

    @property
    def area(self) -> QRectF:
        """Where the data are drawn, in pixels."""
        return QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)

    @property
    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """What is shown of x and of y."""
        return self._x, self._y

    def show_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show these ranges; the ground is painted anew only when they change."""
        if (x, y) != (self._x, self._y):
            self._x, self._y = x, y
            self.redraw()

    def redraw(self) -> None:
        """Paint the ground anew with the next frame."""
        self._ground = None
        self.update()

    def place(self, x: float, y: float) -> QPointF:
        """Return the pixel of a point."""
        area = self.area
        across = (x - self._x[0]) / (self._x[1] - self._x[0])
        up = (y - self._y[0]) / (self._y[1] - self._y[0])
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def data_at(self, position: QPointF) -> tuple[float, float]:
        """Return the point of a pixel."""
        area = self.area
        across = (position.x() - area.left()) / area.width()
        up = (area.bottom() - position.y()) / area.height()
        return (
            self._x[0] + across * (self._x[1] - self._x[0]),
            self._y[0] + up * (self._y[1] - self._y[0]),
        )

    def curve(self, x: Floats, y: Floats) -> QPainterPath:
        """Return the line through points, in pixels."""
        area = self.area
        across = (x - self._x[0]) / (self._x[1] - self._x[0])
        up = (y - self._y[0]) / (self._y[1] - self._y[0])
        return pg.arrayToQPath(
            area.left() + across * area.width(), area.bottom() - up * area.height()
        )

    def paint_ground(self, painter: QPainter) -> None:
        """Paint what rarely changes; axes and ticks are there already."""

    def paint_over(self, painter: QPainter) -> None:
        """Paint what changes with every snapshot."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the ground and paint over it; into a vector file everything is painted."""
        with QPainter(self) as painter:
            vector = painter.paintEngine().type() != QPaintEngine.Type.Raster
            if vector:
                self._paint_all_ground(painter)
            else:
                painter.drawPixmap(0, 0, self._kept_ground())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_over(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint the ground in the new size."""
        super().resizeEvent(event)
        self.redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of theme or font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.redraw()

    def _kept_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._ground is None or self._ground.devicePixelRatio() != ratio:
            ground = QPixmap(self.size() * ratio)
            ground.setDevicePixelRatio(ratio)
            with QPainter(ground) as painter:
                self._paint_all_ground(painter)
            self._ground = ground
        return self._ground

    def _paint_all_ground(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self.palette().base())
        self._paint_axes(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_ground(painter)

    def _paint_axes(self, painter: QPainter) -> None:
        area = self.area
        painter.setPen(QPen(self.palette().mid().color(), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.topLeft())
        painter.setFont(font_of(self, 10))
        painter.setPen(muted(self.palette()))
        for value in ticks(*self._x, round(area.width() / 60)):
            place = self.place(value, self._y[0])
            box = QRectF(place.x() - 40, place.y() + 2, 80, 14)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _tick(value))
        for value in ticks(*self._y, round(area.height() / 30)):
            place = self.place(self._x[0], value)
            box = QRectF(place.x() - 44, place.y() - 7, 40, 14)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, right, _tick(value))
        self._paint_labels(painter)

    def _paint_labels(self, painter: QPainter) -> None:
        area, (x_label, y_label) = self.area, self._labels
        box = QRectF(area.left(), self.height() - 17, area.width(), 15)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, x_label)
        painter.save()
        painter.translate(8, area.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -8, 120, 15), Qt.AlignmentFlag.AlignCenter, y_label)
        painter.restore()


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers from ``low`` to ``high``, about ``most`` of them."""
    raw = (high - low) / max(1, most)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]


def _tick(value: float) -> str:
    return f"{value:.10g}".replace("-", "\N{MINUS SIGN}")


def dot(
    painter: QPainter, place: QPointF, radius: float, fill: QColor, ring: QColor | None = None
) -> None:
    """Draw a disc, with a ring around it where one is given."""
    painter.setPen(Qt.PenStyle.NoPen if ring is None else QPen(ring, 1.6))
    painter.setBrush(fill)
    painter.drawEllipse(place, radius, radius)


def steady(array: Floats) -> Floats:
    """Return ``array`` without points that are not finite: such are never drawn."""
    return array[np.isfinite(array).all(axis=-1)]
