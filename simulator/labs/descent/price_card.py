"""The price of the normal equation against iteration, measured on this machine."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from simulator.labs.descent.price_plot import PricePlot
from simulator.simulation.beside import messages
from simulator.simulation.price import LABELS, PriceReport, prices
from simulator.widgets.labels import ElidedLabel
from simulator.widgets.task import Task

SIZES = (256, 512, 1024, 2048, 4096)
USUAL_SIZE = 1024
QUANTITIES = {"Time": "seconds", "Flops": "flops", "Memory": "memory", "Accuracy": "digits"}
ITERATIVE = {"cg": "CG", "gd": "GD"}
DATA = (
    "The data are random numbers, two rows for each feature, so that XᵀX has a condition number of "
    "about 34 at any size; where it is larger, iterations need more steps and cross later."
)
BEFORE = (
    "How much do inverse, Cholesky, QR, conjugate gradient and gradient descent cost as the "
    "features grow? Press Measure: they run on this machine, now."
)


class PriceCard(QWidget):
    """Starts the measurement beside the window, draws it as it goes, and says what it shows.

    It runs in a process of its own, so that cancelling ends even a call that knows no way out.
    """

    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report: PriceReport | None = None
        self._task: Task | None = None
        self.plot = PricePlot(self)
        self.run_button = QPushButton("Measure", self)
        self.size, self.quantity = QComboBox(self), QComboBox(self)
        self.bar, self.status = QProgressBar(self), ElidedLabel(parent=self)
        self.words_button = QToolButton(self)
        self.words = QLabel(BEFORE, self)
        self.stack = QStackedWidget(self)
        self._set_up()
        self._lay_out()
        self.run_button.clicked.connect(self._press)
        self.quantity.activated.connect(self._show_report)
        self.words_button.toggled.connect(self._show_report)
        self._show_report()

    @property
    def running(self) -> bool:
        """Whether something is measured now."""
        return self._task is not None

    def measure(self) -> None:
        """Begin anew, up to the chosen number of features."""
        most = self.size.currentData()

        def work(should_stop: Callable[[], bool], progress: Callable[[PriceReport], None]) -> None:
            for report in messages(prices, (most,), should_stop):
                progress(report)

        task = Task(work, self)
        task.progressed.connect(lambda report: self._came(task, report))
        task.failed.connect(self.refused)
        task.finished.connect(lambda: self._ended(task))
        self._task, self.report = task, None
        self.words_button.setChecked(False)
        self._show_report()
        task.start()

    def close_tasks(self) -> None:
        """End the measurement and wait until it has; what was measured stays."""
        task, self._task = self._task, None
        if task is not None:
            task.stop()
        self._show_report()

    def _press(self) -> None:
        if self._task is None:
            self.measure()
        else:
            self.close_tasks()

    def _came(self, task: Task, report: PriceReport) -> None:
        if task is self._task:  # else of one that was cancelled
            self.report = report
            self._show_report()

    def _ended(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self._show_report()

    def _show_report(self) -> None:
        report, running = self.report, self.running
        self.run_button.setText("Cancel" if running else "Measure")
        self.size.setEnabled(not running)
        self.bar.setVisible(running)
        self.bar.setValue(0 if report is None else round(1000 * report.share))
        self.status.show_text(self._status())
        self.words_button.setVisible(report is not None)
        self.words.setText(BEFORE if report is None else _words(report))
        self.plot.show_report(report, QUANTITIES[self.quantity.currentText()])
        as_words = self.words_button.isChecked() or (report is None and not running)
        self.stack.setCurrentIndex(int(as_words))

    def _status(self) -> str:
        if self.running:
            return "Starting …" if self.report is None else _last(self.report)
        if self.report is None:
            return ""
        cut = "" if self.report.share == 1 else "cancelled · "
        return cut + summary(self.report)

    def _set_up(self) -> None:
        self.size.setAccessibleName("Largest number of features")
        self.size.setToolTip(
            "Up to how many features d; each doubling takes about eight times as long, and 4,096 "
            "needs about 1 GB"
        )
        for size in SIZES:
            self.size.addItem(f"d ≤ {size:,}", size)
        self.size.setCurrentIndex(SIZES.index(USUAL_SIZE))
        self.quantity.setAccessibleName("What is compared")
        self.quantity.addItems(list(QUANTITIES))
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How much is measured")
        self.status.setObjectName("muted")
        self.words_button.setObjectName("link")
        self.words_button.setText("in words")
        self.words_button.setCheckable(True)
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget in (self.run_button, self.size, self.quantity):
            row.addWidget(widget)
        row.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(self.words)
        area.setWidgetResizable(True)
        area.setObjectName("inspector")  # without a ground of its own
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.stack.addWidget(self.plot)
        self.stack.addWidget(area)
        below = QHBoxLayout()
        below.addWidget(self.status, 1)
        below.addWidget(self.words_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        column.addLayout(below)


def summary(report: PriceReport) -> str:
    """Return in a line from how many features on iterating is cheaper than inverting."""
    points = {name: report.crossing(method, "inverse") for method, name in ITERATIVE.items()}
    found = [f"{name} d ≥ {point:.0f}" for name, point in points.items() if point is not None]
    if not found:
        return "iterating is not cheaper at these sizes"
    return f"beats inverse: {' · '.join(found)}"


def _last(report: PriceReport) -> str:
    price = report.prices[-1]
    return f"d = {price.features:,}: {LABELS[price.method]} took {price.seconds:.2g} s"


def _words(report: PriceReport) -> str:
    sizes = f"Measured on this machine, up to {report.prices[-1].features:,} features."
    return "\n\n".join((sizes, *report.sentences(), DATA))
