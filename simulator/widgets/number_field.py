"""A number that is edited where it stands: typed, by wheel, by arrow keys, or dragged."""

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from simulator.simulation.numbers import format_number

DRAG_PIXELS_PER_STEP = 6
WHOLE = 1e7
"""Whole numbers below this are written out, such as numbers of rows."""


class NumberField(QLineEdit):
    """A line edit for one number.

    ``edited`` carries each new value, ``refused`` one sentence when what was typed is no number
    in the range; the value before then stays, and an empty sentence follows once that is mended.
    With a ``step`` of 1 it holds whole numbers.
    """

    edited = Signal(float)
    refused = Signal(str)

    def __init__(
        self,
        name: str,
        value: float = 0.0,
        minimum: float = -math.inf,
        maximum: float = math.inf,
        digits: int = 4,
        step: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("number")
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name = name
        self._minimum, self._maximum, self._digits = minimum, maximum, digits
        self._step = step
        self._drag_from: float | None = None
        self._refused = False
        self.value = value
        self.show_value(value)
        self.editingFinished.connect(self._read)

    def show_value(self, value: float) -> None:
        """Show ``value`` without telling anybody."""
        self.value = value
        self.setText(self._written(value))
        self.setModified(False)

    def rename(self, name: str) -> None:
        """Call the field ``name`` from now on, in sentences and for screen readers."""
        self._name = name
        self.setAccessibleName(name)

    def limit(self, minimum: float, maximum: float) -> None:
        """Take values from ``minimum`` to ``maximum`` from now on."""
        self._minimum, self._maximum = minimum, maximum

    def step_by(self, steps: float) -> None:
        """Change the value by ``steps`` of its step, or else the second digit so many times."""
        value = (
            stepped(self.value, steps) if self._step is None else self.value + steps * self._step
        )
        self._accept(min(max(value, self._minimum), self._maximum))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the value by the wheel, over the focused field only: others just scroll by."""
        if not self.hasFocus():
            event.ignore()
            return
        self.step_by(event.angleDelta().y() / 120)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the value by the arrow keys; Escape takes back what was typed."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if steps is not None:
            self.step_by(steps)
        elif event.key() == Qt.Key.Key_Escape:
            self.show_value(self.value)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may start; a drag in a focused field selects text instead."""
        if not self.isModified() and self.selectedText() == "":
            self._drag_from = event.position().x()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Change the value by dragging sideways."""
        if self._drag_from is None:
            super().mouseMoveEvent(event)
            return
        steps = int((event.position().x() - self._drag_from) / DRAG_PIXELS_PER_STEP)
        if steps:
            self._drag_from += steps * DRAG_PIXELS_PER_STEP
            self.step_by(steps)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        self._drag_from = None
        super().mouseReleaseEvent(event)

    def _read(self) -> None:
        if not self.isModified():
            return
        value = number_in(self.text())
        if value is None:
            self._refuse("is not a number; type one such as -0.3 or 1e-2")
        elif not (math.isfinite(value) and self._minimum <= value <= self._maximum):
            self._refuse(f"is outside {_limit(self._minimum)} to {_limit(self._maximum)}")
        elif self._step == 1 and value != round(value):
            self._refuse("is not a whole number")
        else:
            self._accept(value)

    def _refuse(self, reason: str) -> None:
        typed = self.text()
        self.show_value(self.value)
        self._refused = True
        self.refused.emit(f"{self._name}: “{typed}” {reason}.")

    def _accept(self, value: float) -> None:
        changed = value != self.value
        self.show_value(value)
        if self._refused:
            self._refused = False
            self.refused.emit("")
        if changed:
            self.edited.emit(value)

    def _written(self, value: float) -> str:
        whole = value % 1 == 0 and abs(value) < WHOLE
        text = f"{value:.0f}" if whole else f"{value:.{self._digits}g}"
        return text.replace("-", "\N{MINUS SIGN}")


def number_in(text: str) -> float | None:
    """Return the number that was typed, with a decimal point or comma; None if it is none."""
    try:
        value = float(text.replace("\N{MINUS SIGN}", "-").replace(",", "."))
    except ValueError:
        return None
    return None if math.isnan(value) else value


def _limit(value: float) -> str:
    """Return the end of a range in words: powers of ten where zeros would have to be counted."""
    plain = f"{value:g}"
    if "e" in plain:
        return format_number(value, 1).replace("1 × ", "")
    return plain.replace("inf", "∞").replace("-", "\N{MINUS SIGN}")


def stepped(value: float, steps: float) -> float:
    """Return ``value`` with its second digit changed ``steps`` times; 0 moves by hundredths."""
    size = 10.0 ** (math.floor(math.log10(abs(value))) - 1) if value else 0.01
    # Without rounding, ten steps of 0.1 from 0.3 would not end on 1.3.
    return round(value + steps * size, 15)
