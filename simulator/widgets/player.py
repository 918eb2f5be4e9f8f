"""The player: one way to walk along a timeline, the same in every lab."""

import time
from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSlider, QWidget

from simulator.simulation.timeline import Timeline
from simulator.widgets.icons import icon_button
from simulator.widgets.labels import SteadyLabel

SPEEDS = (1, 2, 5, 10, 30, 60)
"""Steps per second on offer."""

FULL_SPEED_BUDGET = 0.008
"""Seconds of a screen refresh spent on stepping at full speed; the rest is for drawing."""


class Player(QWidget):
    """Buttons, slider and speed for a ``Timeline``; tells which snapshot is shown.

    ``moved`` carries the snapshot after each move, and once after ``load``.
    """

    moved = Signal(object)
    playing_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("player")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.timeline: Timeline = Timeline(None, lambda snapshot: None)
        self._horizon = 0
        self._describe: Callable[[object], str] | None = None
        self._ask: Callable[[], None] | None = None
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self.first_button = icon_button("first", "First step (Home)", self.to_start, self)
        self.back_button = icon_button("back", "One step back (Left)", self.back, self)
        self.play_button = icon_button("play", "Play or pause (Space)", self.toggle, self)
        self.play_button.setObjectName("primary")
        self.forward_button = icon_button("forward", "One step forward (Right)", self.forward, self)
        self.last_button = icon_button("last", "Last step (End)", self.to_end, self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Position in the timeline")
        self.slider.valueChanged.connect(self.go_to)
        self.position = SteadyLabel(parent=self)
        self.position.setObjectName("mono")
        self.speed = self._speed_box()
        self._lay_out()

    def load(self, timeline: Timeline, horizon: int | None = None) -> None:
        """Show ``timeline`` from where its cursor stands.

        ``horizon`` is how many steps the slider offers before they have been computed.
        """
        self.timeline = timeline
        if horizon is not None:
            self._horizon = horizon
        self._announce()

    def describe_with(self, describe: Callable[[object], str]) -> None:
        """Write ``describe(snapshot)`` behind the position, such as 'update 1'."""
        self._describe = describe

    @property
    def playing(self) -> bool:
        """Whether steps are taken by themselves."""
        return self._timer.isActive()

    @property
    def last(self) -> int:
        """The index that the slider and ``to_end`` reach."""
        known = self.timeline.length - 1
        return known if self.timeline.ended else max(known, self._horizon)

    def hold(self, ask: Callable[[], None] | None) -> None:
        """Call ``ask`` where somebody wants to go forward or play; None lets them again."""
        self.pause()
        self._ask = ask

    def forward(self) -> bool:
        """Take one step; False, and no longer playing, at the end."""
        if self._ask is not None:
            self._ask()
            return False
        return self.step()

    def step(self) -> bool:
        """Take one step, held or not; False, and no longer playing, at the end."""
        moved = self.timeline.forward()
        if moved:
            self._announce()
        else:
            self.pause()
            self._show_position()
        return moved

    def back(self) -> None:
        """Take one step back."""
        self.pause()
        if self.timeline.back():
            self._announce()

    def go_to(self, index: int) -> None:
        """Show the snapshot at ``index``, computing what is missing on the way."""
        if index != self.timeline.index:
            self.timeline.go_to(index)
            self._announce()

    def to_start(self) -> None:
        """Show the first snapshot."""
        self.pause()
        self.go_to(0)

    def to_end(self) -> None:
        """Show the last snapshot within the horizon."""
        self.pause()
        self.go_to(self.last)

    def toggle(self) -> None:
        """Play, from the start when at the end; or pause."""
        if self._ask is not None:
            self._ask()
            return
        if self.playing:
            self.pause()
            return
        if self.timeline.at_end:
            self.go_to(0)
        self._set_playing(True)

    def pause(self) -> None:
        """Stop playing."""
        if self.playing:
            self._set_playing(False)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Act on Space, Left, Right, Home and End; False for other keys."""
        actions = {
            Qt.Key.Key_Space: self.toggle,
            Qt.Key.Key_Left: self.back,
            Qt.Key.Key_Right: self.forward,
            Qt.Key.Key_Home: self.to_start,
            Qt.Key.Key_End: self.to_end,
        }
        action = actions.get(Qt.Key(event.key()))
        if action is None:
            return False
        action()
        return True

    def _tick(self) -> None:
        if self.speed.currentData() is not None:
            self.forward()
            return
        deadline = time.perf_counter() + FULL_SPEED_BUDGET
        while time.perf_counter() < deadline:
            if not self.timeline.forward():
                self.pause()
                break
        self._announce()

    def _set_playing(self, playing: bool) -> None:
        if playing:
            self._timer.start(1000 // (self.speed.currentData() or 60))
        else:
            self._timer.stop()
        self.play_button.show_icon("pause" if playing else "play")
        self.playing_changed.emit(playing)

    def _announce(self) -> None:
        self._show_position()
        self.moved.emit(self.timeline.current)

    def _show_position(self) -> None:
        index, last = self.timeline.index, self.last
        with QSignalBlocker(self.slider):
            self.slider.setMaximum(last)
            self.slider.setValue(index)
        text = f"{index} / {last}"
        if self._describe is not None:
            text += f" · {self._describe(self.timeline.current)}"
        self.position.show_text(text)
        self.back_button.setEnabled(index > 0)
        self.first_button.setEnabled(index > 0)
        self.forward_button.setEnabled(not self.timeline.at_end)
        self.last_button.setEnabled(index < last)

    def _speed_box(self) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName("Speed")
        for speed in SPEEDS:
            box.addItem(f"{speed} step{'s' if speed > 1 else ''}/s", speed)
        box.addItem("full speed", None)
        box.setCurrentIndex(SPEEDS.index(10))
        box.currentIndexChanged.connect(lambda: self.playing and self._set_playing(True))
        return box

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 12, 8)
        row.setSpacing(8)
        for button in (
            self.first_button,
            self.back_button,
            self.play_button,
            self.forward_button,
            self.last_button,
        ):
            row.addWidget(button)
        row.addWidget(self.slider, 1)
        row.addWidget(self.position)
        row.addWidget(self.speed)
