"""Every parameter's gradient beside its finite difference, with a verdict."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton

from simulator.labs.network.painting import short_number
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_check import Check, check_gradient
from simulator.simulation.network_phases import spoken
from simulator.widgets.card import Card
from simulator.widgets.colours import muted, role_colour

PATIENCE = 150
"""Milliseconds between checks while playing: each takes some hundred forward passes."""

MOST_ROWS = 4
MOST_EXAMPLES = 10_000
"""More take too long to be checked without having been asked for."""

MARKS = {"agrees": "✓", "differs": "✗", "too small to tell": "≈"}


class CheckCard(Card):
    """``clicked`` carries the gradient of the row that was clicked."""

    clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__("Check", hint="chain rule | finite differences")
        self.checks: dict[str, Check] = {}
        self._rows: list[tuple[QToolButton, QLabel, QLabel]] = []
        self._snapshot: NetworkSnapshot | None = None
        self._drawn: tuple[object, ...] = ()
        self._names: tuple[str, ...] = ()
        self._late = QTimer(self, singleShot=True, interval=PATIENCE)
        self._late.timeout.connect(self._check)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self.empty = QLabel("Gradients are checked as they are computed.")
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.body.addWidget(self.empty)
        self.body.addLayout(self._grid)
        for _ in range(MOST_ROWS):
            self._add_row()

    def show_snapshot(
        self, snapshot: NetworkSnapshot, names: list[str], playing: bool = False
    ) -> None:
        """Check the gradients of ``names`` that are known; while playing, now and then."""
        known = tuple(name for name in names if snapshot.is_known(name))[:MOST_ROWS]
        if snapshot.batch and len(snapshot.examples) > MOST_EXAMPLES:
            known = ()
            self.empty.setText("So many examples are checked when you click a gradient.")
        key = (snapshot.computed, known)
        if key == self._drawn:
            return
        self._snapshot, self._names, self._drawn = snapshot, known, key
        if not playing:
            self._check()
        elif not self._late.isActive():
            self._late.start()

    def _check(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        self.checks = {name: check_gradient(snapshot, name) for name in self._names}
        for i, row in enumerate(self._rows):
            shown = i < len(self._names)
            for widget in row:
                widget.setVisible(shown)
            if shown:
                self._show_row(row, self.checks[self._names[i]])
        self.empty.setVisible(not self._names)

    def _show_row(self, row: tuple[QToolButton, QLabel, QLabel], check: Check) -> None:
        button, numbers, mark = row
        button.setText(spoken(check.name))
        button.setAccessibleName(f"{spoken(check.name)}: {check.verdict}")
        button.setToolTip("Where it comes from")
        both = f"{short_number(check.analytic)} | {short_number(check.numeric)}"
        numbers.setText(both.replace(" × ", "·"))  # or powers of ten would be cut off
        mark.setText(MARKS[check.verdict])
        mark.setToolTip(f"{check.verdict}: relative difference {check.relative:.1e}")
        mark.setAccessibleName(check.verdict)
        good = check.verdict == "agrees"
        colour = role_colour("optimum" if good else "gradient", self.palette())
        if check.verdict == "too small to tell":
            colour = muted(self.palette())
        style = f"color: {colour.name()}; font-weight: 600"
        if mark.styleSheet() != style:
            mark.setStyleSheet(style)

    def _add_row(self) -> None:
        row = len(self._rows)
        button, numbers, mark = QToolButton(), QLabel(), QLabel()
        button.setStyleSheet("border: none; padding: 1px")
        button.setAccessibleName("gradient that is not known yet")
        numbers.setObjectName("mono")
        button.clicked.connect(lambda: self.clicked.emit(self._names[row]))
        for column, widget in enumerate((button, numbers, mark)):
            widget.setVisible(False)
            self._grid.addWidget(widget, row, column)
        self._rows.append((button, numbers, mark))
