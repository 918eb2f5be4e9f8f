"""What a cost surface and its contour show besides the cost: paths, places and arrows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.engine.arrays import Floats
from simulator.simulation.explanation import Role

MarkKind = Literal["current", "optimum", "start", "mirror"]
"""A ring, a star, a dot and a diamond: the shape repeats what the colour says."""


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """The places that a run has visited, in order.

    ``points`` has shape (k, 2), drawn on the surface, or (k, 3) with the height given.
    """

    points: Floats
    role: Role = "gradient"
    dashed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One place worth showing; ``point`` has 2 or 3 coordinates as in ``Path``."""

    kind: MarkKind
    point: Floats
    role: Role = "gradient"


@dataclass(frozen=True, slots=True, eq=False)
class Arrow:
    """A direction with a length, such as −α ∇J; both ends have 2 or 3 coordinates."""

    start: Floats
    end: Floats
    role: Role = "gradient"


def finite(values: Floats, what: str) -> Floats:
    """Return ``values`` as float64.

    Raises:
        ValueError: If any is NaN or infinite: such a number is never drawn.
    """
    array = np.asarray(values, dtype=np.float64)
    if not np.isfinite(array).all():
        raise ValueError(f"{what} must be finite: NaN and infinity cannot be drawn")
    return array


def finite_marks(marks: Sequence[Mark], arrows: Sequence[Arrow]) -> None:
    """Refuse marks and arrows at places that are not finite.

    Raises:
        ValueError: If any is: such a number is never drawn.
    """
    points = [mark.point for mark in marks]
    points += [end for arrow in arrows for end in (arrow.start, arrow.end)]
    if points:
        finite(np.concatenate(points), "a mark")
