"""A lab with nothing in it but a number, for tests of the parts that labs share."""

from dataclasses import dataclass

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.engine.errors import InputError
from simulator.simulation.explanation import Explanation, Quantity
from simulator.simulation.timeline import Timeline
from simulator.widgets.frame import LabFrame


@dataclass(frozen=True)
class Count:
    """A snapshot: counts to ``last`` in steps of ``step``."""

    n: int = 0
    step: int = 1
    last: int = 20

    def next(self) -> "Count | None":
        """Return the next number."""
        n = self.n + self.step
        return Count(n, self.step, self.last) if n <= self.last else None

    def explain(self) -> Explanation:
        """Say which number it is."""
        quantity = Quantity("n", "n", self.n, "forward", "counted")
        return Explanation(f"The number is {self.n}.", r"\slot{n}=n+1", r"\slot{n}", (quantity,))


class CountingPage(QWidget):
    """The smallest page there can be."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = LabFrame(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.frame)
        self.closed = False
        self.frame.player.load(Timeline(Count(), Count.next))

    def header_actions(self) -> list[QAction]:
        """Offer nothing."""
        return []

    def open_file(self, path: object) -> None:
        """Refuse every file."""
        raise InputError(f"{path} is not a number.")

    def close_tasks(self) -> None:
        """Remember that the window closed."""
        self.closed = True
