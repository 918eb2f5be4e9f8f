"""What the eigenvalues of the Hessian say about descent."""

import math
from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.quadratic import Quadratic


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """Eigenvalues and eigenvectors of the Hessian of a cost.

    Along eigenvector i, each step of gradient descent multiplies the error by ``1 − α λᵢ``.
    """

    values: Floats
    """Ascending, shape (k,); zero along directions that the data do not determine."""
    vectors: Floats
    """One eigenvector per column, shape (k, k)."""

    def __post_init__(self) -> None:
        self.values.flags.writeable = self.vectors.flags.writeable = False

    @property
    def largest(self) -> float:
        """The largest eigenvalue: the steepest direction."""
        return float(self.values[-1])

    @property
    def smallest(self) -> float:
        """The smallest eigenvalue above zero: the flattest direction that leads anywhere."""
        positive = self.values[self.values > 0]
        return float(positive[0]) if positive.size else 0.0

    @property
    def condition(self) -> float:
        """``λmax / λmin``: how elongated the bowl is; infinite when there is no bowl."""
        return self.largest / self.smallest if self.smallest > 0 else math.inf

    @property
    def limit(self) -> float:
        """``2 / λmax``: at and above this rate, gradient descent does not converge."""
        return 2.0 / self.largest if self.largest > 0 else math.inf

    @property
    def best_rate(self) -> float:
        """``2 / (λmin + λmax)``: the fixed rate that is fastest in the long run."""
        total = self.smallest + self.largest
        return 2.0 / total if total > 0 else math.inf

    def factors(self, rate: float) -> Floats:
        """Return ``1 − α λᵢ``: what a step keeps of the error along each eigenvector, (k,)."""
        return np.asarray(1.0 - rate * self.values)

    def slowest_factor(self, rate: float) -> float:
        """Return the largest ``|1 − α λᵢ|`` over the directions that the data determine."""
        return float(np.abs(self.factors(rate)[self.values > 0]).max(initial=0.0))

    def along(self, error: Floats) -> Floats:
        """Return the coordinates of ``b − b*`` along the eigenvectors, shape (k,)."""
        return np.asarray(self.vectors.T @ error)


def spectrum(quadratic: Quadratic) -> Spectrum:
    """Return the eigenvalues and eigenvectors of the Hessian of a cost."""
    values, vectors = np.linalg.eigh(quadratic.hessian())
    missing = quadratic.size - quadratic.rank
    # eigh knows small eigenvalues only to a rounding error of the largest; their reciprocals are
    # large eigenvalues of the inverse, which centred sums give accurately.
    small = values < 1e-8 * values[-1]
    if small.any() and not missing:
        inverse = np.linalg.eigvalsh(quadratic.hessian_inverse())
        values[small] = 1.0 / inverse[::-1][small]
    values[:missing] = 0.0
    return Spectrum(np.maximum(values, 0.0), vectors)


def radius(method: str, curvature: Floats, beta: float) -> Floats:
    """Return what a step keeps, in the long run, of the error along an eigenvector.

    Args:
        method: ``momentum`` or ``nesterov``; anything else means gradient descent.
        curvature: ``α λ``, the rate times the eigenvalue, any shape.
        beta: What momentum keeps of its velocity.

    Returns:
        The spectral radius of the step, of the shape of ``curvature``: below 1 it converges.

    Source:
        Goh, Why momentum really works, Distill (2017); Nesterov's form likewise.
    """
    left = 1.0 - curvature
    if method not in ("momentum", "nesterov"):
        return np.abs(left)
    trace = left + beta if method == "momentum" else (1 + beta) * left
    determinant = beta * (np.ones_like(left) if method == "momentum" else left)
    root = np.sqrt(np.maximum(trace**2 - 4 * determinant, 0.0))
    real = (np.abs(trace) + root) / 2
    return np.where(trace**2 < 4 * determinant, np.sqrt(np.abs(determinant)), real)
