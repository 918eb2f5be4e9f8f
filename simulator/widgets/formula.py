"""The live formula under every stage: in symbols, then with this step's numbers put in."""

from collections.abc import Collection

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from simulator.simulation.explanation import Explanation, Quantity, slots, substitute
from simulator.simulation.numbers import format_number
from simulator.widgets.colours import is_dark, muted, role_colour
from simulator.widgets.formula_fit import GAP, Fit, fit
from simulator.widgets.formula_layout import numbers_layout, symbols_layout
from simulator.widgets.formula_parts import SIZE, Layout
from simulator.widgets.plain import plain

_SIGN = 1.51 * SIZE
"""Width of a minus sign in parentheses, which a number that turns negative needs."""
_SIGNS_SPARED = 2
"""Room is kept free for so many of them: then few steps change the size where it is narrow."""
_MARGIN = 4
_PADDING = 2.5


class FormulaView(QWidget):
    """The strip: hover a number or symbol to see where it comes from, click to go there.

    The keys Left and Right walk through the quantities, Return (or Enter) clicks the one reached.
    """

    hovered = Signal(str)
    """The name of the quantity under the pointer, or "" when it leaves."""
    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Formula")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._explanation = Explanation("", "", "", ())
        self._note = ""
        self._symbols: Layout = symbols_layout(self._explanation)
        self._numbers, self._written = numbers_layout(self._explanation)
        self._highlight = self._hovered = ""
        self._pressed = ""
        self._hidden: frozenset[str] = frozenset()
        self._fit = Fit(QPointF(), QPointF(), 1.0)
        self._places: list[tuple[str, QRectF]] = []
        self._picture: QPixmap | None = None

    def sizeHint(self) -> QSize:
        """Return the strip's height; it takes whatever width there is."""
        return QSize(600, 64)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size: formulas shrink, they are never cut."""
        return QSize(200, 64)

    def show_explanation(self, explanation: Explanation, note: str = "") -> None:
        """Show ``explanation``; with templates and signs as before, only digits are redrawn.

        Args:
            explanation: What a snapshot says of itself.
            note: A few muted words after the formulas, shown where there is room.
        """
        before = (self._symbols, self._numbers, self._roles(), self._note)
        self._explanation, self._note = explanation, note
        self._symbols = symbols_layout(explanation)
        self._numbers, self._written = numbers_layout(explanation, self._hidden)
        if before != (self._symbols, self._numbers, self._roles(), note):
            self._arrange()
        formula = substitute(explanation.substituted_template, self._written, self._written)
        caption = "" if self._hidden else f"{explanation.caption} "
        self.setAccessibleDescription(f"{caption}Formula: {formula}")
        self.update()

    def set_hidden(self, names: Collection[str]) -> None:
        """Show a question mark for the values of these quantities, such as one to be guessed.

        The caption, which may tell them, is then not given to screen readers either.
        """
        if frozenset(names) != self._hidden:
            self._hidden = frozenset(names)
            self.show_explanation(self._explanation, self._note)

    def set_highlight(self, name: str | None) -> None:
        """Draw a soft mark behind every slot of the quantity ``name``; None takes it away."""
        if self._highlight != (name or ""):
            self._highlight = name or ""
            self.update()

    def places(self, name: str) -> list[QRectF]:
        """Return where in the widget the quantity ``name`` stands, in symbols and in numbers."""
        return [box for found, box in self._places if found == name]

    def _roles(self) -> tuple[tuple[str, str], ...]:
        return tuple((quantity.name, quantity.role) for quantity in self._explanation.quantities)

    def _names(self) -> tuple[tuple[Layout, tuple[str, ...], QPointF], ...]:
        explanation = self._explanation
        return (
            (self._symbols, slots(explanation.formula_template), self._fit.first),
            (self._numbers, slots(explanation.substituted_template), self._fit.second),
        )

    def _arrange(self) -> None:
        """Place both formulas anew and forget the picture of what does not change."""
        positive = sum(not number.startswith("-") for number in self._written)
        spare = _SIGN * min(positive, _SIGNS_SPARED)
        area = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        self._fit = fit(self._symbols, self._numbers, spare, area)
        scale = self._fit.scale
        self._places = [
            (
                name,
                QRectF(
                    origin.x() + slot.box.x() * scale,
                    origin.y() + slot.box.y() * scale,
                    slot.box.width() * scale,
                    slot.box.height() * scale,
                ),
            )
            for layout, names, origin in self._names()
            for name, slot in zip(names, layout.slots, strict=True)
        ]
        self._picture = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the marks, then the picture of what does not change, then the digits."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_marks(painter)
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatio():
            self._picture = self._paint_picture()
        painter.drawPixmap(0, 0, self._picture)
        painter.translate(self._fit.second)
        painter.scale(self._fit.scale, self._fit.scale)
        names = slots(self._explanation.substituted_template)
        for name, slot, number in zip(names, self._numbers.slots, self._written, strict=True):
            slot.draw_digits(painter, number, self._colour(name))

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for name, box in self._places:
            if name in (self._highlight, self._hovered):
                colour = self._colour(name)
                colour.setAlpha(80 if is_dark(self.palette()) else 45)
                painter.setBrush(colour)
                painter.drawRoundedRect(_padded(box), 4, 4)

    def _paint_picture(self) -> QPixmap:
        ratio = self.devicePixelRatio()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layout, names, origin in self._names():
            painter.save()
            painter.translate(origin)
            painter.scale(self._fit.scale, self._fit.scale)
            layout.draw(painter, self.palette().text().color(), map(self._colour, names))
            painter.restore()
        self._paint_note(painter)
        painter.end()
        return picture

    def _paint_note(self, painter: QPainter) -> None:
        left = self._fit.second.x() + (self._numbers.width + GAP) * self._fit.scale
        room = self.width() - _MARGIN - left
        painter.setFont(self.font())
        if self._note and painter.fontMetrics().horizontalAdvance(self._note) <= room:
            painter.setPen(muted(self.palette()))
            axis = self._fit.second.y() - 0.25 * SIZE * self._fit.scale
            box = QRectF(left, axis - 20, room, 40)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._note)

    def _colour(self, name: str) -> QColor:
        return role_colour(self._explanation[name].role, self.palette())

    def _name_at(self, point: QPointF) -> str:
        found = (name for name, box in self._places if _padded(box).contains(point))
        return next(found, "")

    def _hover(self, name: str) -> None:
        if name != self._hovered:
            self._hovered = name
            cursor = Qt.CursorShape.PointingHandCursor if name else Qt.CursorShape.ArrowCursor
            self.setCursor(cursor)
            self.hovered.emit(name)
            self.update()

    def event(self, event: QEvent) -> bool:
        """Show where the number under the pointer comes from."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            name = self._name_at(QPointF(event.pos()))
            text = in_words(self._explanation[name], name in self._hidden) if name else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take on the colours of another theme, or another font for the note."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._picture = None
            self.update()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the formulas into the new width."""
        self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark what is under the pointer."""
        self._hover(self._name_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Take the mark away."""
        self._hover("")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what was pressed: a click needs press and release on the same quantity."""
        self._pressed = self._name_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click the quantity under the pointer."""
        name = self._name_at(event.position())
        if name and name == self._pressed and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(name)
        self._pressed = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the quantities with Left and Right, click with Return."""
        names = list(dict.fromkeys(name for name, _ in self._places))
        if names and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            here = names.index(self._hovered) + step if self._hovered in names else min(step, 0)
            self._hover(names[here % len(names)])
        elif self._hovered and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit(self._hovered)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the first quantity when Tab comes here, so that one sees where the keyboard is."""
        by_tab = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if by_tab and self._places:
            self._hover(self._places[0][0])
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the mark of the keyboard away."""
        self._hover("")
        super().focusOutEvent(event)


def in_words(quantity: Quantity, hidden: bool = False) -> str:
    """Return a quantity with its value (unless ``hidden``) and source in plain text."""
    value = "?" if hidden else format_number(quantity.value)
    return f"{plain(quantity.symbol)} = {value}: {quantity.source}"


def _padded(box: QRectF) -> QRectF:
    return box.adjusted(-_PADDING, -_PADDING, _PADDING, _PADDING)
