"""Centred sums of a table: all that least squares needs to know of its rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.errors import InputError

BLOCK_BYTES = 1 << 20
"""A block of this size stays in the cache while it is used twice."""

LARGEST = 1e60
"""Above this, squares of sums of squares would leave the range of double precision."""

SMALLEST = 1e-120
"""Numbers that differ by less than this have no difference left when it is squared."""


@dataclass(frozen=True, slots=True, eq=False)
class Gram:
    """Count, means and centred sums of products of the columns of a table.

    Sums are centred because raw ones cancel: at an offset of 1e6 a variance from raw sums is
    wrong by a sixth, from centred ones by 1e-13.
    """

    count: int
    mean: Floats
    """Mean of each column, shape (p,)."""
    scatter: Floats
    """``Σ (row − mean)(row − mean)ᵀ``, shape (p, p)."""

    def __post_init__(self) -> None:
        self.mean.flags.writeable = self.scatter.flags.writeable = False

    def of(self, columns: list[int]) -> "Gram":
        """Return the sums of some of the columns, in the order given."""
        return Gram(self.count, self.mean[columns], self.scatter[np.ix_(columns, columns)])


def gram(table: Floats) -> Gram:
    """Return the sums of a table of shape (n, p), reading each row once.

    Raises:
        InputError: If a number is not finite or too large to be squared.
        ValueError: If the table is not 2-D or has no rows.
    """
    return merged(gram_of_block(block) for block in row_blocks(table))


def row_blocks(*arrays: Floats) -> Iterator[Floats]:
    """Yield the rows of a matrix (columns of several arrays side by side) in small blocks.

    Raises:
        ValueError: If there are no rows, or the numbers of rows differ.
    """
    rows = len(arrays[0])
    if rows == 0 or any(len(array) != rows for array in arrays):
        raise ValueError(f"rows must match and not be none: {[a.shape for a in arrays]}")
    width = sum(array.shape[1] if array.ndim == 2 else 1 for array in arrays)
    step = max(1, BLOCK_BYTES // (8 * max(width, 1)))
    for start in range(0, rows, step):
        parts = [array[start : start + step] for array in arrays]
        yield parts[0] if len(parts) == 1 else np.column_stack(parts)


def gram_of_block(block: Floats) -> Gram:
    """Return the sums of one block of rows, shape (m, p).

    Raises:
        InputError: If a number is not finite or too large to be squared.
    """
    mean = block.mean(axis=0)
    centred = block - mean
    # The mean is rounded; what it misses is the mean of what is left.
    missed = centred.mean(axis=0)
    mean = mean + missed
    scatter = centred.T @ centred - len(block) * np.outer(missed, missed)
    # One look at the sums finds what a look at every number would.
    if not (np.abs(mean) < LARGEST).all() or not (scatter.diagonal() < LARGEST**2).all():
        raise InputError(
            "The data hold a number that is not finite or beyond 1e60, whose square does not "
            "fit double precision; remove it, or give the column in a larger unit."
        )
    faint = scatter.diagonal() < SMALLEST**2
    if faint.any() and np.ptp(block[:, faint], axis=0).any():
        raise InputError(
            "The data hold a column of numbers that differ by less than 1e-120, whose squares do "
            "not fit double precision; give the column in a smaller unit."
        )
    return Gram(len(block), mean, scatter)


def merged(parts: Iterable[Gram]) -> Gram:
    """Return the sums of all the parts' rows together.

    Raises:
        ValueError: If there is no part.

    Source:
        Chan, Golub & LeVeque, Updating formulae and a pairwise algorithm for computing sample
        variances (1979).
    """
    total: Gram | None = None
    for part in parts:
        total = part if total is None else _two(total, part)
    if total is None:
        raise ValueError("sums of no rows")
    return total


def _two(a: Gram, b: Gram) -> Gram:
    count = a.count + b.count
    shift = b.mean - a.mean
    mean = a.mean + shift * (b.count / count)
    scatter = a.scatter + b.scatter + np.outer(shift, shift) * (a.count * b.count / count)
    return Gram(count, mean, scatter)
