"""Solvers of least squares: the answer, and what it costs in digits, work, time and memory."""

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, qr_multiply, solve_triangular

from simulator.engine.arrays import Floats
from simulator.engine.errors import InputError
from simulator.engine.least_squares import EPSILON, rank_of, refined, scaled, shortest
from simulator.engine.regression import Regression

SOLVERS = ("inverse", "cholesky", "qr", "svd")

DIGITS = 15.95
"""Decimal digits of double precision."""


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The answer of a solver, and what it costs."""

    solver: str
    parameters: Floats
    """In data units, shape (k,); the intercept first when there is one."""
    residual_sum_of_squares: float
    condition: float
    """Of the design as the data give it (with its column of ones): σmax / σmin."""
    rank: int
    digits_lost: float
    """Of the 15.95 of double precision, in the worst parameter, against the refined answer."""
    flops: float
    """Additions and multiplications, by the textbook's count."""
    seconds: float
    memory: int
    """Bytes at the peak, beyond the data."""
    note: str
    """What must be said of this answer, in full sentences; empty when there is nothing."""


def by_inverse(X: Floats, y: Floats) -> Floats:
    """Return ``(XᵀX)⁻¹ Xᵀ y``, as the normal equation is written. Nobody should compute it so."""
    return np.asarray(np.linalg.inv(X.T @ X) @ (X.T @ y))


def by_cholesky(X: Floats, y: Floats) -> Floats:
    """Solve ``XᵀX b = Xᵀy`` by Cholesky's factorisation.

    Raises:
        numpy.linalg.LinAlgError: If ``XᵀX`` is not positive definite in double precision.
    """
    return np.asarray(cho_solve(cho_factor(X.T @ X), X.T @ y))


def by_qr(X: Floats, y: Floats) -> Floats:
    """Solve ``R b = Qᵀy`` with ``X = QR`` by Householder's reflections."""
    Qty, R = qr_multiply(X, y, mode="right")  # Q itself is never formed
    return np.asarray(solve_triangular(R, Qty, check_finite=False))


def by_svd(X: Floats, y: Floats) -> Floats:
    """Return ``V Σ⁻¹ Uᵀ y`` from the singular values."""
    U, values, Vt = np.linalg.svd(X, full_matrices=False)
    return np.asarray(Vt.T @ ((U.T @ y) / values))


def flops_of(solver: str, n: int, k: int) -> float:
    """Return the textbook's count of operations for n rows and k parameters.

    Source:
        Golub & Van Loan, Matrix Computations (4th ed., 2013), tables 5.5.1 and 8.6.1; an inverse
        costs 2 k³, and the symmetric product XᵀX n k².
    """
    counts = {
        "inverse": n * k**2 + 2 * k**3,
        "cholesky": n * k**2 + k**3 / 3,
        "qr": 2 * n * k**2 - 2 * k**3 / 3,
        "svd": 6 * n * k**2 + 20 * k**3,
    }
    return float(counts[solver] + 4 * n * k)


def solve(X: Floats, y: Floats, *, intercept: bool = True, solver: str = "qr") -> Solution:
    """Fit y by the columns of X with one of four solvers.

    ``inverse`` and ``cholesky`` use the normal equation as the data give it; ``qr`` and ``svd``
    centre the columns and scale them to length one first, and ``qr`` corrects its answer once by
    residuals in extended precision. Where columns depend on each other, all give the shortest
    answer, and the note says so.

    Args:
        X: Features in data units, shape (n, d).
        y: Targets, shape (n,).
        intercept: Whether the model has a column of ones.
        solver: One of ``SOLVERS``.

    Raises:
        InputError: If there is no such solver, or a number is too large.
        ValueError: If the shapes do not match.
    """
    _check_solver(solver)
    if X.ndim != 2 or y.shape != X.shape[:1] or not X.size:
        raise ValueError(f"X must be (n, d) and y (n,): {X.shape}, {y.shape}")
    design = scaled(X, y, intercept)
    size = X.shape[1] + intercept
    rank = rank_of(design) + intercept
    note = _note_on_rank(rank, size)
    condition = _condition(X, intercept)
    if rank < size:
        parameters, seconds, memory = _measured(lambda: shortest(design))
        squared = solver in ("inverse", "cholesky")
        lost = DIGITS if squared else 0.0
        note += " XᵀX has no inverse, so this solver has no answer of its own." if squared else ""
    else:
        run = _runner(solver, X, y, intercept)
        parameters, seconds, memory, failure = _tried(run)
        reference = refined(X, y, intercept)
        lost = DIGITS if failure else digits_lost(parameters, reference)
        parameters = reference if failure else parameters
        note = failure or _note_on_loss(solver, lost)
    return Solution(
        solver=solver,
        parameters=parameters,
        residual_sum_of_squares=_rss(X, y, parameters, intercept),
        condition=condition,
        rank=rank,
        digits_lost=lost,
        flops=flops_of(solver, len(y), size),
        seconds=seconds,
        memory=memory,
        note=note,
    )


