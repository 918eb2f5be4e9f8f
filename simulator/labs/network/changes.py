"""What a gesture in the network lab does to the timeline; all of it can be undone."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from simulator.engine.errors import InputError
from simulator.engine.network import parameter_names
from simulator.labs.network.parameters_card import LARGEST
from simulator.simulation.network import (
    NetworkSnapshot,
    Rival,
    random_parameters,
    start_network,
    with_neurons,
)
from simulator.simulation.network_examples import Examples
from simulator.simulation.network_phases import spoken
from simulator.simulation.timeline import Timeline
from simulator.widgets.frame import LabFrame
from simulator.widgets.number_field import stepped

RESTLESS = (
    "One example at a time, each update pulls another way and none is the last: "
    "pause when you have seen enough, or choose “all at once” to converge."
)


class Changes(QObject):
    """Branches the timeline of a frame, or starts another.

    ``restarted`` says that another run begins, ``refused`` that a change could not be made; the
    notice then says why.
    """

    restarted = Signal()
    refused = Signal()

    def __init__(self, frame: LabFrame) -> None:
        super().__init__(frame)
        self._frame = frame
        self._seed = 0

    @property
    def snapshot(self) -> NetworkSnapshot:
        """The phase that is shown."""
        current: NetworkSnapshot = self._frame.player.timeline.current
        return current

    def attempt(self, change: Callable[[], None]) -> None:
        """Make a change, or say in one sentence why it cannot be made."""
        try:
            change()
        except InputError as error:
            self._frame.notice.show_text(str(error))
            self.refused.emit()

    def rule(self, rule: str) -> None:
        """Go on by another update rule."""
        self.change("update rule", lambda: self.snapshot.with_rule(rule))

    def change(self, what: str, make: Callable[[], NetworkSnapshot]) -> None:
        """Show another present; the past stays, and Undo brings the old present back."""

        def branch() -> None:
            timeline = self._frame.player.timeline.branch(make())
            self._frame.notice.dismiss()
            self._frame.history.change(what, timeline)

        self.attempt(branch)

    def _restart(self, what: str, first: NetworkSnapshot) -> None:
        """Show another timeline from its start; Undo brings the old one back."""
        self.restarted.emit()
        self._frame.notice.dismiss()
        self._frame.history.change(what, Timeline(first, NetworkSnapshot.next))

    def set(self, what: str, **fields: Any) -> None:
        """Change fields of the snapshot, such as ``rate``."""
        self.change(what, lambda: self.snapshot.changed(**fields))

    def _settings(self) -> dict[str, Any]:
        s = self.snapshot
        return {"rate": s.rate, "rule": s.rule, "batch": s.batch, "whole": s.whole, "seed": s.seed}

    def examples(self, what: str, examples: Examples) -> None:
        """Train the same start on other examples."""
        first = next(self._frame.player.timeline.past(0))
        settings = {**self._settings(), "rivals": self.snapshot.rivals}
        self._restart(what, start_network(examples, first.parameters, **settings))

    def edit_example(self, x: float, y: float) -> None:
        """Give the example that is shown another x and y."""
        snapshot = self.snapshot
        self.change(
            f"example {snapshot.example + 1}",
            lambda: snapshot.changed(
                examples=snapshot.examples.with_example(snapshot.example, x, y)
            ),
        )

    def edit_parameter(self, name: str, value: float) -> None:
        """Give a parameter another value, from here on."""
        self.change(spoken(name), lambda: self.snapshot.with_parameter(name, value))

    def nudge_parameter(self, name: str, steps: float) -> None:
        """Change the second digit of a parameter so many times."""
        value = stepped(self.snapshot.value(name), steps)
        self.edit_parameter(name, min(max(value, -LARGEST), LARGEST))

    def chain(self, n: int) -> None:
        """Start anew with another number of neurons."""
        first = next(self._frame.player.timeline.past(0))
        parameters = with_neurons(first.parameters, n)
        self._restart(
            "neurons", start_network(self.snapshot.examples, parameters, **self._settings())
        )

    def draw_start(self) -> None:
        """Start anew with random parameters."""
        self._seed += 1
        settings = {**self._settings(), "rivals": self.snapshot.rivals}
        parameters = random_parameters(self.snapshot.n, self._seed)
        self._restart("new start", start_network(self.snapshot.examples, parameters, **settings))

    def start_at(self, first: str, u: float, second: str, v: float) -> None:
        """Start anew with two of the parameters changed."""
        parameters = list(self.snapshot.current_parameters())
        names = parameter_names(self.snapshot.n)
        parameters[names.index(first)], parameters[names.index(second)] = u, v
        settings = {**self._settings(), "rivals": self.snapshot.rivals}
        self._restart("start", start_network(self.snapshot.examples, tuple(parameters), **settings))

    def add_rival(self) -> None:
        """Compare with another run from the parameters as they stand now."""
        snapshot = self.snapshot
        rival = Rival(snapshot.current_parameters(), snapshot.rate, snapshot.rule)
        self.set("new run", rivals=(*snapshot.rivals, rival))

    def converge(self) -> None:
        """Play whole updates at full speed; say so where they cannot come to rest."""
        player = self._frame.player
        if not self.snapshot.whole:
            self.set("step size", whole=True)
        if not self.snapshot.batch and len(self.snapshot.examples) > 1:
            self._frame.notice.show_text(RESTLESS)
        player.speed.setCurrentIndex(player.speed.findData(None))
        if not player.playing:
            player.toggle()
