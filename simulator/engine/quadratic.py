"""The cost of a linear regression as what it is: a quadratic in the parameters."""

from dataclasses import dataclass, field

import numpy as np

from simulator.engine.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Quadratic:
    """``J(b) = ½ ‖y − X b‖²``, kept as sums, so that a step costs O(d²) whatever the rows.

    With an intercept, ``b[0]`` belongs to the column of ones, and the sums are centred. Without
    one, the sums are about zero, and ``offset`` and ``target_mean`` are zero and unused.
    """

    count: int
    intercept: bool
    offset: Floats
    """Mean of each feature, shape (d,), in the units of the step."""
    target_mean: float
    scatter: Floats
    """``S``: sums of products of the features, shape (d, d)."""
    cross: Floats
    """``s``: sums of products of each feature with the target, shape (d,)."""
    scatter_inverse: Floats
    """``S⁻¹``, or its pseudo-inverse where columns depend on each other, shape (d, d)."""
    optimum: Floats
    """The least-squares parameters, shape (k,); of all, the shortest when there are many."""
    least: float
    """``J`` at the optimum."""
    rank: int
    """How many of the k parameters the data determine."""
    slope_at_zero: float = field(init=False)
    """``‖∇J(0)‖``, beside which a gradient is large or small."""

    def __post_init__(self) -> None:
        slope = float(np.linalg.norm(self.gradient(np.zeros(len(self.optimum)))))
        object.__setattr__(self, "slope_at_zero", slope)
        for array in (self.offset, self.scatter, self.cross, self.scatter_inverse, self.optimum):
            array.flags.writeable = False

    @property
    def size(self) -> int:
        """The number of parameters k."""
        return len(self.optimum)

    def gradient(self, b: Floats) -> Floats:
        """Return ``∇J = Xᵀ(X b − y)`` at parameters of shape (k,)."""
        if not self.intercept:
            return np.asarray(self.scatter @ b - self.cross)
        slopes = b[1:]
        of_ones = self.count * (b[0] + self.offset @ slopes - self.target_mean)
        gradient = np.empty(self.size)
        gradient[0] = of_ones
        gradient[1:] = self.scatter @ slopes - self.cross + self.offset * of_ones
        return gradient

    def curvature(self, direction: Floats) -> float:
        """Return ``dᵀ H d``, the second derivative of the cost along a direction (k,)."""
        if not self.intercept:
            return float(direction @ self.scatter @ direction)
        slopes = direction[1:]
        shift = direction[0] + self.offset @ slopes
        return float(slopes @ self.scatter @ slopes + self.count * shift * shift)

    def excess(self, b: Floats) -> float:
        """Return ``J(b) − J(b*)``, exact also where both are almost the same."""
        return 0.5 * self.curvature(b - self.optimum)

    def cost(self, b: Floats) -> float:
        """Return ``J(b)`` at parameters of shape (k,)."""
        return self.least + self.excess(b)

    def hessian(self) -> Floats:
        """Return ``H = XᵀX``, shape (k, k)."""
        if not self.intercept:
            return self.scatter.copy()
        ones = np.append(1.0, self.offset)
        hessian = self.count * np.outer(ones, ones)
        hessian[1:, 1:] += self.scatter
        return hessian

    def hessian_inverse(self) -> Floats:
        """Return ``H⁻¹`` (or its pseudo-inverse in the features), shape (k, k)."""
        return np.column_stack([self.newton(unit) for unit in np.eye(self.size)])

    def newton(self, gradient: Floats) -> Floats:
        """Return ``H⁻¹ g``: the step that ends in the optimum at once, shape (k,)."""
        if not self.intercept:
            return np.asarray(self.scatter_inverse @ gradient)
        slopes = self.scatter_inverse @ (gradient[1:] - self.offset * gradient[0])
        return np.append(gradient[0] / self.count - self.offset @ slopes, slopes)

    def plane(self, i: int, j: int, at: Floats) -> "Plane":
        """Return the cost over parameters i and j, the others standing as in ``at``."""
        chosen = [i, j]
        hessian = self.hessian()[np.ix_(chosen, chosen)]
        move = -np.linalg.pinv(hessian, hermitian=True) @ self.gradient(at)[chosen]
        lowest = np.array(at, dtype=np.float64)
        lowest[chosen] += move
        return Plane(hessian, lowest[chosen], self.cost(lowest))


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """The cost over two parameters: a bowl ``least + ½ (p − centre)ᵀ H (p − centre)``.

    Its contour at height ``least + h`` is the ellipse ``centre + √(2h) H^(−½) (cos t, sin t)``.
    """

    hessian: Floats
    """Shape (2, 2)."""
    centre: Floats
    """Where the cost is least in this plane, shape (2,)."""
    least: float

    def cost(self, first: Floats, second: Floats) -> Floats:
        """Return the cost over a grid, shape (len(second), len(first)), in O(grid)."""
        u, v = first - self.centre[0], second - self.centre[1]
        (a, c), (_, d) = 0.5 * self.hessian
        grid = np.multiply.outer(2.0 * c * v, u)
        grid += a * u * u + self.least
        grid += (d * v * v)[:, None]
        return np.asarray(grid)

    def ellipse(self, height: float, points: int = 97) -> Floats:
        """Return the contour ``height`` above the least cost, closed, shape (points, 2).

        In a valley (a direction without any slope) it is cut off at 1e6 times its width.
        """
        values, vectors = np.linalg.eigh(self.hessian)
        radii = np.sqrt(2.0 * height / np.maximum(values, values[-1] * 1e-12))
        angles = np.linspace(0.0, 2.0 * np.pi, points)
        circle = np.column_stack([np.cos(angles), np.sin(angles)])
        return np.asarray(self.centre + (circle * radii) @ vectors.T)
