"""Tests of regression problems: cost, gradient, Hessian, units, changed points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine import fit
from simulator.engine.errors import InputError
from simulator.engine.regression import Regression, regression

OPTIONS = [
    {"standardise": standardise, "intercept": intercept}
    for standardise in (True, False)
    for intercept in (True, False)
]


def data(rows: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Return three features of different scale and offset, and a target."""
    rng = np.random.default_rng(7)
    X = rng.normal(size=(rows, 3)) * [1.0, 0.1, 5.0] + [0.0, 3.0, -4.0]
    return X, X @ [1.0, -20.0, 0.5] + 4 + rng.normal(size=rows)


def direct_cost(problem: Regression, b: np.ndarray) -> float:
    """Return ½ Σ (y − ŷ)², row by row, from the definition (S3)."""
    X, y = problem.rows()
    coefficients = problem.to_data_units(b)
    predicted = X @ coefficients[-X.shape[1] :]
    if problem.intercept:
        predicted = predicted + coefficients[0]
    return 0.5 * float(((y - predicted) ** 2).sum())


@pytest.mark.parametrize("options", OPTIONS)
def test_the_cost_is_half_the_sum_of_squares(options):
    """From sums, the cost is what the definition gives row by row."""
    problem = regression(*data(), **options)
    for seed in range(5):
        b = np.random.default_rng(seed).normal(size=problem.quadratic.size) * 5
        assert problem.quadratic.cost(b) == pytest.approx(direct_cost(problem, b), rel=1e-11)


@pytest.mark.parametrize("options", OPTIONS)
def test_gradient_and_hessian_agree_with_finite_differences(options):
    """∇J and H are the derivatives of the cost as defined, in step units."""
    problem = regression(*data(), **options)
    quadratic, size = problem.quadratic, problem.quadratic.size
    b, step = np.linspace(-1, 2, size), 1e-3
    units = np.eye(size) * step
    # Central differences of a quadratic are exact but for rounding.
    numeric = [
        (direct_cost(problem, b + u) - direct_cost(problem, b - u)) / (2 * step) for u in units
    ]
    np.testing.assert_allclose(quadratic.gradient(b), numeric, rtol=1e-6)
    columns = [(quadratic.gradient(b + u) - quadratic.gradient(b - u)) / (2 * step) for u in units]
    np.testing.assert_allclose(quadratic.hessian(), columns, rtol=1e-9, atol=1e-8)
    direction = np.arange(1.0, size + 1)
    expected = direction @ quadratic.hessian() @ direction
    assert quadratic.curvature(direction) == pytest.approx(expected)


@pytest.mark.parametrize("options", OPTIONS)
def test_the_optimum_solves_the_normal_equation(options):
    """The gradient vanishes there, one Newton step leads there, and numpy agrees."""
    problem = regression(*data(), **options)
    X, y = problem.rows()
    A = np.column_stack([np.ones(len(y)), X]) if options["intercept"] else X
    quadratic = problem.quadratic
    np.testing.assert_allclose(
        problem.to_data_units(quadratic.optimum), np.linalg.lstsq(A, y)[0], rtol=1e-10
    )
    start = np.ones(quadratic.size)
    step = quadratic.newton(quadratic.gradient(start))
    np.testing.assert_allclose(start - step, quadratic.optimum, rtol=1e-10)
    assert quadratic.least == pytest.approx(direct_cost(problem, quadratic.optimum), rel=1e-12)
    identity = quadratic.hessian_inverse() @ quadratic.hessian()
    np.testing.assert_allclose(identity, np.eye(quadratic.size), atol=1e-8)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(OPTIONS), st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4))
def test_units_go_there_and_back(options, values):
    """Data units to step units and back is where one was, and zero is zero."""
    problem = regression(*data(), **options)
    b = np.array(values[: problem.quadratic.size])
    back = problem.to_data_units(problem.to_step_units(b))
    np.testing.assert_allclose(back, b, rtol=1e-9, atol=1e-6)
    assert not problem.to_step_units(np.zeros(problem.quadratic.size)).any()


def test_predictions_do_not_depend_on_the_units_of_the_step():
    """The line is the same, standardised or not."""
    X, y = data()
    with_, without = regression(X, y), regression(X, y, standardise=False)
    b = np.array([1.0, 2.0, 3.0, 4.0])
    np.testing.assert_allclose(
        with_.predict(with_.to_step_units(b), X), without.predict(b, X), rtol=1e-12
    )


