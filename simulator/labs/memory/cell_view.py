"""The cell of the chosen unit at the chosen token, with its values flowing through."""

import math
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from simulator.labs.memory.cell_layouts import (
    HEIGHT,
    WIDTH,
    Box,
    CellLayout,
    Flow,
    Label,
    Operation,
    layout_of,
)
from simulator.simulation.explanation import Role
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_explanation import UnitAt
from simulator.simulation.numbers import MINUS, format_number
from simulator.widgets.card import Card
from simulator.widgets.colours import blended, role_colour

DURATION = 700
"""Milliseconds that the values need through the cell."""
BOX = QRectF(-22, -17, 44, 34)
RADIUS = 10.0


class CellView(QWidget):
    """One animation and a pure drawing of its time; ``gate_clicked`` carries a gate's name."""

    gate_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.layout_shown: CellLayout | None = None
        self.snapshot: MemorySnapshot | None = None
        self.time = 1.0
        self.animation = QVariantAnimation(self)
        self.animation.setStartValue(0.0)
        self.animation.setEndValue(1.0)
        self.animation.setDuration(DURATION)
        self.animation.valueChanged.connect(self.show_time)

    def show_snapshot(self, snapshot: MemorySnapshot, animated: bool) -> None:
        """Draw the cell; let the values flow if there is time for it."""
        moved = self.snapshot is not None and snapshot.index == self.snapshot.index + 1
        self.snapshot = snapshot
        self.layout_shown = layout_of(UnitAt(snapshot.reading, snapshot.index, snapshot.unit))
        self.animation.stop()
        self.show_time(1.0)
        if animated and moved and self.isVisible():
            self.animation.start()

    def show_time(self, time: float) -> None:
        """Draw what is so far on its way at a time from 0 to 1."""
        self.time = float(time)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size in which everything can be read."""
        return QSize(int(WIDTH), int(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the same height; the drawing is centred in its width."""
        return QSize(200, int(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw lines, what flows, circles, boxes and numbers."""
        if self.layout_shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self._left(), 0)
        painter.scale(self._scale(), self._scale())
        for flow in self.layout_shown.flows:
            self._paint_way(painter, flow)
        for flow in self.layout_shown.flows:
            self._paint_dot(painter, flow)
        for operation in self.layout_shown.operations:
            self._paint_operation(painter, operation)
        for box in self.layout_shown.boxes:
            self._paint_box(painter, box)
        for label in self.layout_shown.labels:
            self._paint_label(painter, label)

    def _paint_way(self, painter: QPainter, flow: Flow) -> None:
        colour = self._colour(flow.role)
        colour.setAlpha(255 if self.time >= flow.end else 90)
        width = 1.0 + 3.5 * math.tanh(abs(flow.value))
        dashes = Qt.PenStyle.DashLine if flow.value < 0 else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, width, dashes, Qt.PenCapStyle.FlatCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in flow.way]))

    def _paint_dot(self, painter: QPainter, flow: Flow) -> None:
        if flow.begin < self.time < flow.end:
            share = (self.time - flow.begin) / (flow.end - flow.begin)
            eased = share * share * (3 - 2 * share)
            painter.setPen(QPen(self.palette().base().color(), 1))
            painter.setBrush(self._colour(flow.role))
            painter.drawEllipse(along(flow.way, eased), 5, 5)

    def _paint_operation(self, painter: QPainter, operation: Operation) -> None:
        wide = RADIUS + 5 if len(operation.sign) > 2 else RADIUS
        painter.setPen(QPen(self._colour(operation.role), 1.8))
        painter.setBrush(self.palette().base())
        place = QPointF(*operation.at)
        painter.drawEllipse(place, wide, RADIUS if wide == RADIUS else RADIUS - 2)
        painter.setPen(self.palette().text().color())
        painter.setFont(self._font(10 if len(operation.sign) > 1 else 13))
        box = QRectF(place.x() - 18, place.y() - 11, 36, 21)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, operation.sign)

    def _paint_box(self, painter: QPainter, box: Box) -> None:
        colour = self._colour(box.role)
        rect = self.rect_of(box)
        painter.setPen(QPen(colour, 1.4))
        painter.setBrush(blended(colour, self.palette().base().color(), 0.22))
        painter.drawRoundedRect(rect, 5, 5)
        painter.setPen(self.palette().text().color())
        painter.setFont(self._font(11))
        centre = Qt.AlignmentFlag.AlignHCenter
        painter.drawText(rect.adjusted(0, 2, 0, 0), centre, box.title)
        painter.drawText(rect.adjusted(0, 16, 0, 0), centre, short(box.value))

    def _paint_label(self, painter: QPainter, label: Label) -> None:
        painter.setPen(self._colour(label.role))
        painter.setFont(self._font(12))
        text = f"{label.title} {short(label.value)}"
        side = Qt.AlignmentFlag.AlignRight if label.right else Qt.AlignmentFlag.AlignLeft
        left = label.at[0] - 90 if label.right else label.at[0]
        box = QRectF(left, label.at[1] - 15, 90, 18)
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)

    def rect_of(self, box: Box) -> QRectF:
        """Return where a box is drawn, without the offset that centres the drawing."""
        return (
            BOX.translated(*box.at)
            if len(box.title) < 4
            else BOX.adjusted(-6, 0, 6, 0).translated(*box.at)
        )

    def _font(self, pixels: int):  # type: ignore[no-untyped-def]
        font = self.font()
        font.setPixelSize(pixels)
        return font

    def _colour(self, role: Role) -> QColor:
        return role_colour(role, self.palette())

    def _scale(self) -> float:
        return min(1.0, self.width() / WIDTH)

    def _left(self) -> float:
        return max(0.0, (self.width() - WIDTH) / 2)

    def box_at(self, point: QPointF) -> Box | None:
        """Return the box under a point of the widget."""
        if self.layout_shown is None:
            return None
        inside = (point - QPointF(self._left(), 0)) / self._scale()
        boxes = (box for box in self.layout_shown.boxes if self.rect_of(box).contains(inside))
        return next(boxes, None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which gate was clicked."""
        box = self.box_at(event.position())
        if box is not None:
            self.gate_clicked.emit(box.name)

    def event(self, event: QEvent) -> bool:
        """Say where a number comes from."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            box = self.box_at(QPointF(event.pos()))
            text = ""
            if box is not None and self.snapshot is not None:
                quantity = self.snapshot.explain()[box.name]
                text = f"{box.title} = {format_number(quantity.value)}: {quantity.source}"
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)


class CellCard(Card):
    """The drawing with its title."""

    def __init__(self) -> None:
        super().__init__("The cell")
        self.view = CellView()
        self.view.setAccessibleName("The cell with its values")
        self.body.addWidget(self.view)

    def show_snapshot(self, snapshot: MemorySnapshot, animated: bool) -> None:
        """Draw the cell at the token."""
        word = snapshot.reading.tokens[snapshot.index].text
        self.title.setText(f"The cell at “{word if len(word) < 16 else word[:15] + '…'}”")
        self.hint.show_text(f"unit {snapshot.unit}")
        self.view.show_snapshot(snapshot, animated)
        numbers = (f"{q.name} {format_number(q.value)}" for q in snapshot.explain().quantities)
        self.view.setAccessibleDescription(", ".join(numbers))


def short(value: float) -> str:
    """Return a number in two decimals: the drawing has little room, and the formula has all."""
    # Adding 0 takes the sign from what rounds to nothing.
    return f"{round(value, 2) + 0.0:.2f}".replace("-", MINUS)


def along(way: tuple[tuple[float, float], ...], share: float) -> QPointF:
    """Return the point after a share of the way."""
    lengths = [math.dist(a, b) for a, b in pairwise(way)]
    left = share * sum(lengths)
    for (a, b), length in zip(pairwise(way), lengths, strict=True):
        if left <= length:
            part = left / length if length else 0.0
            return QPointF(a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
        left -= length
    return QPointF(*way[-1])
