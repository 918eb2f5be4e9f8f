"""Tests of what eigenvalues say of descent."""

import numpy as np
import pytest

from simulator.engine.descent import gradient_descent_path
from simulator.engine.optimizers import RULES, initial_state
from simulator.engine.regression import regression
from simulator.engine.spectrum import radius, spectrum


def problem(offset: float = 0.0, **options):
    """Return a regression with two correlated features."""
    rng = np.random.default_rng(2)
    X = rng.normal(size=(100, 2)) @ [[1.0, 0.8], [0.0, 0.6]] + offset
    return regression(X, X @ [1.0, 2.0] + rng.normal(size=100), **options)


def test_condition_limit_and_best_rate_are_those_of_the_hessian():
    """Against numpy on XᵀX itself."""
    quadratic = problem().quadratic
    expected = np.linalg.eigvalsh(quadratic.hessian())
    found = spectrum(quadratic)
    np.testing.assert_allclose(found.values, expected, rtol=1e-12)
    assert found.condition == pytest.approx(expected[-1] / expected[0])
    assert found.limit == pytest.approx(2 / expected[-1])
    assert found.best_rate == pytest.approx(2 / (expected[0] + expected[-1]))


def test_error_along_eigenvectors_shrinks_by_the_factors():
    """One step multiplies each coordinate of the error by 1 − α λ."""
    quadratic = problem().quadratic
    found = spectrum(quadratic)
    rate = 0.7 * found.limit
    path = gradient_descent_path(quadratic, np.array([3.0, -2.0, 5.0]), rate, 1)
    before, after = (found.along(b - quadratic.optimum) for b in path)
    np.testing.assert_allclose(after, before * found.factors(rate), rtol=1e-10)
    assert found.slowest_factor(rate) == pytest.approx(np.abs(found.factors(rate)).max())


def test_small_eigenvalues_are_right_at_a_large_offset():
    """At an offset of 1e6 plain eigenvalues are rounding noise; these are right."""
    raw = problem(1e6, standardise=False).quadratic
    found = spectrum(raw)
    S, n = raw.scatter, raw.count
    determinant = n * np.linalg.det(S)
    assert np.prod(found.values) == pytest.approx(determinant, rel=1e-6)


def test_directions_that_the_data_do_not_determine_have_eigenvalue_zero():
    """They are left out of the condition, and of what must shrink."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 2))
    dependent = regression(np.column_stack([X, X.sum(axis=1)]), rng.normal(size=30))
    found = spectrum(dependent.quadratic)
    assert found.values[0] == 0
    assert found.smallest > 1e-3
    assert np.isfinite(found.condition)


@pytest.mark.parametrize("method", ["gd", "momentum", "nesterov"])
@pytest.mark.parametrize("curvature", [0.01, 0.3, 1.0, 1.2, 1.9, 2.5, 3.7])
def test_the_radius_is_how_the_error_really_shrinks(method, curvature):
    """Against 400 steps of the rule on one eigenvector."""
    b, state = np.array([1.0]), initial_state(method, np.array([1.0]))
    sizes = []
    for step in range(1, 401):
        b, state = RULES[method](b, curvature * b, state, 1.0, step)
        sizes.append(abs(float(b[0])) + abs(float(state[0][0])) if state else abs(float(b[0])))
    expected = float(radius(method, np.array([curvature]), 0.9)[0])
    if sizes[-1] == 0:
        assert expected == pytest.approx(0, abs=1e-9)
    else:
        measured = (sizes[-1] / sizes[199]) ** (1 / 200)
        assert measured == pytest.approx(expected, rel=0.02)
