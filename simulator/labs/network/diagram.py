"""The network as a diagram: values go forward, errors come back, and every number is there."""

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QLineF,
    QPointF,
    QRectF,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.labs.network.diagram_layout import SMALLEST_COLUMN, DiagramLayout
from simulator.labs.network.painting import Symbols, short_number
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_phases import neuron_of, role, symbol
from simulator.widgets.colours import blended, muted, role_colour
from simulator.widgets.number_field import DRAG_PIXELS_PER_STEP
from simulator.widgets.painted_plot import dot, font_of

SHORTEST = 30
"""Milliseconds below which values do not travel but are there at once."""


class Diagram(QWidget):
    """Nodes, parameters and error terms of the chain; what is not computed yet is a ?.

    ``hovered`` carries the quantity under the mouse (or ""), ``clicked`` the one that was clicked,
    ``nudged`` a parameter and the steps that the wheel or a drag moved it by, ``typing_wanted``
    a parameter that was double-clicked.
    """

    hovered = Signal(str)
    clicked = Signal(str)
    nudged = Signal(str, float)
    typing_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Network diagram")
        self.setMinimumHeight(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._snapshot: NetworkSnapshot | None = None
        self._hidden = ""
        self._highlight = self._over = ""
        self._pressed: tuple[str, float] = ("", 0.0)
        self._dragged = False
        self._symbols = Symbols()
        self.layout_ = DiagramLayout(600, 200, 2)
        self.animation = QVariantAnimation(self)
        self.animation.setStartValue(0.0)
        self.animation.setEndValue(1.0)
        self.animation.setDuration(450)
        self.animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self.animation.valueChanged.connect(self.update)

    # What is shown

    def set_pace(self, milliseconds: int) -> None:
        """Let values travel for so long; below ``SHORTEST`` they are there at once."""
        self.animation.setDuration(milliseconds)

    def show_snapshot(self, snapshot: NetworkSnapshot) -> None:
        """Draw one phase; the next one after the last drawn is seen on its way."""
        before, self._snapshot = self._snapshot, snapshot
        if before is None or before.n != snapshot.n:
            self.setMinimumWidth(
                round(SMALLEST_COLUMN * (2 * snapshot.n + 2)) if snapshot.n > 2 else 0
            )
            self._arrange()
        if self._follows(before, snapshot) and self.animation.duration() >= SHORTEST:
            self.animation.start()
        else:
            self.animation.stop()
            self.animation.setCurrentTime(self.animation.duration())
        self._describe(snapshot)
        self.update()

    def hide_value(self, name: str) -> None:
        """Show a ? for ``name`` although it is computed; "" hides nothing."""
        if name != self._hidden:
            self._hidden = name
            self.update()

    def set_highlight(self, name: str) -> None:
        """Mark the quantity ``name``; "" takes the mark away."""
        if name != self._highlight:
            self._highlight = name
            self.update()

    @property
    def progress(self) -> float:
        """How far the values of this phase have come, from 0 to 1."""
        if self.animation.state() == QVariantAnimation.State.Stopped:
            return 1.0
        return float(self.animation.currentValue())

    def text_of(self, name: str) -> str:
        """Return what is written at ``name`` now."""
        snapshot = self._snapshot
        if snapshot is None or name == self._hidden:
            return "?"
        if name in ("x", "y") or name[0] in "wb":
            return short_number(snapshot.value(name))
        arriving = name == snapshot.phase_name and self.progress < 0.8
        return short_number(snapshot.value(name)) if self._known(name) and not arriving else "?"

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the part of the diagram that is seen."""
        if self._snapshot is None:
            return
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self.palette().base())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            seen = QRectF(event.rect()).adjusted(-self.layout_.column, 0, self.layout_.column, 0)
            self._draw(painter, seen, self.progress)

    def _draw(self, painter: QPainter, seen: QRectF, t: float) -> None:
        """Draw what is in ``seen`` with the phase's values at ``t`` of their way."""
        layout = self.layout_
        for name in layout.nodes:
            if seen.contains(layout.nodes[name]):
                if name != "x":
                    self._draw_edge(painter, name)
                self._draw_node(painter, name)
        for name, box in layout.boxes.items():
            if seen.contains(box.center()):
                if name.startswith(("dL_dz", "dL_da")):
                    self._draw_error(painter, name, box)
                elif name[0] in "wb":
                    self._draw_parameter(painter, name)
        self._draw_travel(painter, t)

    def _draw_edge(self, painter: QPainter, name: str) -> None:
        line = self.layout_.edge(name)
        _arrow(painter, line, self.palette().mid().color(), 2.2)
        if name[0] == "a":
            place = line.center() - QPointF(0, 14)
            self._symbols.draw(painter, place, r"\sigma", 13, muted(self.palette()))

    def _draw_node(self, painter: QPainter, name: str) -> None:
        layout, palette = self.layout_, self.palette()
        centre, r = layout.nodes[name], layout.radius
        known = name == "x" or self._known(name)
        colour = role_colour("data" if name in ("x", "L") else "forward", palette)
        if not known:
            colour = palette.mid().color()
        fill = blended(colour, palette.base().color(), 0.15 if name[0] == "a" and known else 0.0)
        self._glow(painter, name, lambda extra: painter.drawEllipse(centre, r + extra, r + extra))
        painter.setPen(QPen(colour, 2.4 if known else 1.6))
        painter.setBrush(fill)
        painter.drawEllipse(centre, r, r)
        text = palette.text().color() if known else muted(palette)
        self._symbols.draw(painter, centre - QPointF(0, 0.32 * r), symbol(name), 0.44 * r + 2, text)
        painter.setFont(font_of(self, min(13.0, 0.36 * r), bold=True))
        painter.setPen(colour if known else muted(palette))
        box = QRectF(centre.x() - r, centre.y() + 0.06 * r, 2 * r, 0.6 * r)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text_of(name))
        if name == "L":
            self._draw_answer(painter, centre, r)

    def _draw_answer(self, painter: QPainter, centre: QPointF, r: float) -> None:
        assert self._snapshot is not None  # noqa: S101 - nothing is drawn before a snapshot
        painter.setFont(font_of(self, 12))
        painter.setPen(muted(self.palette()))
        box = QRectF(centre.x() - 40, centre.y() - r - 18, 80, 16)
        text = f"y = {self._snapshot.y:.0f}"
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_parameter(self, painter: QPainter, name: str) -> None:
        layout, palette = self.layout_, self.palette()
        upper, lower = layout.boxes[name], layout.boxes[f"dL_d{name}"]
        colour = role_colour("parameter", palette)
        pen = QPen(colour, 1.2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(layout.feed(name))
        self._glow(
            painter, name, lambda extra: _round(painter, upper.adjusted(-extra, -extra, extra, 0))
        )
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(blended(colour, palette.base().color(), 0.12))
        whole = upper.united(lower)
        _round(painter, whole)
        size = min(15.0, 0.38 * upper.height())
        top = QPointF(upper.center().x(), upper.top() + 0.29 * upper.height())
        self._symbols.draw(painter, top, symbol(name), size, palette.text().color())
        painter.setFont(font_of(self, min(12.0, upper.width() / 4.6), bold=True))
        painter.setPen(colour)
        box = upper.adjusted(0, 0.5 * upper.height(), 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text_of(name))
        self._draw_gradient(painter, f"dL_d{name}", lower)

    def _draw_gradient(self, painter: QPainter, name: str, box: QRectF) -> None:
        """Write a parameter's gradient at the foot of its box."""
        palette = self.palette()
        known = self._known(name) and name != self._hidden
        colour = role_colour("gradient", palette) if known else muted(palette)
        self._glow(painter, name, lambda extra: _round(painter, box.adjusted(0, 0, 0, extra)))
        painter.setPen(QPen(blended(colour, palette.base().color(), 0.4), 1))
        painter.drawLine(box.topLeft() + QPointF(4, 0), box.topRight() - QPointF(4, 0))
        painter.setFont(font_of(self, min(11.0, box.width() / 5.2)))
        painter.setPen(colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"∂ {self.text_of(name)}")

    def _draw_error(self, painter: QPainter, name: str, box: QRectF) -> None:
        palette = self.palette()
        known = self._known(name)
        colour = role_colour("gradient", palette) if known else palette.mid().color()
        line = self.layout_.error_edge(name)
        _arrow(painter, line, colour if known else palette.midlight().color(), 2.2)
        self._draw_factor(painter, name, line)
        self._glow(
            painter, name, lambda extra: _round(painter, box.adjusted(-extra, -extra, extra, extra))
        )
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(blended(colour, palette.base().color(), 0.12 if known else 0.04))
        _round(painter, box)
        text = palette.text().color() if known else muted(palette)
        upper = QPointF(box.center().x(), box.top() + 0.3 * box.height())
        self._symbols.draw(painter, upper, symbol(name), min(14.0, 0.33 * box.height()), text)
        painter.setFont(font_of(self, min(12.0, 0.3 * box.height()), bold=True))
        painter.setPen(colour if known else muted(palette))
        below = box.adjusted(0, 0.5 * box.height(), 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.text_of(name))

    def _draw_factor(self, painter: QPainter, name: str, line: QLineF) -> None:
        """Write what the error is multiplied with on its way into ``name``."""
        k, last = neuron_of(name), self.layout_.n
        if name == f"dL_dz{last}":
            latex = rf"a_{{{last}}} - y"
            place = line.center() + QPointF(-6, 14)
        elif name[4] == "z":
            latex = rf"\times a_{{{k}}}(1-a_{{{k}}})"
            place = line.center() - QPointF(0, 26)
        else:
            latex = rf"\times w_{{{k + 1}}}"
            place = line.center() - QPointF(0, 14)
        self._symbols.draw(painter, place, latex, 12, muted(self.palette()))

    def _draw_travel(self, painter: QPainter, t: float) -> None:
        snapshot = self._snapshot
        if snapshot is None or not snapshot.phase or snapshot.whole:
            return
        for i, way in enumerate(self.layout_.travel(snapshot.phase_name)):
            kind = "gradient" if way.backward else "forward" if i == 0 else "parameter"
            colour = role_colour(kind, self.palette())
            dot(painter, way.line.pointAt(t), 6.5, colour, self.palette().base().color())

    def _glow(self, painter: QPainter, name: str, draw) -> None:  # type: ignore[no-untyped-def]
        if name not in (self._highlight, self._over) or not name:
            return
        colour = QColor(role_colour(role(name), self.palette()))
        colour.setAlpha(70)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        draw(6.0)

    # Gestures

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is under the mouse; drag a parameter sideways to change it."""
        name, start = self._pressed
        if name and name[0] in "wb":
            steps = int((event.position().x() - start) / DRAG_PIXELS_PER_STEP)
            if steps:
                self._dragged = True
                self._pressed = (name, start + steps * DRAG_PIXELS_PER_STEP)
                self.nudged.emit(name, float(steps))
            return
        self._show_over(self.layout_.name_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Take the mark away."""
        self._show_over("")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = (self.layout_.name_at(event.position()), event.position().x())
            self._dragged = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or answer a click."""
        name, self._pressed = self._pressed[0], ("", 0.0)
        if name and not self._dragged and name == self.layout_.name_at(event.position()):
            self.clicked.emit(name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for a field to type a parameter in."""
        name = self.layout_.name_at(event.position())
        if name and name[0] in "wb":
            self.typing_wanted.emit(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the parameter under the mouse."""
        name = self.layout_.name_at(event.position())
        if not name or name[0] not in "wb":
            event.ignore()
            return
        self.nudged.emit(name, event.angleDelta().y() / 120)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange everything in the new size."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        n = self._snapshot.n if self._snapshot is not None else 2
        self.layout_ = DiagramLayout(self.width(), self.height(), n)
        self.update()

    def _show_over(self, name: str) -> None:
        if name != self._over:
            self._over = name
            shape = Qt.CursorShape.ArrowCursor
            if name:
                shape = Qt.CursorShape.PointingHandCursor
                if name[0] in "wb":
                    shape = Qt.CursorShape.SizeHorCursor
            self.setCursor(shape)
            self.hovered.emit(name)
            self.update()

    def _known(self, name: str) -> bool:
        return self._snapshot is not None and self._snapshot.is_known(name)

    def _describe(self, snapshot: NetworkSnapshot) -> None:
        self.setAccessibleDescription(
            f"{snapshot.n} neurons in a chain, update {snapshot.update}, "
            f"phase {snapshot.phase} of {8 * snapshot.n}."
        )

    @staticmethod
    def _follows(before: NetworkSnapshot | None, snapshot: NetworkSnapshot) -> bool:
        if before is None or snapshot.whole or before.n != snapshot.n:
            return False
        place = (snapshot.update - before.update) * 8 * snapshot.n
        return place + snapshot.phase - before.phase == 1


def _round(painter: QPainter, box: QRectF) -> None:
    painter.drawRoundedRect(box, 7, 7)


def _arrow(painter: QPainter, line: QLineF, colour: QColor, width: float) -> None:
    painter.setPen(QPen(colour, width))
    head = 8.0
    along = line.unitVector()
    step = QPointF(along.dx(), along.dy())
    across = QPointF(-step.y(), step.x())
    base = line.p2() - step * head
    painter.drawLine(QLineF(line.p1(), base))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([line.p2(), base + across * 5, base - across * 5]))
