"""The factors of one parameter's gradient as blocks, and how their product shrinks or grows."""

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from simulator.labs.network.painting import Symbols, short_number
from simulator.simulation.explanation import Quantity
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_chain import chain_factors
from simulator.simulation.numbers import SUPERSCRIPT, format_number
from simulator.widgets.colours import blended, muted, role_colour
from simulator.widgets.painted_plot import font_of
from simulator.widgets.plain import plain

DECADES = 6.0
"""How far the logarithmic heights reach below the tallest."""

WIDEST, NARROWEST = 92.0, 46.0
"""Pixels for a block with its name and number; narrower ones have neither."""

RESULT = 104.0
LABELS = 40.0


class ChainView(QWidget):
    """``hovered`` and ``clicked`` carry the quantity whose block is under the mouse."""

    hovered = Signal(str)
    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Factors of the gradient")
        self.setMinimumSize(200, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.factors: tuple[Quantity, ...] = ()
        self.product = 0.0
        self.logarithmic = False
        self._hidden = False
        self._highlight = self._over = ""
        self._symbols = Symbols()

    def show_chain(self, snapshot: NetworkSnapshot, name: str, hidden: bool = False) -> None:
        """Show the factors of ∂L/∂``name``; their product as a ? when ``hidden``."""
        factors = chain_factors(snapshot, name)
        before = [(q.name, q.value) for q in self.factors]
        if hidden == self._hidden and before == [(q.name, q.value) for q in factors]:
            return
        self.factors, self._hidden = factors, hidden
        self.product = math.prod(q.value for q in factors)
        words = ", ".join(f"{plain(q.symbol)} = {format_number(q.value)}" for q in factors)
        self.setAccessibleDescription(words)
        self.update()

    def show_logarithmic(self, on: bool) -> None:
        """Let heights be the logarithms of sizes."""
        self.logarithmic = on
        self.update()

    def set_highlight(self, name: str) -> None:
        """Mark the block of the quantity ``name``."""
        if name != self._highlight:
            self._highlight = name
            self.update()

    def height_of(self, value: float) -> float:
        """Return the height of a block, from 0 to 1 of the tallest."""
        tallest = max((abs(q.value) for q in self.factors), default=1.0) or 1.0
        share = abs(value) / tallest
        if not self.logarithmic:
            return share
        return max(0.0, 1.0 + math.log10(share) / DECADES) if share else 0.0

    @property
    def running_products(self) -> list[float]:
        """The product of the first, the first two, … factors."""
        products, running = [], 1.0
        for quantity in self.factors:
            running *= quantity.value
            products.append(running)
        return products

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the blocks, the running product when there are many, and the result."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self.palette().base())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for i, quantity in enumerate(self.factors):
                self._paint_block(painter, i, quantity)
            if not self._labelled:
                self._paint_running_product(painter)
            self._paint_result(painter)

    @property
    def _step(self) -> float:
        room = self.width() - RESULT - 8
        return min(WIDEST + 26.0, room / max(1, len(self.factors)))

    @property
    def _labelled(self) -> bool:
        return self._step >= NARROWEST

    def _slot(self, i: int) -> QRectF:
        """Return the room of a block, from its top to where its labels begin."""
        labels = LABELS if self._labelled else 20.0
        gap = min(26.0, 0.24 * self._step) if self._labelled else 0.15 * self._step
        top = 8.0
        return QRectF(4 + i * self._step, top, self._step - gap, self.height() - top - labels)

    def _paint_block(self, painter: QPainter, i: int, quantity: Quantity) -> None:
        slot = self._slot(i)
        height = max(2.0, self.height_of(quantity.value) * slot.height())
        box = QRectF(slot.left(), slot.bottom() - height, slot.width(), height)
        colour = role_colour(quantity.role, self.palette())
        marked = quantity.name in (self._highlight, self._over)
        painter.setPen(QPen(colour, 2.4 if marked else 1.4))
        painter.setBrush(blended(colour, self.palette().base().color(), 0.45 if marked else 0.25))
        radius = min(5.0, box.width() / 4)
        painter.drawRoundedRect(box, radius, radius)
        if quantity.value < 0:
            self._hatch(painter, box, colour)
        if self._labelled:
            self._paint_labels(painter, i, slot, quantity, colour)

    def _hatch(self, painter: QPainter, box: QRectF, colour: QColor) -> None:
        """Mark a negative factor by more than its sign."""
        faint = QColor(colour)
        faint.setAlpha(110)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faint)
        painter.setBrush(Qt.BrushStyle.BDiagPattern)
        brush = painter.brush()
        brush.setColor(faint)
        painter.setBrush(brush)
        painter.drawRect(box)

    def _paint_labels(
        self, painter: QPainter, i: int, slot: QRectF, quantity: Quantity, colour: QColor
    ) -> None:
        palette = self.palette()
        middle = slot.center().x()
        name = QPointF(middle, slot.bottom() + 12)
        self._symbols.draw(painter, name, quantity.symbol, 14, palette.text().color())
        painter.setFont(font_of(self, 12, bold=True))
        painter.setPen(colour)
        box = QRectF(middle - self._step / 2, slot.bottom() + 21, self._step, 17)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short_number(quantity.value))
        if i:
            painter.setFont(font_of(self, 16))
            painter.setPen(muted(palette))
            between = (self._slot(i - 1).right() + slot.left()) / 2
            times = QRectF(between - 10, slot.center().y() - 10, 20, 20)
            painter.drawText(times, Qt.AlignmentFlag.AlignCenter, "×")

    def _paint_running_product(self, painter: QPainter) -> None:
        """Draw the size of the product so far, in decades, through the blocks of a long chain."""
        sizes = [math.log10(abs(p)) if p else -300.0 for p in self.running_products]
        low, high = min(*sizes, -1.0), max(*sizes, 0.0)
        slot = self._slot(0)
        points = []
        for i, size in enumerate(sizes):
            share = (size - low) / (high - low)
            points.append(
                QPointF(self._slot(i).center().x(), slot.bottom() - share * slot.height())
            )
        painter.setPen(QPen(role_colour("gradient", self.palette()), 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setFont(font_of(self, 10))
        painter.setPen(muted(self.palette()))
        box = QRectF(slot.left(), slot.bottom() + 4, self.width(), 14)
        ends = [str(round(end)).translate(SUPERSCRIPT) for end in (high, low)]
        text = f"line: the size of the product so far, from 10{ends[0]} down to 10{ends[1]}"
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, text)

    def _paint_result(self, painter: QPainter) -> None:
        left = 4 + len(self.factors) * self._step
        slot = self._slot(0)
        painter.setFont(font_of(self, 16))
        painter.setPen(muted(self.palette()))
        equals = QRectF(left - 14, slot.center().y() - 10, 20, 20)
        painter.drawText(equals, Qt.AlignmentFlag.AlignCenter, "=")
        painter.setFont(font_of(self, 18, bold=True))
        painter.setPen(role_colour("gradient", self.palette()))
        text = "?" if self._hidden else format_number(self.product)
        if len(text) > 9 and not self._hidden:
            painter.setFont(font_of(self, 14, bold=True))
        box = QRectF(left + 4, slot.center().y() - 14, self.width() - left - 4, 28)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which factor is under the mouse."""
        found = [
            quantity
            for i, quantity in enumerate(self.factors)
            if self._slot(i).adjusted(0, 0, 0, LABELS).contains(event.position())
        ]
        name = found[0].name if found else ""
        if name != self._over:
            self._over = name
            self.update()
            self.hovered.emit(name)
            words = ""
            if found:
                words = f"{plain(found[0].symbol)} = {format_number(found[0].value)}"
                words += f": {found[0].source}"
            QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask where the factor under the mouse comes from."""
        if self._over:
            self.clicked.emit(self._over)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the mark away."""
        self._over = ""
        self.hovered.emit("")
        self.update()
