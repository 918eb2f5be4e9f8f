"""Tests of the solvers, against the certified values of NIST."""

import json
from pathlib import Path

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.engine.regression import Regression, regression
from simulator.engine.solvers import DIGITS, SOLVERS, solve, solve_sums

NIST = json.loads(
    (Path(__file__).parents[1] / "data" / "references" / "nist_strd.json").read_text()
)["sets"]


def design(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return features and targets of a NIST set."""
    x, y = np.array(NIST[name]["x"]), np.array(NIST[name]["y"])
    powers = range(1, NIST[name]["degree"] + 1)
    return (np.column_stack([x**k for k in powers]) if x.ndim == 1 else x), y


def digits(parameters: np.ndarray, name: str) -> float:
    """Return to how many digits the worst parameter agrees with the certified one."""
    certified = np.array(NIST[name]["certified"])
    return -np.log10(max(np.abs((parameters - certified) / certified).max(), 1e-15))


@pytest.mark.parametrize("name", ["Norris", "Pontius", "NoInt1", "NoInt2", "Longley"])
def test_nist_sets_are_fitted_to_nine_digits_or_more(name):
    """QR and SVD agree with the certified parameters, QR also with the sum of squares."""
    X, y = design(name)
    for solver in ("qr", "svd"):
        solution = solve(X, y, intercept=NIST[name]["intercept"], solver=solver)
        assert digits(solution.parameters, name) >= 9
        assert solution.residual_sum_of_squares == pytest.approx(
            NIST[name]["residual_sum_of_squares"], rel=1e-9
        )


@pytest.mark.parametrize(
    "name", ["Wampler1", "Wampler2", "Wampler3", "Wampler4", "Wampler5", "Filip"]
)
def test_hard_nist_sets_are_fitted_better_than_by_numpy(name):
    """At least as many digits as numpy.linalg.lstsq, with and without its cut of small values."""
    X, y = design(name)
    A = np.column_stack([np.ones(len(y)), X])
    ours = digits(solve(X, y).parameters, name)
    assert ours >= digits(np.linalg.lstsq(A, y)[0], name)
    assert ours >= digits(np.linalg.lstsq(A, y, rcond=0)[0], name)


@pytest.mark.parametrize("name", ["Norris", "Pontius", "NoInt1", "NoInt2", "Longley"])
@pytest.mark.parametrize("standardise", [True, False])
def test_the_optimum_of_the_descent_lab_agrees_as_well(name, standardise):
    """The star on the surface, from centred sums and one correction, has nine digits too."""
    X, y = design(name)
    intercept = NIST[name]["intercept"]
    problem = regression(X, y, intercept=intercept, standardise=standardise)
    assert digits(problem.to_data_units(problem.quadratic.optimum), name) >= 9


def test_longley_shows_what_the_normal_equation_costs():
    """Inverse and Cholesky lose half of the digits on Longley and say so; QR and SVD do not."""
    X, y = design("Longley")
    lost = {solver: solve(X, y, solver=solver) for solver in SOLVERS}
    assert lost["inverse"].digits_lost > 6
    assert lost["cholesky"].digits_lost > 6
    assert "squares the condition" in lost["inverse"].note
    assert lost["qr"].digits_lost < 2
    assert lost["svd"].digits_lost < 4
    for solver in SOLVERS:
        certified = 15.95 - digits(lost[solver].parameters, "Longley")
        assert lost[solver].digits_lost == pytest.approx(certified, abs=1.4)
    assert lost["qr"].condition == pytest.approx(4.859257e9, rel=1e-5)


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("intercept", [True, False])
def test_dependent_columns_get_the_shortest_answer_and_words(solver, intercept):
    """As numpy's lstsq: the answer of the smallest norm; the rank is said."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 4)) + np.arange(1, 5)
    X[:, 2] = X[:, 0] - 2 * X[:, 1]
    y = rng.normal(size=30)
    solution = solve(X, y, intercept=intercept, solver=solver)
    A = np.column_stack([np.ones(30), X]) if intercept else X
    np.testing.assert_allclose(solution.parameters, np.linalg.lstsq(A, y)[0], rtol=1e-9)
    assert solution.rank == 3 + intercept
    assert f"only {3 + intercept} of the {4 + intercept} parameters" in solution.note
    assert solution.digits_lost == (DIGITS if solver in ("inverse", "cholesky") else 0)


def test_constant_columns_and_too_few_rows_are_dependence():
    """A constant feature beside the intercept, and more parameters than rows, lose rank."""
    rng = np.random.default_rng(1)
    X, y = np.column_stack([np.full(9, 3.3), rng.normal(size=9)]), rng.normal(size=9)
    A = np.column_stack([np.ones(9), X])
    solution = solve(X, y)
    assert solution.rank == 2
    np.testing.assert_allclose(solution.parameters, np.linalg.lstsq(A, y)[0], rtol=1e-9)
    X = rng.normal(size=(3, 5))
    assert solve(X, y[:3]).rank == 3


def test_a_solver_that_breaks_down_says_so():
    """Cholesky on Filip: no digit is left, and the answer shown is QR's."""
    solution = solve(*design("Filip"), solver="cholesky")
    assert solution.digits_lost == DIGITS
    assert "breaks down" in solution.note
    assert digits(solution.parameters, "Filip") > 6


def test_work_time_and_memory_are_counted():
    """Flops grow as the textbook says; the peak of memory is at least the factor's."""
    rng = np.random.default_rng(0)
    solutions = [solve(rng.normal(size=(2 * d, d)), rng.normal(size=2 * d)) for d in (50, 100)]
    assert solutions[1].flops / solutions[0].flops == pytest.approx(8, rel=0.1)
    assert solutions[1].memory > 8 * 200 * 100
    assert solutions[1].seconds > 0


def test_sums_alone_are_enough_for_large_files():
    """From centred sums the answer is that of the rows, and it is said."""
    X, y = design("Longley")
    whole = regression(X, y, standardise=False)
    sums = Regression(whole.features, whole.target, whole.sums, None, None, standardise=False)
    solution = solve_sums(sums, "qr")
    assert digits(solution.parameters, "Longley") >= 9
    assert "too large" in solution.note


def test_unknown_solvers_are_told():
    """The names that exist are listed."""
    with pytest.raises(InputError, match="inverse, cholesky, qr, svd"):
        solve(*design("Norris"), solver="magic")
