"""Where the runs of a race have been: the numbers that curves and paths are drawn from."""

from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Floats
from simulator.simulation.record import Record
from simulator.simulation.runs import RaceSnapshot
from simulator.simulation.timeline import Timeline


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """A race at the cursor of its timeline, with all steps up to there."""

    race: RaceSnapshot
    parameters: Floats
    """In step units, shape (steps + 1, runs, k)."""
    excess: Floats
    """``J(b) − J(b*)``, shape (steps + 1, runs)."""
    last: int = 0
    """The step that the player offers to go to."""


class WalkRecord:
    """Follows timelines of races; a step forward costs one new row."""

    def __init__(self) -> None:
        self._record: Record[RaceSnapshot] = Record(_numbers)

    def follow(self, timeline: Timeline[RaceSnapshot], last: int = 0) -> Walk:
        """Return the walk up to the cursor of ``timeline``; its arrays are not copies."""
        race = timeline.current
        rows = self._record.follow(timeline)
        shaped = rows.reshape(len(rows), len(race.runs), -1)
        return Walk(race, shaped[..., :-1], shaped[..., -1], last)


def _numbers(race: RaceSnapshot) -> Floats:
    rows = [(*run.snapshot.parameters.tolist(), run.snapshot.excess) for run in race.runs]
    return np.array(rows).ravel()
