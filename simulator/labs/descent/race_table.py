"""The runs of a race side by side: how many steps each took, and where it is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from simulator.labs.descent.run_names import run_label
from simulator.simulation.numbers import format_number
from simulator.simulation.runs import RaceSnapshot, Run
from simulator.widgets.colours import RUN_COLOURS, role_colour

COLUMNS = ("run", "to 10⁻³", "to 10⁻⁶", "cost", "")
STATES = {"running": "…", "converged": "✓", "diverged": "↗", "off": "off"}
"""How a run is going, in a sign; the word is in the tool tip."""
TIPS = (
    "Method and learning rate",
    "Steps until J(b) − J(b*) is a thousandth of what it was at the start",
    "Steps until J(b) − J(b*) is a millionth of what it was at the start",
    "J(b) at this step, or where the run has ended",
    "Whether the run goes on",
)


class RaceTable(QTableWidget):
    """A row for each run; what is not reached yet is a dash."""

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self.setAccessibleName("Runs: steps to a thousandth and a millionth, and final cost")
        self.setHorizontalHeaderLabels(COLUMNS)
        for column, tip in enumerate(TIPS):
            self.horizontalHeaderItem(column).setToolTip(tip)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(16)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(22)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setShowGrid(False)
        self.setObjectName("small")

    def show_race(self, race: RaceSnapshot) -> None:
        """Show the runs as they are now."""
        self.setRowCount(len(race.runs))
        for row, run in enumerate(race.runs):
            state = run.snapshot.verdict if run.on else "off"
            for column, text in enumerate((*_cells(run), STATES[state])):
                self._show_cell(row, column, text, self.palette())
            self.item(row, len(COLUMNS) - 1).setToolTip(state)

    def _show_cell(self, row: int, column: int, text: str, palette: QPalette) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)
        if item.text() != text:
            item.setText(text)
            item.setToolTip(text)
        if column == 0:
            item.setForeground(role_colour(RUN_COLOURS[row], palette))


def _cells(run: Run) -> tuple[str, ...]:
    times = ["–" if steps is None else f"{steps}" for steps in run.steps_to]
    return (run_label(run.snapshot), *times, format_number(run.snapshot.cost))
