"""The step of the selected run: its method, its rate, and what the rate will do, in words."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from simulator.labs.descent.rate_slider import RateSlider
from simulator.labs.descent.run_names import uses_rate
from simulator.simulation.descent import DescentSnapshot
from simulator.simulation.descent_methods import METHODS
from simulator.simulation.descent_regime import RateMarks, Regime, Word, rate_marks, regime
from simulator.simulation.explanation import Role
from simulator.simulation.runs import RaceSnapshot
from simulator.widgets.card import Card
from simulator.widgets.colours import role_colour
from simulator.widgets.labels import WrappedLabel
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
WITH_MOMENTUM = ("momentum", "nesterov")
FIELD_WIDTH = 96


class StepCard(Card):
    """``method_chosen`` carries a key of ``METHODS``; the numbers' signals carry the new number.

    ``refused`` carries a sentence about what was typed.
    """

    method_chosen = Signal(str)
    rate_edited = Signal(float)
    momentum_edited = Signal(float)
    batch_edited = Signal(int)
    seed_edited = Signal(int)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__("Step size")
        self.method = QComboBox()
        self.method.setAccessibleName("Method of the selected run")
        for key, method in METHODS.items():
            self.method.addItem(method.label, key)
        self.method.activated.connect(
            lambda: self.method_chosen.emit(str(self.method.currentData()))
        )
        self.slider = RateSlider()
        self.field = NumberField("Learning rate α", 1.0, minimum=1e-300, maximum=1e100)
        self.momentum = NumberField("Momentum β", 0.9, minimum=0.0, maximum=0.999)
        self.batch = NumberField("Rows per step", 16, minimum=1, maximum=1e6)
        self.seed = NumberField("Seed", 0, minimum=0, maximum=2**31)
        self.from_here = QCheckBox("from this step on")
        self.from_here.setToolTip("Keep the steps so far, and use another rate for those to come")
        self.sentence = WrappedLabel(lines=3)
        self._known: tuple[object, ...] = ()
        self._told: tuple[RateMarks | None, Regime]
        self._connect()
        self._lay_out()

    def show_race(self, race: RaceSnapshot) -> None:
        """Show method and rate of the selected run, and its regime from the actual spectrum."""
        snapshot = race.current
        known = (snapshot.spectrum, snapshot.method, snapshot.rate, snapshot.beta)
        if known != self._known:
            self._known = known
            self._show_regime(snapshot)
        self.method.setCurrentIndex(self.method.findData(snapshot.method))
        self._show_options(snapshot)

    def _show_regime(self, snapshot: DescentSnapshot) -> None:
        marks = rate_marks(snapshot.spectrum, snapshot.method, snapshot.beta)
        told = regime(snapshot.spectrum, snapshot.method, snapshot.rate, snapshot.beta)
        self.slider.show_rate(snapshot.rate, marks)
        self.hint.show_text(told.word)
        colour = role_colour(WORD_ROLES[told.word], self.palette())
        self.hint.setStyleSheet(f"color: {colour.name()}; font-weight: 600")
        self.sentence.show_text(told.sentence)

    def _show_options(self, snapshot: DescentSnapshot) -> None:
        for widget in (self._rate_row, self.slider, self.from_here):
            widget.setVisible(uses_rate(snapshot))
        self._momentum_row.setVisible(snapshot.method in WITH_MOMENTUM)
        self._batch_row.setVisible(snapshot.method == "minibatch")
        self._seed_row.setVisible(METHODS[snapshot.method].kind == "stochastic")
        for field, value in (
            (self.field, snapshot.rate),
            (self.momentum, snapshot.beta),
            (self.batch, snapshot.batch),
            (self.seed, snapshot.seed),
        ):
            if not field.isModified() and field.value != value:
                field.show_value(value)

    def _connect(self) -> None:
        self.slider.rate_edited.connect(self.rate_edited)
        self.field.edited.connect(self.rate_edited)
        self.momentum.edited.connect(self.momentum_edited)
        self.batch.edited.connect(lambda value: self.batch_edited.emit(round(value)))
        self.seed.edited.connect(lambda value: self.seed_edited.emit(round(value)))
        for field in (self.field, self.momentum, self.batch, self.seed):
            field.refused.connect(self.refused)

    def _lay_out(self) -> None:
        self._rate_row = _row("Learning rate α", self.field)
        self._momentum_row = _row("Momentum β", self.momentum)
        self._batch_row = _row("Rows per step", self.batch)
        self._seed_row = _row("Seed", self.seed)
        for widget in (
            self.method,
            self._rate_row,
            self.slider,
            self._momentum_row,
            self._batch_row,
            self._seed_row,
            self.from_here,
            self.sentence,
        ):
            self.body.addWidget(widget)


def _row(name: str, field: NumberField) -> QWidget:
    label = QLabel(name)
    label.setObjectName("muted")
    field.setFixedWidth(FIELD_WIDTH)
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(label, 1)
    row.addWidget(field)
    return widget
