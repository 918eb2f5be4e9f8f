"""Which examples the network is trained on, and which of them is shown."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_examples import LARGEST_X
from simulator.widgets.card import Card
from simulator.widgets.number_field import NumberField

TITLES = {
    "one": "one example",
    "six": "six points",
    "and": "AND on a line",
    "overlapping": "overlapping classes",
    "separable": "separable classes",
}


class ExampleCard(Card):
    """Pick a set, edit an example, and choose between one at a time and all at once.

    ``example_edited`` carries the shown example's new x and y.
    """

    set_chosen = Signal(str)
    open_wanted = Signal()
    example_edited = Signal(float, float)
    example_chosen = Signal(int)
    batch_switched = Signal(bool)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__("Example")
        self.sets = QComboBox()
        self.sets.setAccessibleName("Set of examples")
        self.sets.setMinimumContentsLength(8)
        for name, title in TITLES.items():
            self.sets.addItem(title, name)
        self.sets.activated.connect(self._choose_set)
        self.open_button = QPushButton("Open…")
        self.open_button.setToolTip("Open your own examples: a CSV file with columns x and y")
        self.open_button.clicked.connect(self.open_wanted)
        self.x = NumberField("Input x", minimum=-LARGEST_X, maximum=LARGEST_X)
        self.y = NumberField("Answer y (0 or 1)", minimum=0.0, maximum=1.0)
        self.number = NumberField("Number of the example", 1.0, minimum=1.0, step=1.0)
        self.order = QComboBox()
        self.order.setAccessibleName("How to train")
        self.order.addItems(["one at a time, seeded order", "all at once (full batch)"])
        self._connect()
        self._lay_out()

    def show_snapshot(self, snapshot: NetworkSnapshot) -> None:
        """Show the example, and how many there are."""
        m = len(snapshot.examples)
        for field, value in (
            (self.x, snapshot.x),
            (self.y, snapshot.y),
            (self.number, snapshot.example + 1.0),
        ):
            if not field.isModified() and field.value != value:
                field.show_value(value)
        self.hint.show_text(f"{snapshot.example + 1} of {m}")
        self.number.limit(1.0, float(m))
        self.order.setCurrentIndex(int(snapshot.batch))
        if self.sets.currentText() != snapshot.examples.name:
            self._show_name(snapshot.examples.name)

    def _show_name(self, name: str) -> None:
        if self.sets.findText(name) < 0:
            while self.sets.count() > len(TITLES):
                self.sets.removeItem(len(TITLES))
            self.sets.addItem(name, None)
        self.sets.setCurrentText(name)

    def _choose_set(self) -> None:
        if self.sets.currentData() is not None:
            self.set_chosen.emit(self.sets.currentData())

    def _connect(self) -> None:
        self.x.edited.connect(lambda x: self.example_edited.emit(x, self.y.value))
        self.y.edited.connect(lambda y: self.example_edited.emit(self.x.value, y))
        for field in (self.x, self.y, self.number):
            field.refused.connect(self.refused)
        self.number.edited.connect(lambda number: self.example_chosen.emit(round(number) - 1))
        self.order.activated.connect(lambda index: self.batch_switched.emit(bool(index)))

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(6)
        fields = (("x", self.x, 70), ("y", self.y, 36), ("no.", self.number, 46))
        for text, field, width in fields:
            label = QLabel(text)
            label.setObjectName("muted")
            field.setFixedWidth(width)
            field.setToolTip(field.accessibleName())
            first.addWidget(label)
            first.addWidget(field)
        first.addStretch(1)
        data = QHBoxLayout()
        data.addWidget(self.sets, 1)
        data.addWidget(self.open_button)
        column = QVBoxLayout()
        column.addLayout(first)
        column.addLayout(data)
        column.addWidget(self.order)
        self.body.addLayout(column)
