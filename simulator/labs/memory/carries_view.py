"""What each unit carries, measured over many sentences, as a table that can be sorted."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from simulator.files.sentences import country_names
from simulator.labs.memory.latest import Latest
from simulator.labs.memory.library import Library
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_find import Carries, carried
from simulator.simulation.memory_reader import Reader
from simulator.widgets.labels import ElidedLabel

HEADERS = {
    "unit": "Number of the unit; click a row to choose it",
    "country": "Share of the state's variance explained by the country of the statement (η²)",
    "statements": "Share explained by how many statements came before (η²)",
    "position": "Share explained by the place in the statement, along a straight line (r²)",
    "keeps": "Mean of the gate that keeps: f, in a GRU z",
    "resets at": "The word at which it keeps least, and how much there",
}


class Number(QTableWidgetItem):
    """A cell that is sorted as a number."""

    def __init__(self, value: float, text: str) -> None:
        super().__init__(text)
        self.value = value
        self.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return isinstance(other, Number) and self.value < other.value


class CarriesView(QWidget):
    """``unit_chosen`` carries the unit of a clicked row."""

    unit_chosen = Signal(int)
    measured = Signal(object)
    """What is told of each unit, for the network that reads: a tuple of ``Carries``."""

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = ElidedLabel()
        self.note.setObjectName("muted")
        self.table = QTableWidget(0, len(HEADERS))
        self.table.setAccessibleName("What each unit carries")
        self.table.setHorizontalHeaderLabels(list(HEADERS))
        for column, tip in enumerate(HEADERS.values()):
            self.table.horizontalHeaderItem(column).setToolTip(tip)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(22)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.cellClicked.connect(self._choose)
        self.table.cellActivated.connect(self._choose)
        self.latest = Latest(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.note)
        column.addWidget(self.table, 1)
        self._library = library
        self._reader: Reader | None = None
        self._snapshot: MemorySnapshot | None = None

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Measure another network when somebody looks."""
        self._snapshot = snapshot
        if self.isVisible():
            self._measure()

    def forget(self) -> None:
        """Measure anew: other sentences are searched from now on."""
        self._reader = None

    def showEvent(self, event: QShowEvent) -> None:
        """Measure what was not needed while nobody looked."""
        super().showEvent(event)
        if self._snapshot is not None:
            self._measure()

    def _measure(self) -> None:
        reader, library = self._snapshot.reader, self._library
        if reader is self._reader:
            return
        self._reader = reader
        self.note.show_text("Every sentence of the library is read …")

        def work(should_stop):  # type: ignore[no-untyped-def]
            readings = library.readings(reader, should_stop)
            told = carried(readings, country_names(), should_stop) if readings else ()
            return None if told is None else (len(readings), told)

        self.latest.ask(work, self._show, beside=True)

    def _show(self, result: tuple[int, tuple[Carries, ...]]) -> None:
        sentences, told = result
        self.note.show_text(
            f"Shares of each unit's variance over all tokens of {sentences} sentences; what two "
            "things explain can overlap"
        )
        self.table.setSortingEnabled(False)
        self.table.setRowCount(len(told))
        for row, one in enumerate(told):
            there = f"“{one.resets_at}” {one.keeps_there:.2f}"
            resets = there if one.resets_at else "no gate keeps"
            cells = (
                Number(one.unit, str(one.unit)),
                *(Number(v, f"{v:.2f}") for v in (one.country, one.statements, one.position)),
                Number(one.keeps, f"{one.keeps:.2f}"),
                Number(one.keeps_there, resets),
            )
            for column, cell in enumerate(cells):
                self.table.setItem(row, column, cell)
        self.table.setSortingEnabled(True)
        self.table.sortItems(1, Qt.SortOrder.DescendingOrder)
        self.measured.emit(told)

    def _choose(self, row: int, column: int) -> None:
        self.unit_chosen.emit(int(self.table.item(row, 0).text()))
