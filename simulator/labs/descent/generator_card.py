"""Synthetic data to one's own wishes: the truth is known, so one sees how near a fit comes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from simulator.engine.errors import InputError
from simulator.simulation.descent_data import Dataset, Recipe, generate
from simulator.widgets.labels import ElidedLabel
from simulator.widgets.number_field import NumberField

NAME = "synthetic"
MOST_ROWS = 100_000
MOST_FEATURES = 12
SLOPES = 3
"""Features with a slope of their own; later ones have that of the last."""


class GeneratorRows(QWidget):
    """Fields for what the data shall be like; each edit makes them anew.

    ``generated`` carries the data set, and what was changed in a word or two.
    """

    generated = Signal(Dataset, str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = NumberField("Rows", 60, 2, MOST_ROWS, step=1)
        self.features = NumberField("Features", 1, 1, MOST_FEATURES, step=1)
        self.slopes = [
            NumberField(f"Slope x{i}", slope, -1e6, 1e6)
            for i, slope in enumerate((2.0, -1.0, 0.5), start=1)
        ]
        self.noise = NumberField("Noise", 1.0, 0.0, 1e6)
        self.outliers = NumberField("Outliers", 0.0, 0.0, 1.0)
        self.collinearity = NumberField("Collinearity", 0.0, 0.0, 0.999999)
        self.seed = NumberField("Seed", 0, 0, 2**31, digits=10, step=1)
        self.truth = ElidedLabel(parent=self)
        self.truth.setObjectName("muted")
        self._labels = {field: self._label(field) for field in self._fields()}
        self._grid = QGridLayout(self)
        self._explain()
        self._arrange()

    def generate(self, what: str = "new data") -> None:
        """Make the data and hand them over."""
        own = [slope.value for slope in self.slopes]
        slopes = [own[min(i, SLOPES - 1)] for i in range(round(self.features.value))]
        try:
            dataset = generate(
                round(self.rows.value),
                tuple(slopes),
                noise=self.noise.value,
                outliers=self.outliers.value,
                collinearity=self.collinearity.value,
                seed=round(self.seed.value),
            )
        except InputError as error:
            self.refused.emit(str(error))
            return
        self.generated.emit(dataset, what)

    def show_recipe(self, recipe: Recipe, truth: str) -> None:
        """Show what the data were made from, also when they come back by undo."""
        for field, value in (
            (self.rows, recipe.rows),
            (self.features, len(recipe.slopes)),
            (self.noise, recipe.noise),
            (self.outliers, recipe.outliers),
            (self.collinearity, recipe.collinearity),
            (self.seed, recipe.seed),
            *zip(self.slopes, recipe.slopes, strict=False),
        ):
            field.show_value(value)
        self.truth.show_text(truth)
        self._arrange()

    def _fields(self) -> tuple[NumberField, ...]:
        return (
            self.rows,
            self.features,
            *self.slopes,
            self.noise,
            self.outliers,
            self.collinearity,
            self.seed,
        )

    def _label(self, field: NumberField) -> QLabel:
        label = QLabel(field.accessibleName().lower(), self)
        label.setObjectName("muted")
        label.setBuddy(field)
        field.setParent(self)
        field.setMinimumWidth(48)
        field.edited.connect(lambda: self.generate(f"{field.accessibleName().lower()} of the data"))
        field.refused.connect(self.refused)
        return label

    def _explain(self) -> None:
        self.slopes[-1].setToolTip("The true slope along this feature, and along any later one")
        for slope in self.slopes[:-1]:
            slope.setToolTip("The true slope along this feature")
        self.noise.setToolTip("Standard deviation of the noise, in units of y")
        self.outliers.setToolTip("Share of the rows that are moved far up, 0 to 1")
        self.collinearity.setToolTip("How much the features resemble each other, 0 to below 1")
        self.seed.setToolTip("The same seed makes the same data, to the last bit")

    def _arrange(self) -> None:
        """Put the fields that count two to a row, and the truth beneath them."""
        while self._grid.count():
            self._grid.takeAt(0)
        used = min(SLOPES, round(self.features.value))
        for number, slope in enumerate(self.slopes):
            slope.setVisible(number < used)
            self._labels[slope].setVisible(number < used)
        fields = [field for field in self._fields() if field not in self.slopes[used:]]
        for place, field in enumerate(fields):
            row, column = divmod(place, 2)
            self._grid.addWidget(self._labels[field], row, 2 * column)
            self._grid.addWidget(field, row, 2 * column + 1)
        self._grid.addWidget(self.truth, self._grid.rowCount(), 0, 1, 4)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
