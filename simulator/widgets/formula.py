"""The live formula of a step (provisional: plain text until the typeset one lands)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from simulator.simulation.explanation import Explanation


class FormulaView(QLabel):
    """Shows the formula of an explanation."""

    hovered = Signal(str)
    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(48)

    def show_explanation(self, explanation: Explanation) -> None:
        """Show the formula with symbols and with numbers."""
        self.setText(f"{explanation.formula}      {explanation.substituted}")
