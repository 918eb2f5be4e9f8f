"""Which data are fitted, and which of their columns."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from simulator.engine.regression import Regression
from simulator.labs.descent.features_button import FeaturesButton
from simulator.labs.descent.generator_card import NAME, GeneratorRows
from simulator.simulation.descent_data import Dataset
from simulator.widgets.card import Card
from simulator.widgets.labels import ElidedLabel, WrappedLabel
from simulator.widgets.progress import ProgressRow


class DataCard(Card):
    """Pick a data set, its target, its features and the one on the axis; switch standardising.

    ``columns_chosen`` carries the target and the features; no features mean the usual ones.
    """

    dataset_chosen = Signal(str)
    open_wanted = Signal()
    columns_chosen = Signal(str, tuple)
    feature_shown = Signal(int)
    standardise_switched = Signal(bool)
    refused = Signal(str)

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__("Data")
        self.datasets = _box("Data set")
        for name, title in names.items():
            self.datasets.addItem(title, name)
        self.datasets.addItem("Make data…", NAME)
        self.open_button = QPushButton("Open…")
        self.open_button.setToolTip("Open your own table (CSV)")
        self.target = _box("Target: the column to predict")
        self.features = FeaturesButton()
        self.axis = _box("Feature on the horizontal axis")
        self.standardise = QCheckBox("standardise features")
        self.standardise.setToolTip("Descend in units of standard deviations; both units are shown")
        self.source, self.note = ElidedLabel(), WrappedLabel()
        for label in (self.source, self.note):
            label.setObjectName("muted")
        self.generator, self.progress = GeneratorRows(), ProgressRow()
        self._dataset: Dataset | None = None
        self._problem: Regression | None = None
        self._connect()
        self._lay_out()

    def show_data(self, dataset: Dataset, problem: Regression) -> None:
        """Show the data set, and which of its columns are fitted."""
        if dataset is self._dataset and problem is self._problem:
            return
        if dataset is not self._dataset:
            self._show_dataset(dataset)
        names = self._problem and (self._problem.features, self._problem.target)
        if dataset is not self._dataset or names != (problem.features, problem.target):
            self._show_columns(dataset, problem)
        self._dataset, self._problem = dataset, problem
        rows, features = problem.count, len(problem.features)
        self.hint.show_text(f"{rows:,} rows · {features} feature{'s' if features > 1 else ''}")
        self.standardise.setChecked(problem.standardise)
        notes = " ".join(problem.notes)
        self.note.show_text(notes)
        self.note.setVisible(bool(notes))

    def _show_dataset(self, dataset: Dataset) -> None:
        if self.datasets.findData(dataset.name) < 0:
            self.datasets.addItem(dataset.title, dataset.name)
        self.datasets.setCurrentIndex(self.datasets.findData(dataset.name))
        self.generator.setVisible(dataset.recipe is not None)
        if dataset.recipe is not None:
            self.generator.show_recipe(dataset.recipe, dataset.about)
        self.source.show_text(_source(dataset))
        about = (dataset.about, dataset.source, dataset.licence, dataset.citation)
        self.source.setToolTip("\n".join(text for text in about if text))
        self.target.clear()
        self.target.addItems(dataset.columns)

    def _show_columns(self, dataset: Dataset, problem: Regression) -> None:
        self.target.setCurrentText(problem.target)
        self.features.show_features(dataset, problem)
        self.axis.clear()
        self.axis.addItems([f"axis: {name}" for name in problem.features])
        self.axis.setVisible(len(problem.features) > 1)

    def _connect(self) -> None:
        self.datasets.activated.connect(self._choose_dataset)
        self.open_button.clicked.connect(self.open_wanted)
        self.target.textActivated.connect(lambda target: self.columns_chosen.emit(target, ()))
        self.features.chosen.connect(
            lambda features: self.columns_chosen.emit(self.target.currentText(), features)
        )
        self.features.refused.connect(self.refused)
        self.generator.refused.connect(self.refused)
        self.axis.activated.connect(self.feature_shown)
        self.standardise.clicked.connect(self.standardise_switched)

    def _choose_dataset(self) -> None:
        name = str(self.datasets.currentData())
        if name == NAME:
            self.generator.generate()
        else:
            self.dataset_chosen.emit(name)
        if self._dataset is not None:  # what could not be opened is not shown as if it were
            self.datasets.setCurrentIndex(self.datasets.findData(self._dataset.name))

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self.datasets, 1)
        first.addWidget(self.open_button)
        columns = QHBoxLayout()
        columns.addWidget(self.target, 1)
        between = QLabel("from")
        between.setObjectName("muted")
        columns.addWidget(between)
        columns.addWidget(self.features, 1)
        self.body.addLayout(first)
        self.body.addLayout(columns)
        rest: tuple[QWidget, ...] = (
            self.axis,
            self.generator,
            self.standardise,
            self.source,
            self.note,
            self.progress,
        )
        for widget in rest:
            self.body.addWidget(widget)


def _box(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    # Long names are cut in the list's row, not by widening the inspector.
    box.setMinimumContentsLength(6)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _source(dataset: Dataset) -> str:
    """Return licence and source in one line; the tool tip has the whole source and citation."""
    parts = [dataset.licence.partition(" (")[0], dataset.source.partition(",")[0]]
    return " · ".join(part for part in parts if part) or "your own file"
