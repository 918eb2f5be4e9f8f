"""Tests of the player with real clicks and keys."""

import pytest
from PySide6.QtCore import Qt

from simulator.simulation.timeline import Timeline
from simulator.widgets.player import Player
from tests.widgets.counting import Count

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def player(qtbot):
    """A player at the start of a count to twenty."""
    player = Player()
    qtbot.addWidget(player)
    player.load(Timeline(Count(), Count.next), horizon=10)
    player.show()
    return player


def test_buttons_walk_along_the_timeline(player, qtbot):
    """Forward, back, last and first show the snapshots that they name."""
    shown = []
    player.moved.connect(lambda snapshot: shown.append(snapshot.n))
    for button in (
        player.forward_button,
        player.forward_button,
        player.back_button,
        player.last_button,
        player.first_button,
    ):
        qtbot.mouseClick(button, LEFT)
    assert shown == [1, 2, 1, 10, 0]
    assert player.position.text() == "0 / 10"


def test_slider_scrubs_ahead_of_what_is_computed(player):
    """Moving the slider to a step that is not computed yet computes it."""
    player.slider.setValue(7)
    assert player.timeline.current.n == 7


def test_play_goes_on_to_the_end_and_stops(player, qtbot):
    """Playing passes every step, then stops by itself at the last one."""
    player.speed.setCurrentIndex(player.speed.findData(60))
    shown = []
    player.moved.connect(lambda snapshot: shown.append(snapshot.n))
    qtbot.mouseClick(player.play_button, LEFT)
    assert player.playing
    qtbot.waitUntil(lambda: not player.playing, timeout=10_000)
    assert shown == list(range(1, 21))
    assert player.timeline.at_end
    assert not player.forward_button.isEnabled()


def test_full_speed_reaches_the_end(player, qtbot):
    """At full speed many steps are taken between two pictures."""
    player.speed.setCurrentIndex(player.speed.count() - 1)
    player.load(Timeline(Count(last=5000), Count.next))
    qtbot.mouseClick(player.play_button, LEFT)
    qtbot.waitUntil(lambda: not player.playing, timeout=10_000)
    assert player.timeline.current.n == 5000


def test_pause_stays_where_it_is(player, qtbot):
    """The second click on play pauses; stepping back pauses as well."""
    qtbot.mouseClick(player.play_button, LEFT)
    qtbot.mouseClick(player.play_button, LEFT)
    assert not player.playing
    qtbot.mouseClick(player.forward_button, LEFT)
    qtbot.mouseClick(player.play_button, LEFT)
    qtbot.mouseClick(player.back_button, LEFT)
    assert not player.playing


def test_every_control_has_an_accessible_name(player):
    """A screen reader can name each button, the slider and the speed."""
    controls = [player.slider, player.speed, player.play_button, player.back_button]
    assert all(control.accessibleName() for control in controls)
