"""Several descents on one surface, in lock-step, as one snapshot."""

from dataclasses import dataclass, replace

from simulator.engine.arrays import Floats
from simulator.engine.errors import InputError
from simulator.engine.regression import Regression
from simulator.simulation.descent import DescentSnapshot, start_descent
from simulator.simulation.descent_methods import default_rate
from simulator.simulation.explanation import Explanation

MOST_RUNS = 8

MILESTONES = (1e-3, 1e-6)
"""Shares of the cost above the optimum at the start that a run is timed to."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One of the descents, and how fast it has been."""

    snapshot: DescentSnapshot
    started: float
    """``J(b) − J(b*)`` where the run started."""
    steps_to: tuple[int | None, ...] = (None,) * len(MILESTONES)
    """The first step at which each milestone was reached; None when it is not yet."""
    on: bool = True
    """Whether it takes part; a run that is off waits where it is."""

    def next(self) -> "Run | None":
        """Return the run a step later; None when it has ended or is off."""
        later = self.snapshot.next() if self.on else None
        return None if later is None else replace(self, snapshot=later).timed()

    def timed(self) -> "Run":
        """Return this run with the milestones that its snapshot has just reached."""
        share = self.snapshot.excess / self.started if self.started > 0 else 0.0
        steps_to = tuple(
            self.snapshot.step if known is None and share <= milestone else known
            for known, milestone in zip(self.steps_to, MILESTONES, strict=True)
        )
        return replace(self, steps_to=steps_to)


def run_of(snapshot: DescentSnapshot, on: bool = True) -> Run:
    """Return a run that starts at a snapshot."""
    return Run(snapshot, snapshot.excess, on=on).timed()


@dataclass(frozen=True, slots=True, eq=False)
class RaceSnapshot:
    """Up to eight runs at one step; those that have ended stand where they ended.

    Make one with :func:`race`. A page that shows a single run uses a race of one.
    """

    runs: tuple[Run, ...]
    selected: int = 0
    """Which run the narration, the formula and the inspector speak of."""
    step: int = 0

    @property
    def current(self) -> DescentSnapshot:
        """The snapshot of the selected run."""
        return self.runs[self.selected].snapshot

    @property
    def problem(self) -> Regression:
        """The data, the same for all runs."""
        return self.current.problem

    def next(self) -> "RaceSnapshot | None":
        """Return the next step of all runs; None when every run has ended."""
        later = [run.next() for run in self.runs]
        if not any(later):
            return None
        runs = tuple(new or old for new, old in zip(later, self.runs, strict=True))
        return replace(self, runs=runs, step=self.step + 1)

    def explain(self) -> Explanation:
        """Say what the last step of the selected run did."""
        return self.current.explain()

    def select(self, index: int) -> "RaceSnapshot":
        """Return the race with another run selected.

        Raises:
            ValueError: If there is no such run.
        """
        if not 0 <= index < len(self.runs):
            raise ValueError(f"there is no run {index} of {len(self.runs)}")
        return replace(self, selected=index)

    def with_current(self, snapshot: DescentSnapshot) -> "RaceSnapshot":
        """Return the race with the selected run changed in flight; its times stay."""
        runs = list(self.runs)
        runs[self.selected] = replace(runs[self.selected], snapshot=snapshot)
        return replace(self, runs=tuple(runs))

    def with_problem(self, problem: Regression) -> "RaceSnapshot":
        """Return the race on changed data: parameters stand in data units, times begin anew."""
        runs = tuple(run_of(run.snapshot.with_problem(problem), run.on) for run in self.runs)
        return replace(self, runs=runs)

    # Changes of the first snapshot of a race: another race, from the start.

    def with_run(self, snapshot: DescentSnapshot) -> "RaceSnapshot":
        """Return the race with the selected run started at another first snapshot."""
        return self._with(self.selected, run_of(snapshot, self.runs[self.selected].on))

    def with_added(self, snapshot: DescentSnapshot) -> "RaceSnapshot":
        """Return the race with one more run, which is selected.

        Raises:
            InputError: If there are eight already.
        """
        _check_count(len(self.runs) + 1)
        return replace(self, runs=(*self.runs, run_of(snapshot)), selected=len(self.runs))

    def without(self, index: int) -> "RaceSnapshot":
        """Return the race without one run.

        Raises:
            InputError: If it is the only one.
        """
        _check_count(len(self.runs) - 1)
        runs = self.runs[:index] + self.runs[index + 1 :]
        selected = self.selected - (self.selected > index)
        return replace(self, runs=runs, selected=min(selected, len(runs) - 1))

    def switched(self, index: int, on: bool) -> "RaceSnapshot":
        """Return the race with one run taking part, or waiting at its start."""
        return self._with(index, replace(self.runs[index], on=on))

    def started_at(self, parameters: Floats) -> "RaceSnapshot":
        """Return the race with all runs started at these parameters (step units), shape (k,)."""
        runs = tuple(run_of(run.snapshot.with_parameters(parameters), run.on) for run in self.runs)
        return replace(self, runs=runs)

    def on(self, problem: Regression) -> "RaceSnapshot":
        """Return the same methods on other data, or on the same in other units.

        Runs start where they started, in the data's own units, or from zero where there are other
        parameters. Each rate is as many times the default there as it was here, to two digits.

        Raises:
            InputError: If a stochastic method is asked of data without rows.
        """
        runs = tuple(run_of(_moved(run.snapshot, problem), run.on) for run in self.runs)
        return replace(self, runs=runs)

    def _with(self, index: int, run: Run) -> "RaceSnapshot":
        return replace(self, runs=(*self.runs[:index], run, *self.runs[index + 1 :]))


def race(snapshots: tuple[DescentSnapshot, ...], selected: int = 0) -> RaceSnapshot:
    """Return the start of a race of first snapshots on the same data.

    Raises:
        InputError: If there are none, or more than eight.
        ValueError: If they are not on the same problem.
    """
    _check_count(len(snapshots))
    if any(snapshot.problem is not snapshots[0].problem for snapshot in snapshots):
        raise ValueError("the runs of a race share one problem")
    return RaceSnapshot(tuple(map(run_of, snapshots)), selected)


def _check_count(count: int) -> None:
    if not 1 <= count <= MOST_RUNS:
        raise InputError(f"A race has 1 to {MOST_RUNS} runs, not {count}.")


def _moved(snapshot: DescentSnapshot, problem: Regression) -> DescentSnapshot:
    same = problem.parameter_names == snapshot.problem.parameter_names
    usual = default_rate(snapshot.problem, snapshot.spectrum, snapshot.method, snapshot.batch)
    moved = start_descent(
        problem,
        snapshot.method,
        parameters=problem.to_step_units(snapshot.coefficients) if same else None,
        seed=snapshot.seed,
        batch=snapshot.batch,
        beta=snapshot.beta,
        tolerance=snapshot.tolerance,
    )
    return moved.with_rate(float(f"{moved.rate * snapshot.rate / usual:.1e}"))