def digits_lost(parameters: Floats, reference: Floats) -> float:
    """Return how many digits of double precision the worst parameter has lost."""
    scale = np.where(reference == 0, float(np.abs(reference).max()) or 1.0, np.abs(reference))
    error = float((np.abs(parameters - reference) / scale).max())
    return float(np.clip(np.log10(error / EPSILON), 0.0, DIGITS)) if error > 0 else 0.0


def _check_solver(solver: str) -> None:
    if solver not in SOLVERS:
        raise InputError(f"There is no solver “{solver}”; choose one of {', '.join(SOLVERS)}.")


def _runner(solver: str, X: Floats, y: Floats, intercept: bool) -> Callable[[], Floats]:
    if solver in ("inverse", "cholesky"):
        by = by_inverse if solver == "inverse" else by_cholesky
        return lambda: by(_with_ones(X, intercept), y)

    if solver == "qr":
        return lambda: refined(X, y, intercept, corrections=1)

    def from_singular_values() -> Floats:
        design = scaled(X, y, intercept)
        return design.unscaled(by_svd(design.X, design.y))

    return from_singular_values


def _measured(run: Callable[[], Floats]) -> tuple[Floats, float, int]:
    """Return the answer of a function, its seconds, and its bytes at the peak."""
    tracemalloc.start()
    try:
        start = time.perf_counter()
        answer = run()
        seconds = time.perf_counter() - start
        return answer, seconds, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _tried(run: Callable[[], Floats]) -> tuple[Floats, float, int, str]:
    """Return the same, and a sentence when the solver broke down."""
    try:
        return (*_measured(run), "")
    except np.linalg.LinAlgError:
        return (
            np.empty(0),
            0.0,
            0,
            "This solver breaks down: squared into XᵀX, the condition leaves no digit to work "
            "with. The answer shown is that of QR.",
        )


def _with_ones(X: Floats, intercept: bool) -> Floats:
    return np.column_stack([np.ones(len(X)), X]) if intercept else X


def _condition(X: Floats, intercept: bool) -> float:
    values = np.linalg.svd(_with_ones(X, intercept), compute_uv=False)
    return float(values[0] / values[-1]) if values[-1] > 0 else float("inf")


def _rss(X: Floats, y: Floats, parameters: Floats, intercept: bool) -> float:
    residual = y.astype(np.longdouble) - _with_ones(X, intercept).astype(np.longdouble) @ parameters
    return float(residual @ residual)


def _note_on_rank(rank: int, size: int) -> str:
    if rank == size:
        return ""
    return (
        f"The data determine only {rank} of the {size} parameters: some columns follow from "
        "others, so many answers fit equally well, and the shortest of them is given."
    )


def _note_on_loss(solver: str, lost: float) -> str:
    if lost < 6 or solver in ("qr", "svd"):
        return ""
    return (
        f"About {lost:.0f} of 16 digits are lost, because XᵀX squares the condition of the data; "
        "QR or SVD keep them."
    )


def solve_sums(problem: Regression, solver: str) -> Solution:
    """Return the answer for data of which only centred sums are kept.

    The sums are scaled to a diagonal of ones and solved by eigenvalues; the digits lost are those
    that the condition of the scaled sums can cost.

    Raises:
        InputError: If there is no such solver.
    """
    _check_solver(solver)
    quadratic = problem.quadratic
    parameters, seconds, memory = _measured(lambda: problem.to_data_units(quadratic.optimum))
    size = quadratic.size
    scale = np.sqrt(np.maximum(quadratic.scatter.diagonal(), np.finfo(np.float64).tiny))
    values = np.linalg.eigvalsh(quadratic.scatter / np.outer(scale, scale))
    raw = np.linalg.eigvalsh(quadratic.hessian())
    dependent = quadratic.rank < size
    return Solution(
        solver="cholesky",
        parameters=parameters,
        residual_sum_of_squares=2 * quadratic.least,
        condition=np.inf if dependent or raw[0] <= 0 else float(np.sqrt(raw[-1] / raw[0])),
        rank=quadratic.rank,
        digits_lost=float(np.clip(np.log10(values[-1] / max(values[0], EPSILON)), 0, DIGITS)),
        flops=flops_of("cholesky", problem.count, size),
        seconds=seconds,
        memory=memory,
        note="The file is too large to be kept, so its centred sums were solved. "
        + _note_on_rank(quadratic.rank, size),
    )
