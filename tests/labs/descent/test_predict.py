"""Tests of predict, then reveal: a real click, a real step, the distance between both."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from simulator.labs.descent.page import DescentPage
from simulator.labs.descent.predict import ASK, verdict


@pytest.fixture
def page(qtbot):
    """The page in the mode of predicting, switched on by a click."""
    page = DescentPage()
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    qtbot.mouseClick(page.predict.button, Qt.MouseButton.LeftButton)
    return page


def truth_of(page) -> np.ndarray:
    """Return where the run will stand after the next step, without taking it."""
    race = page.frame.player.timeline.current.next()
    return race.current.parameters[page.landscape.axes.shown]


def click_at(page, qtbot, point) -> None:
    """Click on the contour at a point in its units."""
    place = page.landscape.contour.place(*point).toPoint()
    qtbot.mouseClick(page.predict.guesses, Qt.MouseButton.LeftButton, pos=place)


def test_a_step_forward_waits_for_the_guess(page, qtbot):
    """The button, Right, Space and Play ask; the run stays, and no arrow tells the answer."""
    player = page.frame.player
    qtbot.mouseClick(player.forward_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(player.play_button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(page.frame, Qt.Key.Key_Right)
    qtbot.keyClick(page.frame, Qt.Key.Key_Space)
    assert player.timeline.index == 0
    assert not player.playing
    assert page.predict.text == ASK
    assert page.landscape.contour._arrows == ()


def test_a_click_takes_the_step_and_tells_how_far_off_it_was(page, qtbot):
    """A guess half-way is half a step too short; the run is where it would be without a guess."""
    before, truth = page._selected_place(), truth_of(page)
    click_at(page, qtbot, (before + truth) / 2)
    guesses = page.predict.guesses
    assert page.frame.player.timeline.index == 1
    assert guesses.truth == pytest.approx(truth, abs=0)
    assert page.landscape.contour._marks[-1].point == pytest.approx(truth, abs=0)
    assert page.predict.misses[0] == pytest.approx(0.5, abs=0.05)
    assert "of the step, too short." in page.predict.text


def test_guesses_are_scored_together_until_the_mode_ends(page, qtbot):
    """The mean of both guesses is told; Escape ends the mode, and steps are free again."""
    for _ in range(2):
        click_at(page, qtbot, truth_of(page))
    assert max(page.predict.misses) < 0.2
    assert "Mean of 2 guesses" in page.predict.text
    qtbot.keyClick(page.predict.guesses, Qt.Key.Key_Escape)
    assert not page.predict.button.isChecked()
    assert not page.predict.guesses.isVisible()
    qtbot.keyClick(page.frame, Qt.Key.Key_Right)
    assert page.frame.player.timeline.index == 3
    assert len(page.landscape.contour._arrows) == 1


def test_keys_alone_can_guess(page, qtbot):
    """Arrow keys aim from where the run stands, Return guesses."""
    before = page._selected_place()
    qtbot.keyClick(page.predict.guesses, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(page.predict.guesses, Qt.Key.Key_Return)
    assert page.predict.guesses.guess[0] > before[0]
    assert page.frame.player.timeline.index == 1


def test_walking_elsewhere_forgets_the_guess_shown(page, qtbot):
    """Stepping back hides guess and truth: they were about another step."""
    click_at(page, qtbot, truth_of(page))
    qtbot.mouseClick(page.frame.player.back_button, Qt.MouseButton.LeftButton)
    assert page.predict.guesses.guess is None
    assert page.predict.text == ASK


def test_a_run_that_has_ended_is_not_predicted(page, qtbot):
    """At the optimum there is no next step, and no score is made up."""
    page.frame.player.go_to(5000)
    click_at(page, qtbot, page._selected_place())
    assert page.predict.misses == []
    assert "nothing to predict" in page.predict.text


def test_the_verdict_says_which_way_a_guess_was_off():
    """Along the step it is too short or too far, across it beside; the share is of its length."""
    step = np.array([4.0, 3.0])
    assert verdict(step, step * 1.5) == "Off by 50 % of the step, too far."
    assert verdict(step, step * 0.0) == "Off by 100 % of the step, too short."
    assert verdict(step, step + np.array([-3.0, 4.0])) == "Off by 100 % of the step, beside it."
    assert verdict(step, step) == "Off by 0 % of the step."
