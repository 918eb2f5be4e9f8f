"""Descent on a linear regression as a timeline of snapshots.

To use it::

    problem = regression(X, y, features=("income",), target="foodexp")   # engine/regression.py
    timeline = Timeline(start_descent(problem), DescentSnapshot.next)
    timeline.forward()
    timeline.current.explain().caption

Parameters, gradients and states are in *step units* (see ``Regression``); ``coefficients`` are the
same parameters in the data's own units. Points are dragged by
``snapshot.with_problem(problem.with_point_moved(row, x, y))``.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from simulator.engine.arrays import Floats, Integers
from simulator.engine.descent import (
    STOCHASTIC,
    batch_rows,
    first_state,
    gradient_of_rows,
    one_step,
)
from simulator.engine.errors import InputError
from simulator.engine.optimizers import MOMENTUM, State
from simulator.engine.regression import Regression
from simulator.engine.spectrum import Spectrum, spectrum
from simulator.simulation.descent_explain import explain
from simulator.simulation.descent_methods import METHODS, default_rate
from simulator.simulation.explanation import Explanation

TOLERANCE = 1e-12
"""Converged when the gradient is this small beside the gradient at zero parameters."""

FAR = 1e12
"""Diverged when the cost above the optimum is this many times what it was at the start."""

Verdict = Literal["running", "converged", "diverged"]


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """The step that led to a snapshot: ``parameters = before − rate · direction``."""

    before: Floats
    """Parameters before the step, shape (k,), step units."""
    gradient: Floats
    """The gradient that was used (of the batch, for stochastic methods), shape (k,)."""
    direction: Floats
    """What was multiplied by the rate, shape (k,)."""
    rate: float
    """The rate that was used; line search and conjugate gradient find their own."""
    rows: Integers | None
    """The rows that a stochastic step saw, with repetition; None for all."""


@dataclass(frozen=True, slots=True, eq=False)
class DescentSnapshot:
    """All that is needed to draw one step and to compute the next.

    Make the first with :func:`start_descent`; change one with :meth:`with_rate`,
    :meth:`with_problem` or :meth:`with_parameters` (a branch: "what if, from here").
    """

    problem: Regression
    spectrum: Spectrum
    """Eigenvalues of the Hessian, condition, ``limit`` 2/λmax, ``best_rate``; in step units."""
    method: str
    """A key of ``descent_methods.METHODS``."""
    rate: float
    parameters: Floats
    """Shape (k,), in step units."""
    gradient: Floats
    """The full gradient ∇J at ``parameters``, shape (k,), in step units."""
    state: State
    """What the method remembers: velocities, means of squares, the last direction."""
    step: int
    seed: int
    batch: int
    """How many rows a step of ``minibatch`` sees."""
    beta: float
    """How much of its velocity momentum keeps."""
    tolerance: float
    reference: float
    """Cost above the optimum that counts as the start, for telling divergence."""
    taken: Taken | None = None
    """How this snapshot was reached; None for the first."""

    def __post_init__(self) -> None:
        for array in (self.parameters, self.gradient, *self.state):
            array.flags.writeable = False

    @property
    def cost(self) -> float:
        """``J(b) = ½ ‖y − X b‖²`` now, in units of the target squared."""
        return self.problem.quadratic.cost(self.parameters)

    @property
    def excess(self) -> float:
        """``J(b) − J(b*)``: how far above the optimum, exact also when it is tiny."""
        return self.problem.quadratic.excess(self.parameters)

    @property
    def coefficients(self) -> Floats:
        """The parameters in the data's own units, shape (k,)."""
        return self.problem.to_data_units(self.parameters)

    @property
    def optimum(self) -> Floats:
        """The parameters of the normal equation, in step units, shape (k,)."""
        return self.problem.quadratic.optimum

    @property
    def optimal_coefficients(self) -> Floats:
        """The optimum in the data's own units, shape (k,)."""
        return self.problem.to_data_units(self.optimum)

    @property
    def error_along_eigenvectors(self) -> Floats:
        """Coordinates of ``b − b*`` along ``spectrum.vectors``, shape (k,)."""
        return self.spectrum.along(self.parameters - self.optimum)

    @property
    def verdict(self) -> Verdict:
        """Whether descent goes on, has arrived, or has run away."""
        if float(np.linalg.norm(self.gradient)) <= self.tolerance * self._gradient_scale:
            return "converged"
        if self.excess > FAR * self.reference:
            return "diverged"
        return "running"

    def next(self) -> "DescentSnapshot | None":
        """Return the next snapshot; None when descent has converged or diverged."""
        if self.verdict != "running":
            return None
        with np.errstate(all="ignore"):  # what is not finite ends here and is never shown
            later = self._stepped()
            finite = math.isfinite(later.cost) and bool(np.isfinite(later.gradient).all())
        return later if finite else None

    def explain(self) -> Explanation:
        """Say in one sentence and one formula what the step that led here did."""
        return explain(self)

    def with_rate(self, rate: float) -> "DescentSnapshot":
        """Return this snapshot with another learning rate.

        Raises:
            InputError: If the rate is not a positive number.
        """
        return replace(self, rate=checked_rate(rate))

    def with_parameters(self, parameters: Floats) -> "DescentSnapshot":
        """Return a first snapshot at other parameters (step units), all else the same."""
        return start_descent(
            self.problem,
            self.method,
            rate=self.rate,
            parameters=parameters,
            seed=self.seed,
            batch=self.batch,
            beta=self.beta,
            tolerance=self.tolerance,
        )

    def with_problem(self, problem: Regression) -> "DescentSnapshot":
        """Return this snapshot on changed data: same parameters in data units, same step, rate.

        Raises:
            ValueError: If the problem has other parameters.
        """
        if problem.parameter_names != self.problem.parameter_names:
            raise ValueError(f"{problem.parameter_names} are not {self.problem.parameter_names}")
        parameters = problem.to_step_units(self.coefficients)
        return replace(
            self,
            problem=problem,
            spectrum=spectrum(problem.quadratic),
            parameters=parameters,
            gradient=problem.quadratic.gradient(parameters),
            state=first_state(self.method, parameters),
            reference=_reference(problem, parameters),
            taken=None,
        )

    @property
    def _gradient_scale(self) -> float:
        return self.problem.quadratic.slope_at_zero or self.spectrum.largest

    def _stepped(self) -> "DescentSnapshot":
        number, rows, gradient = self.step + 1, None, self.gradient
        if self.method in STOCHASTIC:
            size = 1 if self.method == "sgd" else min(self.batch, self.problem.count)
            rows = batch_rows(self.problem.count, size, self.seed, number)
            gradient = gradient_of_rows(self.problem, self.parameters, rows)
        quadratic = self.problem.quadratic
        here = (self.parameters, gradient, self.state)
        step = one_step(quadratic, self.method, *here, self.rate, number, self.beta)
        return replace(
            self,
            parameters=step.parameters,
            gradient=quadratic.gradient(step.parameters),
            state=step.state,
            step=number,
            taken=Taken(self.parameters, gradient, step.direction, step.rate, rows),
        )


