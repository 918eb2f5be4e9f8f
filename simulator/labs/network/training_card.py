"""How far and by which rule the parameters move, and how much one step is."""

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSlider,
    QVBoxLayout,
)

from simulator.engine.optimizers import RULES
from simulator.simulation.network import NetworkSnapshot
from simulator.widgets.card import Card
from simulator.widgets.number_field import NumberField

SMALLEST_RATE, LARGEST_RATE = 1e-6, 1e4
SLOWEST, FASTEST = -3.0, 2.0
"""Ends of the slider, powers of ten."""
TICKS = 100
"""Slider positions in a power of ten."""

RULE_TITLES = {
    "gd": "gradient descent",
    "momentum": "momentum 0.9",
    "nesterov": "Nesterov 0.9",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
}


class TrainingCard(Card):
    """``converge_wanted`` asks to play whole updates at full speed."""

    rate_edited = Signal(float)
    rule_chosen = Signal(str)
    whole_switched = Signal(bool)
    converge_wanted = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__("Learning rate α")
        self.rate = NumberField("Learning rate α", 0.5, SMALLEST_RATE, LARGEST_RATE)
        self.rate.setFixedWidth(92)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Learning rate α, in powers of ten")
        self.slider.setRange(round(SLOWEST * TICKS), round(FASTEST * TICKS))
        self.rule = rule_box("Update rule")
        self.phase_button = QRadioButton("a phase")
        self.update_button = QRadioButton("an update")
        self._group = QButtonGroup(self)
        for button in (self.phase_button, self.update_button):
            self._group.addButton(button)
        self.converge_button = QPushButton("Run to convergence")
        self.converge_button.setToolTip("Play whole updates at full speed until they rest")
        self._connect()
        self._lay_out()

    def show_snapshot(self, snapshot: NetworkSnapshot) -> None:
        """Show rate, rule and step."""
        if not self.rate.isModified() and self.rate.value != snapshot.rate:
            self.rate.show_value(snapshot.rate)
        place = round(math.log10(snapshot.rate) * TICKS)
        if self.slider.value() != place:
            with QSignalBlocker(self.slider):
                self.slider.setValue(place)
        self.rule.setCurrentIndex(list(RULES).index(snapshot.rule))
        chosen = self.update_button if snapshot.whole else self.phase_button
        chosen.setChecked(True)

    def _connect(self) -> None:
        self.rate.edited.connect(self.rate_edited)
        self.rate.refused.connect(self.refused)
        self.slider.valueChanged.connect(
            lambda place: self.rate_edited.emit(float(f"{10 ** (place / TICKS):.3g}"))
        )
        self.rule.activated.connect(lambda: self.rule_chosen.emit(self.rule.currentData()))
        self.phase_button.clicked.connect(lambda: self.whole_switched.emit(False))
        self.update_button.clicked.connect(lambda: self.whole_switched.emit(True))
        self.converge_button.clicked.connect(self.converge_wanted)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self.slider, 1)
        first.addWidget(self.rate)
        second = QHBoxLayout()
        label = QLabel("one step is")
        label.setObjectName("muted")
        second.addWidget(label)
        second.addWidget(self.phase_button)
        second.addWidget(self.update_button)
        second.addStretch(1)
        column = QVBoxLayout()
        column.addLayout(first)
        column.addWidget(self.rule)
        column.addLayout(second)
        column.addWidget(self.converge_button)
        self.body.addLayout(column)


def rule_box(name: str) -> QComboBox:
    """Return a box to choose an update rule from."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setMinimumContentsLength(6)
    for rule in RULES:
        box.addItem(RULE_TITLES[rule], rule)
    return box
