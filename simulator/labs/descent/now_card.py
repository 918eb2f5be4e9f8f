"""Where the selected run stands now, and where the normal equation says it will end."""

from PySide6.QtWidgets import QToolButton

from simulator.labs.descent.coefficients import Coefficients
from simulator.simulation.numbers import format_number
from simulator.simulation.runs import RaceSnapshot
from simulator.widgets.card import Card
from simulator.widgets.colours import role_colour
from simulator.widgets.values import ValueRows


class NowCard(Card):
    """Parameters in both units, the cost, the slope, and how far it is to the optimum."""

    def __init__(self) -> None:
        super().__init__("Now")
        self.coefficients = Coefficients()
        self.rows = ValueRows("J(b)", "‖∇J‖", "J(b) − J(b*)")
        self.body.addWidget(self.coefficients)
        self.body.addWidget(self.rows)

    def show_race(self, race: RaceSnapshot) -> None:
        """Show the numbers of the selected run at this step."""
        snapshot, palette = race.current, self.palette()
        forward, error = role_colour("forward", palette), role_colour("gradient", palette)
        self.coefficients.show_parameters(snapshot.problem, snapshot.parameters, forward)
        size = float((snapshot.gradient @ snapshot.gradient) ** 0.5)
        for row, number in enumerate((snapshot.cost, size, snapshot.excess)):
            self.rows.show_value(row, format_number(number, 5), error if row == 1 else None)


class NormalCard(Card):
    """The optimum, exactly, and how hard the data make it to find."""

    def __init__(self) -> None:
        super().__init__("Normal equation", hint="in one step")
        self.why_button = QToolButton()
        self.why_button.setObjectName("small")
        self.why_button.setText("why?")
        self.why_button.setToolTip("Why b* solves the normal equation, with these numbers")
        self.why_button.setCheckable(True)
        self.header.addWidget(self.why_button)
        self.coefficients = Coefficients("*")
        self.rows = ValueRows("J(b*)", "condition of XᵀX", "2/λmax")
        self.body.addWidget(self.coefficients)
        self.body.addWidget(self.rows)
        self._known: tuple[object, ...] = ()

    def show_race(self, race: RaceSnapshot) -> None:
        """Show the optimum; it changes only with the data."""
        snapshot = race.current
        optimum = role_colour("optimum", self.palette())
        if (snapshot.problem, optimum) == self._known:
            return
        self._known = (snapshot.problem, optimum)
        self.coefficients.show_parameters(snapshot.problem, snapshot.optimum, optimum)
        spectrum = snapshot.spectrum
        numbers = (snapshot.problem.quadratic.least, spectrum.condition, spectrum.limit)
        for row, number in enumerate(numbers):
            self.rows.show_value(row, format_number(number, 5))
