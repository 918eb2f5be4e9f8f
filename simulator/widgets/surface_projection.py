"""The geometry of a 3-D surface on a flat screen, in NumPy: camera, projection, picking.

Unit coordinates put the surface in the box [-1, 1] × [-1, 1] × [-HALF_HEIGHT, HALF_HEIGHT]
around the origin, so that the camera need not know the units of the parameters or of the cost.
"""

import math
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.engine.arrays import Floats
from simulator.widgets.surface_marks import finite

HALF_HEIGHT = 0.5
FLOOR = -HALF_HEIGHT * 1.08
"""The base plane lies a little below the lowest point, so that the two do not merge."""
DISTANCE = 9.0
"""From the camera to the box's centre: a mild perspective."""
UNIT = np.array([1.0, 1.0, HALF_HEIGHT])
"""Half the box's size."""
TOLERANCE = 0.008
"""How deep, in unit heights, a point may sink into the sheet that it lies on."""
STEEP = 1e-30
"""A ray of a smaller slope over the ground is taken to run straight up."""
MARGINS = (40.0, 10.0, 40.0, 30.0)
"""Pixels kept free on the left, top, right and bottom for the axes' numbers and names."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the surface is looked at from; angles in degrees.

    Azimuth 0 looks along the second axis, and grows as the surface turns to the left.
    """

    azimuth: float = 35.0
    elevation: float = 27.0
    zoom: float = 1.0

    def turned(self, azimuth: float, elevation: float) -> "Camera":
        """Return the camera turned by these angles; it never dives under the floor."""
        return replace(
            self,
            azimuth=(self.azimuth + azimuth) % 360.0,
            elevation=min(90.0, max(0.0, self.elevation + elevation)),
        )

    def zoomed(self, factor: float) -> "Camera":
        """Return the camera with its zoom multiplied, kept within 0.3 and 8."""
        return replace(self, zoom=min(8.0, max(0.3, self.zoom * factor)))


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A surface over a rectangular grid: heights ``z[i, j]`` at ``(x[i], y[j])``.

    Raises:
        ValueError: If shapes differ, an axis does not increase evenly, or a number is not finite.
    """

    x: Floats
    y: Floats
    z: Floats
    low: Floats = field(init=False)
    """The lowest x, y and z."""
    span: Floats = field(init=False)
    """The widths of the three ranges; 1 for the height of a flat surface."""

    def __post_init__(self) -> None:
        for name in ("x", "y", "z"):
            object.__setattr__(self, name, finite(getattr(self, name), name))
        if self.z.shape != (self.x.size, self.y.size) or min(self.z.shape) < 2:
            raise ValueError(
                f"z must be {(self.x.size, self.y.size)}, at least 2×2: {self.z.shape}"
            )
        if not (_rises_evenly(self.x) and _rises_evenly(self.y)):
            raise ValueError("x and y must increase in even steps")
        low = np.array([self.x[0], self.y[0], self.z.min()])
        span = np.array([self.x[-1], self.y[-1], self.z.max()]) - low
        span[2] = span[2] or 1.0
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "span", span)

    def unit(self, points: Floats) -> Floats:
        """Return data points, shape (…, 3), in unit coordinates."""
        return ((points - self.low) * (2 / self.span) - 1) * UNIT

    def thinned(self) -> "Grid":
        """Return the surface over about half as many nodes each way, for quick drawing."""
        m, n = (size if size < 20 else (size + 1) // 2 for size in self.z.shape)
        x, y = np.linspace(self.x[0], self.x[-1], m), np.linspace(self.y[0], self.y[-1], n)
        points = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1).reshape(-1, 2)
        return Grid(x, y, self.height(points).reshape(m, n))

    def nodes(self) -> Floats:
        """Return the grid's nodes in unit coordinates, shape (m, n, 3)."""
        x, y = np.meshgrid(self.x, self.y, indexing="ij")
        return self.unit(np.stack([x, y, self.z], axis=-1))

    def height(self, points: Floats) -> Floats:
        """Return the surface's height over ``points``, shape (k, 2); beyond the edge, the edge's.

        Bilinear within a cell, which is the shape that the drawn cells have.
        """
        m, n = self.z.shape
        i = (points[:, 0] - self.low[0]) * ((m - 1) / self.span[0])
        j = (points[:, 1] - self.low[1]) * ((n - 1) / self.span[1])
        i, j = np.minimum(np.maximum(i, 0.0), m - 1), np.minimum(np.maximum(j, 0.0), n - 1)
        return bilinear(self.z, i, j)

    def lifted(self, points: Floats) -> Floats:
        """Return ``points`` with three coordinates: those with two are laid on the surface."""
        if points.shape[1] == 3:
            return points
        return np.column_stack([points, self.height(points)])


def _rises_evenly(axis: Floats) -> bool:
    steps = np.diff(axis)
    return bool(steps[0] > 0 and np.allclose(steps, steps[0], rtol=1e-6))


def bilinear(z: Floats, i: Floats, j: Floats) -> Floats:
    """Return ``z`` at fractional indices ``i`` and ``j``, both within its shape."""
    i0 = np.minimum(i.astype(np.intp), z.shape[0] - 2)
    j0 = np.minimum(j.astype(np.intp), z.shape[1] - 2)
    a, b = i - i0, j - j0
    flat = i0 * z.shape[1] + j0
    corner = z.ravel().take
    near = corner(flat) * (1 - b) + corner(flat + 1) * b
    far = corner(flat + z.shape[1]) * (1 - b) + corner(flat + z.shape[1] + 1) * b
    return near * (1 - a) + far * a


