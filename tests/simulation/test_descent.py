"""Tests of descent as a timeline of snapshots."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.errors import InputError
from simulator.engine.regression import regression
from simulator.simulation.descent import DescentSnapshot, start_descent
from simulator.simulation.descent_data import generate
from simulator.simulation.descent_methods import METHODS
from simulator.simulation.explanation import slots
from simulator.simulation.timeline import Timeline

WANDERING = {"minibatch", "sgd", "rmsprop", "adagrad"}


def small_problem(**options):
    """Return a regression on two features of different spread and offset."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(80, 2)) * [1.0, 2.0] + [0.5, 1.0]
    return regression(X, X @ [1.0, -2.0] + 4 + rng.normal(size=80), **options)


def last(snapshot: DescentSnapshot, steps: int) -> DescentSnapshot:
    """Walk to the end, or as far as ``steps``."""
    while snapshot.step < steps and (later := snapshot.next()) is not None:
        snapshot = later
    return snapshot


def same(a: DescentSnapshot, b: DescentSnapshot) -> bool:
    """Whether two snapshots are equal to the last bit."""
    return (
        a.step == b.step
        and a.parameters.tobytes() == b.parameters.tobytes()
        and a.gradient.tobytes() == b.gradient.tobytes()
        and [s.tobytes() for s in a.state] == [s.tobytes() for s in b.state]
    )


@pytest.mark.parametrize("standardise", [True, False])
@pytest.mark.parametrize("method", sorted(set(METHODS) - WANDERING))
def test_methods_arrive_at_least_squares(method, standardise):
    """Every exact method ends in numpy's least-squares answer, in data units, and says so."""
    problem = small_problem(standardise=standardise)
    end = last(start_descent(problem, method), 20_000)
    X, y = problem.rows()
    expected = np.linalg.lstsq(np.column_stack([np.ones(80), X]), y)[0]
    np.testing.assert_allclose(end.coefficients, expected, rtol=1e-9)
    assert end.verdict == "converged"
    assert "converged" in end.explain().caption


@pytest.mark.parametrize("method", sorted(WANDERING))
def test_methods_that_wander_come_near(method):
    """Noise and fixed lengths of step keep these from settling, but they come near."""
    start = start_descent(small_problem(), method)
    end = last(start, 3_000)
    assert end.excess < 0.05 * start.excess


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(METHODS)),
    st.integers(0, 2**31),
    st.lists(st.sampled_from(["forward", "back"]), max_size=30),
)
def test_walks_can_be_retraced(method, seed, moves):
    """However one walks, stochastic or not, the i-th snapshot is the i-th computed."""
    first = start_descent(small_problem(), method, seed=seed)
    computed = [first]
    while len(computed) < 32 and (later := computed[-1].next()) is not None:
        computed.append(later)
    timeline = Timeline(first, DescentSnapshot.next)
    for move in moves:
        getattr(timeline, move)()
        assert same(timeline.current, computed[timeline.index])


def test_divergence_ends_with_a_sentence_and_finite_numbers():
    """Above the limit the cost grows until it stops, and nothing shown is NaN or infinite."""
    start = start_descent(small_problem())
    snapshot = start.with_rate(start.spectrum.limit * 1.5)
    end = last(snapshot, 10_000)
    assert end.verdict == "diverged"
    assert end.next() is None
    assert np.isfinite(end.cost)
    assert np.isfinite(end.parameters).all()
    assert "smaller learning rate" in end.explain().caption


@pytest.mark.parametrize("rate", [1e20, 1e100])
def test_absurd_rates_never_show_what_is_not_a_number(rate):
    """Also where one step leaves the range of numbers, what is shown is finite."""
    end = last(start_descent(small_problem(), rate=rate), 100)
    assert np.isfinite(end.cost)
    assert end.next() is None


@pytest.mark.parametrize("method", METHODS)
def test_explanations_fill_every_slot(method):
    """Formula and numbers can be typeset: each slot has its quantity, and the sum is right."""
    for snapshot in (
        start_descent(small_problem(), method),
        last(start_descent(small_problem(), method), 2),
    ):
        explanation = snapshot.explain()
        assert explanation.caption.endswith(".")
        for template in (explanation.formula_template, explanation.substituted_template):
            assert all(explanation[name] for name in slots(template))
        assert r"\slot" not in explanation.formula + explanation.substituted
    rate = explanation["rate"].value
    moved = explanation["before1"].value - rate * explanation["direction1"].value
    assert moved == pytest.approx(explanation["after1"].value)


def test_a_dragged_point_keeps_the_parameters_in_data_units():
    """The line stands where it stood, while optimum, spectrum and gradient answer at once."""
    snapshot = last(start_descent(small_problem()), 5)
    moved = snapshot.with_problem(snapshot.problem.with_point_moved(3, np.array([9.0, 9.0]), 50.0))
    np.testing.assert_allclose(moved.coefficients, snapshot.coefficients, rtol=1e-12)
    assert not np.allclose(moved.optimal_coefficients, snapshot.optimal_coefficients)
    assert moved.step == snapshot.step


def test_unknown_methods_and_bad_numbers_are_told():
    """Each bad argument gets a sentence for people."""
    problem = small_problem()
    for arguments in (
        {"method": "magic"},
        {"rate": 0.0},
        {"rate": float("nan")},
        {"parameters": np.zeros(2)},
        {"parameters": np.array([0, 0, np.inf])},
        {"batch": 0},
        {"seed": -1},
    ):
        with pytest.raises(InputError, match=r"\.$"):
            start_descent(problem, **arguments)


def test_synthetic_data_have_the_truth_they_say():
    """Without noise, least squares finds the slopes; collinear features correlate as asked."""
    data = generate(400, (2.0, -1.0), intercept=5.0, noise=0.0, collinearity=0.9, seed=1)
    problem = data.problem(standardise=False)
    np.testing.assert_allclose(problem.quadratic.optimum, [5.0, 2.0, -1.0], rtol=1e-9)
    assert np.corrcoef(problem.X.T)[0, 1] == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize("method", METHODS)
def test_the_symbols_of_a_formula_can_be_asked_where_they_are_from(method):
    """In every method's formula b, the rate and the gradient can be asked where they come from."""
    snapshot = start_descent(small_problem(), method).next()
    explanation = snapshot.explain()
    assert {"b", "b_before", "gradient"} <= set(slots(explanation.formula_template))
    assert explanation["gradient"].value == pytest.approx(np.linalg.norm(snapshot.taken.gradient))
    assert explanation["b"].value == pytest.approx(np.linalg.norm(snapshot.parameters))
    assert explanation["b_before"].value == 0
