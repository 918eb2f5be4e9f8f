"""Where the columns of a sentence stand: one for each token, as wide as its word needs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SMALLEST = 18.0
"""Width in pixels of the narrowest column."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Edges of neighbouring columns in pixels, from 0, however far they are scrolled."""

    edges: NDArray[np.float64]

    @staticmethod
    def fitting(natural: Sequence[float], width: float) -> "Columns":
        """Return columns as wide as ``natural`` asks, widened alike where ``width`` leaves room."""
        widths = np.maximum(np.asarray(natural, dtype=np.float64), SMALLEST)
        if widths.size:
            widths += max(0.0, width - widths.sum()) / widths.size
        return Columns(np.rint(np.concatenate([[0.0], np.cumsum(widths)])))

    def __len__(self) -> int:
        return self.edges.size - 1

    @property
    def width(self) -> float:
        """Width of all columns together."""
        return float(self.edges[-1])

    @property
    def centres(self) -> NDArray[np.float64]:
        """The middle of each column."""
        return (self.edges[:-1] + self.edges[1:]) / 2

    def at(self, x: float) -> int:
        """Return the column at ``x``, the first or last one if ``x`` is outside."""
        return int(np.clip(np.searchsorted(self.edges, x, side="right") - 1, 0, len(self) - 1))
