"""What a turn and a step on the 3-D surface cost, beside matplotlib's plot_surface.

Run: ``python -m pytest -m benchmark -s tests/benchmarks/test_surface.py``
"""

import time
import warnings

import numpy as np
import pytest

from simulator.widgets.contour import ContourView
from simulator.widgets.surface import SurfaceView
from simulator.widgets.surface_marks import Mark, Path

pytestmark = pytest.mark.benchmark

AXIS = np.linspace(-1.0, 1.0, 52)  # 51 × 51 cells
Z = AXIS[:, None] ** 2 + 0.6 * AXIS**2 + 0.5 * AXIS[:, None] * AXIS
SIZE = (500, 330)


def milliseconds(action, times=20, repeats=5):
    """The best mean CPU time of ``action(k)`` in several repeats, in ms."""
    best = np.inf
    for _ in range(repeats):
        start = time.process_time()
        for k in range(times):
            action(k)
        best = min(best, (time.process_time() - start) / times)
    return best * 1e3


def descent(steps, rate):
    """A path of gradient descent on the surface."""
    point, points = np.array([0.9, -0.9]), []
    for _ in range(steps):
        points.append(point)
        point = point - rate * np.array([[2.0, 0.5], [0.5, 1.2]]) @ point
    return np.array(points)


def matplotlib_turn():
    """The CPU time of turning the same surface in matplotlib, in ms."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    figure = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot(projection="3d")
    x, y = np.meshgrid(AXIS, AXIS, indexing="ij")
    axes.plot_surface(x, y, Z, rstride=1, cstride=1, cmap="viridis", linewidth=0.2)

    def turn(k):
        axes.view_init(30, 3 * k)
        canvas.draw()

    return milliseconds(turn, times=3, repeats=3)


@pytest.fixture
def view(qtbot):
    """The surface with two runs and their marks, shown."""
    view = SurfaceView()
    qtbot.addWidget(view)
    view.resize(*SIZE)
    view.show_surface(AXIS, AXIS, Z, ("b₀", "b₁"), "J(b)")
    marks = [Mark("optimum", np.zeros(2), "optimum"), Mark("current", np.array([0.3, 0.2]))]
    view.show_marks(marks)
    view.show()
    return view


def test_turning_and_stepping_cost_a_fraction_of_matplotlib(view):
    """A turn is at most 0.6, a step with the camera still 0.1 of a matplotlib redraw."""
    runs = descent(200, 0.1), descent(200, 0.9)

    def turn(k):
        view.show_camera(view.camera.turned(3.0, 0.0))
        view.repaint()

    def step(k):
        view.show_paths([Path(run[: 40 + k], "forward") for run in runs])
        view.repaint()

    def dragged(k):
        view.show_surface(AXIS, AXIS, Z * (1 + 0.01 * k), ("b₀", "b₁"), "J(b)")
        view.repaint()

    step(0)
    turning, stepping, dragging = (milliseconds(each) for each in (turn, step, dragged))
    peer = matplotlib_turn()
    print(
        f"\n51×51 cells, {SIZE[0]}×{SIZE[1]} px, CPU ms: turn {turning:.1f}, step {stepping:.2f}, "
        f"another surface {dragging:.1f}; matplotlib {peer:.0f} "
        f"(turn {turning / peer:.3f}, step {stepping / peer:.4f} of it)"
    )
    assert turning <= 0.6 * peer
    assert stepping <= 0.1 * peer
    assert dragging <= 0.6 * peer


def test_a_step_costs_the_same_after_a_thousand(view):
    """Eight runs of a thousand noisy steps: the next step is not ten times one of a few."""
    noise = np.random.default_rng(0).normal(size=(1001, 2)).cumsum(axis=0) * 0.02
    paths = np.clip(noise, -0.9, 0.9)

    def step_from(begin):
        def step(k):
            view.show_paths([Path(paths[: begin + k] * (1 - 0.05 * r)) for r in range(8)])
            view.repaint()

        step(0)
        return milliseconds(step)

    few, many = step_from(40), step_from(960)
    print(f"\na step of 8 runs, CPU ms: after 40 {few:.2f}, after 960 {many:.2f}")
    assert many <= 4 * few


def test_contours_of_a_grid_cost_a_fraction_of_isocurves(qtbot):
    """Bands and lines of eleven levels cost less than pyqtgraph's lines alone."""
    import pyqtgraph as pg

    levels = np.linspace(0.05, 1.5, 11)
    ours, theirs = ContourView(), pg.PlotWidget()
    for widget in (ours, theirs):
        qtbot.addWidget(widget)
        widget.resize(*SIZE)
        widget.show()
    ours.show_range((-1.0, 1.0), (-1.0, 1.0))
    curves = [pg.IsocurveItem(level=level, pen="b") for level in levels]
    for curve in curves:
        theirs.addItem(curve)

    def show(k):
        ours.show_grid(AXIS, AXIS, Z * (1 + 0.001 * k), levels)
        ours.grab()

    def isocurves(k):
        for curve in curves:
            curve.setData(Z * (1 + 0.001 * k))
        theirs.grab()

    own, peer = milliseconds(show), milliseconds(isocurves, times=3, repeats=3)
    print(f"\ncontours of another grid, CPU ms: {own:.1f}; IsocurveItem {peer:.0f}")
    assert own <= peer
