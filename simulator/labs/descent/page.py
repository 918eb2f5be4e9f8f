"""The descent lab: data, surface, cost and runs of a linear regression, linked."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from simulator.engine.errors import InputError
from simulator.engine.regression import Regression
from simulator.files.datasets import DEFAULT, SHIPPED, shipped
from simulator.files.tables import read_table
from simulator.labs.descent.data_card import DataCard
from simulator.labs.descent.fit_view import FitView
from simulator.labs.descent.landscape import Landscape
from simulator.labs.descent.now_card import NormalCard, NowCard
from simulator.labs.descent.race_card import RaceCard
from simulator.labs.descent.runs_card import RunsCard
from simulator.labs.descent.step_card import StepCard
from simulator.simulation.descent import DescentSnapshot, start_descent
from simulator.simulation.descent_data import Dataset
from simulator.simulation.runs import RaceSnapshot, race
from simulator.simulation.timeline import Timeline
from simulator.simulation.walk import WalkRecord
from simulator.widgets.card import Card
from simulator.widgets.frame import LabFrame

HORIZON = 30
"""Steps that the slider offers at first."""

Edit = Callable[[RaceSnapshot], RaceSnapshot]
"""What a gesture does to the first snapshot of a race."""


class DescentPage(QWidget):
    """Answers every gesture with a new timeline; the views only draw its snapshots."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = LabFrame(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)
        self.fit, self.landscape, self.race_card = FitView(), Landscape(self), RaceCard()
        self.data_card = DataCard({name: name.capitalize() for name in SHIPPED})
        self.step_card, self.runs_card = StepCard(), RunsCard()
        self.now_card, self.normal_card = NowCard(), NormalCard()
        self._record = WalkRecord()
        # Which data a timeline is about, so that undo brings back the choice of columns as well.
        self._datasets: WeakKeyDictionary[Timeline[RaceSnapshot], Dataset] = WeakKeyDictionary()
        self._lay_out()
        self._connect()
        dataset = shipped(DEFAULT)
        self._load(race((start_descent(dataset.problem()),)), dataset)

    def header_actions(self) -> list[QAction]:
        """Return nothing: what this lab can do is in its cards."""
        return []

    def close_tasks(self) -> None:
        """End what runs beside the window."""
        self.race_card.price.close_tasks()

    def open_file(self, path: Path) -> None:
        """Open a table.

        Raises:
            InputError: If the file cannot be read as a table of numbers.
        """
        self.open_dataset(read_table(path))

    def open_dataset(self, dataset: Dataset) -> None:
        """Show ``dataset`` from the start, with the same runs.

        Raises:
            InputError: If there is nothing in it to fit.
        """
        first = self._first().on(dataset.problem())
        self.frame.history.change(f"opening {dataset.title}", self._timeline(first, dataset))

    # What is shown

    @property
    def _timeline_now(self) -> Timeline[RaceSnapshot]:
        return self.frame.player.timeline

    @property
    def _race(self) -> RaceSnapshot:
        return self._timeline_now.current

    def _first(self) -> RaceSnapshot:
        return next(self._timeline_now.past(0))

    def _timeline(self, first: RaceSnapshot, dataset: Dataset) -> Timeline[RaceSnapshot]:
        timeline = Timeline(first, RaceSnapshot.next)
        self._datasets[timeline] = dataset
        return timeline

    def _load(self, first: RaceSnapshot, dataset: Dataset) -> None:
        self.frame.player.load(self._timeline(first, dataset), HORIZON)

    def _show_race(self, race: RaceSnapshot) -> None:
        timeline = self._timeline_now
        self.data_card.show_data(self._datasets[timeline], race.problem)
        self.fit.show_race(race)
        walk = self._record.follow(timeline, self.frame.player.last)
        self.race_card.show_walk(walk)
        self.landscape.show_walk(walk)
        self.step_card.show_race(race)
        self.runs_card.show_race(race)
        self.now_card.show_race(race)
        self.normal_card.show_race(race)

    # Gestures

    def _edit(self, what: str, edit: Edit, *, dragged: bool = False) -> None:
        """Walk as far as now from a changed first snapshot, so that the whole path answers.

        What is ``dragged`` is undone together with the same change before; else, each apart.
        """
        try:
            first = edit(self._first())
        except InputError as error:
            self.frame.notice.show_text(str(error))
            return
        now = self._timeline_now
        timeline = self._timeline(first, self._datasets[now])
        timeline.go_to(now.index)
        if not dragged:
            self.frame.history.end_gesture()
        self.frame.history.change(what, timeline)

    def _edit_run(self, what: str, change: Callable[[DescentSnapshot], DescentSnapshot]) -> None:
        self._edit(what, lambda race: race.with_run(change(race.current)), dragged=True)

    def _change_rate(self, rate: float) -> None:
        if self.step_card.from_here.isChecked():
            now = self._timeline_now
            race = now.current.with_current(now.current.current.with_rate(rate))
            timeline = now.branch(race)
            self._datasets[timeline] = self._datasets[now]
            self.frame.history.change("learning rate from here on", timeline)
        else:
            self._edit_run("learning rate", lambda run: run.with_rate(rate))

    def _choose_method(self, method: str) -> None:
        self._edit_run("method", lambda run: _with_method(run, method))

    def _add_run(self, method: str) -> None:
        self._edit("new run", lambda race: race.with_added(_with_method(race.current, method)))

    def _select(self, index: int) -> None:
        now = self._timeline_now
        timeline = now.mapped(lambda race: race.select(index))
        self._datasets[timeline] = self._datasets[now]
        self.frame.player.load(timeline)

    def _start_at(self, first: float, second: float) -> None:
        axes = self.landscape.axes

        def start(race: RaceSnapshot) -> RaceSnapshot:
            parameters = race.current.parameters.copy()
            parameters[axes.shown] = first, second
            if self.runs_card.same_start.isChecked():
                return race.started_at(parameters)
            return race.with_run(race.current.with_parameters(parameters))

        self._edit("start", start)

    def _change_problem(
        self, what: str, change: Callable[[Regression], Regression], *, dragged: bool = False
    ) -> None:
        self._edit(what, lambda race: race.with_problem(change(race.problem)), dragged=dragged)

    def _move_point(self, row: int, x: float, y: float) -> None:
        def move(problem: Regression) -> Regression:
            features = problem.rows()[0][row].copy()
            features[self.fit.feature] = x
            return problem.with_point_moved(row, features, y)

        self._change_problem(f"move of point {row + 1}", move, dragged=True)

    def _add_point(self, x: float, y: float) -> None:
        def add(problem: Regression) -> Regression:
            features = problem.sums.mean[:-1].copy()
            features[self.fit.feature] = x
            return problem.with_point_added(features, y)

        self._change_problem("new point", add)

    def _remove_point(self, row: int) -> None:
        self._change_problem("removed point", lambda problem: problem.without_point(row))

    def _standardise(self, on: bool) -> None:
        self._edit("standardising", lambda race: race.on(race.problem.with_options(standardise=on)))

    def _choose_columns(self, target: str, features: tuple[str, ...]) -> None:
        dataset = self._datasets[self._timeline_now]

        def choose(race: RaceSnapshot) -> RaceSnapshot:
            standardise = race.problem.standardise
            return race.on(dataset.problem(target, features, standardise=standardise))

        self._edit("columns", choose)

    def _show_feature(self, feature: int) -> None:
        self.fit.show_feature(feature)
        self.fit.show_race(self._race)

    def _open_shipped(self, name: str) -> None:
        self._try(lambda: self.open_dataset(shipped(name)))

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
        stage.addWidget(Card("Data and fit", self.fit, "drag a point · click to add one"), 0, 0)
        stage.addWidget(Card("Cost surface", self.landscape.surface, "drag to turn"), 0, 1)
        stage.addWidget(self.race_card, 1, 0)
        stage.addWidget(Card("Contour", self.landscape.contour, "click to start there"), 1, 1)
        for i in (0, 1):
            stage.setRowStretch(i, 1)
            stage.setColumnStretch(i, 1)
        self.frame.add_to_inspector(
            self.data_card, self.step_card, self.runs_card, self.now_card, self.normal_card
        )

    def _connect(self) -> None:
        self.frame.follow(self._show_race)
        self.fit.point_moved.connect(self._move_point)
        self.fit.drag_ended.connect(self.frame.history.end_gesture)
        self.fit.point_added.connect(self._add_point)
        self.fit.point_removed.connect(self._remove_point)
        self.landscape.start_wanted.connect(self._start_at)
        self._connect_step_card()
        self.race_card.price.refused.connect(self.frame.notice.show_text)
        runs = self.runs_card
        runs.add_wanted.connect(self._add_run)
        runs.remove_wanted.connect(lambda i: self._edit("removed run", lambda r: r.without(i)))
        runs.switched.connect(
            lambda i, on: self._edit("switched run", lambda race: race.switched(i, on))
        )
        runs.selected.connect(self._select)
        data = self.data_card
        data.dataset_chosen.connect(self._open_shipped)
        data.open_wanted.connect(self._ask_for_file)
        data.feature_shown.connect(self._show_feature)
        data.columns_chosen.connect(self._choose_columns)
        data.standardise_switched.connect(self._standardise)

    def _connect_step_card(self) -> None:
        card = self.step_card
        card.rate_edited.connect(self._change_rate)
        card.method_chosen.connect(self._choose_method)
        card.momentum_edited.connect(
            lambda beta: self._edit_run("momentum", lambda run: replace(run, beta=beta))
        )
        card.batch_edited.connect(
            lambda batch: self._edit_run("rows per step", lambda run: replace(run, batch=batch))
        )
        card.seed_edited.connect(
            lambda seed: self._edit_run("seed", lambda run: replace(run, seed=seed))
        )
        card.refused.connect(self.frame.notice.show_text)


def _with_method(run: DescentSnapshot, method: str) -> DescentSnapshot:
    """Return a first snapshot with another method at its usual rate, all else the same."""
    return start_descent(
        run.problem,
        method,
        parameters=run.parameters,
        seed=run.seed,
        batch=run.batch,
        beta=run.beta,
        tolerance=run.tolerance,
    )
