"""Iterative least squares on the rows themselves: two products with X a step, no XᵀX."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.linalg.blas import dgemv

from simulator.engine.arrays import Floats
from simulator.engine.errors import StoppedError

MOST_STEPS = 100_000

PASS_BYTES = 640 << 10
"""A block of rows of this size leaves room beside it in a cache of one megabyte."""


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


def cost_and_gradient(X: Floats, y: Floats, b: Floats) -> tuple[float, Floats]:
    """Return ``J = ½ ‖y − X b‖²`` and ``∇J = Xᵀ(X b − y)``, reading each row once.

    Two products one after the other read X twice; in blocks that stay in the cache, the second
    product finds its rows there.
    """
    rows, size = X.shape
    step = max(1, PASS_BYTES // (8 * size))
    error, gradient = y.copy(), np.zeros(size)
    for start in range(0, rows, step):
        columns = X[start : start + step].T  # rows in C order are columns in Fortran's
        # BLAS itself subtracts and adds up, in place: a block is touched by nothing else.
        of_block = dgemv(1.0, columns, b, -1.0, error[start : start + step], trans=1, overwrite_y=1)
        gradient = dgemv(1.0, columns, of_block, 1.0, gradient, overwrite_y=1)
    return 0.5 * float(error @ error), gradient


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
    _, g = cost_and_gradient(X, y, b)
    target = tolerance * float(np.linalg.norm(g))
    for step in range(MOST_STEPS):
        if float(np.linalg.norm(g)) <= target:
            return Iterated(b, step + power_steps)
        if should_stop():
            raise StoppedError
        b -= rate * g
        _, g = cost_and_gradient(X, y, b)
    return Iterated(b, MOST_STEPS + power_steps)
