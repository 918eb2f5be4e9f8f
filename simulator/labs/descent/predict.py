"""Predict, then reveal: click where the next point of the path will land."""

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QToolButton, QWidget

from simulator.engine.arrays import Floats
from simulator.widgets.colours import role_colour
from simulator.widgets.contour import ContourView
from simulator.widgets.painted_plot import font_of
from simulator.widgets.player import Player

KEY_STEP, LONG_KEY_STEP = 3.0, 20.0
"""Pixels that an arrow key moves the guess by, and with Shift."""
NEAR = 0.02
"""Share of a step; a guess that is nearer is not said to be too short or too far."""

ASK = "Click where the next point will land."
ENDED = "This run does not move any more: there is nothing to predict."


class Predict(QObject):
    """A mode of the contour: steps forward wait for a guess, then both are shown.

    ``switched`` tells whether the mode is on: what would give the answer away must hide then.
    """

    switched = Signal(bool)

    def __init__(
        self, contour: ContourView, player: Player, point: Callable[[], Floats], page: QWidget
    ) -> None:
        """Make the mode, switched off.

        Args:
            contour: Where guesses are made.
            player: Whose steps forward wait.
            point: Returns where the selected run stands, in the contour's units, shape (2,).
            page: In which Escape ends the mode.
        """
        super().__init__(page)
        self._player, self._point = player, point
        self.misses: list[float] = []
        """How far off each guess was, as a share of the step's length as it is drawn."""
        self.guesses = Guesses(contour)
        self.guesses.guessed.connect(self._reveal)
        self.button = QToolButton()
        self.button.setObjectName("small")
        self.button.setText("predict")
        self.button.setToolTip("Guess where the next point lands, then see (Escape ends it)")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._switch)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), page)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.setEnabled(False)
        self._escape.activated.connect(lambda: self.button.setChecked(False))
        self._stepping = False
        player.moved.connect(self.forget)

    @property
    def on(self) -> bool:
        """Whether steps wait for guesses."""
        return self.button.isChecked()

    @property
    def text(self) -> str:
        """The sentence that is shown over the contour."""
        return self.guesses.text

    def _switch(self, on: bool) -> None:
        self.misses.clear()
        self._player.hold(self._ask if on else None)
        self._escape.setEnabled(on)
        self.guesses.begin(self._point())
        self.guesses.setVisible(on)
        if on:
            self._ask()
        self.switched.emit(on)

    def _ask(self) -> None:
        self.guesses.say(ASK)
        self.guesses.setFocus()

    def forget(self) -> None:
        """Wait for a guess from where the run stands now: another step, or other axes."""
        if self.on and not self._stepping:
            self.guesses.begin(self._point())
            self.guesses.say(ASK)

    def _reveal(self, guess: Floats) -> None:
        before, scale = self._point(), self.guesses.scale
        self._stepping = True
        self._player.step()
        self._stepping = False
        truth = self._point()
        step, miss = (truth - before) * scale, (guess - before) * scale
        if not np.abs(step).max() > 0:
            self.guesses.say(ENDED)
            return
        self.misses.append(off_by(step, miss))
        self.guesses.reveal(guess, truth)
        self.guesses.say(f"{verdict(step, miss)} {self._score()}")

    def _score(self) -> str:
        count = len(self.misses)
        if count == 1:
            return "Click for the next point."
        return f"Mean of {count} guesses: {_percent(sum(self.misses) / count)}."


