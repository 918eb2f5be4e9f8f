"""Paths that grow step by step look as if drawn at once, and cost only their last steps."""

import numpy as np
import pytest

from simulator.widgets.contour import ContourView
from simulator.widgets.surface import SurfaceView
from simulator.widgets.surface_marks import Path
from simulator.widgets.trail import CHUNK

AXIS = np.linspace(-3.0, 3.0, 31)
WALK = np.random.default_rng(5).normal(size=(3 * CHUNK, 2)).cumsum(axis=0) * 0.1
OTHER = WALK[:, ::-1] * (1, -1)


def surface():
    """A surface over the range that the walks lie in."""
    view = SurfaceView()
    view.show_surface(AXIS, AXIS, AXIS[:, None] ** 2 + AXIS**2)
    return view


def contour():
    """Contours over the same range."""
    view = ContourView()
    view.show_quadratic(np.zeros(2), np.eye(2), np.array([1.0, 2.0]))
    view.show_range((-3.0, 3.0), (-3.0, 3.0))
    return view


@pytest.mark.parametrize("build", [surface, contour])
def test_the_picture_depends_on_the_paths_and_not_on_the_way_to_them(build, qtbot):
    """Forward, back over chunks, another branch, fewer runs: always as drawn at once."""
    walked = build()
    qtbot.addWidget(walked)
    walked.resize(400, 260)
    branch = np.concatenate([WALK[: CHUNK + 5], WALK[CHUNK + 5 : 2 * CHUNK] + 0.4])
    for shown in (
        [Path(WALK[:3], "forward")],
        [Path(WALK[: CHUNK + 1], "forward"), Path(OTHER[:20])],
        [Path(WALK[: 2 * CHUNK + 7], "forward"), Path(OTHER[:20])],
        [Path(WALK[: 2 * CHUNK + 7], "forward"), Path(OTHER[:40])],
        [Path(WALK[: CHUNK - 2], "forward"), Path(OTHER[:20], dashed=True)],
        [Path(branch, "forward"), Path(OTHER, "optimum", dashed=True)],
        [Path(branch, "gradient")],
    ):
        walked.show_paths(shown)
        at_once = build()
        qtbot.addWidget(at_once)
        at_once.resize(400, 260)
        at_once.show_paths(shown)
        assert walked.grab().toImage() == at_once.grab().toImage()


def test_finished_steps_are_not_drawn_again(qtbot):
    """A step after hundreds draws on, with the picture that is there."""
    view = surface()
    qtbot.addWidget(view)
    view.show_paths([Path(WALK[: CHUNK + 10])])
    view.grab()
    kept = view._trail._picture
    view.show_paths([Path(WALK[: CHUNK + 11])])
    view.grab()
    assert kept is not None
    assert view._trail._picture is kept
