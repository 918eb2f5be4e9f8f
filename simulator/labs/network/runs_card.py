"""Other runs on the same examples: other rates, rules and starts, drawn over this one."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton

from simulator.labs.network.runs import RIVAL_ROLES
from simulator.labs.network.training_card import LARGEST_RATE, SMALLEST_RATE, rule_box
from simulator.simulation.network import NetworkSnapshot, Rival
from simulator.widgets.card import Card
from simulator.widgets.colours import role_colour
from simulator.widgets.icons import IconButton, icon_button
from simulator.widgets.number_field import NumberField

MOST_RIVALS = len(RIVAL_ROLES)
"""With the run that is shown, six."""


class RunsCard(Card):
    """``rivals_changed`` carries what changed and all rivals afterwards."""

    rivals_changed = Signal(str, object)
    rival_wanted = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__("Compare", hint="in loss and landscape")
        self.rows: list[tuple[QLabel, QComboBox, NumberField, IconButton]] = []
        self._rivals: tuple[Rival, ...] = ()
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.add_button = QPushButton("+ add a run from this start")
        self.add_button.setToolTip("Another run from the parameters as they stand now")
        self.add_button.clicked.connect(self.rival_wanted)
        self.body.addLayout(self._grid)
        self.body.addWidget(self.add_button)

    def show_snapshot(self, snapshot: NetworkSnapshot) -> None:
        """List the rivals."""
        if snapshot.rivals == self._rivals:
            return
        self._rivals = snapshot.rivals
        while len(self.rows) < len(self._rivals):
            self._add_row()
        for i, row in enumerate(self.rows):
            shown = i < len(self._rivals)
            for widget in row:
                widget.setVisible(shown)
            if shown:
                row[1].setCurrentIndex(row[1].findData(self._rivals[i].rule))
                row[2].show_value(self._rivals[i].rate)
        self.add_button.setVisible(len(self._rivals) < MOST_RIVALS)

    def _change(self, i: int, **fields: object) -> None:
        rivals = list(self._rivals)
        rivals[i] = replace(rivals[i], **fields)
        self.rivals_changed.emit(f"run {i + 2}", tuple(rivals))

    def _remove(self, i: int) -> None:
        rivals = self._rivals[:i] + self._rivals[i + 1 :]
        self.rivals_changed.emit("removed run", rivals)

    def _add_row(self) -> None:
        i = len(self.rows)
        mark = QLabel("● " + ("━", "╍", "┈")[(i + 1) % 3])
        colour = role_colour(RIVAL_ROLES[i], self.palette())
        mark.setStyleSheet(f"color: {colour.name()}")
        mark.setAccessibleName(f"Run {i + 2}")
        rule = rule_box(f"Update rule of run {i + 2}")
        rule.activated.connect(lambda: self._change(i, rule=rule.currentData()))
        rate = NumberField(f"Learning rate of run {i + 2}", 0.5, SMALLEST_RATE, LARGEST_RATE)
        rate.setFixedWidth(58)
        rate.edited.connect(lambda value: self._change(i, rate=value))
        rate.refused.connect(self.refused)
        remove = icon_button("remove", f"Remove run {i + 2}", lambda: self._remove(i), self)
        for column, widget in enumerate((mark, rule, rate, remove)):
            self._grid.addWidget(widget, i, column)
        self.rows.append((mark, rule, rate, remove))
