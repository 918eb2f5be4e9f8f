"""Parameters in a table: in the data's own units, and beside them in those a step is done in."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from simulator.engine.arrays import Floats
from simulator.engine.regression import Regression
from simulator.simulation.descent_explain import parameter_name
from simulator.simulation.numbers import format_number
from simulator.widgets.labels import SteadyLabel

MOST = 12
"""More parameters than these are in the trace, not in the inspector."""


DIGITS = 5


class Coefficients(QWidget):
    """One row for each parameter; a second column of numbers where features are standardised."""

    def __init__(self, star: str = "") -> None:
        super().__init__()
        self._star = star
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(3)
        self._grid.setHorizontalSpacing(10)
        self._grid.setColumnStretch(0, 1)
        self._texts: dict[tuple[int, int], QLabel] = {}
        self._numbers: dict[tuple[int, int], SteadyLabel] = {}
        self._known: object = None

    def show_parameters(self, problem: Regression, parameters: Floats, colour: QColor | None):
        """Show parameters given in step units, shape (k,).

        Args:
            problem: What they are the parameters of.
            parameters: In step units.
            colour: Of the numbers, where it carries a meaning.
        """
        shown = min(len(parameters), MOST)
        if self._known != (problem.parameter_names, problem.standardise, problem.units):
            self._known = (problem.parameter_names, problem.standardise, problem.units)
            self._show_names(problem, shown)
        columns = [problem.to_data_units(parameters)]
        if problem.standardise:
            columns.append(parameters)
        for column, values in enumerate(columns, start=1):
            for row in range(shown):
                self._show_number(row, column, float(values[row]), colour)

    def value(self, row: int, column: int = 1) -> str:
        """Return the number that is written for a parameter; column 2 has step units."""
        return self._numbers[row, column].text()

    def _show_names(self, problem: Regression, shown: int) -> None:
        for label in (*self._texts.values(), *self._numbers.values()):
            label.hide()
        if problem.standardise:
            self._show_text(0, 1, "own units", "In the units of the data's columns")
            self._show_text(0, 2, "step units", "With features of mean 0 and deviation 1")
        own, step = problem.parameter_units(), problem.parameter_units(in_step_units=True)
        for row in range(shown):
            what = f"{problem.parameter_names[row]}: {own[row] or 'no unit known'}"
            if problem.standardise:
                what += f", in step units {step[row] or 'no unit known'}"
            self._show_text(
                row + 1,
                0,
                f"{parameter_name(problem, row)}{self._star}  {problem.parameter_names[row]}",
                what,
            )
        left = len(problem.parameter_names) - shown
        if left:
            self._show_text(shown + 1, 0, f"… and {left} more", "All are in the trace")

    def _show_text(self, row: int, column: int, text: str, tip: str) -> None:
        label = self._text(row, column)
        label.setText(text)
        label.setToolTip(tip)
        label.show()

    def _show_number(self, row: int, column: int, value: float, colour: QColor | None) -> None:
        label = self._numbers.get((row, column))
        if label is None:
            label = self._numbers[row, column] = SteadyLabel(parent=self)
            label.setObjectName("mono")
            self._grid.addWidget(label, row + 1, column, Qt.AlignmentFlag.AlignRight)
        label.show_text(_written(value))
        label.show_colour(colour)
        label.setVisible(True)

    def _text(self, row: int, column: int) -> QLabel:
        label = self._texts.get((row, column))
        if label is None:
            label = self._texts[row, column] = QLabel(self)
            label.setObjectName("muted")
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            self._grid.addWidget(label, row, column, side)
        return label


def _written(value: float) -> str:
    """Return ``value`` so that two columns have room: in powers of ten with fewer digits."""
    text = format_number(value, DIGITS)
    return format_number(value, DIGITS - 2).replace(" × ", "·") if "×" in text else text
