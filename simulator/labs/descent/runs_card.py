"""The runs that race on the surface: which there are, which take part, which one is looked at."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from simulator.labs.descent.run_names import rate_text, run_label
from simulator.simulation.descent_methods import METHODS
from simulator.simulation.runs import MOST_RUNS, RaceSnapshot, Run
from simulator.widgets.card import Card
from simulator.widgets.colours import RUN_COLOURS, role_colour
from simulator.widgets.curves import run_pen
from simulator.widgets.icons import icon_button


class RunsCard(Card):
    """Signals carry the number of a run, or the method of a new one."""

    add_wanted = Signal(str)
    remove_wanted = Signal(int)
    selected = Signal(int)
    switched = Signal(int, bool)

    def __init__(self) -> None:
        super().__init__("Runs on this surface")
        self.add_button = QToolButton()
        self.add_button.setText("+ add run")
        self.add_button.setObjectName("link")
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.add_button)
        for key, method in METHODS.items():
            action = menu.addAction(method.label, lambda key=key: self.add_wanted.emit(key))
            action.setToolTip(method.idea)
        menu.setToolTipsVisible(True)
        self.add_button.setMenu(menu)
        self.header.addWidget(self.add_button)
        self.same_start = QCheckBox("same start for all")
        self.same_start.setToolTip(
            "A click on the surface or the contours moves the start of all runs, "
            "not of the selected one alone"
        )
        self.same_start.setChecked(True)
        self.rows: list[RunRow] = []
        self.body.setSpacing(2)
        self.body.addWidget(self.same_start)

    def show_race(self, race: RaceSnapshot) -> None:
        """Show a row for each run."""
        while len(self.rows) < len(race.runs):
            self._add_row()
        several = len(race.runs) > 1
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(race.runs))
            if i < len(race.runs):
                row.show_run(race.runs[i], i == race.selected, several)
        self.same_start.setVisible(several)
        self.add_button.setEnabled(len(race.runs) < MOST_RUNS)

    def _add_row(self) -> None:
        row = RunRow(len(self.rows), self)
        number = len(self.rows)
        row.on.clicked.connect(lambda on: self.switched.emit(number, on))
        row.name.clicked.connect(lambda: self.selected.emit(number))
        row.remove_button.clicked.connect(lambda: self.remove_wanted.emit(number))
        self.rows.append(row)
        self.body.insertWidget(self.body.count() - 1, row)


class RunRow(QWidget):
    """A run: whether it takes part, its line, its name (click to select it), and its rate."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: tuple[object, ...] = ()
        self.on = QCheckBox(self)
        self.swatch = Swatch(number, self)
        self.name = QPushButton(self)
        self.name.setObjectName("row")
        self.name.setCheckable(True)
        self.rate = QLabel(self)
        self.rate.setObjectName("mono")
        self.rate.setToolTip("Learning rate α")
        self.remove_button = icon_button("close", "Remove this run", lambda: None, self)
        self.remove_button.setObjectName("row")
        self.remove_button.setIconSize(QSize(12, 12))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self.on)
        row.addWidget(self.swatch)
        row.addWidget(self.name, 1)
        row.addWidget(self.rate)
        row.addWidget(self.remove_button)

    def show_run(self, run: Run, selected: bool, several: bool) -> None:
        """Show a run; with a single one there is nothing to switch or remove."""
        shown = (run.snapshot.method, run.snapshot.rate, run.on, selected, several)
        self.name.setChecked(selected)  # a click on the selected one would take the mark away
        if shown == self._shown:
            return
        self._shown = shown
        label = run_label(run.snapshot)
        rate = rate_text(run.snapshot)
        self.on.setVisible(several)
        self.remove_button.setVisible(several)
        self.on.setChecked(run.on)
        self.on.setAccessibleName(f"{label} takes part")
        self.name.setText(METHODS[run.snapshot.method].label)
        self.name.setAccessibleName(f"Select {label}")
        self.rate.setText("off" if not run.on else rate)
        self.remove_button.setAccessibleName(f"Remove {label}")


class Swatch(QWidget):
    """A sample of a run's line, in its colour and dashes."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self.setFixedSize(22, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sample."""
        colour = role_colour(RUN_COLOURS[self._number], self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(run_pen(self._number, colour, 3.0))
            painter.drawLine(2, 7, 20, 7)
