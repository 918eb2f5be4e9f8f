"""The runs against each other: their costs by step, a table, and what solvers cost."""

from PySide6.QtWidgets import QWidget

from simulator.labs.descent.cost_view import CostView
from simulator.labs.descent.price_card import PriceCard
from simulator.labs.descent.race_table import RaceTable
from simulator.simulation.walk import Walk
from simulator.widgets.tabs import TabbedCard


class RaceCard(TabbedCard):
    """Tabs: the curves, the table and the price; only what is seen is kept up to date."""

    def __init__(self) -> None:
        self.cost, self.table, self.price = CostView(), RaceTable(), PriceCard()
        super().__init__(
            "Runs by", ("Cost by step", self.cost), ("Table", self.table), ("Price", self.price)
        )
        self._walk: Walk | None = None
        self.shown.connect(self._show_view)

    def show_walk(self, walk: Walk) -> None:
        """Show the runs as they are now."""
        self._walk = walk
        self._show_view(self.stack.currentWidget())

    def _show_view(self, view: QWidget) -> None:
        if self._walk is None:
            return
        if view is self.cost:
            self.cost.show_walk(self._walk)
        elif view is self.table:
            self.table.show_race(self._walk.race)
