"""The cost over two parameters, twice: as a surface and as contours, with the same runs on both."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from simulator.engine.arrays import Floats
from simulator.engine.quadratic import Plane
from simulator.simulation.descent import DescentSnapshot
from simulator.simulation.descent_explain import parameter_name
from simulator.widgets.card import Card
from simulator.widgets.colours import RUN_COLOURS
from simulator.widgets.contour import ContourView
from simulator.widgets.surface import SurfaceView
from simulator.widgets.surface_marks import Arrow, Mark, Path

CELLS = 51
LEVELS = np.geomspace(0.004, 1.0, 9)
"""Heights of the contours as shares of the highest cost in view."""
SHOWN = slice(0, 2)
"""Which parameters span the ground."""


class Landscape(QObject):
    """Keeps both views on the same ground; ``start_wanted`` carries a click on either."""

    start_wanted = Signal(float, float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.surface, self.contour = SurfaceView(), ContourView()
        self.contour.setMouseEnabled(False, False)
        for view in (self.surface, self.contour):
            view.clicked.connect(self.start_wanted)
        self._ground: tuple[object, ...] = ()
        self._ends = np.zeros((2, 2))

    def cards(self) -> tuple[Card, Card]:
        """Return the cards of the surface and of the contours."""
        return (
            Card("Cost surface", self.surface, "drag to turn"),
            Card("Contour", self.contour, "click to start there"),
        )

    def show_runs(
        self, snapshots: list[DescentSnapshot], paths: list[Floats], selected: int
    ) -> None:
        """Draw the runs' paths, each of shape (steps + 1, parameters), in step units."""
        snapshot = snapshots[selected]
        self._show_ground(snapshot, np.array([path[0, SHOWN] for path in paths]))
        shown = [path[:, SHOWN] for path in paths]
        self.surface.show_paths(_paths([self._inside(path) for path in shown]))
        self.contour.show_paths(_paths(shown))
        marks = [Mark("optimum", snapshot.optimum[SHOWN], "optimum")]
        heads = [
            Mark("current", path[-1], role) for path, role in zip(shown, RUN_COLOURS, strict=False)
        ]
        self.contour.show_marks([*marks, *heads], self._arrows(snapshot))
        on_surface = [head for head in heads if len(self._inside(head.point[None]))]
        self.surface.show_marks([*marks, *on_surface])

    def _arrows(self, snapshot: DescentSnapshot) -> list[Arrow]:
        """Return where the negative gradient points, a tenth of the view long at the start."""
        here = snapshot.parameters[SHOWN]
        step = -snapshot.rate * snapshot.gradient[SHOWN]
        if snapshot.verdict != "running" or not np.abs(step).max() > 0:
            return []
        return [Arrow(here, here + step, "gradient")]

    def _show_ground(self, snapshot: DescentSnapshot, starts: Floats) -> None:
        ends = _ends(snapshot, starts)
        ground = (snapshot.problem, *ends.ravel())
        if ground == self._ground:
            return
        self._ground, self._ends = ground, ends
        plane = snapshot.problem.quadratic.plane(0, 1, snapshot.optimum)
        x, y = (np.linspace(low, high, CELLS) for low, high in ends)
        names = (parameter_name(snapshot, 0), parameter_name(snapshot, 1))
        cost = plane.cost(x, y).T
        self.surface.show_surface(x, y, cost, names, "J(b)")
        self._show_contours(plane, float(cost.max()) - plane.least)
        units = snapshot.problem.parameter_units(in_step_units=True)
        self.contour.set_labels(
            *(_label(name, unit) for name, unit in zip(names, units, strict=False))
        )
        self.contour.show_range(*ends)
        vectors = np.linalg.eigh(plane.hessian).eigenvectors
        reach = np.abs(ends[:, 1] - ends[:, 0]).max()
        self.contour.show_directions(plane.centre, vectors.T * reach)

    def _show_contours(self, plane: Plane, highest: float) -> None:
        levels = LEVELS * (highest or 1.0)
        self.contour.show_quadratic(plane.centre, plane.hessian, levels)

    def _inside(self, path: Floats) -> Floats:
        """Return a path up to where it first leaves the ground of the surface."""
        out = ((path < self._ends[:, 0]) | (path > self._ends[:, 1])).any(axis=1)
        return path[: int(out.argmax())] if out.any() else path


def _paths(paths: list[Floats]) -> list[Path]:
    return [
        Path(path, role, dashed=i % 2 == 1)
        for i, (path, role) in enumerate(zip(paths, RUN_COLOURS, strict=False))
        if len(path)
    ]


def _label(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit else name


def _ends(snapshot: DescentSnapshot, starts: Floats) -> Floats:
    """Return the ground, shape (2, 2): the optimum in the middle, every start inside."""
    optimum = snapshot.optimum[SHOWN]
    reach = np.abs(starts - optimum).max(axis=0)
    reach = np.maximum(reach, 0.3 * reach.max()) * 1.25
    reach = np.where(reach > 0, reach, 1.0)
    return np.stack([optimum - reach, optimum + reach], axis=1)
