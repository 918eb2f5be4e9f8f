"""Least squares to almost every digit of double precision, and how many directions data have."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr, solve_triangular

from simulator.engine.arrays import Floats

EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """A design with centred columns of length one, and how to get back from it."""

    X: Floats
    """Shape (n, d)."""
    y: Floats
    """Shape (n,)."""
    mean: Floats
    """What was taken off the columns of X (zeros without an intercept), shape (d,)."""
    length: Floats
    """What the columns were divided by, shape (d,)."""
    target_mean: float
    intercept: bool

    def unscaled(self, b: Floats) -> Floats:
        """Return slopes for the scaled design as parameters in data units, shape (k,)."""
        slopes = b / self.length
        if not self.intercept:
            return np.asarray(slopes)
        return np.append(self.target_mean - self.mean @ slopes, slopes)


def scaled(X: Floats, y: Floats, intercept: bool) -> Scaled:
    """Return the design with centred columns of length one.

    A column loses most of its condition by this: what is left is real dependence. Sums and
    differences are rounded once, from extended precision where the machine has it.
    """
    wide, wide_y = X.astype(np.longdouble), y.astype(np.longdouble)
    mean = wide.mean(axis=0) if intercept else np.zeros(X.shape[1], np.longdouble)
    target_mean = wide_y.mean() if intercept else np.longdouble(0)
    centred = np.asarray(wide - mean, dtype=np.float64)
    length = np.sqrt((centred * centred).sum(axis=0))
    # What is left of a constant column after centring is rounding: it says nothing.
    dead = length <= EPSILON * np.sqrt(len(X)) * np.abs(np.asarray(mean, np.float64))
    length = np.where(dead, 1.0, length)
    centred[:, dead] = 0.0
    return Scaled(
        X=centred / length,
        y=np.asarray(wide_y - target_mean, dtype=np.float64),
        mean=np.asarray(mean, np.float64),
        length=length,
        target_mean=float(target_mean),
        intercept=intercept,
    )


def rank_of(design: Scaled) -> int:
    """Return how many slopes the data determine, by singular values."""
    values = np.linalg.svd(design.X, compute_uv=False)
    return int((values > max(design.X.shape) * EPSILON * values[0]).sum()) if values[0] else 0


def shortest(design: Scaled) -> Floats:
    """Return the least-squares parameters of the smallest norm, in data units, shape (k,).

    The norm is that of the parameters as they stand in data units, as numpy's lstsq has it.
    """
    U, values, Vt = np.linalg.svd(design.X, full_matrices=True)
    rank = rank_of(design)
    slopes = Vt[:rank].T @ ((U[:, :rank].T @ design.y) / values[:rank])
    any_answer = design.unscaled(slopes)
    free = (Vt[rank:] / design.length).T
    if design.intercept:
        free = np.vstack([-design.mean @ free, free])
    if free.shape[1] == 0:
        return any_answer
    directions = np.linalg.qr(free)[0]
    return np.asarray(any_answer - directions @ (directions.T @ any_answer))


def refined(X: Floats, y: Floats, intercept: bool, corrections: int = 5) -> Floats:
    """Return the least-squares parameters by QR with iterative refinement, shape (k,).

    Residuals are computed in extended precision (80 bits where the machine has them), so that the
    answer has almost all digits of double precision as long as the scaled design has a condition
    below 1e15. This is the yardstick of :func:`simulator.engine.solvers.solve`.

    Args:
        X: Features of full rank, shape (n, d).
        y: Targets, shape (n,).
        intercept: Whether there is a column of ones.
        corrections: How often the first answer is corrected.

    Source:
        Björck, Iterative refinement of linear least squares solutions I (1967).
    """
    wide, wide_y = X.astype(np.longdouble), y.astype(np.longdouble)
    mean = wide.mean(axis=0) if intercept else np.zeros(X.shape[1], np.longdouble)
    target_mean = wide_y.mean() if intercept else np.longdouble(0)
    A, c = wide - mean, wide_y - target_mean
    length = np.sqrt((A * A).sum(axis=0))
    A /= length
    Q, R = qr(np.asarray(A, np.float64), mode="economic")
    b, r = np.zeros(A.shape[1], np.longdouble), np.zeros(len(c), np.longdouble)
    for _ in range(1 + corrections):
        f = np.asarray(c - r - A @ b, np.float64)
        g = np.asarray(-(A.T @ r), np.float64)
        h = solve_triangular(R, g, trans="T")
        along = Q.T @ f
        b = b + solve_triangular(R, along - h)
        r = r + f + Q @ (h - along)
    slopes = b / length
    answer = np.append(target_mean - mean @ slopes, slopes) if intercept else slopes
    return np.asarray(answer, np.float64)
