"""The descent lab: data, surface, cost and rate of a linear regression, linked."""

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from simulator.engine.errors import InputError
from simulator.engine.regression import Regression
from simulator.files.datasets import DEFAULT, SHIPPED, shipped
from simulator.files.tables import read_table
from simulator.labs.descent.cost_view import CostView
from simulator.labs.descent.data_card import DataCard
from simulator.labs.descent.fit_view import FitView
from simulator.labs.descent.landscape import Landscape
from simulator.labs.descent.now_card import NormalCard, NowCard
from simulator.labs.descent.rate_card import RateCard
from simulator.simulation.descent import DescentSnapshot, start_descent
from simulator.simulation.descent_data import Dataset
from simulator.simulation.record import Record
from simulator.simulation.timeline import Timeline
from simulator.widgets.card import Card
from simulator.widgets.frame import LabFrame

HORIZON = 30
"""Steps that the slider offers at first."""


class DescentPage(QWidget):
    """Answers every gesture with a new timeline; the views only draw its snapshots."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = LabFrame(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)
        self.fit, self.cost, self.landscape = FitView(), CostView(), Landscape(self)
        self.data_card, self.rate_card = (
            DataCard({name: name.capitalize() for name in SHIPPED}),
            RateCard(),
        )
        self.now_card, self.normal_card = NowCard(), NormalCard()
        self._path: Record[DescentSnapshot] = Record(
            lambda snapshot: (*snapshot.parameters, snapshot.excess)
        )
        self._lay_out()
        self._connect()
        self.open_dataset(shipped(DEFAULT))

    def header_actions(self) -> list[QAction]:
        """Return nothing: what this lab can do is in its cards."""
        return []

    def close_tasks(self) -> None:
        """Do nothing: this page runs nothing beside the window."""

    def open_file(self, path: Path) -> None:
        """Open a table.

        Raises:
            InputError: If the file cannot be read as a table of numbers.
        """
        self.open_dataset(read_table(path))

    def open_dataset(self, dataset: Dataset) -> None:
        """Show ``dataset`` from the start.

        Raises:
            InputError: If there is nothing in it to fit.
        """
        snapshot = start_descent(dataset.problem())
        self._dataset = dataset
        self.fit.show_feature(0)
        self.data_card.show_dataset(dataset)
        self.frame.player.load(Timeline(snapshot, DescentSnapshot.next), HORIZON)
        self.frame.history.clear()

    def _lay_out(self) -> None:
        stage = self.frame.stage
        stage.addWidget(Card("Data and fit", self.fit, "drag a point · click to add one"), 0, 0)
        surface, contour = self.landscape.cards()
        stage.addWidget(surface, 0, 1)
        stage.addWidget(contour, 1, 1)
        stage.addWidget(Card("Cost by step", self.cost), 1, 0)
        for i in (0, 1):
            stage.setRowStretch(i, 1)
            stage.setColumnStretch(i, 1)
        self.frame.add_to_inspector(self.data_card, self.rate_card, self.now_card, self.normal_card)

    def _connect(self) -> None:
        frame = self.frame
        frame.follow(
            self._show_snapshot,
            self.data_card.show_snapshot,
            self.rate_card.show_snapshot,
            self.now_card.show_snapshot,
            self.normal_card.show_snapshot,
        )
        self.fit.point_moved.connect(self._move_point)
        self.fit.point_added.connect(self._add_point)
        self.fit.point_removed.connect(self._remove_point)
        self.landscape.start_wanted.connect(self._start_at)
        self.rate_card.rate_edited.connect(self._change_rate)
        self.rate_card.refused.connect(frame.notice.show_text)
        self.data_card.dataset_chosen.connect(
            lambda name: self._try(lambda: self.open_dataset(shipped(name)))
        )
        self.data_card.open_wanted.connect(self._ask_for_file)
        self.data_card.feature_shown.connect(self._show_feature)
        self.data_card.target_chosen.connect(self._choose_target)
        self.data_card.standardise_switched.connect(self._standardise)

    @property
    def _snapshot(self) -> DescentSnapshot:
        return self.frame.player.timeline.current

    def _show_snapshot(self, snapshot: DescentSnapshot) -> None:
        rows = self._path.follow(self.frame.player.timeline)
        self.fit.show_runs((snapshot,), 0)
        self.cost.show_costs(rows[:, -1:], self.frame.player.last)
        self.landscape.show_runs([snapshot], [rows[:, :-1]], 0)

    def _restart(self, what: str, first: DescentSnapshot) -> None:
        """Walk as far as now from another first snapshot, so that the whole path answers."""
        timeline = Timeline(first, DescentSnapshot.next)
        timeline.go_to(self.frame.player.timeline.index)
        self.frame.history.change(what, timeline)

    def _first(self) -> DescentSnapshot:
        return next(self.frame.player.timeline.past(0))

    def _change_rate(self, rate: float) -> None:
        self._try(lambda: self._restart("learning rate", self._first().with_rate(rate)))

    def _change_problem(self, what: str, problem: Regression) -> None:
        self._restart(what, self._first().with_problem(problem))

    def _move_point(self, row: int, x: float, y: float) -> None:
        problem = self._snapshot.problem
        features = problem.rows()[0][row].copy()
        features[self.fit.feature] = x
        self._try(
            lambda: self._change_problem(
                f"move of point {row + 1}", problem.with_point_moved(row, features, y)
            )
        )

    def _add_point(self, x: float, y: float) -> None:
        problem = self._snapshot.problem
        features = problem.rows()[0].mean(axis=0)
        features[self.fit.feature] = x
        self._try(lambda: self._change_problem("new point", problem.with_point_added(features, y)))

    def _remove_point(self, row: int) -> None:
        problem = self._snapshot.problem
        self._try(lambda: self._change_problem("removed point", problem.without_point(row)))

    def _start_at(self, first: float, second: float) -> None:
        start = self._first()
        parameters = start.parameters.copy()
        parameters[:2] = first, second
        self._restart("start", start.with_parameters(parameters))

    def _standardise(self, on: bool) -> None:
        first = self._first()
        problem = first.problem.with_options(standardise=on)
        self._restart("standardising", start_descent(problem, first.method))

    def _choose_target(self, target: str) -> None:
        self.fit.show_feature(0)
        self._try(lambda: self._restart("target", start_descent(self._dataset.problem(target))))

    def _show_feature(self, feature: int) -> None:
        self.fit.show_feature(feature)
        self._show_snapshot(self._snapshot)

    def _ask_for_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Open a table", filter="Tables (*.csv *.tsv *.txt)"
        )
        if name:
            self._try(lambda: self.open_file(Path(name)))

    def _try(self, change) -> None:  # type: ignore[no-untyped-def]
        try:
            change()
        except InputError as error:
            self.frame.notice.show_text(str(error))
