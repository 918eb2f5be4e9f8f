"""A logarithmic slider for the learning rate whose track shows what each rate will do."""

import math
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QWidget

from simulator.simulation.descent_regime import RateMarks
from simulator.simulation.numbers import format_number
from simulator.widgets.colours import muted, role_colour

TICKS = 400
"""Positions of the slider; each is about 3 % of the rate."""
TRACK_HEIGHT = 6
RADIUS = 8
DECADES_BELOW, DECADES_ABOVE = 4.0, 0.7
"""The track spans this much around the rate at which descent diverges."""


class RateSlider(QSlider):
    """``rate_edited`` carries the rate while the handle is moved by mouse, wheel or keys."""

    rate_edited = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName("Learning rate, logarithmic")
        self.setToolTip("The mark is the limit at and above which descent diverges: 2/λmax")
        self.setRange(0, TICKS)
        self.setPageStep(TICKS // 20)
        self._marks: RateMarks | None = None
        self._low, self._high = -6.0, 1.0
        self.valueChanged.connect(lambda value: self.rate_edited.emit(self._rate_at(value)))

    def sizeHint(self) -> QSize:
        """Leave room for the words under the track."""
        return QSize(220, 40)

    def show_rate(self, rate: float, marks: RateMarks | None) -> None:
        """Put the handle on ``rate`` and colour the track by ``marks``, without telling anybody."""
        if marks is not None:
            centre = math.log10(marks.diverges_above)
            self._low, self._high = centre - DECADES_BELOW, centre + DECADES_ABOVE
        elif self._marks is not None or not self._low <= math.log10(rate) <= self._high:
            self._low, self._high = math.log10(rate) - 3, math.log10(rate) + 2
        self._marks = marks
        with QSignalBlocker(self):
            self.setValue(round(self._share(rate) * TICKS))
        self.setAccessibleDescription(f"learning rate {format_number(rate, 3)}")
        self.update()

    def place(self, rate: float) -> float:
        """Return the horizontal pixel of ``rate``."""
        return RADIUS + self._share(rate) * (self.width() - 2 * RADIUS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle to where the track is pressed."""
        self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the handle along."""
        self._follow(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track in the colours of its regimes, the limit, the words and the handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = RADIUS + 2.0
        for start, end, colour, _ in self._bands():
            painter.fillRect(
                QRectF(start, middle - TRACK_HEIGHT / 2, end - start, TRACK_HEIGHT), colour
            )
        self._paint_words(painter, middle)
        self._paint_handle(painter, middle)
        painter.end()

    def _bands(self) -> list[tuple[float, float, QColor, str]]:
        palette = self.palette()
        left, right = float(RADIUS), float(self.width() - RADIUS)
        if self._marks is None:
            return [(left, right, palette.mid().color(), "")]
        marks = self._marks
        ends = [marks.slow_below, marks.overshoots_above, marks.diverges_above]
        edges = [left, *(min(max(self.place(end), left), right) for end in ends), right]
        colours = (
            palette.mid().color(),
            role_colour("optimum", palette),
            role_colour("forget", palette),
            role_colour("gradient", palette),
        )
        words = ("slow", "converges", "overshoots", "diverges")
        bands = zip(pairwise(edges), colours, words, strict=True)
        return [(start, max(start, end), colour, word) for (start, end), colour, word in bands]

    def _paint_words(self, painter: QPainter, middle: float) -> None:
        font = self.font()
        font.setPixelSize(10)
        painter.setFont(font)
        painter.setPen(muted(self.palette()))
        metrics = painter.fontMetrics()
        handle = RADIUS + self.value() / TICKS * (self.width() - 2 * RADIUS)
        # Where there is no room for all words, that of the rate which is set comes first.
        bands = sorted(self._bands(), key=lambda band: not band[0] <= handle < band[1])
        taken: list[tuple[float, float]] = []
        for start, end, _, word in bands:
            width = metrics.horizontalAdvance(word)
            x = min(max((start + end - width) / 2, 0.0), self.width() - width)
            if all(x >= right + 5 or x + width <= left - 5 for left, right in taken):
                painter.drawText(QPointF(x, middle + RADIUS + 12), word)
                taken.append((x, x + width))
        if self._marks is not None:
            limit = self.place(self._marks.diverges_above)
            painter.setPen(QPen(self.palette().text().color(), 1.2))
            painter.drawLine(QPointF(limit, middle - 6), QPointF(limit, middle + 6))

    def _paint_handle(self, painter: QPainter, middle: float) -> None:
        accent = role_colour("forward", self.palette())
        x = RADIUS + self.value() / TICKS * (self.width() - 2 * RADIUS)
        painter.setPen(QPen(accent, 3.0 if not self.hasFocus() else 4.0))
        painter.setBrush(self.palette().base().color())
        painter.drawEllipse(QPointF(x, middle), RADIUS - 1.5, RADIUS - 1.5)

    def _follow(self, event: QMouseEvent) -> None:
        share = (event.position().x() - RADIUS) / max(1, self.width() - 2 * RADIUS)
        self.setValue(round(min(max(share, 0.0), 1.0) * TICKS))

    def _share(self, rate: float) -> float:
        share = (math.log10(rate) - self._low) / (self._high - self._low)
        return min(max(share, 0.0), 1.0)

    def _rate_at(self, value: int) -> float:
        # Three digits are what a hand on a slider means.
        exponent = self._low + value / TICKS * (self._high - self._low)
        return float(f"{10.0**exponent:.3g}")
