"""Tests of least squares by iteration on the rows."""

import numpy as np
import pytest

from simulator.engine import iterative
from simulator.engine.errors import StoppedError
from simulator.engine.iterative import conjugate_gradient, cost_and_gradient, gradient_descent


def data() -> tuple[np.ndarray, np.ndarray]:
    """Return a noisy problem of ten features."""
    rng = np.random.default_rng(5)
    return rng.normal(size=(70, 10)), rng.normal(size=70)


@pytest.mark.parametrize("method", [conjugate_gradient, gradient_descent])
def test_both_arrive_at_least_squares(method):
    """To the tolerance, and conjugate gradient in about as many steps as features."""
    X, y = data()
    answer = method(X, y, 1e-12)
    np.testing.assert_allclose(answer.parameters, np.linalg.lstsq(X, y)[0], rtol=1e-8)
    assert answer.steps < (14 if method is conjugate_gradient else 1_000)
    with pytest.raises(StoppedError):
        method(X, y, 1e-12, lambda: True)


@pytest.mark.parametrize("block_rows", [1, 7, 70, 1000])
def test_the_pass_over_the_rows_is_cost_and_gradient(block_rows, monkeypatch):
    """Blocks of any size give what the formula gives at once."""
    X, y = data()
    b = np.arange(10.0)
    monkeypatch.setattr(iterative, "PASS_BYTES", 8 * 10 * block_rows)
    cost, gradient = cost_and_gradient(X, y, b)
    error = X @ b - y
    assert cost == pytest.approx(0.5 * float(error @ error), rel=1e-12)
    np.testing.assert_allclose(gradient, X.T @ error, rtol=1e-12)
