"""Several descents on one surface, in lock-step, as one snapshot."""

from dataclasses import dataclass, replace

from simulator.engine.errors import InputError
from simulator.engine.regression import Regression
from simulator.simulation.descent import DescentSnapshot
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

    def next(self) -> "Run | None":
        """Return the run a step later; None when it has ended."""
        later = self.snapshot.next()
        return None if later is None else replace(self, snapshot=later).timed()

    def timed(self) -> "Run":
        """Return this run with the milestones that its snapshot has just reached."""
        share = self.snapshot.excess / self.started if self.started > 0 else 0.0
        steps_to = tuple(
            self.snapshot.step if known is None and share <= milestone else known
            for known, milestone in zip(self.steps_to, MILESTONES, strict=True)
        )
        return replace(self, steps_to=steps_to)


def run_of(snapshot: DescentSnapshot) -> Run:
    """Return a run that starts at a snapshot."""
    return Run(snapshot, snapshot.excess).timed()


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
        runs = tuple(run_of(run.snapshot.with_problem(problem)) for run in self.runs)
        return replace(self, runs=runs)


def race(snapshots: tuple[DescentSnapshot, ...], selected: int = 0) -> RaceSnapshot:
    """Return the start of a race of first snapshots on the same data.

    Raises:
        InputError: If there are none, or more than eight.
        ValueError: If they are not on the same problem.
    """
    if not 1 <= len(snapshots) <= MOST_RUNS:
        raise InputError(f"A race has 1 to {MOST_RUNS} runs, not {len(snapshots)}; remove some.")
    if any(snapshot.problem is not snapshots[0].problem for snapshot in snapshots):
        raise ValueError("the runs of a race share one problem")
    return RaceSnapshot(tuple(map(run_of, snapshots)), selected)
