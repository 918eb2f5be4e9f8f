"""What lies over a cost surface: the geometry of its paths."""

import numpy as np
import pytest

from simulator.widgets.surface_marks import Path
from simulator.widgets.surface_painter import REACH, Trace, joined, pieces, thinned
from simulator.widgets.surface_projection import Camera, Grid, Projection

AXIS = np.linspace(-1.0, 1.0, 41)
BOWL = Grid(AXIS, AXIS, AXIS[:, None] ** 2 + AXIS**2)
HEIGHTS = BOWL.nodes()[..., 2]
PROJECTION = Projection(Camera(), 500, 300)


def test_long_steps_are_divided_without_changing_the_path():
    """The pieces of a path join up from its first to its last point."""
    points = np.array([[-1, -1, 0], [1, 0.5, 0.2], [1, 0.5, 0.3]])
    parts, leads_to = pieces(points)
    assert parts[0, 0] == pytest.approx(points[0])
    assert parts[-1, 1] == pytest.approx(points[-1])
    assert parts[1:, 0] == pytest.approx(parts[:-1, 1])
    assert np.linalg.norm(parts[:, 1] - parts[:, 0], axis=1).max() < 0.13
    assert sorted(set(leads_to.tolist())) == [1, 2]


def test_a_diverging_path_is_followed_to_the_edge_and_in_its_direction():
    """A step to 1e200 is drawn up to the edge of what can be seen, and what is beyond is not."""
    far = np.array([[0, 0, 0], [1e200, 5e199, 0], [-1e200, 2e200, 0]])
    parts, leads_to = pieces(far)
    assert np.abs(parts).max() <= REACH * 1.001
    assert parts[leads_to == 1][-1, 1] == pytest.approx([REACH, REACH / 2, 0])


def test_growing_a_path_gives_what_drawing_it_at_once_gives():
    """Step by step, back, and by another way: the pieces are those of the path that is shown."""
    rng = np.random.default_rng(3)
    walk = rng.normal(size=(40, 2)).cumsum(axis=0) * 0.1
    other = np.concatenate([walk[:20], walk[20:25] + 0.3])
    grown = Trace(BOWL, HEIGHTS)
    for shown in (walk[:1], walk[:10], walk[:11], walk, walk[:30], other, walk[:35]):
        grown.follow(Path(shown), PROJECTION)
        fresh = Trace(BOWL, HEIGHTS)
        fresh.follow(Path(shown), PROJECTION)
        assert grown.lines == pytest.approx(fresh.lines)
        assert (grown.hidden == fresh.hidden).all()


def test_a_turn_projects_the_path_anew():
    """The path follows the camera."""
    trace = Trace(BOWL, HEIGHTS)
    trace.follow(Path(np.array([[-0.5, 0.0], [0.5, 0.2]])), PROJECTION)
    before = trace.lines.copy()
    turned = Projection(Camera().turned(40, 0), 500, 300)
    trace.follow(Path(np.array([[-0.5, 0.0], [0.5, 0.2]])), turned)
    assert trace.lines.shape == before.shape
    assert not np.allclose(trace.lines, before)


def test_steps_within_one_pixel_are_put_together():
    """A thousand steps on the spot cost one line, and no line is lost or bridged."""
    points = np.concatenate([[[0, 0], [50, 0]], np.full((1000, 2), 50.1), [[90, 40]]])
    lines = np.concatenate([points[:-1], points[1:]], axis=1)
    thin = thinned(lines, np.arange(len(lines)), few=1)
    assert len(thin) < 5
    assert thin[0, :2] == pytest.approx([0, 0])
    assert thin[-1, 2:] == pytest.approx([90, 40])
    apart = np.array([[0, 0, 0.1, 0], [0.2, 0, 0.3, 0.0]])
    assert thinned(apart, np.zeros(2), few=1) == pytest.approx(apart)


def test_the_pieces_of_one_step_are_drawn_as_one_line():
    """A step that is all visible is one line again, and the next step another."""
    lines = np.array([[0, 0, 9, 9], [9, 9, 18, 18], [18, 18, 27, 27], [27, 27, 40, 0.0]])
    thin = thinned(lines, np.array([1, 1, 1, 2]), few=1)
    assert thin == pytest.approx(np.array([[0, 0, 27, 27], [27, 27, 40, 0.0]]))


def test_dashes_run_on_along_a_path():
    """Lines that join up become one stretch, and a gap stays a gap."""
    path = joined(np.array([[0, 0, 5, 0], [5, 0, 9, 4], [20, 20, 30, 20.0]]))
    moves = [path.elementAt(k).isMoveTo() for k in range(path.elementCount())]
    assert moves == [True, False, False, False, True, False]
