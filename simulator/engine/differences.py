"""Derivatives by finite differences, with an estimate of their own error."""

from collections.abc import Callable
from typing import NamedTuple

SHRINK = 1.6
LEVELS = 12


class Difference(NamedTuple):
    """A derivative found by differences, and how far off it may be."""

    value: float
    error: float


def central_difference(f: Callable[[float], float], v: float, h: float = 0.1) -> Difference:
    """Return ``f'(v)`` from central differences, extrapolated to a step of zero.

    Large steps truncate, small ones round; the extrapolation with the least estimated error wins.

    Args:
        f: A smooth function of one number.
        v: Where.
        h: The largest step.

    Source:
        Ridders, Accurate computation of F'(x) and F'(x)F''(x) (1982).
    """
    best = Difference(0.0, float("inf"))
    previous: list[float] = []
    for _ in range(LEVELS):
        row = [(f(v + h) - f(v - h)) / (2.0 * h)]
        factor = SHRINK * SHRINK
        for j, coarse in enumerate(previous):
            row.append((row[j] * factor - coarse) / (factor - 1.0))
            factor *= SHRINK * SHRINK
            error = max(abs(row[j + 1] - row[j]), abs(row[j + 1] - coarse))
            if error <= best.error:
                best = Difference(row[j + 1], error)
        if previous and abs(row[-1] - previous[-1]) >= 2.0 * best.error:
            break
        previous, h = row, h / SHRINK
    return best
