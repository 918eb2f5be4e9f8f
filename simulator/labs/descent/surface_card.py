"""The cost over two parameters as a surface: path, start, optimum and gradient on it."""

from PySide6.QtCore import Signal

from simulator.engine.arrays import Floats
from simulator.simulation.descent import DescentSnapshot
from simulator.simulation.descent_explain import parameter_name
from simulator.widgets.card import Card
from simulator.widgets.colours import RUN_COLOURS
from simulator.widgets.surface import SurfaceView
from simulator.widgets.surface_marks import Mark, Path

CELLS = 41


class SurfaceCard(Card):
    """``start_wanted`` carries the two parameters that were clicked, in step units."""

    start_wanted = Signal(float, float)

    def __init__(self) -> None:
        self.view = SurfaceView()
        super().__init__("Cost surface", self.view, "drag to turn · click to start there")
        self.view.clicked.connect(self.start_wanted)
        self._drawn: tuple[object, ...] = ()

    def show_paths(
        self, snapshot: DescentSnapshot, paths: list[Floats], ranges: tuple[Floats, Floats]
    ) -> None:
        """Draw the surface over ``ranges`` when it changed, and the runs' paths, each (k, 2)."""
        x, y = ranges
        drawn = (snapshot.problem, *x[[0, -1]], *y[[0, -1]])
        if drawn != self._drawn:
            self._drawn = drawn
            self._show_surface(snapshot, x, y)
        self.view.show_paths(
            [
                Path(_inside(path, x, y), role)
                for path, role in zip(paths, RUN_COLOURS, strict=False)
            ]
        )
        marks = [Mark("optimum", snapshot.optimum[:2], "optimum")]
        marks += [
            Mark("current", path[-1], role)
            for path, role in zip(paths, RUN_COLOURS, strict=False)
            if len(_inside(path[-1:], x, y))
        ]
        self.view.show_marks(marks)

    def _show_surface(self, snapshot: DescentSnapshot, x: Floats, y: Floats) -> None:
        plane = snapshot.problem.quadratic.plane(0, 1, snapshot.parameters)
        names = (parameter_name(snapshot, 0), parameter_name(snapshot, 1))
        self.view.show_surface(x, y, plane.cost(x, y).T, names, "J(b)")


def _inside(path: Floats, x: Floats, y: Floats) -> Floats:
    """Return the part of a path over the surface, up to where it first leaves it."""
    out = (path < [x[0], y[0]]).any(axis=1) | (path > [x[-1], y[-1]]).any(axis=1)
    return path[: int(out.argmax())] if out.any() else path
