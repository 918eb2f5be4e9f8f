"""The labs of the app. A lab is added by writing its page and one line in ``LABS``."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from simulator.widgets.frame import LabFrame


class LabPage(Protocol):
    """What the window asks of a lab's page (a ``QWidget``)."""

    frame: LabFrame

    def header_actions(self) -> list[QAction]:
        """Return the lab's own actions for the window's header, such as 'Open weights…'."""
        ...

    def open_file(self, path: Path) -> None:
        """Open a file that somebody chose, dropped or named on the command line.

        Raises:
            InputError: If the file is not one for this lab; the page stays as it was.
        """
        ...

    def close_tasks(self) -> None:
        """Stop whatever runs beside the window; called before it closes."""
        ...


@dataclass(frozen=True)
class Lab:
    """A line in the rail."""

    name: str
    """Its name in commands, also that of its icon."""
    label: str
    title: str
    make_page: Callable[[], QWidget]


# Pages are imported when they are opened: the window shows before pyqtgraph is read.
def _descent_page() -> QWidget:
    from simulator.labs.descent.page import DescentPage

    return DescentPage()


def _network_page() -> QWidget:
    from simulator.labs.network.page import NetworkPage

    return NetworkPage()


def _memory_page() -> QWidget:
    from simulator.labs.memory.page import MemoryPage

    return MemoryPage()


LABS = (
    Lab("descent", "Descent", "Gradient descent", _descent_page),
    Lab("network", "Network", "Two-neuron network", _network_page),
    Lab("memory", "Memory", "LSTM memory", _memory_page),
)