class Guesses(QWidget):
    """Lies over a contour and takes its clicks; draws the guess, the truth and a sentence.

    ``guessed`` carries a place in the contour's units, shape (2,).
    """

    guessed = Signal(object)

    def __init__(self, contour: ContourView) -> None:
        super().__init__(contour)
        self._contour = contour
        self.text = ""
        self.guess: Floats | None = None
        """What was guessed last, in the contour's units."""
        self.truth: Floats | None = None
        self._aim = np.zeros(2)
        self._before = np.zeros(2)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()
        contour.installEventFilter(self)

    @property
    def scale(self) -> Floats:
        """Pixels for each unit of both parameters, shape (2,)."""
        origin, unit = self._contour.places(np.array([[0.0, 0.0], [1.0, 1.0]]))
        return np.asarray(np.abs(unit - origin))

    def begin(self, here: Floats) -> None:
        """Wait for a guess of where a step from ``here`` leads."""
        self.guess = self.truth = None
        self._aim = self._before = here
        self.update()

    def reveal(self, guess: Floats, truth: Floats) -> None:
        """Show what was guessed and where the run landed; the next step starts there."""
        self.guess, self.truth = guess, truth
        self._aim = self._before = truth
        self.update()

    def say(self, text: str) -> None:
        """Show a sentence; screen readers read it out."""
        self.text = text
        self.setAccessibleName(text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the click from the contour."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Guess the place that was clicked."""
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self._contour.area.contains(event.position()):
            self.guessed.emit(np.array(self._contour.data_at(event.position())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Aim by the arrow keys, guess by Return."""
        moves = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is not None:
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._move_aim(np.array(move) * (LONG_KEY_STEP if far else KEY_STEP))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.guessed.emit(self._aim)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the contour."""
        if event.type() == QEvent.Type.Resize:
            self.resize(self._contour.size())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw over the contour."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.save()
            painter.setClipRect(self._contour.area)
            if self.guess is not None and self.truth is not None:
                guess, truth = self._place(self.guess), self._place(self.truth)
                painter.setPen(QPen(self._ink(), 1.4, Qt.PenStyle.DotLine))
                painter.drawLine(guess, truth)
                self._paint_cross(painter, guess, "you")
            elif self.guess is None and self.hasFocus() and (self._aim != self._before).any():
                self._paint_cross(painter, self._place(self._aim), "")
            painter.restore()
            self._paint_text(painter)

    def _move_aim(self, pixels: Floats) -> None:
        area = self._contour.area
        self.guess = self.truth = None
        x, y = self._contour.places(self._aim[None])[0] + pixels
        inside = QPointF(
            min(max(x, area.left() + 1), area.right() - 1),
            min(max(y, area.top() + 1), area.bottom() - 1),
        )
        self._aim = np.array(self._contour.data_at(inside))
        self.update()

    def _place(self, point: Floats) -> QPointF:
        x, y = self._contour.places(point[None])[0]
        return QPointF(x, y)

    def _ink(self) -> QColor:
        return role_colour("parameter", self.palette())

    def _paint_cross(self, painter: QPainter, place: QPointF, name: str) -> None:
        for colour, width in ((self.palette().base().color(), 5.5), (self._ink(), 2.6)):
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for side in (-6, 6):
                painter.drawLine(place - QPointF(6, side), place + QPointF(6, side))
        painter.setFont(font_of(self, 11, bold=True))
        painter.setPen(self._ink())
        right = place.x() + 40 < self._contour.area.right()
        painter.drawText(place + (QPointF(10, 4) if right else QPointF(-34, 4)), name)

    def _paint_text(self, painter: QPainter) -> None:
        area = self._contour.area.adjusted(6, 6, -6, -6)
        painter.setFont(font_of(self, 12))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        room = area.adjusted(8, 4, -8, -4)
        needed = painter.boundingRect(room, flags, self.text)
        box = QRectF(area.left(), area.top(), needed.width() + 16, needed.height() + 8)
        here = self._place(self._before)
        if here.y() < area.center().y():  # the text must not hide where things happen
            box.moveBottom(area.bottom())
        painter.setPen(QPen(self._ink(), 1))
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(box.adjusted(8, 4, -7, -4), flags, self.text)


def off_by(step: Floats, guess: Floats) -> float:
    """Return how far a guess is from the end of a step, as a share of the step's length.

    Args:
        step: The step that was taken, shape (2,); not zero.
        guess: The step that was guessed, shape (2,).
    """
    return float(np.linalg.norm(guess - step) / np.linalg.norm(step))


def verdict(step: Floats, guess: Floats) -> str:
    """Return in a sentence how far a guess is off, and which way."""
    off = off_by(step, guess)
    along = float(guess @ step / (step @ step)) - 1
    beside = math.sqrt(max(0.0, off**2 - along**2))
    way = ""
    if off >= NEAR:
        way = ", beside it" if beside > abs(along) else ", too far" if along > 0 else ", too short"
    return f"Off by {_percent(off)} of the step{way}."


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share < 10 else f"{share:.0f} times"
