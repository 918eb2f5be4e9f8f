"""Walking a race again from a changed start, with the changes that were made on the way."""

from dataclasses import replace
from itertools import pairwise

from simulator.simulation.runs import RaceSnapshot
from simulator.simulation.timeline import Timeline


def replayed(first: RaceSnapshot, old: Timeline[RaceSnapshot]) -> Timeline[RaceSnapshot]:
    """Return a timeline from ``first`` to the step at which ``old`` stands.

    Where a run of ``old`` was given another rate in flight, it gets it again at the same step, if
    ``first`` still has this run with the same method and the same rate to begin with.
    """
    timeline = Timeline(first, RaceSnapshot.next)
    for index, number, rate in _rates_changed(old, first):
        timeline.go_to(index)
        if timeline.index == index:
            timeline = timeline.branch(_with_rate(timeline.current, number, rate))
    timeline.go_to(old.index)
    return timeline


def _rates_changed(
    old: Timeline[RaceSnapshot], first: RaceSnapshot
) -> list[tuple[int, int, float]]:
    """Return step, run and new rate of each change in flight that is still meant."""
    start = next(old.past(0))
    same = [
        number
        for number, (run, new) in enumerate(zip(start.runs, first.runs, strict=False))
        if (run.snapshot.method, run.snapshot.rate) == (new.snapshot.method, new.snapshot.rate)
    ]
    return [
        (index, number, race.runs[number].snapshot.rate)
        for index, (before, race) in enumerate(pairwise(old.past(0)), start=1)
        for number in same
        if race.runs[number].snapshot.rate != before.runs[number].snapshot.rate
    ]


def _with_rate(race: RaceSnapshot, number: int, rate: float) -> RaceSnapshot:
    runs = list(race.runs)
    runs[number] = replace(runs[number], snapshot=runs[number].snapshot.with_rate(rate))
    return replace(race, runs=tuple(runs))
