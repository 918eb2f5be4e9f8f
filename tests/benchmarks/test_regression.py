"""What a step, a reading pass, a cost grid and a dragged point cost, beside plain NumPy.

Run: ``python -m pytest -m benchmark -s tests/benchmarks/test_regression.py``
"""

import time

import numpy as np
import pytest

from simulator.engine.descent import gradient_descent_path
from simulator.engine.gram import gram
from simulator.engine.iterative import cost_and_gradient
from simulator.engine.regression import regression
from simulator.simulation.descent import start_descent

pytestmark = pytest.mark.benchmark

STEPS = 2_000


def best(*actions, repeats=9):
    """The best CPU time of each action, run in turn, in seconds: noise hits all alike."""
    times = [np.inf] * len(actions)
    for _ in range(repeats):
        for place, action in enumerate(actions):
            start = time.process_time()
            action()
            times[place] = min(times[place], time.process_time() - start)
    return times


def line(rows, offset=0.0):
    """A regression on one feature."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(rows, 1)) + offset
    return regression(x, x[:, 0] + rng.normal(size=rows), standardise=False)


@pytest.mark.parametrize(("rows", "bound"), [(200, 0.08), (10_000, 0.03)])
def test_a_step_costs_a_small_part_of_two_matrix_vector_products(rows, bound):
    """A full-batch step from sums against ``b −= α Xᵀ(X b − y)`` on the rows."""
    problem = line(rows)
    A = np.column_stack([np.ones(rows), problem.X])
    y, start, rate = problem.y, np.ones(2), 1e-6

    def on_rows():
        b = start
        for _ in range(200):
            b = b - rate * (A.T @ (A @ b - y))

    ours, theirs = best(
        lambda: gradient_descent_path(problem.quadratic, start, rate, STEPS), on_rows
    )
    ratio = (ours / STEPS) / (theirs / 200)
    print(f"\nn = {rows}: {ours / STEPS * 1e6:.2f} µs a step, {ratio:.3f} × two GEMV (≤ {bound})")
    assert ratio <= bound


def test_a_step_does_not_depend_on_the_rows():
    """Ten and a million rows: the same step, in the fast path and in a snapshot."""
    few, many = line(10), line(1_000_000)
    start = np.ones(2)
    times = best(
        lambda: gradient_descent_path(few.quadratic, start, 1e-9, STEPS),
        lambda: gradient_descent_path(many.quadratic, start, 1e-9, STEPS),
    )
    snapshots = [start_descent(problem, rate=1e-9) for problem in (few, many)]
    nexts = best(*[lambda s=s: [s.next() for _ in range(200)] for s in snapshots])
    print(f"\nstep {times[1] / times[0]:.2f}, snapshot {nexts[1] / nexts[0]:.2f} (10⁶ / 10 rows)")
    assert times[1] / times[0] < 1.5
    assert nexts[1] / nexts[0] < 1.5


@pytest.mark.parametrize("features", [128, 512, 2048])
def test_the_reading_pass_runs_near_the_speed_of_memory(features):
    """Cost and gradient from rows, each read once, out of cache, against ``dot(x, x)``."""
    rows = (256 << 20) // (8 * features)
    X = np.random.default_rng(0).normal(size=(rows, features))
    y, b, flat = np.ones(rows), np.ones(features), X.ravel()
    ours, dot, two = best(
        lambda: cost_and_gradient(X, y, b), lambda: flat @ flat, lambda: X.T @ (X @ b - y)
    )
    share = dot / ours
    print(f"\nd = {features}: {share:.2f} of dot's bandwidth (≥ 0.6), two passes {dot / two:.2f}")
    assert share >= 0.6


def test_the_cost_grid_is_closed_form():
    """200 × 200 costs at 2,000 rows against broadcasting the rows over the grid."""
    problem = line(2_000)
    axis = np.linspace(-2, 2, 200)
    plane = problem.quadratic.plane(0, 1, np.zeros(2))

    def on_rows():
        cost = np.empty((200, 200))
        for j, slope in enumerate(axis):
            error = problem.y - slope * problem.X[:, 0] - axis[:, None]
            cost[j] = 0.5 * (error**2).sum(axis=1)
        return cost

    np.testing.assert_allclose(plane.cost(axis, axis), on_rows(), rtol=1e-10)
    ours, theirs = best(lambda: plane.cost(axis, axis), on_rows, repeats=5)
    print(f"\ngrid: {ours * 1e3:.3f} ms, {ours / theirs:.5f} × broadcasting (≤ 0.005)")
    assert ours / theirs <= 0.005


def test_a_dragged_point_of_ten_thousand_rows_is_a_fraction_of_a_frame():
    """New sums, optimum, spectrum, path of 500 steps and formula, beside copying the rows."""
    snapshot = start_descent(line(10_000))
    point = np.array([1.0])

    def drag():
        problem = snapshot.problem.with_point_moved(5, point, 3.0)
        moved = snapshot.with_problem(problem)
        gradient_descent_path(problem.quadratic, np.zeros(2), snapshot.rate, 500)
        moved.explain()

    ours, frame = best(drag), 16e-3
    print(f"\ndrag: {ours[0] * 1e3:.2f} ms of a frame of 16")
    assert ours[0] < frame / 4


def test_ten_million_rows_of_eight_features_fit_and_run():
    """Sums of 640 MB of rows cost a few passes; after that a step is a step."""
    rng = np.random.default_rng(0)
    X = rng.random((10_000_000, 8))
    y = X @ np.arange(8.0) + 1
    flat = X.ravel()
    start = time.perf_counter()
    problem = regression(X, y)
    seconds = time.perf_counter() - start
    (dot,) = best(lambda: flat @ flat, repeats=3)
    print(f"\n10⁷ × 8: fitted in {seconds:.2f} s, {seconds / dot:.1f} × dot")
    np.testing.assert_allclose(
        problem.to_data_units(problem.quadratic.optimum), [1, *range(8)], atol=1e-8
    )
    snapshot = start_descent(problem).next()
    assert snapshot.step == 1
    assert gram(X[:1000]).count == 1000
