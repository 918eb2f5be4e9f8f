"""Iterative least squares on the rows themselves: two products with X a step, no XᵀX."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.errors import StoppedError

MOST_STEPS = 100_000


class Iterated(NamedTuple):
    """The answer of an iterative method, and after how many steps."""

    parameters: Floats
    steps: int


def conjugate_gradient(
    X: Floats, y: Floats, tolerance: float, should_stop: Callable[[], bool] = lambda: False
) -> Iterated:
    """Minimise ``½ ‖y − X b‖²`` by conjugate gradient, from zero.

    Stops when the gradient is ``tolerance`` times that at zero.

    Raises:
        StoppedError: If ``should_stop`` said so.

    Source:
        Björck, Numerical Methods for Least Squares Problems (1996), algorithm 7.4.1 (CGLS).
    """
    b, r = np.zeros(X.shape[1]), y.copy()
    g = X.T @ r
    d, square = g.copy(), float(g @ g)
    target = tolerance**2 * square
    for step in range(MOST_STEPS):
        if square <= target:
            return Iterated(b, step)
        if should_stop():
            raise StoppedError
        Xd = X @ d
        rate = square / float(Xd @ Xd)
        b += rate * d
        r -= rate * Xd
        g = X.T @ r
        before, square = square, float(g @ g)
        d *= square / before
        d += g
    return Iterated(b, MOST_STEPS)


def gradient_descent(
    X: Floats, y: Floats, tolerance: float, should_stop: Callable[[], bool] = lambda: False
) -> Iterated:
    """Minimise ``½ ‖y − X b‖²`` by gradient descent at a fixed rate, from zero.

    The rate is 1.8/λmax; λmax comes from a few power iterations, which are part of the price and
    of the steps counted. Stops and raises as :func:`conjugate_gradient`.
    """
    v, power_steps = X.T @ y, 20
    for _ in range(power_steps):
        v /= np.linalg.norm(v)
        v = X.T @ (X @ v)
    rate = 1.8 / float(np.linalg.norm(v))
    b = np.zeros(X.shape[1])
    g = X.T @ y
    target = tolerance * float(np.linalg.norm(g))
    for step in range(MOST_STEPS):
        if float(np.linalg.norm(g)) <= target:
            return Iterated(b, step + power_steps)
        if should_stop():
            raise StoppedError
        b += rate * g
        g = X.T @ (y - X @ b)
    return Iterated(b, MOST_STEPS + power_steps)
