"""Contours of a cost over two parameters, in NumPy: ellipses of a quadratic, bands of a grid."""

import numpy as np
from numpy.typing import NDArray

from simulator.engine.arrays import Floats
from simulator.widgets.surface_marks import finite

LONGEST = 300.0
"""Longest half axis of an ellipse, in units of the plot's diagonal.

A valley without an end has contours that are two parallel lines. Within the plot an ellipse as
long as this differs from them by less than a hundredth of a pixel.
"""
SIDES = 180
SHADES = 16
"""Steps of antialiasing on each side of a contour."""


def quadratic_contours(
    centre: Floats, hessian: Floats, levels: Floats, diagonal: float
) -> list[Floats]:
    """Return a closed polygon, shape (k, 2), for each level above the minimum.

    The contour of ½ (b − centre)ᵀ H (b − centre) = level is an ellipse along the eigenvectors of
    H with the half axes √(2 level / λ). Where λ is (nearly) zero, it is cut off far outside.

    Args:
        centre: Where the minimum is, shape (2,).
        hessian: Symmetric matrix H, shape (2, 2).
        levels: Heights above the minimum, positive.
        diagonal: The size of what is seen, in the units of ``centre``.

    Raises:
        ValueError: If a number is not finite.
    """
    centre, hessian = finite(centre, "the centre"), finite(hessian, "the Hessian")
    values, vectors = np.linalg.eigh((hessian + hessian.T) / 2)
    turn = np.linspace(0.0, 2 * np.pi, SIDES + 1)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    contours = []
    for level in finite(levels, "the levels"):
        with np.errstate(divide="ignore", over="ignore"):
            half = np.sqrt(2 * level / np.maximum(values, 0.0))
        half = np.minimum(half, LONGEST * diagonal)
        contours.append(centre + ((vectors * half) @ circle).T)
    return contours


def resampled(values: Floats, places: Floats) -> Floats:
    """Return ``values``, shape (k, …), at fractional indices ``places`` of their first axis.

    Smooth between the nodes (Catmull–Rom), so that contours have no kinks; the nodes' own values
    are kept, and a straight line stays straight up to the edge.

    Source:
        Catmull & Rom, A class of local interpolating splines (1974).
    """
    before, after = 2 * values[:1] - values[1:2], 2 * values[-1:] - values[-2:-1]
    padded = np.concatenate([before, values, after])
    k = np.clip(places.astype(np.intp), 0, len(values) - 2)
    t = (places - k).reshape(-1, *[1] * (values.ndim - 1))
    weights = (
        ((2 - t) * t - 1) * t / 2,
        ((3 * t - 5) * t * t + 2) / 2,
        ((4 - 3 * t) * t + 1) * t / 2,
        (t - 1) * t * t / 2,
    )
    # Four weighted rows each: a matrix product would wake BLAS's threads for less.
    return sum((w * padded[k + step] for step, w in enumerate(weights)), np.float64(0.0))


def bands(z: Floats, levels: Floats, fills: Floats, line: Floats) -> NDArray[np.uint32]:
    """Return an image of heights ``z``, shape (h, w): filled bands with a line between them.

    How far a pixel is from the nearest contour is known from its height and the slope there, so
    that lines and edges are as smooth as antialiased ones, whatever shape they have.

    Args:
        z: The height at each pixel, shape (h, w).
        levels: Increasing heights of the contours, shape (k,).
        fills: Colours of the bands below, between and above the levels, 0 to 255, (k + 1, 3).
        line: The contours' colour, shape (3,).

    Returns:
        Opaque colours 0xffRRGGBB, shape (h, w).
    """
    ends = [min(float(z.min()), levels[0]) - 1.0], [max(float(z.max()), levels[-1]) + 1.0]
    t = np.interp(z, np.concatenate([ends[0], levels, ends[1]]), np.arange(-1, levels.size + 1))
    t = t.astype(np.float32)
    nearest = np.clip(np.rint(t), 0, levels.size - 1)
    slope = np.full_like(t, 1e-12)
    slope[:, 1:-1] += ((t[:, 2:] - t[:, :-2]) / 2) ** 2
    slope[1:-1] += ((t[2:] - t[:-2]) / 2) ** 2
    beyond = np.clip((t - nearest) / np.sqrt(slope), -1.0, 1.0)
    shade = nearest * (2 * SHADES + 1) + np.rint((beyond + 1.0) * SHADES)
    return _shades(fills, line).take(shade.astype(np.int32))


def _shades(fills: Floats, line: Floats) -> NDArray[np.uint32]:
    """Return the colours around each contour, by distance in pixels from −1 to 1 across it."""
    beyond = np.linspace(-1.0, 1.0, 2 * SHADES + 1)[None, :, None]
    share = np.clip(beyond + 0.5, 0.0, 1.0)
    ground = fills[:-1, None] * (1 - share) + fills[1:, None] * share
    colour = ground * np.abs(beyond) + line * (1 - np.abs(beyond))
    red, green, blue = np.moveaxis(colour.round().astype(np.uint32), -1, 0)
    return (np.uint32(0xFF000000) | red << 16 | green << 8 | blue).ravel()
