"""Numbers along a timeline, such as the path of the parameters or the cost at each step."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import numpy as np

from simulator.engine.arrays import Floats
from simulator.simulation.timeline import Timeline

Snapshot = TypeVar("Snapshot")


class Record(Generic[Snapshot]):
    """Some numbers of each snapshot from the first to the cursor of a timeline.

    Following a timeline step by step costs one new row a step; what was recorded stays in one
    array that doubles when it is full.
    """

    def __init__(self, numbers: Callable[[Snapshot], Sequence[float] | Floats]) -> None:
        self._numbers = numbers
        self._timeline: Timeline[Snapshot] | None = None
        self._rows: Floats = np.empty((0, 0))
        self._known = 0

    def follow(self, timeline: Timeline[Snapshot]) -> Floats:
        """Return the numbers at each index up to the cursor, shape (index + 1, k), not a copy."""
        if timeline is not self._timeline:
            self._timeline, self._known = timeline, 0
        for snapshot in timeline.past(self._known) if self._known <= timeline.index else ():
            self._append(self._numbers(snapshot))
        return self._rows[: timeline.index + 1]

    def _append(self, row: Sequence[float] | Floats) -> None:
        if self._known == 0 and self._rows.shape[1] != len(row):
            self._rows = np.empty((64, len(row)))
        if self._known == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._known] = row
        self._known += 1
