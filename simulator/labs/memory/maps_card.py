"""Gates and states of all units, token by token, under the chips of the sentence."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton

from simulator.labs.memory.cells import VALUES, Value
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_reader import Reading
from simulator.simulation.memory_units import ORDERS, Order, order_of
from simulator.simulation.numbers import format_number
from simulator.simulation.vocabulary import Token
from simulator.widgets.card import Card
from simulator.widgets.chips import Chip
from simulator.widgets.heatmap import Band, HeatMap, Place

LEFT_OUT = ("g", "h")
"""Values of an LSTM whose maps are not shown until somebody asks for them: c says more."""


class MapsCard(Card):
    """``unit_chosen`` and ``token_chosen`` carry what was clicked."""

    unit_chosen = Signal(int)
    token_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("Gates and states")
        self.maps = HeatMap("Gates and states by unit and token")
        self.maps.describe = self._describe
        self.maps.row_chosen.connect(lambda row: self.unit_chosen.emit(int(self._order[row])))
        self.maps.column_chosen.connect(self.token_chosen)
        self.order = QComboBox()
        self.order.setAccessibleName("Order of the units")
        for name, words in ORDERS.items():
            self.order.addItem(words, name)
        self.order.currentIndexChanged.connect(lambda: self._reorder())
        self.buttons: dict[str, QToolButton] = {}
        self._row = QHBoxLayout()
        self._row.setSpacing(4)
        self.header.addLayout(self._row)
        self.header.addWidget(self.order)
        self.body.addWidget(self.maps, 1)
        self._order = np.arange(0)
        self._snapshot: MemorySnapshot | None = None

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Draw the maps where the reading is new; else only move the marks."""
        before, self._snapshot = self._snapshot, snapshot
        reading = snapshot.reading
        if before is None or before.reader.model.kind != snapshot.reader.model.kind:
            self._offer(VALUES[snapshot.reader.model.kind])
        if before is None or before.reading is not reading:
            self._show_reading()
            self._reorder()
        elif self.order.currentData() == "activity":
            self._reorder()
        else:
            self._choose()

    @property
    def shown(self) -> tuple[Value, ...]:
        """The values whose maps are shown."""
        assert self._snapshot is not None  # noqa: S101 - asked only while something is shown
        values = VALUES[self._snapshot.reader.model.kind]
        chosen = tuple(value for value in values if self.buttons[value.name].isChecked())
        return chosen or values[:1]

    def _offer(self, values: tuple[Value, ...]) -> None:
        """Show a button for each value that the cell has."""
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.hide()  # it goes when Qt next has time
            button.deleteLater()
        left_out = LEFT_OUT if values == VALUES["lstm"] else ()
        self.buttons = {v.name: self._button(v, v.name not in left_out) for v in values}
        for button in self.buttons.values():
            self._row.addWidget(button)

    def _button(self, value: Value, shown: bool) -> QToolButton:
        button = QToolButton()
        button.setObjectName("small")
        button.setText(value.name)
        button.setCheckable(True)
        button.setChecked(shown)
        button.setToolTip(f"Show the map of {value.title} {value.name}")
        button.setAccessibleName(button.toolTip())
        button.toggled.connect(lambda: self._show_reading())
        return button

    def _show_reading(self) -> None:
        reading = self._snapshot.reading
        bands = [
            Band(value.title, value.name, reading.values(value.name), _role(value))
            for value in self.shown
        ]
        changed = _changed_tokens(reading)
        chips = [_chip(token, k in changed) for k, token in enumerate(reading.tokens)]
        self.maps.show_bands(bands, chips)
        self._outline()
        self.hint.show_text(f"{reading.reader.units} units · click a row or a token")

    def _reorder(self) -> None:
        if self._snapshot is None:
            return
        order: Order = self.order.currentData()
        # The order is that of the unchanged sentence, so that rows stay where they were.
        self._order = order_of(self._snapshot.original, order, self._snapshot.index)
        self.maps.show_order(self._order)
        self._choose()
        self._outline()

    def _choose(self) -> None:
        row = int(np.flatnonzero(self._order == self._snapshot.unit)[0])
        self.maps.choose(self._snapshot.index, row)

    def _outline(self) -> None:
        """Frame what was set by a change, in the map of its value."""
        names = [value.name for value in self.shown]
        areas: list[tuple[Place, Place]] = []
        rows = np.argsort(self._order)
        hidden = self._snapshot.reader.model.hidden_size
        for layer, edits in enumerate(self._snapshot.reading.trace.activations.edits):
            for (name, token), settings in edits.places.items():
                for units, _ in settings:
                    if name in names and rows.size:
                        chosen = rows[layer * hidden + units]
                        areas += _areas(names.index(name), chosen, token)
        self.maps.outline(areas)

    def _describe(self, place: Place) -> str:
        value, reading = self.shown[place.band], self._snapshot.reading
        unit = int(self._order[place.row])
        number = float(reading.values(value.name)[unit, place.column])
        word = reading.tokens[place.column].text
        H = reading.reader.model.hidden_size
        layer = f" (layer {unit // H})" if len(reading.reader.model.layers) > 1 else ""
        text = f"{value.title} {value.name} of unit {unit}{layer} at “{word}”"
        text += f" (token {place.column})"
        text += f" = {format_number(number)}\n{value.source}"
        if self._snapshot.changed:
            was = float(self._snapshot.original.values(value.name)[unit, place.column])
            text += f"\nwithout the changes {format_number(was)}"
        return text


def _role(value: Value):  # type: ignore[no-untyped-def]
    return value.role if value.gate else None


def _areas(band: int, rows, token: int) -> list[tuple[Place, Place]]:  # type: ignore[no-untyped-def]
    """Return frames around rows of one column, neighbouring rows in one frame."""
    runs = np.split(np.sort(rows), np.flatnonzero(np.diff(np.sort(rows)) > 1) + 1)
    return [(Place(band, int(run[0]), token), Place(band, int(run[-1]), token)) for run in runs]


def _changed_tokens(reading: Reading) -> frozenset[int]:
    edits = reading.trace.activations.edits
    return frozenset(token for edit in edits for _, token in edit.places)


def _chip(token: Token, changed: bool) -> Chip:
    tip = f"“{token.text}”"
    if not token.known:
        tip += " is not in the vocabulary: it is read as an unknown word"
    elif changed:
        tip += ": a value is set here by a change"
    return Chip(token.text, token.known, changed, tip)
