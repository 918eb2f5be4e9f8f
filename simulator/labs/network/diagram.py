"""The network as a diagram: values go forward, errors come back, and every number is there."""

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QRectF,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.labs.network.diagram_art import DiagramArt
from simulator.labs.network.diagram_layout import SMALLEST_COLUMN, DiagramLayout
from simulator.labs.network.painting import short_number
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_phases import phase_names, spoken
from simulator.simulation.numbers import format_number
from simulator.widgets.colours import role_colour
from simulator.widgets.number_field import DRAG_PIXELS_PER_STEP, NumberField
from simulator.widgets.painted_plot import dot

LARGEST = 1e6
SHORTEST = 30
"""Milliseconds below which values do not travel but are there at once."""


class Diagram(QWidget):
    """Nodes, parameters and error terms of the chain; what is not computed yet is a ?.

    ``hovered`` carries the quantity under the mouse (or ""), ``clicked`` the one that was clicked,
    ``nudged`` a parameter and the steps that the wheel or a drag moved it by, ``typed`` a
    parameter and its new value from the field that a double click opens over it.
    """

    hovered = Signal(str)
    clicked = Signal(str)
    nudged = Signal(str, float)
    typed = Signal(str, float)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Network diagram")
        self.setMinimumHeight(96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._snapshot: NetworkSnapshot | None = None
        self._hidden = ""
        self._highlight = self._over = ""
        self._pressed: tuple[str, float] = ("", 0.0)
        self._dragged = False
        self._known: set[str] = set()
        self.layout_ = DiagramLayout(600, 200, 2)
        self._art = DiagramArt(self, self.layout_)
        self.animation = QVariantAnimation(self)
        self.animation.setStartValue(0.0)
        self.animation.setEndValue(1.0)
        self.animation.setDuration(450)
        self.animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self.animation.valueChanged.connect(lambda: self._update_phase(self._snapshot))

    # What is shown

    def set_pace(self, milliseconds: int) -> None:
        """Let values travel for so long; below ``SHORTEST`` they are there at once."""
        self.animation.setDuration(milliseconds)

    def show_snapshot(self, snapshot: NetworkSnapshot) -> None:
        """Draw one phase; the next one after the last drawn is seen on its way."""
        before, self._snapshot = self._snapshot, snapshot
        self._known = set(phase_names(snapshot.n)[: snapshot.phase]) | {"x"}
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
        if self._follows(before, snapshot) and before.computed is snapshot.computed:
            self._update_phase(before)
            self._update_phase(snapshot)
        else:
            self.update()

    def _update_phase(self, snapshot: NetworkSnapshot | None) -> None:
        """Draw anew what a phase changes: its place, the arrow into it, and what travels there."""
        if snapshot is not None and snapshot.phase_name:
            self.update(self._art.region(snapshot.phase_name).toAlignedRect())

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
        shown = name in self._known and not arriving
        return short_number(snapshot.value(name)) if shown else "?"

    def open_field(self, name: str) -> NumberField:
        """Open a field over the parameter ``name`` to type a value into."""
        assert self._snapshot is not None  # noqa: S101 - nothing is drawn before a snapshot
        value = self._snapshot.value(name)
        title = f"Parameter {spoken(name)}"
        field = NumberField(title, value, -LARGEST, LARGEST, parent=self)
        box = self.layout_.boxes[name]
        field.setGeometry(box.adjusted(-8, 0.45 * box.height(), 8, 8).toRect())
        field.edited.connect(lambda value: self.typed.emit(name, value))
        field.refused.connect(self.refused)
        field.editingFinished.connect(field.deleteLater)
        field.show()
        field.setFocus()
        field.selectAll()
        return field

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the part of the diagram that is seen."""
        if self._snapshot is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter, QRectF(event.rect()), self.progress)

    def _draw(self, painter: QPainter, seen: QRectF, t: float) -> None:
        """Draw what is in ``seen`` with the phase's values at ``t`` of their way."""
        assert self._snapshot is not None  # noqa: S101 - nothing is drawn before a snapshot
        self._art.draw(painter, seen, self._known)
        active = "" if self._snapshot.whole else self._snapshot.phase_name
        for name, strong in ((active, True), (self._highlight, False), (self._over, False)):
            if name in self._art.colours:
                self._art.mark(painter, name, strong)
        for name in self._art.colours:
            box, font = self._art.number_box(name)
            if box.intersects(seen):
                painter.setFont(font)
                self._draw_number(painter, name, box)
        self._draw_answer(painter)
        self._draw_travel(painter, t)

    def _draw_number(self, painter: QPainter, name: str, box: QRectF) -> None:
        is_gradient = name.startswith(("dL_dw", "dL_db"))
        text = self.text_of(name)
        painter.setPen(self._art.unknown if text == "?" else self._art.colours[name])
        width = box.width() - (14 if is_gradient else 4)
        if len(text) > 6 and painter.fontMetrics().horizontalAdvance(text) > width:
            assert self._snapshot is not None  # noqa: S101 - without a snapshot it is a ?
            text = format_number(self._snapshot.value(name), 1).replace(" ", "")
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"∂ {text}" if is_gradient else text)

    def _draw_answer(self, painter: QPainter) -> None:
        assert self._snapshot is not None  # noqa: S101 - nothing is drawn before a snapshot
        centre, r = self.layout_.nodes["L"], self.layout_.radius
        painter.setFont(self._art.fonts["answer"])
        painter.setPen(self._art.unknown)
        box = QRectF(centre.x() - 40, centre.y() - r - 18, 80, 16)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"y = {self._snapshot.y:.0f}")

    def _draw_travel(self, painter: QPainter, t: float) -> None:
        snapshot = self._snapshot
        if snapshot is None or not snapshot.phase or snapshot.whole:
            return
        if t == 1.0 and not self.layout_.rests(snapshot.phase_name):
            return
        for i, way in enumerate(self.layout_.travel(snapshot.phase_name)):
            kind = "gradient" if way.backward else "forward" if i == 0 else "parameter"
            colour = role_colour(kind, self.palette())
            dot(painter, way.line.pointAt(t), 6.5, colour, self.palette().base().color())

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
            self.open_field(name)

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

    def changeEvent(self, event: QEvent) -> None:
        """Take on the colours of another theme, or another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._arrange()

    def _arrange(self) -> None:
        n = self._snapshot.n if self._snapshot is not None else 2
        self.layout_ = DiagramLayout(self.width(), self.height(), n)
        self._art = DiagramArt(self, self.layout_)
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
