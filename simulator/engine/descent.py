"""One step down a quadratic, by every method that the descent lab knows."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from simulator.engine.arrays import Floats, Integers
from simulator.engine.optimizers import MOMENTUM, RULES, State, initial_state, momentum, nesterov
from simulator.engine.quadratic import Quadratic
from simulator.engine.regression import Regression

STOCHASTIC = ("minibatch", "sgd")
"""The methods that see some rows of the data at a step, not all."""


class Step(NamedTuple):
    """Where a step leads, and how: ``parameters = before − rate · direction``."""

    parameters: Floats
    state: State
    direction: Floats
    rate: float


def first_state(method: str, parameters: Floats) -> State:
    """Return what a method remembers before its first step."""
    return initial_state(method, parameters) if method in RULES else ()


def one_step(
    quadratic: Quadratic,
    method: str,
    parameters: Floats,
    gradient: Floats,
    state: State,
    rate: float,
    step: int,
    beta: float = MOMENTUM,
) -> Step:
    """Take one step.

    Args:
        quadratic: The cost.
        method: A name of ``RULES``, or ``minibatch``, ``sgd``, ``line-search``, ``cg``, ``newton``.
        parameters: Where the step starts, shape (k,).
        gradient: The gradient there (an estimate of it for the stochastic methods), shape (k,).
        state: What the method remembers; see :func:`first_state`.
        rate: The learning rate; line search, conjugate gradient and Newton find their own.
        step: The number of this step, from 1.
        beta: How much of its velocity momentum and Nesterov's method keep.
    """
    if method == "line-search":
        return _along(quadratic, parameters, gradient, gradient, ())
    if method == "cg":
        return _conjugate(quadratic, parameters, gradient, state)
    if method == "newton":
        direction = quadratic.newton(gradient)
        return Step(parameters - direction, (), direction, 1.0)
    moved, state = _by_rule(method, parameters, gradient, state, rate, step, beta)
    return Step(moved, state, (parameters - moved) / rate, rate)


def _by_rule(
    method: str,
    parameters: Floats,
    gradient: Floats,
    state: State,
    rate: float,
    step: int,
    beta: float,
) -> tuple[Floats, State]:
    if method == "momentum":
        return momentum(parameters, gradient, state, rate, step, beta=beta)
    if method == "nesterov":
        return nesterov(parameters, gradient, state, rate, step, beta=beta)
    rule = RULES["gd" if method in STOCHASTIC else method]
    return rule(parameters, gradient, state, rate, step)


def _along(
    quadratic: Quadratic, parameters: Floats, gradient: Floats, direction: Floats, state: State
) -> Step:
    """Step to the lowest point along a direction: ``α = gᵀd / dᵀHd``."""
    curvature = quadratic.curvature(direction)
    rate = float(gradient @ direction) / curvature if curvature > 0 else 0.0
    return Step(parameters - rate * direction, state, direction, rate)


def _conjugate(quadratic: Quadratic, parameters: Floats, gradient: Floats, state: State) -> Step:
    """Conjugate gradient, Fletcher and Reeves: ``d ← g + (gᵀg / g₋ᵀg₋) d``."""
    direction = gradient
    if state and (before := float(state[1] @ state[1])) > 0:
        direction = gradient + float(gradient @ gradient) / before * state[0]
    return _along(quadratic, parameters, gradient, direction, (direction, gradient))


def batch_rows(count: int, size: int, seed: int, step: int) -> Integers:
    """Return the rows that a stochastic step sees, drawn with replacement, shape (size,).

    They follow from the seed and the number of the step alone, so any step can be done again.
    """
    return np.random.default_rng([seed, step]).integers(0, count, size)


def gradient_of_rows(problem: Regression, parameters: Floats, rows: Integers) -> Floats:
    """Return the estimate ``n/m Σ x (ŷ − y)`` of the gradient from m rows, shape (k,).

    Raises:
        InputError: If the rows of the problem are not kept.
    """
    X, y = problem.rows()
    x = (X[rows] - problem.centre) / problem.scale
    if problem.intercept:
        x = np.column_stack([np.ones(len(rows)), x])
    error = x @ parameters - y[rows]
    return np.asarray((problem.count / len(rows)) * (error @ x))


def gradient_descent_path(quadratic: Quadratic, start: Floats, rate: float, steps: int) -> Floats:
    """Return the path of full-batch gradient descent, shape (steps + 1, k), fast.

    A path that leaves the range of numbers ends before that: fewer rows come back.
    """
    walk = _line_path if quadratic.intercept and quadratic.size == 2 else _array_path
    with np.errstate(over="ignore", invalid="ignore"):
        array = walk(quadratic, start, rate, steps)
    finite = np.isfinite(array).all(axis=1)
    return array if finite.all() else array[: int(finite.argmin())]


def _array_path(quadratic: Quadratic, start: Floats, rate: float, steps: int) -> Floats:
    path = np.empty((steps + 1, quadratic.size))
    path[0] = start
    for t in range(steps):
        path[t + 1] = path[t] - rate * quadratic.gradient(path[t])
    return path


def _line_path(quadratic: Quadratic, start: Floats, rate: float, steps: int) -> Floats:
    numbers = _line_numbers(quadratic, float(start[0]), float(start[1]), rate, steps)
    # An iterator straight into the array: a list of pairs in between takes as long as the steps.
    return np.fromiter(numbers, np.float64, 2 * steps + 2).reshape(-1, 2)


def _line_numbers(
    quadratic: Quadratic, b0: float, b1: float, rate: float, steps: int
) -> Iterator[float]:
    # Python floats: arrays of one element, and NumPy's scalars, take several times as long.
    m, mean = float(quadratic.offset[0]), float(quadratic.target_mean)
    of_ones = rate * quadratic.count
    S, s = rate * float(quadratic.scatter[0, 0]), rate * float(quadratic.cross[0])
    yield b0
    yield b1
    for _ in range(steps):
        g0 = of_ones * (b0 + m * b1 - mean)
        b1 -= S * b1 - s + m * g0
        b0 -= g0
        yield b0
        yield b1
