"""The part of parameter space that surface and contours show, and how it grows."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.quadratic import Plane
from simulator.simulation.walk import Walk

Others = Literal["optimum", "current"]
"""Where the parameters stand that do not span the ground."""

MARGIN = 1.25
"""Space around the starts, as a multiple of their distance to the optimum."""
FLATTEST = 0.3
"""The ground is at least this fraction as deep as it is wide, in units of the parameters."""
ARROW = 0.22
"""Longest arrow, as a share of the ground."""


@dataclass(frozen=True, slots=True)
class Axes:
    """Which two parameters span the ground, and how the others stand."""

    first: int = 0
    second: int = 1
    others: Others = "optimum"

    @property
    def shown(self) -> list[int]:
        """Both indices, to pick columns with."""
        return [self.first, self.second]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The cost over a rectangle of two parameters, in step units."""

    axes: Axes
    ends: Floats
    """Lowest and highest value of each of the two parameters, shape (2, 2)."""
    plane: Plane
    others: Floats
    """All parameters; those that do not span the ground stand as here, shape (k,)."""

    def same_as(self, other: "Ground | None") -> bool:
        """Return whether both look the same."""
        return (
            other is not None
            and self.axes == other.axes
            and self.plane is other.plane
            and bool((self.ends == other.ends).all())
        )


def ground_of(walk: Walk, axes: Axes, before: Ground | None = None, same: bool = False) -> Ground:
    """Return the ground on which a walk is shown.

    The optimum is in the middle and every start inside. Where the selected run has left it, the
    ground is twice as large, or four times, …, so that one sees it run away in few steps.

    Args:
        walk: The race and where it has been.
        axes: What spans the ground.
        before: The ground that was shown last.
        same: Whether the data are those of ``before``, so that its plane can stay.
    """
    current = walk.race.current
    others = current.optimum if axes.others == "optimum" else current.parameters
    if same and before is not None and before.axes == axes and _stand_alike(before, others, axes):
        plane = before.plane
    else:
        plane = current.problem.quadratic.plane(axes.first, axes.second, others)
    return Ground(axes, _ends(walk, axes, plane.centre), plane, others)


def arrow_end(ground: Ground, here: Floats, move: Floats) -> Floats:
    """Return where an arrow from ``here`` along ``move`` ends, short enough to be seen whole."""
    share = float((np.abs(move) / (ground.ends[:, 1] - ground.ends[:, 0])).max())
    return np.asarray(here + move * min(1.0, ARROW / share) if share > 0 else here)


def _stand_alike(before: Ground, others: Floats, axes: Axes) -> bool:
    standing = np.ones(len(others), dtype=bool)
    standing[axes.shown] = False
    return bool((before.others[standing] == others[standing]).all())


def _ends(walk: Walk, axes: Axes, centre: Floats) -> Floats:
    on = [run.on for run in walk.race.runs]
    paths = walk.parameters[:, :, axes.shown]
    optimum = walk.race.current.optimum[axes.shown]
    starts = np.concatenate([paths[0, on], centre[None]])
    reach = np.abs(starts - optimum).max(axis=0)
    reach = np.maximum(reach, FLATTEST * reach.max()) * MARGIN
    reach = np.where(reach > 0, reach, 1.0)
    far = float((np.abs(paths[:, walk.race.selected] - optimum) / reach).max())
    reach = reach * 2.0 ** max(0, math.ceil(math.log2(far))) if far > 1 else reach
    return np.stack([optimum - reach, optimum + reach], axis=1)
