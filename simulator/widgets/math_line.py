"""A formula on a line of its own, as large as there is room for."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.widgets.formula_parts import SIZE, Layout, typeset

EDGE = 4
"""Pixels above and below."""


class MathLine(QWidget):
    """Draws LaTeX in the theme's colour, made smaller where the width asks for it."""

    def __init__(self, size: float = SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._layout: Layout = typeset("", size)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_latex(self, latex: str, spoken: str) -> None:
        """Show a formula; ``spoken`` says the same for those who do not see it."""
        self._layout = typeset(latex, self._size)
        self.setAccessibleName(spoken)
        self.updateGeometry()
        self.update()

    def scale(self, width: int) -> float:
        """Return how much the formula is made smaller at a width."""
        return min(1.0, (width - 2) / max(self._layout.width, 1.0))

    def hasHeightForWidth(self) -> bool:
        """Return that a narrow formula is a low one."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the formula has at a width."""
        return round(self._layout.height * self.scale(width)) + 2 * EDGE

    def sizeHint(self) -> QSize:
        """Ask for the formula at its full size."""
        width = round(self._layout.width) + 2
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Ask for little: it can be made smaller."""
        return QSize(80, self.heightForWidth(80))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the formula at the left."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            scale = self.scale(self.width())
            painter.translate(1, EDGE + self._layout.ascent * scale)
            painter.scale(scale, scale)
            self._layout.draw(painter, self.palette().windowText().color())
