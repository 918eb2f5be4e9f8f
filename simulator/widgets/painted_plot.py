"""A plot painted by hand over a kept picture of its ground: the fastest there is."""

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
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
from simulator.simulation.numbers import compact
from simulator.widgets.colours import muted
from simulator.widgets.surface_axes import tick_texts
from simulator.widgets.surface_painter import cut, thinned

LEFT, RIGHT, TOP, BOTTOM = 40.0, 8.0, 6.0, 34.0
"""Margins of a plot in pixels, for ticks and labels; the left one grows with its numbers."""
LABEL_WIDTH = 22.0
"""What of the left margin the label of the vertical axis takes."""

BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
"""How focus comes to a plot that somebody works with by keys."""
SMALL, LARGE = 1e-3, 1e6
"""Axes within these are written out; others have their power of ten at the label."""

FAR = 4000.0
"""Pixels; what is farther from the plot's corner is not drawn: a diverged line is everywhere."""

Tick = tuple[float, str]
"""A value on an axis and how it is written."""


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
        self._labels = (x_label, y_label)
        self._x, self._y = (0.0, 1.0), (0.0, 1.0)
        self._own_ticks: tuple[Sequence[Tick] | None, Sequence[Tick] | None] = (None, None)
        self.vector = False
        """Whether what is being painted goes into a file of shapes, such as SVG."""
        self._ground: QPixmap | None = None
        self._area: QRectF | None = None
        self._scale: Floats | None = None
        self._low = self._corner = np.zeros(2)

    @property
    def area(self) -> QRectF:
        """Where the data are drawn, in pixels."""
        if self._area is None:
            metrics = QFontMetricsF(self._tick_font())
            widest = max(
                (metrics.horizontalAdvance(text) for _, text in self._y_ticks()[0]), default=0
            )
            left = max(LEFT, math.ceil(widest) + LABEL_WIDTH)
            self._area = QRectF(self.rect()).adjusted(left, TOP, -RIGHT, -BOTTOM)
        return self._area

    @property
    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """What is shown of x and of y."""
        return self._x, self._y

    def show_range(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        *,
        x_ticks: Sequence[Tick] | None = None,
        y_ticks: Sequence[Tick] | None = None,
    ) -> None:
        """Show these ranges; the ground is painted anew only when they change.

        Ticks are at round numbers where none are given.
        """
        if (x, y, (x_ticks, y_ticks)) != (self._x, self._y, self._own_ticks):
            self._x, self._y, self._own_ticks = x, y, (x_ticks, y_ticks)
            self.redraw()

    def set_labels(self, x_label: str, y_label: str) -> None:
        """Name the axes, with units, such as ``income (francs)``."""
        if (x_label, y_label) != self._labels:
            self._labels = (x_label, y_label)
            self.redraw()

    def redraw(self) -> None:
        """Paint the ground anew with the next frame."""
        self._ground = self._area = self._scale = None
        self.update()

    def place(self, x: float, y: float) -> QPointF:
        """Return the pixel of a point."""
        return QPointF(*self.places(np.array([[x, y]]))[0])

    def places(self, points: Floats) -> Floats:
        """Return the pixels of points, shape (k, 2)."""
        if self._scale is None:
            area = self.area
            wide, high = self._x[1] - self._x[0], self._y[1] - self._y[0]
            self._scale = np.array([area.width() / wide, -area.height() / high])
            self._low = np.array([self._x[0], self._y[0]])
            self._corner = np.array([area.left(), area.bottom()])
        return np.asarray((points - self._low) * self._scale + self._corner)

    def seen_lines(self, points: Floats) -> Floats:
        """Return the line through points, shape (k, 2), as pieces in pixels, shape (m, 4).

        What is far away is left out; in a file of shapes, which cannot clip, all that is outside.
        """
        places = self.places(points)
        if self.vector:
            area = self.area
            centre = np.array([area.center().x(), area.center().y()])
            half = np.array([area.width() / 2, area.height() / 2])
            first, step, leads_to = cut(places - centre, half)
            first = first + centre
        else:
            first, step, leads_to = cut(places, FAR)
        return thinned(np.concatenate([first, first + step], axis=1), leads_to)

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
        return pg.arrayToQPath(*self.places(np.column_stack([x, y])).T)

    def paint_ground(self, painter: QPainter) -> None:
        """Paint what rarely changes; axes and ticks are there already."""

    def paint_over(self, painter: QPainter) -> None:
        """Paint what changes with every snapshot."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the ground and paint over it; into a vector file everything is painted."""
        with QPainter(self) as painter:
            self.vector = painter.paintEngine().type() != QPaintEngine.Type.Raster
            if self.vector:
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

    def _tick_font(self) -> QFont:
        return font_of(self, 10)

    def _x_ticks(self) -> tuple[Sequence[Tick], str]:
        most = round((self.width() - LEFT - RIGHT) / 60)
        own = self._own_ticks[0]
        return _written(ticks(*self._x, most)) if own is None else (own, "")

    def _y_ticks(self) -> tuple[Sequence[Tick], str]:
        most = round((self.height() - TOP - BOTTOM) / 30)
        own = self._own_ticks[1]
        return _written(ticks(*self._y, most)) if own is None else (own, "")

    def _paint_axes(self, painter: QPainter) -> None:
        area = self.area
        painter.setPen(QPen(self.palette().mid().color(), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.topLeft())
        painter.setFont(self._tick_font())
        painter.setPen(muted(self.palette()))
        (x_ticks, x_unit), (y_ticks, y_unit) = self._x_ticks(), self._y_ticks()
        for value, text in x_ticks:
            place = self.place(value, self._y[0])
            width = painter.fontMetrics().horizontalAdvance(text)
            # A number at the end of the axis is moved inwards, not cut.
            left = min(max(place.x() - width / 2, 0.0), self.width() - width - 1.0)
            box = QRectF(left, place.y() + 2, width + 1, 14)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        for value, text in y_ticks:
            place = self.place(self._x[0], value)
            box = QRectF(0, max(0.0, place.y() - 7), area.left() - 4, 14)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, right, text)
        self._paint_labels(painter, self._labels[0] + x_unit, self._labels[1] + y_unit)

    def _paint_labels(self, painter: QPainter, x_label: str, y_label: str) -> None:
        area = self.area
        box = QRectF(area.left(), self.height() - 17, area.width(), 15)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, x_label)
        painter.save()
        painter.translate(8, area.center().y())
        painter.rotate(-90)
        half = max(60.0, area.height() / 2)
        painter.drawText(QRectF(-half, -8, 2 * half, 15), Qt.AlignmentFlag.AlignCenter, y_label)
        painter.restore()


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers from ``low`` to ``high``, about ``most`` of them."""
    raw = (high - low) / max(1, most)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]


def _written(values: Sequence[float]) -> tuple[list[Tick], str]:
    """Return the ticks as they are written, and the power of ten that is left to the label."""
    largest = max(map(abs, values), default=0.0)
    if not largest or SMALL <= largest < LARGE:
        return [(value, compact(value)) for value in values], ""
    texts, unit = tick_texts(np.array(values))
    return list(zip(values, texts, strict=True)), unit


def font_of(widget: QWidget, pixels: float, bold: bool = False) -> QFont:
    """Return the widget's font in another size."""
    font = QFont(widget.font())
    font.setPixelSize(max(8, round(pixels)))
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def dot(
    painter: QPainter, place: QPointF, radius: float, fill: QColor, ring: QColor | None = None
) -> None:
    """Draw a disc, with a ring around it where one is given."""
    painter.setPen(Qt.PenStyle.NoPen if ring is None else QPen(ring, 1.6))
    painter.setBrush(fill)
    painter.drawEllipse(place, radius, radius)
