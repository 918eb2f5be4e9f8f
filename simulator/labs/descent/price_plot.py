"""What the solvers cost as the number of features grows, on log axes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from simulator.engine.arrays import Floats
from simulator.simulation.explanation import Role
from simulator.simulation.numbers import format_number, power_of_ten
from simulator.simulation.price import LABELS, Price, PriceReport
from simulator.widgets.colours import muted, role_colour
from simulator.widgets.curves import Curve
from simulator.widgets.painted_plot import PaintedPlot, Tick, dot, font_of

SHORT = {
    "inverse": "inverse",
    "cholesky": "Cholesky",
    "qr": "QR",
    "cg": "CG",
    "gd": "GD",
}
"""Names at the ends of the lines."""

ROLES: dict[str, Role] = {
    "inverse": "forward",
    "cholesky": "parameter",
    "qr": "candidate",
    "cg": "forget",
    "gd": "gradient",
}
DASHES = {
    "inverse": Qt.PenStyle.SolidLine,
    "cholesky": Qt.PenStyle.DashLine,
    "qr": Qt.PenStyle.DotLine,
    "cg": Qt.PenStyle.DashDotLine,
    "gd": Qt.PenStyle.SolidLine,
}
WIDTHS = {"gd": 3.0}
"""Wider than the others, so that the two whole lines are told apart without colours."""

AXIS = {
    "seconds": "time (s)",
    "flops": "operations",
    "memory": "memory (bytes)",
    "digits": "digits right",
}
"""The quantities of a ``Price`` that can be shown, and the labels of their axis."""

MOST_DIGITS = 16
LABEL_HEIGHT = 13.0
NEAR = 8.0
"""Pixels from a measured point within which the mouse asks for its numbers."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands at the end of a line."""

    name: str
    number: str
    """The slope, or the digits at the largest size."""


