"""The learning rate: a slider, a field, and what the rate will do, in words."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from simulator.labs.descent.rate_slider import RateSlider
from simulator.simulation.descent import DescentSnapshot
from simulator.simulation.descent_regime import Word, rate_marks, regime
from simulator.simulation.explanation import Role
from simulator.widgets.card import Card
from simulator.widgets.colours import role_colour
from simulator.widgets.number_field import NumberField

WORD_ROLES: dict[Word, Role] = {
    "slow": "data",
    "converging": "optimum",
    "oscillating": "forget",
    "diverging": "gradient",
    "noisy": "forget",
    "adaptive": "data",
    "exact": "optimum",
}


class RateCard(Card):
    """``rate_edited`` carries a new rate, ``refused`` a sentence about what was typed."""

    rate_edited = Signal(float)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__("Step size")
        self.slider = RateSlider()
        self.field = NumberField("Learning rate α", 1.0, minimum=1e-300, maximum=1e100)
        self.field.setFixedWidth(96)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumHeight(3 * self.sentence.fontMetrics().lineSpacing())
        self.slider.rate_edited.connect(self.rate_edited)
        self.field.edited.connect(self.rate_edited)
        self.field.refused.connect(self.refused)
        name = QLabel("Learning rate α")
        name.setObjectName("muted")
        row = QHBoxLayout()
        row.addWidget(name, 1)
        row.addWidget(self.field)
        column = QVBoxLayout()
        column.addLayout(row)
        column.addWidget(self.slider)
        column.addWidget(self.sentence)
        self.body.addLayout(column)

    def show_snapshot(self, snapshot: DescentSnapshot) -> None:
        """Show the rate and its regime, from the actual spectrum."""
        spectrum, method = snapshot.spectrum, snapshot.method
        self.slider.show_rate(snapshot.rate, rate_marks(spectrum, method, snapshot.beta))
        if not self.field.isModified():
            self.field.show_value(snapshot.rate)
        told = regime(spectrum, method, snapshot.rate, snapshot.beta)
        self.hint.show_text(told.word)
        colour = role_colour(WORD_ROLES[told.word], self.palette())
        self.hint.setStyleSheet(f"color: {colour.name()}; font-weight: 600")
        self.sentence.setText(told.sentence)