@dataclass(frozen=True, slots=True)
class Projection:
    """A camera before a window of a certain size, in pixels."""

    camera: Camera
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Pixels per unit: the whole box fits in at zoom 1, however it is turned."""
        left, top, right, bottom = MARGINS
        tilt = math.radians(self.camera.elevation)
        tall = 2 * (math.sqrt(2) * math.sin(tilt) + HALF_HEIGHT * 1.1 * math.cos(tilt))
        across = max(20.0, self.width - left - right) / (2 * math.sqrt(2))
        along = max(20.0, self.height - top - bottom) / tall
        return self.camera.zoom * min(across, along)

    @property
    def eye(self) -> Floats:
        """The camera's place in unit coordinates."""
        turn, tilt = math.radians(self.camera.azimuth), math.radians(self.camera.elevation)
        ground = DISTANCE * math.cos(tilt)
        return np.array(
            [ground * math.sin(turn), -ground * math.cos(turn), DISTANCE * math.sin(tilt)]
        )

    def screen(self, points: Floats) -> Floats:
        """Return unit points, shape (…, 3), as pixels, shape (…, 2)."""
        turn, tilt = math.radians(self.camera.azimuth), math.radians(self.camera.elevation)
        sin_t, cos_t, sin_e, cos_e = math.sin(turn), math.cos(turn), math.sin(tilt), math.cos(tilt)
        x, y, z = points[..., 0], points[..., 1], points[..., 2]
        away = y * cos_t - x * sin_t
        nearer = DISTANCE / (DISTANCE + away * cos_e - z * sin_e)
        left, top, right, bottom = MARGINS
        out = np.empty((*points.shape[:-1], 2))
        factor = self.scale * nearer
        out[..., 0] = (self.width + left - right) / 2 + factor * (x * cos_t + y * sin_t)
        out[..., 1] = (self.height + top - bottom) / 2 - factor * (z * cos_e + away * sin_e)
        return out


def pick(grid: Grid, projection: Projection, x: float, y: float) -> tuple[float, float] | None:
    """Return the surface's (x, y) under a pixel, or None if the pixel shows no surface.

    Of several cells under it, the one in front; within a cell, by its two triangles.
    """
    nodes = grid.nodes()
    screen = projection.screen(nodes) - (x, y)
    found = []
    for corners in ((0, 0), (1, 0), (1, 1)), ((0, 0), (1, 1), (0, 1)):
        found += _triangles_at_origin(screen, corners, nodes, projection.eye)
    if not found:
        return None
    _, i, j = min(found)
    return float(np.interp(i, np.arange(grid.x.size), grid.x)), float(
        np.interp(j, np.arange(grid.y.size), grid.y)
    )


def _triangles_at_origin(
    screen: Floats, corners: tuple[tuple[int, int], ...], nodes: Floats, eye: Floats
) -> list[tuple[float, float, float]]:
    """Return (distance to the eye, i, j) of all triangles of a kind that cover the origin."""
    m, n = screen.shape[0] - 1, screen.shape[1] - 1
    a, b, c = (screen[i : i + m, j : j + n] for i, j in corners)
    weights = np.stack([_cross(b, c), _cross(c, a), _cross(a, b)])
    area = weights.sum(axis=0)
    inside = ((weights >= 0).all(axis=0) | (weights <= 0).all(axis=0)) & (area != 0)
    hits = []
    for i, j in np.argwhere(inside):
        share = weights[:, i, j] / area[i, j]
        place = share @ np.array(corners) + (i, j)
        point = share @ np.array([nodes[i + p, j + q] for p, q in corners])
        hits.append((float(np.linalg.norm(point - eye)), float(place[0]), float(place[1])))
    return hits


def _cross(a: Floats, b: Floats) -> Floats:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def hidden(heights: Floats, projection: Projection, points: Floats) -> NDArray[np.bool_]:
    """Return which unit ``points``, shape (k, 3), lie behind the surface.

    The straight line from a point to the eye is followed over the grid in steps of about a cell:
    a point is hidden if on the way the line changes sides, from above the sheet to below or
    from below to above. ``heights`` are the nodes' unit heights, evenly spaced, shape (m, n).
    """
    m, n = heights.shape
    ray = projection.eye - points
    # A ray that runs along an axis never leaves by the other one: its ends are far away.
    slope = np.where(np.abs(ray[:, :2]) < STEEP, STEEP, ray[:, :2])
    first, last = (-1 - points[:, :2]) / slope, (1 - points[:, :2]) / slope
    low, high = np.minimum(first, last), np.maximum(first, last)
    enter = np.minimum(np.maximum(np.maximum(low[:, 0], low[:, 1]), 0.0), 1.0)
    leave = np.maximum(np.minimum(np.minimum(high[:, 0], high[:, 1]), 1.0), enter)
    along = enter + _steps(max(m, n)) * (leave - enter)
    i = (points[:, 0] + 1) * ((m - 1) / 2) + along * (ray[:, 0] * ((m - 1) / 2))
    j = (points[:, 1] + 1) * ((n - 1) / 2) + along * (ray[:, 1] * ((n - 1) / 2))
    i, j = np.minimum(np.maximum(i, 0), m - 1), np.minimum(np.maximum(j, 0), n - 1)
    above = points[:, 2] + along * ray[:, 2]
    above -= bilinear(heights, i, j)
    behind = (above.max(axis=0) > TOLERANCE) & (above.min(axis=0) < -TOLERANCE)
    return np.asarray(behind & (leave > enter))


@lru_cache(maxsize=16)
def _steps(count: int) -> Floats:
    """Return shares of the way to the eye, shape (count, 1)."""
    return np.linspace(0.02, 1.0, count)[:, None]
