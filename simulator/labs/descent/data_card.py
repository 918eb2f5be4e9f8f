"""Which data are fitted, and which of their columns."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from simulator.engine.regression import Regression
from simulator.simulation.descent_data import Dataset
from simulator.widgets.card import Card


class DataCard(Card):
    """Pick a data set, its target and the feature on the axis; switch standardising."""

    dataset_chosen = Signal(str)
    open_wanted = Signal()
    columns_chosen = Signal(str, tuple)
    feature_shown = Signal(int)
    standardise_switched = Signal(bool)

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__("Data")
        self.datasets = _box("Data set")
        for name, title in names.items():
            self.datasets.addItem(title, name)
        self.datasets.activated.connect(
            lambda: self.dataset_chosen.emit(self.datasets.currentData())
        )
        self.open_button = QPushButton("Open…")
        self.open_button.setToolTip("Open your own table (CSV)")
        self.open_button.clicked.connect(self.open_wanted)
        self.target = _box("Target: the column to predict")
        self.target.textActivated.connect(lambda target: self.columns_chosen.emit(target, ()))
        self._dataset: Dataset | None = None
        self._problem: Regression | None = None
        self.feature = _box("Feature on the horizontal axis")
        self.feature.activated.connect(self.feature_shown)
        self.standardise = QCheckBox("standardise features")
        self.standardise.setToolTip("Descend in units of standard deviations; both units are shown")
        self.standardise.clicked.connect(self.standardise_switched)
        self.source = QLabel()
        self.source.setObjectName("muted")
        self.source.setWordWrap(True)
        self._lay_out()

    def show_data(self, dataset: Dataset, problem: Regression) -> None:
        """Show the data set, and which of its columns are fitted."""
        if dataset is not self._dataset:
            self._dataset = dataset
            self._show_dataset(dataset)
        if problem is not self._problem:
            self._problem = problem
            self._show_problem(problem)

    def _show_dataset(self, dataset: Dataset) -> None:
        if self.datasets.findData(dataset.name) < 0:
            self.datasets.addItem(dataset.title, dataset.name)
        self.datasets.setCurrentIndex(self.datasets.findData(dataset.name))
        self.source.setText(_source(dataset))
        self.source.setToolTip(dataset.citation or dataset.source)
        self.target.clear()
        self.target.addItems(dataset.columns)

    def _show_problem(self, problem: Regression) -> None:
        rows, features = problem.count, len(problem.features)
        self.hint.show_text(f"{rows:,} rows · {features} feature{'s' if features > 1 else ''}")
        self.standardise.setChecked(problem.standardise)
        self.target.setCurrentText(problem.target)
        names = [self.feature.itemText(i) for i in range(self.feature.count())]
        if names != list(problem.features):
            self.feature.clear()
            self.feature.addItems(problem.features)
        self.feature.setEnabled(features > 1)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self.datasets, 1)
        first.addWidget(self.open_button)
        columns = QHBoxLayout()
        columns.addWidget(self.target, 1)
        columns.addWidget(_muted("from"))
        columns.addWidget(self.feature, 1)
        column = QVBoxLayout()
        column.addLayout(first)
        column.addLayout(columns)
        column.addWidget(self.standardise)
        column.addWidget(self.source)
        self.body.addLayout(column)


def _box(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    # Long names are cut in the list's row, not by widening the inspector.
    box.setMinimumContentsLength(6)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("muted")
    return label


def _source(dataset: Dataset) -> str:
    parts = [dataset.source, dataset.licence]
    return " · ".join(part for part in parts if part) or "your own file"
