"""Race: ANN, RNN, GRU and LSTM on one task, by how far back the answer lies."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from simulator.engine.errors import InputError
from simulator.files.facts import read_facts
from simulator.files.race_results import read_race, shipped_races
from simulator.labs.memory.race_plot import RaceList, RacePlot
from simulator.simulation.beside import messages
from simulator.simulation.race import Race, RacePlan, race_notes, run_race
from simulator.widgets.labels import ElidedLabel
from simulator.widgets.task import Task

WIDE = 860
"""Pixels from which the notes have room beside the figures."""


class RaceCard(QWidget):
    """Curves with error bars, a distance slider, and what the figures say in words."""

    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot, self.list, self.notes = RacePlot(), RaceList(), QLabel()
        self.notes.setWordWrap(True)
        self.notes.setObjectName("muted")
        self.notes.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.notes_area, self.list_area = _scrolling(self.notes), _scrolling(self.list)
        self.notes_button = QPushButton("Notes")
        self.notes_button.setCheckable(True)
        self.notes_button.setToolTip("What these figures say, in words")
        self.source = QComboBox()
        self.source.setAccessibleName("Results that are shown")
        self.open_button = QPushButton("Open…")
        self.open_button.setToolTip("Results of chainrule experiment distance (CSV)")
        self.run_button = QPushButton("Run here")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Distance, in tokens of filler")
        self.distance = QLabel()
        self.status = ElidedLabel()
        self.status.setObjectName("muted")
        self.plan = RacePlan()
        self.race: Race | None = None
        self._races: list[Race] = []
        self._run_at = -1
        self._task: Task | None = None
        self._lay_out()
        self._connect()
        self._show_run()

    def open_file(self, path: Path) -> None:
        """Show the results in a file.

        Raises:
            InputError: If they cannot be used.
        """
        self._offer(path.stem, read_race(path))

    def run(self) -> None:
        """Race beside the window, with a small budget."""
        facts, plan = read_facts(), self.plan

        def work(should_stop, progress):  # type: ignore[no-untyped-def]
            for race in messages(run_race, (plan, facts), should_stop):
                progress(race)

        self._run_at = -1
        task = Task(work, self)
        task.progressed.connect(lambda race: self._came(task, race))
        task.failed.connect(self.refused)
        task.finished.connect(lambda: self._ended(task))
        self._task = task
        self.status.show_text(f"{plan.about}; making the sentences …")
        self._show_run()
        task.start()

    def close_tasks(self) -> None:
        """End the race and wait until it has; what was measured stays."""
        task, self._task = self._task, None
        if task is not None:
            task.stop()
        self._show_run()

    def show_race(self, race: Race) -> None:
        """Show results."""
        self.race = race
        self.plot.show_race(race)
        self.slider.setMaximum(len(race.distances) - 1)
        self.slider.setEnabled(len(race.distances) > 1)
        self.notes.setText("\n\n".join(race_notes(race)))
        self.status.show_text(race.about)
        self._show_distance()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the shipped results when somebody looks for the first time."""
        super().showEvent(event)
        if self.race is None and not self._races:
            # The last to be read is shown: the race at all distances.
            for path in reversed(shipped_races()):
                self._try(path)
            if self.race is None and self._task is None:
                self.status.show_text(
                    f"Run here: {self.plan.trainings} small trainings, or open results"
                )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show notes beside the figures where there is room, else in place of them."""
        super().resizeEvent(event)
        self._arrange()

    def _came(self, task: Task, race: Race) -> None:
        if task is not self._task:
            return  # of a race that was cancelled
        if self._run_at < 0:
            self._offer("run here", race)
            self._run_at = self.source.currentIndex()
        self._races[self._run_at] = race
        if self.source.currentIndex() == self._run_at:
            self.show_race(race)
        self.status.show_text(f"{race.trained} of {self.plan.trainings} trainings · {race.about}")

    def _ended(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self._show_run()
            if self.race is not None:
                self.status.show_text(self.race.about)

    def _press_run(self) -> None:
        if self._task is None:
            self.run()
        else:
            self.close_tasks()
            self.status.show_text("Cancelled; what was measured stays.")

    def _show_run(self) -> None:
        self.run_button.setText("Run here" if self._task is None else "Cancel")
        self.run_button.setToolTip(self.plan.about)

    def _offer(self, name: str, race: Race) -> None:
        self._races.append(race)
        self.source.addItem(name)
        self.source.setCurrentIndex(len(self._races) - 1)
        self.show_race(race)

    def _ask(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open results", filter="Results (*.csv)")
        if name:
            self._try(Path(name))

    def _try(self, path: Path) -> None:
        try:
            self.open_file(path)
        except InputError as error:
            self.refused.emit(str(error))

    def _show_distance(self) -> None:
        if self.race is None:
            return
        distance = self.race.distances[min(self.slider.value(), len(self.race.distances) - 1)]
        self.distance.setText(f"{distance} tokens")
        self.plot.show_distance(distance)
        self.list.show_race(self.race, distance)

    def _arrange(self) -> None:
        wide = self.width() >= WIDE
        self.notes_button.setVisible(not wide)
        self.notes_area.setVisible(wide or self.notes_button.isChecked())
        self.list_area.setVisible(wide or not self.notes_button.isChecked())

    def _connect(self) -> None:
        self.open_button.clicked.connect(self._ask)
        self.run_button.clicked.connect(self._press_run)
        self.slider.valueChanged.connect(self._show_distance)
        self.notes_button.toggled.connect(self._arrange)
        self.source.activated.connect(lambda row: self.show_race(self._races[row]))

    def _lay_out(self) -> None:
        self.source.setMinimumContentsLength(10)
        self.source.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget in (self.source, self.open_button, self.run_button, self.notes_button):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.distance)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.plot, 4)
        below.addWidget(self.list_area, 4)
        below.addWidget(self.notes_area, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(below, 1)
        column.addWidget(self.status)


def _scrolling(content: QWidget) -> QScrollArea:
    """Return a place where what has no room can be scrolled to."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setAccessibleName("Figures of the race, scrolling")
    area.setObjectName("inspector")  # without a ground of its own
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
