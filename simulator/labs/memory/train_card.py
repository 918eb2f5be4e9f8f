"""Train: a network learns in the background while the chosen sentence's gates redraw."""

import threading
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simulator.files.facts import read_facts
from simulator.labs.memory.train_form import TrainForm
from simulator.labs.memory.train_plots import DistancePlot, LossPlot
from simulator.labs.memory.train_save import save_trained
from simulator.simulation.memory_reader import Reader
from simulator.simulation.race import percent
from simulator.simulation.training_process import train_beside
from simulator.simulation.training_run import TrainingPlan, TrainingSnapshot
from simulator.simulation.training_tasks import TRAINING_TASKS, Facts, task_called
from simulator.simulation.vocabulary import Vocabulary
from simulator.widgets.labels import ElidedLabel
from simulator.widgets.task import Task

FRAME = 17
"""Milliseconds until the next frame is drawn."""


class TrainCard(QWidget):
    """Settings before, curves while it learns; the page is told of every new network.

    ``network_learnt`` carries the network as a ``Reader`` a few times in a second, under one name
    from its start to its end, and a text of its task if it cannot read just any.
    """

    network_learnt = Signal(object, str)
    compare_wanted = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form, self.loss, self.distance = TrainForm(), LossPlot(), DistancePlot()
        self.main = QPushButton("Start")
        self.main.setObjectName("primary")
        self.stop_button = _button("Stop", "End this training; it can be resumed", self)
        self.save_button = _button("Save…", "Weights, vocabulary and model card in a folder", self)
        self.compare = _button("Compare", "Let the network that ships read beside it", self)
        self.status = ElidedLabel("Choose, then start: the gates above redraw as it learns.")
        self.status.setObjectName("muted")
        self.stack = QStackedWidget()
        self.snapshot: TrainingSnapshot | None = None
        self._task: Task | None = None
        self._saving: Task | None = None
        self._paused = threading.Event()
        self._count = 0
        self._task_of = TRAINING_TASKS[0]
        self._words: tuple[Vocabulary, tuple[str, ...]] | None = None
        self._lay_out()
        self._connect()
        self._show_buttons()

    @property
    def running(self) -> bool:
        """Whether a network learns now, or is only held up."""
        return self._task is not None

    @cached_property
    def facts(self) -> Facts:
        """What the sentences are about."""
        return read_facts()

    def stop(self) -> None:
        """End the training and wait until it has; what was learnt stays."""
        task, self._task = self._task, None
        if task is not None:
            task.stop()
        self._show_buttons()

    def close_tasks(self) -> None:
        """End whatever runs beside the window."""
        self.stop()
        if self._saving is not None:
            self._saving.stop()

    def start(self, plan: TrainingPlan, resumed: TrainingSnapshot | None = None) -> None:
        """Train from the beginning, or go on from a snapshot."""
        self.stop()
        if resumed is None:
            self._count += 1
            self.snapshot = None
            self._task_of = task_called(plan.task)
            self._words = self._task_of.words(self.facts)
            self.distance.show_task(self._task_of)
        self._paused.clear()
        facts, paused = self.facts, self._paused
        task = Task(
            lambda should_stop, progress: train_beside(
                plan,
                facts,
                resumed,
                lambda: "pause" if paused.is_set() else "go",
                should_stop,
                progress,
            ),
            self,
        )
        task.progressed.connect(lambda snapshot: self._learnt(task, snapshot))
        task.succeeded.connect(lambda snapshot: self._finished(task, snapshot))
        task.failed.connect(lambda text: self._failed(task, text))
        task.finished.connect(task.deleteLater)
        self._task = task
        self.status.show_text("Making the sentences …")
        self.stack.setCurrentIndex(1)
        self._show_buttons()
        task.start()

    def reader(self) -> Reader:
        """Return the network as far as it has learnt."""
        origin = f"trained in this window: {self.status.full_text}"
        return Reader(f"training {self._count}", self.snapshot.model, *self._words, origin)

    def save(self, folder: Path) -> None:
        """Write weights, vocabulary and model card, which is measured first."""
        snapshot, facts = self.snapshot, self.facts
        task = Task(lambda should_stop, _: save_trained(folder, snapshot, facts), self)
        task.succeeded.connect(lambda paths: self.status.show_text(f"Saved {paths[0]}"))
        task.failed.connect(self.refused)
        task.finished.connect(self._saved)
        self._saving = task
        self.status.show_text("Measuring for the model card …")
        self._show_buttons()
        task.start()

    def _saved(self) -> None:
        self._saving = None
        self._show_buttons()

    def _learnt(self, task: Task, snapshot: TrainingSnapshot) -> None:
        if task is not self._task:
            return  # of a run that was ended meanwhile
        self.snapshot = snapshot
        self.loss.show_history(snapshot.history, snapshot.steps)
        self.distance.show_measured(snapshot.measured, snapshot.baseline)
        self.status.show_text(_status(snapshot))
        self._show_buttons()
        # In the next frame: curves and gates together would make one frame long.
        reader, text = self.reader(), self._task_of.sentence
        QTimer.singleShot(FRAME, self, lambda: self.network_learnt.emit(reader, text))

    def _finished(self, task: Task, snapshot: TrainingSnapshot) -> None:
        self._learnt(task, snapshot)
        if task is self._task:
            self._task = None
            self._show_buttons()

    def _failed(self, task: Task, text: str) -> None:
        if task is self._task:
            self._task = None
            self.refused.emit(text)
            self._show_buttons()

    def _press_main(self) -> None:
        if self.running:
            if self._paused.is_set():
                self._paused.clear()
            else:
                self._paused.set()
            self._show_buttons()
        elif self.snapshot is not None and not self.snapshot.finished:
            self.start(self.snapshot.plan, self.snapshot)
        else:
            self.start(self.form.plan())

    def _press_stop(self) -> None:
        if self.running:
            self.stop()
        elif self.stack.currentIndex() == 1:
            self.snapshot = None  # another one may be trained; this one stays in the list
            self.stack.setCurrentIndex(0)
            self._show_buttons()

    def _ask_where_to_save(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Save the network in a folder")
        if name:
            self.save(Path(name))

    def _show_buttons(self) -> None:
        begun = self.snapshot is not None
        going = self.running and not self._paused.is_set()
        unfinished = self.running or (begun and not self.snapshot.finished)
        self.main.setText("Pause" if going else "Resume" if unfinished else "Start")
        self.main.setToolTip("Learning goes on where it was, to the last bit" if begun else "")
        self.stop_button.setText("Stop" if self.running else "New…")
        self.stop_button.setEnabled(self.running or self.stack.currentIndex() == 1)
        self.save_button.setEnabled(begun and not going and self._saving is None)
        self.compare.setEnabled(begun)

    def _connect(self) -> None:
        self.main.clicked.connect(self._press_main)
        self.stop_button.clicked.connect(self._press_stop)
        self.save_button.clicked.connect(self._ask_where_to_save)
        self.compare.clicked.connect(self.compare_wanted)
        self.form.refused.connect(self.refused)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.main, self.stop_button, self.save_button, self.compare):
            row.addWidget(button)
        row.addWidget(self.status, 1)
        curves = QWidget()
        plots = QHBoxLayout(curves)
        plots.setContentsMargins(0, 0, 0, 0)
        plots.addWidget(self.loss)
        plots.addWidget(self.distance)
        self.stack.addWidget(self.form)
        self.stack.addWidget(curves)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.stack, 1)


def _button(text: str, tip: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setToolTip(tip)
    return button


def _status(snapshot: TrainingSnapshot) -> str:
    """Return where training is, in one line."""
    done = f"{snapshot.step:,} / {snapshot.steps:,}"
    loss = f" · loss {snapshot.history[-1].cross_entropy:.3f}" if snapshot.history else ""
    task, share = task_called(snapshot.plan.task), snapshot.measured[-1].accuracy[-2]
    right = f"{percent(share)} right at {task.distances[-2]} {task.measure}"
    return f"{done}{loss} · {right}"
