"""The run that is shown and its rivals, followed to the same update."""

import numpy as np

from simulator.engine.arrays import Floats
from simulator.simulation.explanation import Role
from simulator.simulation.network import NetworkSnapshot, Rival, start_rival
from simulator.simulation.network_examples import Examples
from simulator.simulation.record import Record
from simulator.simulation.timeline import Timeline

RIVAL_ROLES: tuple[Role, ...] = ("forward", "parameter", "forget", "candidate", "optimum")
"""Colours of the runs that the shown one, drawn as data and gradient, is compared with."""

Key = tuple[Rival, Examples, bool, int]


class Runs:
    """Losses and paths by update; what was recorded once is not computed again."""

    def __init__(self) -> None:
        self._shown: Record[NetworkSnapshot] = Record(_numbers)
        self._rivals: dict[Key, tuple[Timeline[NetworkSnapshot], Record[NetworkSnapshot]]] = {}

    def follow(self, timeline: Timeline[NetworkSnapshot]) -> tuple[list[Floats], list[Floats]]:
        """Return losses, each (updates,), and paths, each (updates, 2n + 1), the shown run first.

        The last column of a path is the loss.
        """
        snapshot = timeline.current
        tables = [_by_update(self._shown.follow(timeline))]
        tables += [self._rival(snapshot, rival) for rival in snapshot.rivals]
        losses = [table[:, 1] for table in tables]
        paths = [np.column_stack([table[:, 2:], table[:, 1]]) for table in tables]
        return losses, paths

    def _rival(self, snapshot: NetworkSnapshot, rival: Rival) -> Floats:
        key = (rival, snapshot.examples, snapshot.batch, snapshot.seed)
        if key not in self._rivals:
            first = start_rival(snapshot, rival)
            self._rivals = {k: v for k, v in self._rivals.items() if k[0] in snapshot.rivals}
            self._rivals[key] = (Timeline(first, NetworkSnapshot.next), Record(_numbers))
        timeline, record = self._rivals[key]
        timeline.go_to(snapshot.update if snapshot.phase else snapshot.update - 1)
        return _by_update(record.follow(timeline))


def _numbers(snapshot: NetworkSnapshot) -> tuple[float, ...]:
    return (snapshot.update, snapshot.computed.loss, *snapshot.current_parameters())


def _by_update(rows: Floats) -> Floats:
    """Return the last row of each update."""
    last = np.append(np.flatnonzero(np.diff(rows[:, 0])), len(rows) - 1)
    return rows[last]
