"""Synthetic data to one's own wishes: the truth is known, so one sees how near a fit comes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from simulator.engine.errors import InputError
from simulator.simulation.descent_data import Dataset, generate
from simulator.widgets.number_field import NumberField

NAME = "synthetic"
MOST_ROWS = 100_000
MOST_FEATURES = 12


class GeneratorRows(QWidget):
    """Fields for what the data shall be like; ``generated`` carries the data set."""

    generated = Signal(Dataset)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = NumberField("Rows", 60, 2, MOST_ROWS)
        self.features = NumberField("Features", 1, 1, MOST_FEATURES)
        self.slope = NumberField("Slope", 2.0, -1e6, 1e6)
        self.noise = NumberField("Noise", 1.0, 0.0, 1e6)
        self.outliers = NumberField("Outliers", 0.0, 0.0, 1.0)
        self.collinearity = NumberField("Collinearity", 0.0, 0.0, 0.999999)
        self.seed = NumberField("Seed", 0, 0, 2**31)
        self.slope.setToolTip("The true slope along each feature")
        self.noise.setToolTip("Standard deviation of the noise, in units of y")
        self.outliers.setToolTip("Share of the rows that are moved far up, 0 to 1")
        self.collinearity.setToolTip("How much the features resemble each other, 0 to below 1")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        for place, field in enumerate(self._fields()):
            label = QLabel(field.accessibleName().lower())
            label.setObjectName("muted")
            label.setBuddy(field)
            field.setMinimumWidth(48)
            row, column = divmod(place, 2)
            grid.addWidget(label, row, 2 * column)
            grid.addWidget(field, row, 2 * column + 1)
            field.edited.connect(self.generate)
            field.refused.connect(self.refused)

    def generate(self) -> None:
        """Make the data and hand them over."""
        slopes = (self.slope.value,) * round(self.features.value)
        try:
            dataset = generate(
                round(self.rows.value),
                slopes,
                noise=self.noise.value,
                outliers=self.outliers.value,
                collinearity=self.collinearity.value,
                seed=round(self.seed.value),
            )
        except InputError as error:
            self.refused.emit(str(error))
            return
        self.generated.emit(dataset)

    def _fields(self) -> tuple[NumberField, ...]:
        return (
            self.rows,
            self.features,
            self.slope,
            self.noise,
            self.outliers,
            self.collinearity,
            self.seed,
        )
