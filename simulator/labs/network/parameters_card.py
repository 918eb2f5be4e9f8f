"""The parameters, each edited in place, with its gradient beside it."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
)

from simulator.engine.network import MAX_NEURONS
from simulator.labs.network.painting import short_number
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_phases import spoken
from simulator.widgets.card import Card
from simulator.widgets.colours import muted, role_colour
from simulator.widgets.icons import icon_button
from simulator.widgets.number_field import NumberField

LARGEST = 1e6
SHOWN = 2
"""Neurons whose parameters are listed; of a longer chain these can be moved along."""


class ParametersCard(Card):
    """``edited`` carries a parameter and its new value, ``clicked`` a gradient to explain."""

    edited = Signal(str, float)
    clicked = Signal(str)
    neurons_changed = Signal(int)
    start_wanted = Signal()
    refused = Signal(str)

    _built = False  # the palette changes already while Qt's constructor runs

    def __init__(self) -> None:
        super().__init__("Parameters", hint="edit any of them")
        self.fields: dict[str, NumberField] = {}
        self._names: tuple[str, ...] = ()
        self._rows: list[tuple[QLabel, NumberField, QToolButton]] = []
        self.neurons = _count_field("Neurons in the chain")
        self.neurons.limit(1.0, float(MAX_NEURONS))
        self.neurons.edited.connect(lambda n: self.neurons_changed.emit(round(n)))
        self.first = _count_field("First neuron listed")
        self.first.edited.connect(self._show_again)
        for field in (self.neurons, self.first):
            field.refused.connect(self.refused)
        self.start_button = icon_button(
            "reset", "New start: draw all parameters at random", self.start_wanted.emit, self
        )
        self._snapshot: NetworkSnapshot | None = None
        self._hidden = ""
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(5)
        self._lay_out()
        self._built = True

    def show_snapshot(self, snapshot: NetworkSnapshot, hidden: str = "") -> None:
        """Show every listed parameter as it stands now, and its gradient once it is known."""
        self._snapshot, self._hidden = snapshot, hidden
        n = snapshot.n
        last_first = max(1, n - SHOWN + 1)
        self.first.limit(1.0, float(last_first))
        for field, value in ((self.neurons, n), (self.first, min(self.first.value, last_first))):
            if field.value != value and not field.isModified():
                field.show_value(float(value))
        self._first_row.setVisible(n > SHOWN)
        self.first.setVisible(n > SHOWN)
        start = round(self.first.value)
        listed = range(start, min(n, start + SHOWN - 1) + 1)
        self._name_rows(tuple(f"{p}{k}" for k in listed for p in "wb"))
        for name, (_, field, gradient) in zip(self._names, self._rows, strict=False):
            if not field.isModified() and field.value != snapshot.value(name):
                field.show_value(snapshot.value(name))
            self._show_gradient(snapshot, f"dL_d{name}", gradient)

    def _show_gradient(self, snapshot: NetworkSnapshot, name: str, button: QToolButton) -> None:
        known = snapshot.is_known(name) and name != self._hidden
        text = f"∂ {short_number(snapshot.value(name))}" if known else "∂ ?"
        if button.text() != text:
            button.setText(text)
            button.setAccessibleName(f"{spoken(name)}: {text[2:]}; where does it come from?")
        button.setEnabled(known)

    def changeEvent(self, event: QEvent) -> None:
        """Take on the colours of another theme."""
        super().changeEvent(event)
        if self._built and event.type() == QEvent.Type.PaletteChange:
            for _, _, gradient in self._rows:
                gradient.setStyleSheet(_gradient_style(self.palette()))

    def _show_again(self) -> None:
        if self._snapshot is not None:
            self.show_snapshot(self._snapshot, self._hidden)

    def _name_rows(self, names: tuple[str, ...]) -> None:
        if names == self._names:
            return
        self._names = names
        while len(self._rows) < len(names):
            self._add_row()
        self.fields = {}
        for i, (label, field, gradient) in enumerate(self._rows):
            shown = i < len(names)
            for widget in (label, field, gradient):
                widget.setVisible(shown)
            if shown:
                label.setText(spoken(names[i]))
                field.rename(f"Parameter {spoken(names[i])}")
                gradient.setToolTip(f"Where {spoken('dL_d' + names[i])} comes from")
                self.fields[names[i]] = field

    def _add_row(self) -> None:
        row = len(self._rows)
        label = QLabel()
        field = NumberField("Parameter", minimum=-LARGEST, maximum=LARGEST)
        field.setFixedWidth(92)
        gradient = QToolButton()
        gradient.setStyleSheet(_gradient_style(self.palette()))
        gradient.setFixedWidth(104)  # or the fields beside it would move with every number
        field.edited.connect(lambda value: self.edited.emit(self._names[row], value))
        field.refused.connect(self.refused)
        gradient.clicked.connect(lambda: self.clicked.emit(f"dL_d{self._names[row]}"))
        for column, widget in enumerate((label, field, gradient)):
            self._grid.addWidget(widget, row, column)
        self._rows.append((label, field, gradient))

    def _lay_out(self) -> None:
        self._grid.setColumnStretch(2, 1)
        below = QHBoxLayout()
        name = QLabel("neurons")
        name.setObjectName("muted")
        below.addWidget(name)
        below.addWidget(self.neurons)
        self._first_row = QLabel("from")
        self._first_row.setObjectName("muted")
        below.addWidget(self._first_row)
        below.addWidget(self.first)
        below.addStretch(1)
        below.addWidget(self.start_button)
        column = QVBoxLayout()
        column.addLayout(self._grid)
        column.addLayout(below)
        self.body.addLayout(column)


def _gradient_style(palette: QPalette) -> str:
    # Once for both states: a style sheet that is set with every step costs half a frame.
    colour = role_colour("gradient", palette).name()
    return (
        f"QToolButton {{ border: none; color: {colour} }}"
        f"QToolButton:disabled {{ color: {muted(palette).name()} }}"
    )


def _count_field(name: str) -> NumberField:
    field = NumberField(name, 1.0, step=1.0)
    field.setToolTip(name)
    field.setFixedWidth(38)
    return field
