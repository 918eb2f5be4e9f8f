"""Tests of walking a race again."""

import pytest

from simulator.simulation.descent import start_descent
from simulator.simulation.descent_data import generate
from simulator.simulation.replay import replayed
from simulator.simulation.runs import RaceSnapshot, race
from simulator.simulation.timeline import Timeline


@pytest.fixture
def branched():
    """A race of two runs, the first with another rate from step 4 on, at step 6."""
    problem = generate(30, (1.0, 2.0)).problem()
    first = race((start_descent(problem, rate=1e-3), start_descent(problem, "momentum")))
    timeline = Timeline(first, RaceSnapshot.next)
    timeline.go_to(4)
    current = timeline.current
    timeline = timeline.branch(current.with_current(current.current.with_rate(5e-3)))
    timeline.go_to(6)
    return timeline


def test_the_same_start_replays_to_the_last_bit(branched):
    """Nothing changed: the same snapshots, change of rate included."""
    again = replayed(next(branched.past(0)), branched)
    for old, new in zip(branched.past(0), again.past(0), strict=True):
        for a, b in zip(old.runs, new.runs, strict=True):
            assert a.snapshot.parameters.tobytes() == b.snapshot.parameters.tobytes()
            assert a.snapshot.rate == b.snapshot.rate


def test_a_run_with_another_first_rate_forgets_its_change_in_flight(branched):
    """Who sets a rate from the start means it for the whole path."""
    first = next(branched.past(0))
    again = replayed(first.with_run(first.current.with_rate(2e-3)), branched)
    assert [race.current.rate for race in again.past(0)] == [2e-3] * 7


def test_a_race_that_ends_before_the_change_is_still_replayed():
    """Newton arrives in one step, long before the change."""
    problem = generate(30, (1.0,)).problem()
    timeline = Timeline(race((start_descent(problem, rate=1e-3),)), RaceSnapshot.next)
    timeline.go_to(4)
    timeline = timeline.branch(
        timeline.current.with_current(timeline.current.current.with_rate(2e-3))
    )
    again = replayed(race((start_descent(problem, "newton"),)), timeline)
    assert again.index == 1
