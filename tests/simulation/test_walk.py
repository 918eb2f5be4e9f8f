"""Tests of the numbers that paths and curves are drawn from."""

import pytest

from simulator.simulation.descent import start_descent
from simulator.simulation.descent_data import generate
from simulator.simulation.runs import RaceSnapshot, race
from simulator.simulation.timeline import Timeline
from simulator.simulation.walk import WalkRecord


def test_a_walk_holds_every_step_of_every_run_up_to_the_cursor():
    """Forward, back and after a change, rows are the snapshots' own numbers."""
    problem = generate(30, (1.0, 2.0)).problem()
    timeline = Timeline(
        race((start_descent(problem), start_descent(problem, "cg"))), RaceSnapshot.next
    )
    record = WalkRecord()
    for index in (3, 1, 8):
        timeline.go_to(index)
        walk = record.follow(timeline)
        assert walk.parameters.shape == (index + 1, 2, 3)
        for step, snapshot in enumerate(timeline.past(0)):
            for k, run in enumerate(snapshot.runs):
                assert walk.parameters[step, k] == pytest.approx(run.snapshot.parameters, abs=0)
                assert walk.excess[step, k] == run.snapshot.excess
    other = Timeline(race((start_descent(problem, rate=1e-3),)), RaceSnapshot.next)
    other.go_to(2)
    assert record.follow(other).parameters.shape == (3, 1, 3)
