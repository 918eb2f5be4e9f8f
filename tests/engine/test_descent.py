"""Tests of single steps down a quadratic."""

import numpy as np
import pytest

from simulator.engine.descent import (
    batch_rows,
    first_state,
    gradient_descent_path,
    gradient_of_rows,
    one_step,
)
from simulator.engine.regression import regression
from simulator.engine.spectrum import spectrum


def problem(features: int, **options):
    """Return a regression with a few features away from zero."""
    rng = np.random.default_rng(4)
    X = rng.normal(size=(40, features)) + 1
    return regression(X, X.sum(axis=1) + rng.normal(size=40), **options)


@pytest.mark.parametrize("features", [1, 3])
@pytest.mark.parametrize("intercept", [True, False])
def test_a_path_is_its_steps(features, intercept):
    """The fast path, also that in plain floats, goes where steps of the formula go."""
    quadratic = problem(features, standardise=False, intercept=intercept).quadratic
    rate, b = 0.1 * spectrum(quadratic).limit, np.ones(quadratic.size)
    path = gradient_descent_path(quadratic, b, rate, 50)
    for row in path:
        np.testing.assert_allclose(row, b, rtol=1e-10)
        b = b - rate * quadratic.gradient(b)
    assert len(path) == 51


def test_a_path_that_runs_away_ends_before_it_is_not_a_number():
    """Only finite rows come back."""
    quadratic = problem(1).quadratic
    path = gradient_descent_path(quadratic, np.ones(2), 1e3, 1000)
    assert 1 < len(path) < 1001
    assert np.isfinite(path).all()


def test_line_search_ends_where_the_slope_along_the_step_is_zero():
    """The new gradient is square to the direction; no other rate is lower."""
    quadratic = problem(3).quadratic
    b = np.array([1.0, -2.0, 3.0, 0.5])
    step = one_step(quadratic, "line-search", b, quadratic.gradient(b), (), 1.0, 1)
    assert abs(quadratic.gradient(step.parameters) @ step.direction) < 1e-9
    for other in (0.9, 1.1):
        assert quadratic.cost(b - other * step.rate * step.direction) > quadratic.cost(
            step.parameters
        )


def test_conjugate_gradient_takes_as_many_steps_as_there_are_parameters():
    """And its directions are conjugate: d₁ᵀ H d₂ = 0."""
    quadratic = problem(3, standardise=False).quadratic
    b, state, directions = np.zeros(4), first_state("cg", np.zeros(4)), []
    for number in range(1, 5):
        step = one_step(quadratic, "cg", b, quadratic.gradient(b), state, 1.0, number)
        b, state = step.parameters, step.state
        directions.append(step.direction)
    np.testing.assert_allclose(b, quadratic.optimum, rtol=1e-8)
    H = quadratic.hessian()
    lengths = np.sqrt([d @ H @ d for d in directions])
    cross = np.array([[d @ H @ e for e in directions] for d in directions])
    np.testing.assert_allclose(cross / np.outer(lengths, lengths), np.eye(4), atol=1e-6)


@pytest.mark.parametrize("standardise", [True, False])
@pytest.mark.parametrize("intercept", [True, False])
def test_the_gradient_of_all_rows_is_the_gradient_and_batches_are_unbiased(standardise, intercept):
    """All rows once give ∇J exactly; each row alone gives it on average."""
    chosen = problem(2, standardise=standardise, intercept=intercept)
    b = np.arange(1.0, chosen.quadratic.size + 1)
    full = chosen.quadratic.gradient(b)
    np.testing.assert_allclose(gradient_of_rows(chosen, b, np.arange(40)), full, rtol=1e-10)
    alone = [gradient_of_rows(chosen, b, np.array([i])) for i in range(40)]
    np.testing.assert_allclose(np.mean(alone, axis=0), full, rtol=1e-10)


def test_rows_follow_from_seed_and_step():
    """So a step can be done again; other steps and seeds see other rows."""
    np.testing.assert_array_equal(batch_rows(100, 8, 1, 5), batch_rows(100, 8, 1, 5))
    assert (batch_rows(100, 8, 1, 5) != batch_rows(100, 8, 1, 6)).any()
    assert (batch_rows(100, 8, 1, 5) != batch_rows(100, 8, 2, 5)).any()
