"""What can be done to a race: every gesture becomes a new timeline, so each can be undone."""

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

from simulator.engine.arrays import Floats
from simulator.engine.errors import InputError
from simulator.engine.regression import Regression
from simulator.simulation.descent import DescentSnapshot, start_descent
from simulator.simulation.descent_data import Dataset
from simulator.simulation.replay import replayed
from simulator.simulation.runs import RaceSnapshot, race
from simulator.simulation.timeline import Timeline
from simulator.widgets.frame import LabFrame

HORIZON = 30
"""Steps that the slider offers at first."""

Edit = Callable[[RaceSnapshot], RaceSnapshot]
"""What a gesture does to the first snapshot of a race."""


class RaceDesk:
    """Changes the race that a frame shows; what cannot be done is said in the frame's notice."""

    def __init__(self, frame: LabFrame) -> None:
        self._frame = frame
        # Which data a timeline is about, so that undo brings back the choice of columns as well.
        self._datasets: WeakKeyDictionary[Timeline[RaceSnapshot], Dataset] = WeakKeyDictionary()

    @property
    def timeline(self) -> Timeline[RaceSnapshot]:
        """The timeline that is shown."""
        return self._frame.player.timeline

    @property
    def race(self) -> RaceSnapshot:
        """The race at the step that is shown."""
        return self.timeline.current

    @property
    def dataset(self) -> Dataset:
        """The table from which the problem's columns were chosen."""
        return self._datasets[self.timeline]

    def begin(self, dataset: Dataset) -> None:
        """Show a race of one run on ``dataset``."""
        first = race((start_descent(dataset.problem()),))
        self._frame.player.load(self._of(Timeline(first, RaceSnapshot.next), dataset), HORIZON)

    def open(self, dataset: Dataset, *, dragged: bool = False, what: str = "") -> None:
        """Show the same runs on other data; the choice of columns is the data set's own.

        ``what`` names the change, where it is not the opening of data.

        Raises:
            InputError: If there is nothing in it to fit.
        """
        first = self._first()
        problem = dataset.problem(standardise=first.problem.standardise)
        self._change(what or f"opening {dataset.title}", first.on(problem), dataset, dragged)

    def edit(self, what: str, edit: Edit, *, dragged: bool = False) -> None:
        """Walk as far as now from a changed first snapshot, so that the whole path answers.

        What is ``dragged`` is undone together with the same change before; else, each apart.
        """
        try:
            self._change(what, edit(self._first()), self.dataset, dragged)
        except InputError as error:
            self._frame.notice.show_text(str(error))

    def edit_run(self, what: str, **changed: float) -> None:
        """Give the selected run other numbers (fields of its snapshot) from its start."""
        self.edit(what, lambda race: race.with_run(replace(race.current, **changed)), dragged=True)

    def edit_problem(
        self, what: str, change: Callable[[Regression], Regression], *, dragged: bool = False
    ) -> None:
        """Change the data under the runs: they start where they started, in the data's units."""
        self.edit(what, lambda race: race.with_problem(change(race.problem)), dragged=dragged)

    def change_rate(self, rate: float, *, from_here: bool) -> None:
        """Give the selected run another rate, from its start or for the steps to come."""
        if not from_here:
            self.edit(
                "learning rate",
                lambda race: race.with_run(race.current.with_rate(rate)),
                dragged=True,
            )
            return
        now = self.timeline
        try:
            race = now.current.with_current(now.current.current.with_rate(rate))
        except InputError as error:
            self._frame.notice.show_text(str(error))
            return
        branch = self._of(now.branch(race), self.dataset)
        self._frame.history.change("learning rate from here on", branch)

    def choose_method(self, method: str) -> None:
        """Let the selected run use another method, at its usual rate."""
        self.edit("method", lambda race: race.with_run(with_method(race.current, method)))

    def add_run(self, method: str) -> None:
        """Add a run by a method from where the selected one starts, and select it."""
        self.edit("new run", lambda race: race.with_added(with_method(race.current, method)))

    def select(self, index: int) -> None:
        """Look at another run."""
        timeline = self.timeline.mapped(lambda race: race.select(index))
        self._frame.player.load(self._of(timeline, self.dataset))

    def start_at(self, parameters: Floats, *, all_runs: bool) -> None:
        """Start all runs, or the selected one, at parameters in step units, shape (k,)."""

        def start(race: RaceSnapshot) -> RaceSnapshot:
            if all_runs:
                return race.started_at(parameters)
            return race.with_run(race.current.with_parameters(parameters))

        self.edit("start", start)

    def choose_columns(self, target: str, features: tuple[str, ...]) -> None:
        """Fit another column, or from others; no features mean all that are usual."""
        dataset = self.dataset

        def choose(race: RaceSnapshot) -> RaceSnapshot:
            chosen = features or None
            return race.on(dataset.problem(target, chosen, standardise=race.problem.standardise))

        self.edit("columns", choose)

    def standardise(self, on: bool) -> None:
        """Do the steps in standardised units, or in the data's own."""
        self.edit("standardising", lambda race: race.on(race.problem.with_options(standardise=on)))

    def _first(self) -> RaceSnapshot:
        return next(self.timeline.past(0))

    def _change(self, what: str, first: RaceSnapshot, dataset: Dataset, dragged: bool) -> None:
        timeline = self._of(replayed(first, self.timeline), dataset)
        if not dragged:
            self._frame.history.end_gesture()
        self._frame.history.change(what, timeline)

    def _of(self, timeline: Timeline[RaceSnapshot], dataset: Dataset) -> Timeline[RaceSnapshot]:
        self._datasets[timeline] = dataset
        return timeline


def with_method(run: DescentSnapshot, method: str) -> DescentSnapshot:
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
