"""Tests of undo."""

from dataclasses import replace

import pytest

from tests.widgets.counting import CountingPage


@pytest.fixture
def frame(qtbot):
    """The frame of a counting page at step 5."""
    page = CountingPage()
    qtbot.addWidget(page)
    page.frame.player.go_to(5)
    yield page.frame  # the page must live as long as the frame is used


def change_step(frame, step):
    """Branch with another step size."""
    timeline = frame.player.timeline
    frame.history.change("step", timeline.branch(replace(timeline.current, step=step)))


def test_undo_gives_back_the_snapshot_and_its_future(frame):
    """After undo the old future is there again, after redo the new one."""
    change_step(frame, 3)
    frame.player.forward()
    assert frame.player.timeline.current.n == 8
    frame.history.undo()
    assert frame.player.timeline.current.n == 5
    frame.player.forward()
    assert frame.player.timeline.current.n == 6
    frame.history.redo()
    frame.player.forward()
    assert frame.player.timeline.current.n == 8


def test_a_drag_is_undone_at_once(frame):
    """Many changes of the same thing at the same step are one undo."""
    for step in (2, 3, 4):
        change_step(frame, step)
    assert frame.history.count() == 1
    frame.history.undo()
    assert frame.player.timeline.current.step == 1
