"""Names for the arrays that the engine takes and gives."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Real numbers in double precision; the docstring of each function gives shape and unit."""

Integers = NDArray[np.int64]
"""Indices and counts."""

Reals = NDArray[np.floating[Any]]
"""Real numbers in single or double precision."""


def frozen(array: Floats) -> Floats:
    """Return a read-only float64 copy of ``array``, for snapshots whose past must not change."""
    copy = np.array(array, dtype=np.float64)
    copy.flags.writeable = False
    return copy
