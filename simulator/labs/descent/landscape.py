"""The cost over two parameters, twice: as a surface and as contours, with the same runs on both."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from simulator.engine.arrays import Floats
from simulator.labs.descent.ground import Axes, Ground, arrow_end, ground_of
from simulator.simulation.descent import DescentSnapshot
from simulator.simulation.descent_explain import parameter_name
from simulator.simulation.walk import Walk
from simulator.widgets.colours import RUN_COLOURS
from simulator.widgets.contour import ContourView
from simulator.widgets.surface import SurfaceView
from simulator.widgets.surface_marks import Arrow, Mark, Path

CELLS = 51
GUIDE_POINTS = 71
"""Of an eigen-direction on the surface; every other piece between them is a dash."""
LEVELS = np.geomspace(0.004, 1.0, 9)
"""Heights of the contours as shares of the highest cost in view."""


class Landscape(QObject):
    """Keeps both views on the same ground; ``start_wanted`` carries a click on either."""

    start_wanted = Signal(float, float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.surface, self.contour = SurfaceView(), ContourView()
        for view in (self.surface, self.contour):
            view.clicked.connect(self.start_wanted)
        self.axes = Axes()
        self.ground: Ground | None = None
        self.arrow_shown = True
        """Whether an arrow says where the next step leads."""
        self._problem: object = None

    def show_axes(self, axes: Axes) -> None:
        """Span the ground by other parameters with the next walk."""
        self.axes, self.ground = axes, None

    def place_of(self, first: float, second: float) -> Floats:
        """Return the parameters of a place on the ground, where the others stand, shape (k,)."""
        parameters = self.ground.others.copy()
        parameters[self.axes.shown] = first, second
        return parameters

    def show_walk(self, walk: Walk) -> None:
        """Draw the runs' paths on the ground."""
        current = walk.race.current
        self._show_ground(walk)
        on = [i for i, run in enumerate(walk.race.runs) if run.on]
        paths = {i: self._path(walk, i) for i in on}
        contour_paths = [_drawn(path, i) for i, path in paths.items()]
        surface_paths = [_drawn(self._on_surface(walk, i, path), i) for i, path in paths.items()]
        self.contour.show_paths(_in_order(contour_paths, on, walk))
        self.surface.show_paths(_in_order(surface_paths, on, walk))
        optimum = Mark("optimum", current.optimum[self.axes.shown], "optimum")
        heads = [Mark("current", path.points[-1], path.role) for path in contour_paths]
        arrows = self._arrows(current)
        self.contour.show_marks([optimum, *heads], arrows)
        tops = [
            Mark("current", path.points[-1], path.role)
            for path in surface_paths
            if len(path.points) and self._is_inside(path.points[-1:])[0]
        ]
        self.surface.show_marks([optimum, *tops], arrows)

    def _show_ground(self, walk: Walk) -> None:
        current = walk.race.current
        same_data = current.problem is self._problem
        ground = ground_of(walk, self.axes, self.ground, same_data)
        if ground.same_as(self.ground):
            return
        self.ground, self._problem = ground, current.problem
        x, y = (np.linspace(low, high, CELLS) for low, high in ground.ends)
        names = tuple(parameter_name(current.problem, i) for i in self.axes.shown)
        cost = ground.plane.cost(x, y).T
        self.surface.show_surface(x, y, cost, names, "J(b)")
        highest = float(cost.max()) - ground.plane.least
        self.contour.show_quadratic(
            ground.plane.centre, ground.plane.hessian, LEVELS * (highest or 1.0)
        )
        units = current.problem.parameter_units(in_step_units=True)
        labels = (
            f"{name} ({units[i]})" if units[i] else name
            for name, i in zip(names, self.axes.shown, strict=True)
        )
        self.contour.set_labels(*labels)
        self.contour.show_range(*map(tuple, ground.ends.tolist()))
        vectors = np.linalg.eigh(ground.plane.hessian).eigenvectors
        reach = 2 * np.abs(ground.ends[:, 1] - ground.ends[:, 0]).max()
        self.contour.show_directions(ground.plane.centre, vectors.T * reach)
        self.surface.show_guides(self._guides(vectors))

    def _arrows(self, snapshot: DescentSnapshot) -> list[Arrow]:
        """Return where the negative gradient points: −α ∇J, where that is not too long to see."""
        here = snapshot.parameters[self.axes.shown]
        move = -snapshot.rate * snapshot.gradient[self.axes.shown]
        if not self.arrow_shown or snapshot.verdict != "running" or not np.abs(move).max() > 0:
            return []
        return [Arrow(here, arrow_end(self.ground, here, move), "gradient")]

    def _guides(self, vectors: Floats) -> list[Floats]:
        """Return the eigen-directions through the lowest point, as far as the ground reaches."""
        half = (self.ground.ends[:, 1] - self.ground.ends[:, 0]) / 2
        guides = []
        for vector in vectors.T:
            reach = float((half / np.maximum(np.abs(vector), 1e-12)).min())
            points = (
                self.ground.plane.centre
                + np.linspace(-reach, reach, GUIDE_POINTS)[:, None] * vector
            )
            guides.append(points[self._is_inside(points)])
        return [points for points in guides if len(points) > 1]

    def _path(self, walk: Walk, run: int) -> Floats:
        end = walk.race.runs[run].snapshot.step + 1
        return np.asarray(walk.parameters[:end, run][:, self.axes.shown])

    def _on_surface(self, walk: Walk, run: int, path: Floats) -> Floats:
        """Return what of a path can be drawn on the surface: up to where it leaves the ground.

        With more than two parameters it is at its true cost, which may be above the surface.
        """
        out = ~self._is_inside(path)
        path = path[: int(out.argmax())] if out.any() else path
        if walk.parameters.shape[2] == 2:
            return path
        least = walk.race.problem.quadratic.least
        return np.column_stack([path, walk.excess[: len(path), run] + least])

    def _is_inside(self, points: Floats) -> Floats:
        low, high = self.ground.ends.T
        return ((points[:, :2] >= low) & (points[:, :2] <= high)).all(axis=1)


def _drawn(points: Floats, run: int) -> Path:
    return Path(points, RUN_COLOURS[run], dashed=run % 2 == 1)


def _in_order(paths: list[Path], on: list[int], walk: Walk) -> list[Path]:
    """Return the paths that have points, the selected run's last, so that it is on top."""
    order = sorted(range(len(paths)), key=lambda k: on[k] == walk.race.selected)
    return [paths[k] for k in order if len(paths[k].points)]
