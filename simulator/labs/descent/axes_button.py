"""Which two parameters span the surface, and how the others stand."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from simulator.engine.regression import Regression
from simulator.labs.descent.ground import Axes, Others
from simulator.simulation.descent_explain import parameter_name

OTHERS: dict[Others, str] = {"optimum": "others at optimum", "current": "others where they are"}


class AxesButton(QToolButton):
    """A menu in the surface's header; ``chosen`` carries ``Axes``. Two parameters need none."""

    chosen = Signal(Axes)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("link")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip("Choose which two parameters span the surface, and how the others stand")
        self.setMenu(QMenu(self))
        self._shown: tuple[object, ...] = ()

    def show_axes(self, problem: Regression, axes: Axes) -> None:
        """Show what spans the ground."""
        shown = (problem.parameter_names, axes)
        if shown == self._shown:
            return
        self._shown = shown
        self.setVisible(len(problem.parameter_names) > 2)
        first, second = parameter_name(problem, axes.first), parameter_name(problem, axes.second)
        self.setText(f"{first} × {second} ▾")
        self.setAccessibleName(f"Surface over {first} and {second}, {OTHERS[axes.others]}")
        self._fill(problem, axes)

    def _fill(self, problem: Regression, axes: Axes) -> None:
        menu = self.menu()
        menu.clear()
        names = {
            i: f"{parameter_name(problem, i)}  {name}"
            for i, name in enumerate(problem.parameter_names)
        }
        self._add(menu.addMenu("First parameter"), names, axes.first, self._choose_first(axes))
        self._add(menu.addMenu("Second parameter"), names, axes.second, self._choose_second(axes))
        menu.addSeparator()
        self._add(menu, OTHERS, axes.others, lambda others: replace(axes, others=others))

    def _add(
        self,
        menu: QMenu,
        choices: dict,  # type: ignore[type-arg]
        current: object,
        chosen: Callable[..., Axes],
    ) -> None:
        group = QActionGroup(menu)
        for key, text in choices.items():
            action = menu.addAction(text, lambda key=key: self.chosen.emit(chosen(key)))
            action.setCheckable(True)
            action.setChecked(key == current)
            group.addAction(action)

    def _choose_first(self, axes: Axes) -> Callable[[int], Axes]:
        # The same parameter twice spans nothing: the other axis takes the one that is free now.
        return lambda i: replace(
            axes, first=i, second=axes.first if i == axes.second else axes.second
        )

    def _choose_second(self, axes: Axes) -> Callable[[int], Axes]:
        return lambda i: replace(
            axes, second=i, first=axes.second if i == axes.first else axes.first
        )
