"""The descent lab: data, surface, cost and runs of a linear regression, linked."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from simulator.engine.arrays import Floats
from simulator.engine.errors import InputError
from simulator.engine.regression import Regression
from simulator.files.datasets import DEFAULT, SHIPPED, shipped
from simulator.files.table_format import inspect
from simulator.files.tables import read_table
from simulator.labs.descent.axes_button import OTHERS, AxesButton
from simulator.labs.descent.data_card import DataCard
from simulator.labs.descent.desk import RaceDesk
from simulator.labs.descent.fit_view import FitView
from simulator.labs.descent.ground import Axes
from simulator.labs.descent.landscape import Landscape
from simulator.labs.descent.now_card import NormalCard, NowCard
from simulator.labs.descent.predict import Predict
from simulator.labs.descent.race_card import RaceCard
from simulator.labs.descent.runs_card import RunsCard
from simulator.labs.descent.step_card import StepCard
from simulator.labs.descent.why_card import WhyPanel
from simulator.simulation.descent_data import Dataset
from simulator.simulation.runs import RaceSnapshot
from simulator.simulation.walk import WalkRecord
from simulator.widgets.card import Card
from simulator.widgets.frame import LabFrame
from simulator.widgets.task import Task

READ_AT_ONCE = 1_000_000
"""Bytes; larger files are read beside the window, with progress."""


class DescentPage(QWidget):
    """Answers every gesture with a new timeline; the views only draw its snapshots."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = LabFrame(self)
        self.frame.setAccessibleName("Descent lab")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)
        self.fit, self.landscape, self.race_card = FitView(), Landscape(self), RaceCard()
        self.axes_button = AxesButton()
        self.data_card = DataCard({name: name.capitalize() for name in SHIPPED})
        self.step_card, self.runs_card = StepCard(), RunsCard()
        self.now_card, self.normal_card = NowCard(), NormalCard()
        self.why = WhyPanel(self)
        self.desk = RaceDesk(self.frame)
        self.predict = Predict(
            self.landscape.contour, self.frame.player, self._selected_place, self
        )
        self._record = WalkRecord()
        self._reading: Task | None = None
        self._lay_out()
        self._connect_stage()
        self._connect_inspector()
        self.desk.begin(shipped(DEFAULT))

    def header_actions(self) -> list[QAction]:
        """Return nothing: what this lab can do is in its cards."""
        return []

    def close_tasks(self) -> None:
        """End what runs beside the window."""
        self.race_card.price.close_tasks()
        self._stop_reading()

    def open_file(self, path: Path) -> None:
        """Open a table; a large one is read beside the window, and shown when it is read.

        Raises:
            InputError: If the file cannot be read as a table of numbers.
        """
        form = inspect(path)
        if path.stat().st_size <= READ_AT_ONCE:
            self.desk.open(read_table(path))
            return
        self._stop_reading()
        self._reading = Task(
            lambda should_stop, progress: read_table(
                path, should_stop=should_stop, progress=progress
            ),
            self,
        )
        self._reading.succeeded.connect(self._show_read)
        self._reading.failed.connect(self.frame.notice.show_text)
        self.data_card.progress.follow(self._reading, f"Reading {form.name} …")
        self._reading.start()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.stop()

    @Slot(object)
    def _show_read(self, dataset: Dataset) -> None:
        self._try(lambda: self.desk.open(dataset))

    # What is shown

    def _show_race(self, race: RaceSnapshot) -> None:
        self.data_card.show_data(self.desk.dataset, race.problem)
        self._keep_choices_possible(race.problem)
        self.fit.show_race(race)
        walk = self._record.follow(self.desk.timeline, self.frame.player.last)
        self.race_card.show_walk(walk)
        self.landscape.show_walk(walk)
        self.step_card.show_race(race)
        self.runs_card.show_race(race)
        self.now_card.show_race(race)
        self.normal_card.show_race(race)
        self.why.show_problem(race.problem)

    def _keep_choices_possible(self, problem: Regression) -> None:
        """Go back to the first axes where the data no longer have those that were chosen."""
        if self.fit.feature >= len(problem.features):
            self.fit.show_feature(0)
        axes = self.landscape.axes
        if max(axes.shown) >= len(problem.parameter_names):
            self.landscape.show_axes(replace(axes, first=0, second=1))
        self._show_axes(problem)

    def _show_axes(self, problem: Regression) -> None:
        axes = self.landscape.axes
        self.axes_button.show_axes(problem, axes)
        several = len(problem.parameter_names) > 2
        stand = f"{OTHERS[axes.others]} · " if several else ""
        self.surface_card.hint.show_text(f"{stand}drag to turn")
        self.contour_card.hint.show_text(
            f"{stand}click to {'predict' if self.predict.on else 'start'}"
        )

    def _choose_axes(self, axes: Axes) -> None:
        self.landscape.show_axes(axes)
        self._show_race(self.desk.race)
        self.predict.forget()

    def _selected_place(self) -> Floats:
        """Return where the selected run stands on the contour."""
        return np.asarray(self.desk.race.current.parameters[self.landscape.axes.shown])

    def _switch_predicting(self, on: bool) -> None:
        self.landscape.arrow_shown = not on  # it would give the answer away
        self._show_race(self.desk.race)

    def _show_feature(self, feature: int) -> None:
        self.fit.show_feature(feature)
        self.fit.show_race(self.desk.race)

    # Gestures

    def _start_at(self, first: float, second: float) -> None:
        parameters = self.landscape.place_of(first, second)
        self.desk.start_at(parameters, all_runs=self.runs_card.same_start.isChecked())

    def _move_point(self, row: int, x: float, y: float) -> None:
        def move(problem: Regression) -> Regression:
            features = problem.rows()[0][row].copy()
            features[self.fit.feature] = x
            return problem.with_point_moved(row, features, y)

        self.desk.edit_problem(f"move of point {row + 1}", move, dragged=True)

    def _add_point(self, x: float, y: float) -> None:
        def add(problem: Regression) -> Regression:
            features = problem.sums.mean[:-1].copy()
            features[self.fit.feature] = x
            return problem.with_point_added(features, y)

        self.desk.edit_problem("new point", add)

    def _open_shipped(self, name: str) -> None:
        self._try(lambda: self.desk.open(shipped(name)))

    def _open_generated(self, dataset: Dataset, what: str) -> None:
        self._try(lambda: self.desk.open(dataset, dragged=True, what=what))

    def _ask_for_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Open a table", filter="Tables (*.csv *.tsv *.txt)"
        )
        if name:
            self._try(lambda: self.open_file(Path(name)))

    def _try(self, change: Callable[[], None]) -> None:
        try:
            change()
        except InputError as error:
            self.frame.notice.show_text(str(error))

    # Wiring

    def _lay_out(self) -> None:
        stage = self.frame.stage
        fit_card = Card("Data and fit", self.fit, "drag a point · click to add one")
        self.surface_card = Card("Cost surface", self.landscape.surface)
        self.surface_card.header.addWidget(self.axes_button)
        self.contour_card = Card("Contour", self.landscape.contour)
        self.contour_card.header.addWidget(self.predict.button)
        stage.addWidget(fit_card, 0, 0)
        stage.addWidget(self.surface_card, 0, 1)
        stage.addWidget(self.race_card, 1, 0)
        stage.addWidget(self.contour_card, 1, 1)
        for i in (0, 1):
            stage.setRowStretch(i, 1)
            stage.setColumnStretch(i, 1)
        self.frame.add_to_inspector(
            self.data_card, self.step_card, self.runs_card, self.now_card, self.normal_card
        )

    def _connect_stage(self) -> None:
        self.frame.follow(self._show_race)
        self.fit.point_moved.connect(self._move_point)
        self.fit.drag_ended.connect(self.frame.history.end_gesture)
        self.fit.point_added.connect(self._add_point)
        self.fit.point_removed.connect(
            lambda row: self.desk.edit_problem("removed point", lambda p: p.without_point(row))
        )
        self.landscape.start_wanted.connect(self._start_at)
        self.axes_button.chosen.connect(self._choose_axes)
        self.predict.switched.connect(self._switch_predicting)
        why = self.normal_card.why_button
        why.toggled.connect(lambda on: self.why.open() if on else self.why.close())
        self.why.closed.connect(lambda: why.setChecked(False))

    def _connect_inspector(self) -> None:
        desk, data, step, runs = self.desk, self.data_card, self.step_card, self.runs_card
        data.dataset_chosen.connect(self._open_shipped)
        data.generator.generated.connect(self._open_generated)
        data.open_wanted.connect(self._ask_for_file)
        data.feature_shown.connect(self._show_feature)
        data.columns_chosen.connect(desk.choose_columns)
        data.standardise_switched.connect(desk.standardise)
        for card in (data, step, self.race_card.price):
            card.refused.connect(self.frame.notice.show_text)
        step.rate_edited.connect(
            lambda rate: desk.change_rate(rate, from_here=step.from_here.isChecked())
        )
        step.method_chosen.connect(desk.choose_method)
        step.momentum_edited.connect(lambda beta: desk.edit_run("momentum", beta=beta))
        step.batch_edited.connect(lambda batch: desk.edit_run("rows per step", batch=batch))
        step.seed_edited.connect(lambda seed: desk.edit_run("seed", seed=seed))
        runs.add_wanted.connect(desk.add_run)
        runs.remove_wanted.connect(lambda i: desk.edit("removed run", lambda r: r.without(i)))
        runs.switched.connect(
            lambda i, on: desk.edit("switched run", lambda race: race.switched(i, on))
        )
        runs.selected.connect(desk.select)
