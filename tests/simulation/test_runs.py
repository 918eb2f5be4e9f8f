"""Tests of races."""

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.simulation.descent import start_descent
from simulator.simulation.descent_data import generate
from simulator.simulation.runs import RaceSnapshot, race
from simulator.simulation.timeline import Timeline


def three_runs() -> RaceSnapshot:
    """Return a race of gradient descent, conjugate gradient and one that diverges."""
    problem = generate(50, (2.0, 1.0), collinearity=0.8).problem()
    limit = start_descent(problem).spectrum.limit
    return race(
        (
            start_descent(problem),
            start_descent(problem, "cg"),
            start_descent(problem, rate=1.5 * limit),
        )
    )


def test_runs_walk_in_step_and_wait_where_they_end():
    """Each run is what it would be alone; those that ended keep their last snapshot."""
    first = three_runs()
    timeline = Timeline(first, RaceSnapshot.next)
    timeline.go_to(20)
    for run, start in zip(timeline.current.runs, first.runs, strict=True):
        alone = start.snapshot
        while alone.step < 20 and (later := alone.next()) is not None:
            alone = later
        assert run.snapshot.parameters.tobytes() == alone.parameters.tobytes()
    assert timeline.current.runs[1].snapshot.step == 3
    assert timeline.current.step == 20


def test_the_race_ends_when_every_run_has_ended_and_has_its_times():
    """Steps to 1e-3 and 1e-6 of the first excess are the first at which it is so low."""
    timeline = Timeline(three_runs(), RaceSnapshot.next)
    timeline.go_to(10_000)
    descent, conjugate, diverged = timeline.current.runs
    verdicts = [run.snapshot.verdict for run in timeline.current.runs]
    assert verdicts == ["converged", "converged", "diverged"]
    assert conjugate.steps_to[1] <= 3
    assert diverged.steps_to == (None, None)
    for share, step in zip((1e-3, 1e-6), descent.steps_to, strict=True):
        for at, expected in ((step - 1, False), (step, True)):
            timeline.go_to(at)
            run = timeline.current.runs[0]
            assert (run.snapshot.excess <= share * run.started) is expected


def test_the_selected_run_is_the_one_that_speaks():
    """Narration follows the selection, and a changed rate changes that run alone."""
    snapshot = three_runs().next().select(2)
    assert snapshot.explain().caption == snapshot.runs[2].snapshot.explain().caption
    changed = snapshot.with_current(snapshot.current.with_rate(1e-4))
    assert changed.runs[2].snapshot.rate == 1e-4
    assert changed.runs[0] is snapshot.runs[0]


def test_dragged_data_reach_every_run():
    """All runs stay where they are on the changed surface."""
    snapshot = three_runs().next()
    moved = snapshot.with_problem(snapshot.problem.with_point_moved(0, np.array([3.0, 3.0]), 9.0))
    assert {id(run.snapshot.problem) for run in moved.runs} == {id(moved.problem)}
    assert moved.step == snapshot.step


def test_a_race_has_one_to_eight_runs_on_one_surface():
    """More are refused with a sentence, different data are a mistake of ours."""
    snapshot = start_descent(generate().problem())
    with pytest.raises(InputError, match="1 to 8"):
        race((snapshot,) * 9)
    with pytest.raises(InputError, match="1 to 8"):
        race(())
    with pytest.raises(ValueError, match="share"):
        race((snapshot, start_descent(generate().problem())))


def test_a_run_that_is_off_waits_at_its_start():
    """The others go on; switched on, it takes part from the start."""
    first = three_runs().switched(0, False)
    timeline = Timeline(first, RaceSnapshot.next)
    timeline.go_to(3)
    steps = [run.snapshot.step for run in timeline.current.runs]
    assert steps == [0, 3, 3]
    assert first.switched(0, True).next().runs[0].snapshot.step == 1


def test_runs_are_added_and_removed_and_the_selection_follows():
    """Eight at most, one at least; a removed run before the selected one shifts it."""
    first = three_runs().with_added(three_runs().runs[1].snapshot)
    assert (len(first.runs), first.selected) == (4, 3)
    assert first.without(0).selected == 2
    assert first.without(3).selected == 2
    for _ in range(4):
        first = first.with_added(first.current)
    with pytest.raises(InputError, match="1 to 8"):
        first.with_added(first.current)
    with pytest.raises(InputError, match="1 to 8"):
        race((first.current,)).without(0)


def test_on_other_data_rates_keep_their_multiple_of_the_default():
    """Methods stay; twice the default rate is twice the default there as well."""
    problem = generate(50, (2.0, 1.0)).problem()
    start = start_descent(problem)
    moved = race((start.with_rate(2 * start.rate), start_descent(problem, "cg"))).on(
        generate(90, (1.0,), seed=3).problem()
    )
    usual = start_descent(moved.problem).rate
    assert moved.runs[0].snapshot.rate == pytest.approx(2 * usual, rel=0.1)
    assert moved.runs[1].snapshot.method == "cg"
    assert moved.problem.count == 90


def test_in_other_units_runs_start_at_the_same_line():
    """The start stays in the data's own units when standardising is switched."""
    first = three_runs().started_at(np.array([1.0, 2.0, 3.0]))
    raw = first.on(first.problem.with_options(standardise=False))
    for before, after in zip(first.runs, raw.runs, strict=True):
        assert after.snapshot.coefficients == pytest.approx(before.snapshot.coefficients)
