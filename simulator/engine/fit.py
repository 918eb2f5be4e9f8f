"""From centred sums to the cost of a regression and its optimum."""

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.gram import Gram, row_blocks
from simulator.engine.quadratic import Quadratic

CORRECTED = 1 << 21
"""Up to so many feature values, the optimum is corrected by residuals; more are read once only."""


def centre_and_scale(sums: Gram, intercept: bool, standardise: bool) -> tuple[Floats, Floats]:
    """Return what is taken off each feature, and what it is then divided by, shapes (d,)."""
    d = len(sums.mean) - 1
    if not standardise:
        return np.zeros(d), np.ones(d)
    variance = np.maximum(scatter_of(sums).diagonal()[:d], 0.0) / sums.count
    mean = np.array(sums.mean[:d])
    if not intercept:
        variance, mean = variance + mean**2, np.zeros(d)
    # A constant column has no spread to divide by; centred, it is zero and takes no part.
    return mean, np.where(variance > 0, np.sqrt(variance), 1.0)


def scatter_of(sums: Gram) -> Floats:
    """Return the centred sums with those of constant columns exactly zero, not rounding noise."""
    spread = np.sqrt(np.maximum(sums.scatter.diagonal(), 0.0) / sums.count)
    varies = spread > 1e-14 * np.abs(sums.mean)
    return np.asarray(np.where(np.outer(varies, varies), sums.scatter, 0.0))


def quadratic_of(
    sums: Gram, rows: tuple[Floats, Floats] | None, centre: Floats, scale: Floats, intercept: bool
) -> Quadratic:
    """Return the cost of a regression in step units.

    Args:
        sums: Of the features, then the target, in data units.
        rows: X of shape (n, d) and y of shape (n,), to correct the optimum by; None without rows.
        centre: What is taken off each feature, shape (d,).
        scale: What each feature is divided by, shape (d,).
        intercept: Whether the model has a column of ones.
    """
    d, scatter = len(scale), scatter_of(sums)
    if not intercept:
        scatter += sums.count * np.outer(sums.mean, sums.mean)
    S = scatter[:d, :d] / np.outer(scale, scale)
    s = scatter[:d, d] / scale
    offset = (sums.mean[:d] - centre) / scale * float(intercept)
    target_mean = float(sums.mean[d]) * intercept
    inverse, rank = _pseudo_inverse(S)
    slopes = inverse @ s
    least = max(0.0, 0.5 * (float(scatter[d, d]) - float(slopes @ s)))
    if rows is not None and rows[0].size <= CORRECTED:
        # Residuals of the rows know more digits than the sums: one correction brings them in.
        mean = sums.mean * intercept
        slopes = slopes + inverse @ _residual(rows, mean, scale, slopes)[1]
        least = 0.5 * _residual(rows, mean, scale, slopes)[0]
    return Quadratic(
        count=sums.count,
        intercept=intercept,
        offset=offset,
        target_mean=target_mean,
        scatter=S,
        cross=s,
        scatter_inverse=inverse,
        optimum=np.append(target_mean - offset @ slopes, slopes) if intercept else slopes,
        least=least,
        rank=rank + intercept,
    )


def _pseudo_inverse(S: Floats) -> tuple[Floats, int]:
    """Return the inverse of S over what the data determine, and how many directions that is."""
    scale = np.sqrt(np.maximum(S.diagonal(), 0.0))
    scale = np.where(scale > 0, scale, 1.0)
    # Scaled to a diagonal of ones, a small eigenvalue means dependence, not a small unit.
    values, vectors = np.linalg.eigh(S / np.outer(scale, scale))
    kept = values > len(S) * 1e-14 * max(float(values[-1]), 0.0)
    half = vectors[:, kept] / np.sqrt(values[kept]) / scale[:, None]
    return half @ half.T, int(kept.sum())


def _residual(
    rows: tuple[Floats, Floats], mean: Floats, scale: Floats, slopes: Floats
) -> tuple[float, Floats]:
    """Return ``Σ r²`` and ``Σ x r`` for the residuals of slopes in step units."""
    square, products = 0.0, np.zeros(len(slopes))
    for block in row_blocks(*rows):
        centred = block - mean
        x = centred[:, :-1] / scale
        residual = centred[:, -1] - x @ slopes
        square += float(residual @ residual)
        products += residual @ x
    return square, products
