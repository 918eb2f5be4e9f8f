"""Where the run stands now, and where the normal equation says it will end."""

from PySide6.QtWidgets import QVBoxLayout

from simulator.simulation.descent import DescentSnapshot
from simulator.simulation.descent_explain import parameter_name
from simulator.simulation.numbers import format_number
from simulator.widgets.card import Card
from simulator.widgets.colours import role_colour
from simulator.widgets.values import ValueRows

MOST_PARAMETERS = 6
"""More parameters than these are in the trace, not in the inspector."""


class NowCard(Card):
    """Parameters in the data's own units, the cost, the slope and the way to go."""

    def __init__(self) -> None:
        super().__init__("Now", hint="in the data's units")
        self.rows = ValueRows()
        self.body.addWidget(self.rows)

    def show_snapshot(self, snapshot: DescentSnapshot) -> None:
        """Show the numbers of this step."""
        b = snapshot.coefficients[:MOST_PARAMETERS]
        units = snapshot.problem.parameter_units()
        names = [_name(snapshot, i, units[i]) for i in range(len(b))]
        self.rows.show_names([*names, "J(b)", "‖∇J‖", "J(b) − J(b*)"])
        size = float((snapshot.gradient @ snapshot.gradient) ** 0.5)
        numbers = [*map(float, b), snapshot.cost, size, snapshot.excess]
        for row, number in enumerate(numbers):
            self.rows.show_value(row, format_number(number, 5))
        palette = self.palette()
        self.rows.show_value(len(b) + 1, format_number(size, 5), role_colour("gradient", palette))


class NormalCard(Card):
    """The optimum, exactly, and how hard the data make it to find."""

    def __init__(self) -> None:
        super().__init__("Normal equation", hint="solved in one step")
        self.rows = ValueRows()
        column = QVBoxLayout()
        column.addWidget(self.rows)
        self.body.addLayout(column)
        self._problem: object = None

    def show_snapshot(self, snapshot: DescentSnapshot) -> None:
        """Show the optimum; it changes only with the data."""
        if snapshot.problem is self._problem:
            return
        self._problem = snapshot.problem
        b = snapshot.optimal_coefficients[:MOST_PARAMETERS]
        names = [parameter_name(snapshot, i) + "*" for i in range(len(b))]
        self.rows.show_names([*names, "J(b*)", "condition of XᵀX", "2/λmax"])
        spectrum = snapshot.spectrum
        numbers = [*map(float, b), snapshot.problem.quadratic.least]
        numbers += [spectrum.condition, spectrum.limit]
        optimum = role_colour("optimum", self.palette())
        for row, number in enumerate(numbers):
            self.rows.show_value(row, format_number(number, 5), optimum if row < len(b) else None)


def _name(snapshot: DescentSnapshot, index: int, unit: str) -> str:
    name = parameter_name(snapshot, index)
    return f"{name} ({unit})" if unit else name
