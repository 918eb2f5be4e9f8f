"""Why the normal equation holds: the expansion, the gradient, and two common slips (S4)."""

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QLabel, QWidget

from simulator.engine.arrays import Floats
from simulator.engine.regression import Regression
from simulator.simulation.descent_explain import EXPANSION, SLIPS
from simulator.simulation.numbers import format_number, latex_number
from simulator.simulation.price import FOOTNOTE
from simulator.widgets.card import Card
from simulator.widgets.frame import INSPECTOR_WIDTH
from simulator.widgets.icons import icon_button
from simulator.widgets.math_line import MathLine

WIDEST, EDGE = 780, 20
MOST = 3
"""More parameters than these make matrices that nobody reads."""
ROUNDING = 1e-9
"""A residual below this share of ``Xᵀy`` is rounding."""

COST = "The cost is one number, half the sum of the squared errors. Multiplied out, it is a bowl:"
GRADIENT = "At its lowest point the gradient is zero. That is a linear equation for b:"
SPOKEN = (
    "J of b is one half of y minus X b, transposed, times y minus X b, which is one half of y "
    "transposed y, minus twice b transposed X transposed y, plus b transposed X transposed X b.",
    "The gradient of J is X transposed X b minus X transposed y. Zero means: b is the inverse of "
    "X transposed X, times X transposed y.",
)


class WhyPanel(Card):
    """Lies over the stage until it is closed; the numbers are those of the data that are shown."""

    closed = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__("Why the normal equation", parent=page)
        self.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.formulas = [MathLine(parent=self) for _ in EXPANSION]
        for line, latex, spoken in zip(self.formulas, EXPANSION, SPOKEN, strict=True):
            line.show_latex(latex, spoken)
        self.units, self.numbers, self.residual = _text(""), MathLine(16, self), _text("")
        self.slips = [_text(f"{i}. {slip}") for i, slip in enumerate(SLIPS, start=1)]
        slip_title = QLabel("Two slips of the answer sheet, which many make")
        slip_title.setObjectName("cardTitle")
        self.header.addWidget(icon_button("close", "Close (Escape)", self.close, self))
        for widget in (
            _text(COST),
            self.formulas[0],
            _text(GRADIENT),
            self.formulas[1],
            self.units,
            self.numbers,
            self.residual,
            slip_title,
            *self.slips,
            _text(FOOTNOTE, quiet=True),
        ):
            self.body.addWidget(widget)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(28)
        shadow.setOffset(0, 4)
        shadow.setColor(QColor(0, 0, 0, 110))
        self.setGraphicsEffect(shadow)
        page.installEventFilter(self)
        self._problem: Regression | None = None

    def open(self) -> None:
        """Show the panel over the page's stage."""
        self._place()
        self.show()
        self.raise_()
        self.setFocus()

    def show_problem(self, problem: Regression) -> None:
        """Put in the numbers of these data."""
        if problem is self._problem:
            return
        self._problem = problem
        quadratic = problem.quadratic
        right = -quadratic.gradient(np.zeros(quadratic.size))
        few = quadratic.size <= MOST
        units = " in step units (standardised features)" if problem.standardise else ""
        which = "" if few else f", where XᵀX has {quadratic.size} × {quadratic.size} numbers"
        self.units.setText(f"With these data{units}{which}{':' if few else '.'}")
        if few:
            latex = f"{_matrix(quadratic.hessian())}\\, b = {_column(right)}"
            latex += rf"\;\Rightarrow\; b^* = {_column(quadratic.optimum)}"
            self.numbers.show_latex(latex, "The normal equation with the numbers of these data")
        self.numbers.setVisible(few)
        self.residual.setText(_residual(problem, right))
        if self.isVisible():
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay over the stage when the page changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is gone."""
        super().hideEvent(event)
        self.closed.emit()

    def _place(self) -> None:
        page = self.parentWidget()
        room = page.width() - INSPECTOR_WIDTH - 2 * EDGE
        width = min(WIDEST, room)
        height = min(self.heightForWidth(width), page.height() - 2 * EDGE)
        self.setGeometry(EDGE + (room - width) // 2, EDGE, width, height)


def _residual(problem: Regression, right: Floats) -> str:
    """Return in words how well the optimum solves the equation, computed with these data."""
    size = float(np.linalg.norm(right))
    left = float(np.linalg.norm(problem.quadratic.gradient(problem.quadratic.optimum)))
    share = left / size if size else left
    verdict = "zero, up to rounding" if share < ROUNDING else "not zero: the data are near singular"
    return f"At b* ‖∇J‖ is {format_number(share, 2)} of what it is at b = 0: {verdict}."


def _matrix(rows: Floats) -> str:
    lines = (" & ".join(latex_number(float(value)) for value in row) for row in rows)
    return r"\begin{pmatrix}" + r"\\".join(lines) + r"\end{pmatrix}"


def _column(values: Floats) -> str:
    return _matrix(values[:, None])


def _text(text: str, *, quiet: bool = False) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    if quiet:
        label.setObjectName("muted")
    return label
