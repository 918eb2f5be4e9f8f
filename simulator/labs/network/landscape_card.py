"""The true loss over any two parameters: contours or a surface, paths, and the mirror image."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QStackedLayout, QToolButton, QWidget

from simulator.engine.arrays import Floats
from simulator.engine.network import loss_grid, mirror, parameter_names
from simulator.labs.network.runs import RIVAL_ROLES
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_phases import spoken
from simulator.widgets.card import Card
from simulator.widgets.colours import role_colour
from simulator.widgets.contour import ContourView
from simulator.widgets.surface import SurfaceView
from simulator.widgets.surface_marks import Mark, Path

CELLS, CELLS_TURNED = 41, 31
"""Grid lines along each axis, of contours and of the surface."""

LEVELS = 12
REACH = 4.0
MOST_EXAMPLES = 400
"""Of more examples the landscape shows the loss over an even sample, and says so."""

FLAT = 1e-6
"""Differences of the loss below this are drawn as a plateau, not as rounding."""

PATIENCE, PATIENCE_TURNED = 250, 1000
"""Milliseconds that contours and surface may lag behind the other parameters while playing."""


class LandscapeCard(Card):
    """``start_wanted`` carries two parameters by name and the values that were clicked."""

    start_wanted = Signal(str, float, str, float)

    def __init__(self) -> None:
        self.contour = ContourView("Contours of the loss")
        self.surface = SurfaceView("Loss surface")
        stack = QStackedLayout()
        stack.addWidget(self.contour)
        stack.addWidget(self.surface)
        holder = QWidget()
        holder.setLayout(stack)
        super().__init__("Loss over", holder)
        self._stack = stack
        self.axes = (_box("First parameter of the landscape"), _box("Second parameter"))
        self.turned = QToolButton()
        self.turned.setText("3-D")
        self.turned.setCheckable(True)
        self.turned.setAccessibleName("Show the landscape as a surface")
        self._snapshot: NetworkSnapshot | None = None
        self._paths: tuple[Floats, ...] = ()
        self._drawn: tuple[object, ...] = ()
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self._show_ground)
        self._lay_out()
        self.contour.clicked.connect(self._start)
        self.surface.clicked.connect(self._start)

    def show_snapshot(
        self, snapshot: NetworkSnapshot, paths: Sequence[Floats], playing: bool = False
    ) -> None:
        """Draw the loss through the present parameters, and where the runs have been.

        Args:
            snapshot: The run that is shown.
            paths: For each run, that one first, the parameters and the loss at each update,
                shape (k, 2n + 1).
            playing: Whether more snapshots follow soon.
        """
        if self._snapshot is None or snapshot.n != self._snapshot.n:
            self._offer_parameters(snapshot.n)
        moved = self._moved(snapshot, paths)
        self._snapshot, self._paths = snapshot, tuple(paths)
        if moved:
            self._show_over()
        if self._ground_key() != self._drawn and not self._late.isActive():
            # The slice through the other parameters moves a little with every update; the eye
            # does not need it sixty times a second.
            if playing and self._same_place():
                self._late.start(PATIENCE_TURNED if self.turned.isChecked() else PATIENCE)
            else:
                self._show_ground()

    def _moved(self, snapshot: NetworkSnapshot, paths: Sequence[Floats]) -> bool:
        """Whether any path ends elsewhere than the last time."""
        if self._snapshot is None or snapshot.n != self._snapshot.n:
            return True
        before = [(len(path), path[-1].tolist()) for path in self._paths]
        return before != [(len(path), path[-1].tolist()) for path in paths]

    def set_highlight(self, name: str) -> None:
        """Mark the axis of the parameter ``name``."""
        marked = spoken(name.removeprefix("dL_d")) if name else ""
        colour = role_colour("parameter", self.palette()).name()
        for box in self.axes:
            style = f"border: 1px solid {colour}" if box.currentText()[:-1] == marked else ""
            if box.styleSheet() != style:
                box.setStyleSheet(style)

    @property
    def chosen(self) -> tuple[int, int]:
        """Which two parameters are the axes, as indices."""
        return self.axes[0].currentIndex(), self.axes[1].currentIndex()

    def _ground_key(self) -> tuple[object, ...]:
        snapshot = self._snapshot
        if snapshot is None:
            return ()
        now = snapshot.current_parameters()
        held = tuple(p for i, p in enumerate(now) if i not in self.chosen)
        return (snapshot.examples, self.chosen, self._reach(), self.turned.isChecked(), held)

    def _same_place(self) -> bool:
        """Whether only the parameters that are held have moved."""
        return self._ground_key()[:-1] == self._drawn[:-1]

    def _reach(self) -> float:
        """Return half the width of what is shown: a leap of two, so that it rarely changes."""
        largest = max(
            float(np.abs(path[:, list(self.chosen)]).max(initial=0.0)) for path in self._paths
        )
        reach = REACH
        while reach < min(largest * 1.02, 1e6):
            reach *= 2
        return reach

    def _show_ground(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        self._drawn = self._ground_key()
        reach = self._reach()
        ends = np.linspace(-reach, reach, CELLS_TURNED if self.turned.isChecked() else CELLS)
        self._say_what_is_shown(len(snapshot.examples))
        x, y = _sample(snapshot)
        z = loss_grid(x, y, snapshot.current_parameters(), self.chosen, ends, ends)
        names = parameter_names(snapshot.n)
        labels = spoken(names[self.chosen[0]]), spoken(names[self.chosen[1]])
        if not self.turned.isChecked():
            self.contour.show_range((-reach, reach), (-reach, reach))
            self.contour.show_grid(ends, ends, z.T, _levels(z))
        else:
            self.surface.show_surface(ends, ends, z.T, labels, "L")

    def _say_what_is_shown(self, m: int) -> None:
        words = "Click to start there; ◇ marks the mirror image."
        if m > MOST_EXAMPLES:
            words += f" Drawn for every {-(-m // MOST_EXAMPLES)}th of {m} examples."
        self.contour.setToolTip(words)
        self.surface.setToolTip(f"Drag to turn. {words}")

    def _show_over(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        flat = not self.turned.isChecked()
        columns = list(self.chosen) + ([] if flat else [2 * snapshot.n])
        paths = [
            Path(path[:, columns], "gradient" if i == 0 else RIVAL_ROLES[i - 1], dashed=i > 0)
            for i, path in enumerate(self._paths)
        ]
        here = self._paths[0][-1]
        marks = [Mark("current", here[columns], "gradient")]
        if snapshot.n > 1:
            twin = np.array([*mirror(tuple(here[:-1].tolist())), here[-1]])
            marks.insert(0, Mark("mirror", twin[columns], "parameter"))
        view = self.contour if flat else self.surface
        view.show_paths(paths[::-1])
        view.show_marks(marks)

    def _offer_parameters(self, n: int) -> None:
        names = parameter_names(n)
        sides = ((0, "→"), (2 if n > 1 else 1, "↑"))
        for box, (chosen, side) in zip(self.axes, sides, strict=True):
            box.blockSignals(True)
            box.clear()
            box.addItems([f"{spoken(name)}{side}" for name in names])
            box.setCurrentIndex(chosen)
            box.blockSignals(False)

    def _change_axes(self, changed: int) -> None:
        first, second = self.chosen
        if first == second:  # the other axis takes what this one had
            other = self.axes[1 - changed]
            other.blockSignals(True)
            other.setCurrentIndex((first + 1) % other.count())
            other.blockSignals(False)
        self._show_all()

    def _change_view(self, turned: bool) -> None:
        self._stack.setCurrentIndex(int(turned))
        self._show_all()

    def _show_all(self) -> None:
        self._late.stop()
        if self._snapshot is not None:
            self._show_ground()
            self._show_over()

    def _start(self, u: float, v: float) -> None:
        if self._snapshot is None:
            return
        names = parameter_names(self._snapshot.n)
        self.start_wanted.emit(names[self.chosen[0]], u, names[self.chosen[1]], v)

    def _lay_out(self) -> None:
        self.hint.setVisible(False)
        self.header.addStretch(1)
        for i, box in enumerate(self.axes):
            self.header.insertWidget(1 + i, box)
            box.activated.connect(lambda _, i=i: self._change_axes(i))
        self.header.addWidget(self.turned)
        self.turned.toggled.connect(self._change_view)


def _box(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setMinimumContentsLength(2)
    box.setFixedWidth(68)
    return box


def _sample(snapshot: NetworkSnapshot) -> tuple[Floats, Floats]:
    x, y = snapshot.examples.x, snapshot.examples.y
    stride = -(-x.size // MOST_EXAMPLES)
    return x[::stride], y[::stride]


def _levels(z: Floats) -> Floats:
    """Return levels that are dense near the bottom, where plateaus would else look alike."""
    low, high = float(z.min()), float(z.max())
    share = (np.arange(1, LEVELS + 1) / (LEVELS + 1)) ** 2
    return low + max(high - low, FLAT) * share
