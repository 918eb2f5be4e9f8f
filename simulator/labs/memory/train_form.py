"""What to train and how: the settings of a network that is to be trained in the window."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from simulator.engine.recurrent_gradients import NO_COST
from simulator.simulation.corpus.recipe import MEAN_TOKENS
from simulator.simulation.memory_reader import KINDS
from simulator.simulation.training_run import TrainingPlan
from simulator.simulation.training_tasks import TRAINING_TASKS, TrainingTask, task_called
from simulator.widgets.labels import ElidedLabel
from simulator.widgets.number_field import NumberField

CHRONO = 80
"""Tokens: the longest span of the forget biases that are drawn for many spans."""

FORGET_BIASES: tuple[tuple[str, float | None], ...] = (
    ("0: forgets half at once", 0.0),
    ("1: keeps some tokens", 1.0),
    ("3: remembers long", 3.0),
    (f"chrono: spans up to {CHRONO}", None),
)

COLUMNS = 3
MILLION = 1_000_000


class TrainForm(QWidget):
    """``refused`` carries a sentence if what was typed cannot be used."""

    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        first = TRAINING_TASKS[0].recipe
        self.task, self.kind, self.bias = QComboBox(), QComboBox(), QComboBox()
        for task in TRAINING_TASKS:
            self.task.addItem(task.title, task.name)
        for name, title in KINDS.items():
            self.kind.addItem(title, name)
        for title, value in FORGET_BIASES:
            self.bias.addItem(title, value)
        self.bias.setCurrentIndex(2)
        self.units = _whole("Units", first.hidden, 1, 256)
        self.window = _whole("Window, in tokens", 0, 0, 1000)
        self.rate = NumberField("Learning rate", first.rate, 1e-5, 1.0)
        self.seed = _whole("Seed", 0, 0, 999_999, digits=6)
        self.tokens = NumberField("Tokens, in millions", first.tokens / MILLION, 0.05, 50)
        self.about = ElidedLabel()
        self.about.setObjectName("muted")
        self._lay_out()
        for field in (self.units, self.window, self.rate, self.seed, self.tokens):
            field.refused.connect(self.refused)
        self.units.edited.connect(self._suggest_rate)
        self.task.currentIndexChanged.connect(self._begin_with)
        self.kind.currentIndexChanged.connect(self._explain)
        self._explain()

    def plan(self) -> TrainingPlan:
        """Return what is chosen."""
        task = self.chosen_task()
        kind, window = self.kind.currentData(), int(self.window.value)
        bias = self.bias.currentData()
        tokens = round(self.tokens.value * MILLION)
        recipe = replace(
            task.recipe,
            kind=kind,
            hidden=int(self.units.value),
            tokens=tokens,
            texts=min(
                task.recipe.texts, tokens // MEAN_TOKENS
            ),  # no more than can be read: one waits for them
            seed=int(self.seed.value),
            window=window if kind == "ann" else 0,
            learning_rate=self.rate.value,
        )
        if kind == "lstm":
            chrono = CHRONO if bias is None else None
            recipe = replace(recipe, forget_bias=bias or 0.0, chrono=chrono)
        truncation = window if window and kind != "ann" else None
        return TrainingPlan(task.name, recipe, truncation)

    def chosen_task(self) -> TrainingTask:
        """Return the task."""
        return task_called(self.task.currentData())

    def _begin_with(self) -> None:
        """Take what suits the task."""
        recipe = self.chosen_task().recipe
        self.units.show_value(recipe.hidden)
        self.rate.show_value(recipe.rate)
        self.tokens.show_value(recipe.tokens / MILLION)
        self._explain()

    def _suggest_rate(self, units: float) -> None:
        """Larger networks need smaller steps."""
        self.rate.show_value(replace(self.chosen_task().recipe, hidden=int(units)).rate)

    def _explain(self) -> None:
        kind = self.kind.currentData()
        self.bias.setEnabled(kind == "lstm")
        window = (
            "How many tokens the network sees at once; 0: the bag of all words"
            if kind == "ann"
            else "Truncated backpropagation: how many tokens back a gradient flows; 0: all"
        )
        self.window.setToolTip(window)
        task = self.chosen_task()
        cost = " The loss has a cost for gates and cells: it regularises."
        self.about.show_text(
            task.about + (cost if kind == "lstm" and task.recipe.cost != NO_COST else "")
        )

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        fields: tuple[tuple[str, QWidget], ...] = (
            ("Task", self.task),
            ("Model", self.kind),
            ("Units", self.units),
            ("Forget bias", self.bias),
            ("Window (0: all)", self.window),
            ("Rate", self.rate),
            ("Tokens, millions", self.tokens),
            ("Seed", self.seed),
        )
        # The two wide boxes stand in the first column, one under the other.
        places = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2))
        for (title, field), (row, column) in zip(fields, places, strict=True):
            label = QLabel(title)
            label.setBuddy(field)
            if isinstance(field, QComboBox):
                field.setAccessibleName(title)
                field.setMinimumContentsLength(6)
                field.setSizeAdjustPolicy(
                    QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
                )
            grid.addWidget(label, row, 2 * column)
            grid.addWidget(field, row, 2 * column + 1)
        grid.addWidget(self.about, 3, 0, 1, 2 * COLUMNS)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 1)
        grid.setColumnStretch(5, 1)
        grid.setRowStretch(4, 1)


def _whole(name: str, value: int, least: int, most: int, digits: int = 4) -> NumberField:
    """Return a field for a whole number; fractions are rounded."""
    field = NumberField(name, value, least, most, digits)
    field.edited.connect(lambda typed: field.show_value(round(typed)))
    return field