def start_descent(
    problem: Regression,
    method: str = "gd",
    *,
    rate: float | None = None,
    parameters: Floats | None = None,
    seed: int = 0,
    batch: int = 16,
    beta: float = MOMENTUM,
    tolerance: float = TOLERANCE,
) -> DescentSnapshot:
    """Return the first snapshot.

    Args:
        problem: The data and the model.
        method: A key of ``METHODS``.
        rate: The learning rate; ``default_rate(problem, method)`` when left out.
        parameters: Where to start, in step units, shape (k,); zeros when left out.
        seed: Of the rows that stochastic methods draw.
        batch: How many rows a step of ``minibatch`` sees.
        beta: How much of its velocity momentum keeps.
        tolerance: Converged when ``‖∇J(b)‖ ≤ tolerance · ‖∇J(0)‖``.

    Raises:
        InputError: If there is no such method, a number is out of range, the number of
            parameters is wrong, or a stochastic method is asked of data without rows.
    """
    if method not in METHODS:
        raise InputError(f"There is no method “{method}”; choose one of {', '.join(METHODS)}.")
    if method in STOCHASTIC:
        problem.rows()
    if batch < 1 or not 0 <= beta < 1 or not 0 <= tolerance < 1 or seed < 0:
        raise InputError(
            "The batch must be 1 or more, the momentum and the tolerance from 0 to below 1, "
            "and the seed 0 or more."
        )
    values = spectrum(problem.quadratic)
    rate = default_rate(problem, values, method, batch) if rate is None else checked_rate(rate)
    start = np.zeros(problem.quadratic.size) if parameters is None else np.array(parameters)
    _check_start(problem, start)
    return DescentSnapshot(
        problem=problem,
        spectrum=values,
        method=method,
        rate=rate,
        parameters=start,
        gradient=problem.quadratic.gradient(start),
        state=first_state(method, start),
        step=0,
        seed=seed,
        batch=batch,
        beta=beta,
        tolerance=tolerance,
        reference=_reference(problem, start),
    )


def checked_rate(rate: float) -> float:
    """Return the rate if it is one.

    Raises:
        InputError: If it is not a positive number of an ordinary size.
    """
    if not 0 < rate <= 1e100:
        raise InputError(f"The learning rate must be a number above 0 and up to 1e100, not {rate}.")
    return float(rate)


def _check_start(problem: Regression, start: Floats) -> None:
    names = problem.parameter_names
    if start.shape != (len(names),):
        raise InputError(
            f"The start needs {len(names)} numbers, one for each of {', '.join(names)}, "
            f"not {start.size}."
        )
    if not (np.abs(start) <= 1e100).all():
        raise InputError("The start must be made of numbers between -1e100 and 1e100.")


def _reference(problem: Regression, start: Floats) -> float:
    at_start = problem.quadratic.excess(start)
    at_zero = problem.quadratic.excess(np.zeros(len(start)))
    return max(at_start, at_zero, 1e-9 * problem.quadratic.least)