def test_a_plane_shows_the_cost_over_two_parameters():
    """Grid, contour and lowest point are those of the full cost with the others held."""
    problem = regression(*data())
    quadratic, at = problem.quadratic, np.array([1.0, 2.0, 3.0, 4.0])
    plane = quadratic.plane(1, 3, at)
    first, second = np.linspace(-3, 3, 5), np.linspace(-2, 4, 4)
    grid = plane.cost(first, second)
    assert grid.shape == (4, 5)
    for j, v in enumerate(second):
        for i, u in enumerate(first):
            there = at.copy()
            there[[1, 3]] = u, v
            assert grid[j, i] == pytest.approx(quadratic.cost(there), rel=1e-12)
    for u, v in plane.ellipse(10.0, points=9):
        there = at.copy()
        there[[1, 3]] = u, v
        assert quadratic.cost(there) == pytest.approx(plane.least + 10.0, rel=1e-12)
    assert (grid >= plane.least).all()


@pytest.mark.parametrize("options", OPTIONS)
def test_points_can_be_moved_added_and_deleted(options):
    """The changed problem is the problem of the changed rows; the old one stays."""
    X, y = data(10)
    problem = regression(X.copy(), y.copy(), **options)
    before = problem.quadratic.optimum.copy()
    moved = problem.with_point_moved(4, np.array([1.0, 2.0, 3.0]), 9.0)
    X[4], y[4] = [1.0, 2.0, 3.0], 9.0
    fresh = regression(X, y, **options)
    np.testing.assert_array_equal(moved.quadratic.optimum, fresh.quadratic.optimum)
    added = moved.with_point_added(np.array([0.0, 1.0, 2.0]), 3.0)
    assert added.count == 11
    np.testing.assert_array_equal(added.X[-1], [0.0, 1.0, 2.0])
    back = added.without_point(10)
    np.testing.assert_allclose(back.quadratic.optimum, moved.quadratic.optimum, rtol=1e-12)
    np.testing.assert_array_equal(problem.quadratic.optimum, before)


def test_switches_turn_without_reading_again():
    """Standardising and the intercept are choices on the same sums."""
    X, y = data()
    problem = regression(X, y)
    raw = problem.with_options(standardise=False, intercept=False)
    fresh = regression(X, y, standardise=False, intercept=False)
    assert raw.sums is problem.sums
    np.testing.assert_array_equal(raw.quadratic.optimum, fresh.quadratic.optimum)


def test_a_constant_feature_takes_no_part():
    """It cannot be told from the intercept: rank is less by one, nothing is divided by zero."""
    X, y = data()
    X[:, 1] = 3.3
    problem = regression(X, y)
    assert problem.quadratic.rank == 3
    assert problem.quadratic.optimum[2] == 0
    assert problem.remarks == (
        "“x2” has the same value in every row, so its effect cannot be told from the intercept.",
    )
    A = np.column_stack([np.ones(len(y)), X[:, [0, 2]]])
    np.testing.assert_allclose(
        problem.to_data_units(problem.quadratic.optimum)[[0, 1, 3]],
        np.linalg.lstsq(A, y)[0],
        rtol=1e-10,
    )


def test_parameters_have_names_symbols_and_units():
    """Slopes are told per unit of their feature, or per deviation where the step is done."""
    X, y = data()
    problem = regression(
        X[:, :1].copy(), y, features=("flipper",), target="mass", units=("mm", "g")
    )
    assert problem.parameter_names == ("intercept", "flipper")
    assert problem.symbols == ("b_{0}", "b_{1}")
    assert problem.parameter_units() == ("g", "g per mm")
    assert problem.parameter_units(in_step_units=True) == ("g", "g per sd")


def test_what_cannot_be_fitted_is_told():
    """One row, numbers beyond squaring, rows that are not kept; and shapes that are our fault."""
    X, y = data()
    with pytest.raises(InputError, match="two rows"):
        regression(X[:1], y[:1])
    with pytest.raises(InputError, match="1e60"):
        regression(X * 1e305, y)
    sums = Regression(("a", "b", "c"), "y", regression(X, y).sums, None, None)
    with pytest.raises(InputError, match="sums"):
        sums.with_point_moved(0, X[0], 1.0)
    assert sums.points()[0].shape == (0, 3)
    with pytest.raises(ValueError, match="must be"):
        regression(X, y[:-1])


def test_the_rows_cannot_be_changed_behind_its_back():
    """Arrays of a problem are read-only."""
    problem = regression(*data())
    for array in (problem.X, problem.y, problem.quadratic.scatter, problem.scale):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_large_data_are_read_once(monkeypatch):
    """Above a size, optimum and least cost come from the sums alone, and are as good as needed."""
    small = regression(*data())
    monkeypatch.setattr(fit, "CORRECTED", 0)
    monkeypatch.setattr(fit, "_residual", None)
    large = regression(*data())
    np.testing.assert_allclose(large.quadratic.optimum, small.quadratic.optimum, rtol=1e-11)
    assert large.quadratic.least == pytest.approx(small.quadratic.least, rel=1e-10)