class PricePlot(PaintedPlot):
    """A line for each method with its slope beside it; nothing is drawn that was not measured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Price by number of features", "features d", AXIS["seconds"], parent)
        self.curves = {method: Curve() for method in LABELS}
        """Logarithm (base 10) of the features, and of the quantity; digits as they are."""
        self.labels: dict[str, Label] = {}
        self.report: PriceReport | None = None
        self.quantity = "seconds"

    def show_report(self, report: PriceReport | None, quantity: str) -> None:
        """Draw what is measured so far of one quantity, a key of ``AXIS``."""
        self.report, self.quantity = report, quantity
        self.set_labels("features d", AXIS[quantity])
        self.labels = {}
        for method, curve in self.curves.items():
            prices = [] if report is None else report.of(method)
            curve.shown = bool(prices)
            if report is not None and prices:
                curve.set_data(*self._points(prices))
                self.labels[method] = self._label(report, method)
        self._arrange()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the labels."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Tell the numbers of the point under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            price = self.price_at(event.pos().toPointF())
            QToolTip.showText(event.globalPos(), _told(price) if price else "", self)
            return True
        return super().event(event)

    def price_at(self, position: QPointF) -> Price | None:
        """Return what was measured at a pixel, if anything."""
        for method in self.labels:
            assert self.report is not None  # noqa: S101 - there are no labels without
            places = self.places(np.column_stack(self.curves[method].getData()))
            near = np.abs(places - (position.x(), position.y())).max(axis=1)
            if near.min() <= NEAR:
                return self.report.of(method)[int(near.argmin())]
        return None

    def paint_over(self, painter: QPainter) -> None:
        """Draw lines, points, and the names at the ends."""
        if not self.labels:
            return
        ends: dict[str, QPointF] = {}
        for method in self.labels:
            colour = role_colour(ROLES[method], self.palette())
            pen = QPen(colour, WIDTHS.get(method, 1.8), DASHES[method])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            curve = self.curves[method]
            curve.paint(painter, self, pen)
            for x, y in self.places(np.column_stack(curve.getData())):
                ends[method] = QPointF(x, y)
                dot(painter, ends[method], 2.2, colour)
        self._paint_labels_at(painter, ends)

    def _paint_labels_at(self, painter: QPainter, ends: dict[str, QPointF]) -> None:
        painter.setFont(self._label_font())
        order = sorted(ends, key=lambda method: ends[method].y())
        tops = spread(
            [ends[method].y() - LABEL_HEIGHT / 2 for method in order],
            LABEL_HEIGHT,
            LABEL_HEIGHT,
            self.height() - LABEL_HEIGHT,
        )
        right = self.width() - 2.0
        left = right - self._label_width()
        sides = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        numbers = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        for method, top in zip(order, tops, strict=True):
            colour = role_colour(ROLES[method], self.palette())
            box = QRectF(left, top, right - left, LABEL_HEIGHT)
            painter.setPen(QPen(colour, 0.8))
            painter.drawLine(ends[method] + QPointF(4, 0), QPointF(left - 3, box.center().y()))
            painter.drawText(box, sides, self.labels[method].name)
            painter.drawText(box, numbers, self.labels[method].number)
        painter.setPen(muted(self.palette()))
        head = QRectF(left, tops[0] - LABEL_HEIGHT, right - left, LABEL_HEIGHT)
        painter.drawText(head, numbers, "digits" if self.quantity == "digits" else "slope")

    def _points(self, prices: Sequence[Price]) -> tuple[Floats, Floats]:
        x = np.log10([float(price.features) for price in prices])
        y = np.array([float(getattr(price, self.quantity)) for price in prices])
        return x, y if self.quantity == "digits" else np.log10(np.maximum(y, 1e-9))

    def _label(self, report: PriceReport, method: str) -> Label:
        if self.quantity == "digits":
            return Label(SHORT[method], f"{report.of(method)[-1].digits:.1f}")
        slope = report.slope(method, self.quantity)
        number = "–" if slope is None else f"{slope:.1f}".replace("-", "\N{MINUS SIGN}")
        return Label(SHORT[method], number)

    def _label_font(self) -> QFont:
        return font_of(self, 11)

    def _label_width(self) -> float:
        metrics = QFontMetricsF(self._label_font())
        names = max(metrics.horizontalAdvance(label.name) for label in self.labels.values())
        return float(names + 8 + metrics.horizontalAdvance("digits"))

    def _arrange(self) -> None:
        """Set the ranges: whole decades, and room on the right for the labels."""
        if not self.labels:
            self.show_range((0.0, 3.0), (-6.0, 0.0), x_ticks=(), y_ticks=())
            return
        curves = [self.curves[method].getData() for method in self.labels]
        low = float(min(x[0] for x, _ in curves))
        high = max(float(max(x[-1] for x, _ in curves)), low + math.log10(2))
        bottom, top, y_ticks = self._vertical([y for _, y in curves])
        self.show_range((low, high), (bottom, top), x_ticks=(), y_ticks=y_ticks)
        wide = self.area.width()
        share = max(0.3, 1 - (self._label_width() + 14) / max(wide, 1.0))
        x_ticks = _size_ticks(low, high, wide * share)
        room = 0.03 * (high - low)
        right = low - room + (high + room - (low - room)) / share
        self.show_range((low - room, right), (bottom, top), x_ticks=x_ticks, y_ticks=y_ticks)

    def _vertical(self, values: list[Floats]) -> tuple[float, float, list[Tick]]:
        if self.quantity == "digits":
            return 0.0, MOST_DIGITS + 0.5, [(float(k), str(k)) for k in (0, 4, 8, 12, 16)]
        bottom = math.floor(min(float(y.min()) for y in values))
        top = max(math.ceil(max(float(y.max()) for y in values)), bottom + 1)
        stride = math.ceil((top - bottom) / max(2, round((self.height() - 40) / 30)))
        ticks = [(float(k), power_of_ten(k)) for k in range(bottom, top + 1, stride)]
        return float(bottom), float(top), ticks


def spread(tops: list[float], height: float, low: float, high: float) -> list[float]:
    """Return rising positions moved as little as needed to be ``height`` apart.

    Args:
        tops: Where labels should begin, rising.
        height: Of a label.
        low: Where the first may begin.
        high: Where the last must begin at the latest, if there is room for all.
    """
    placed: list[float] = []
    for top in tops:
        placed.append(max(top, placed[-1] + height if placed else low))
    limit = high
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], max(limit, low + i * height))
        limit = placed[i] - height
    return placed


def _size_ticks(low: float, high: float, width: float) -> list[Tick]:
    first, last = round(low / math.log10(2)), round(high / math.log10(2))
    stride = math.ceil((last - first + 1) * 34 / max(width, 34.0))
    return [(k * math.log10(2), f"{2**k:,}") for k in range(last, first - 1, -stride)]


def _told(price: Price) -> str:
    steps = f", {price.steps} steps" if price.steps > 1 else ""
    return (
        f"{LABELS[price.method]}, {price.features:,} features × {price.rows:,} rows{steps}: "
        f"{format_number(price.seconds, 3)} s · {format_number(price.flops, 3)} operations · "
        f"{format_number(price.memory, 3)} bytes · {price.digits:.1f} digits"
    )
