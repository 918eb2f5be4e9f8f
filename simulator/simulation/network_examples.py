"""Examples to train the network on: an input x and an answer y that is 0 or 1."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Floats, frozen
from simulator.engine.errors import InputError

LARGEST_X = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Inputs and answers, each of shape (m,), under a name."""

    name: str
    x: Floats
    y: Floats

    def __len__(self) -> int:
        return int(self.x.size)

    def with_example(self, index: int, x: float, y: float) -> "Examples":
        """Return the same examples with one of them replaced.

        Raises:
            InputError: If y is neither 0 nor 1 or x is no finite number.
        """
        xs, ys = self.x.copy(), self.y.copy()
        xs[index], ys[index] = x, y
        return make_examples(self.name, xs, ys)


def make_examples(name: str, x: Floats, y: Floats, first_row: int = 1) -> Examples:
    """Return checked examples.

    Args:
        name: What to call them, such as the file they are from.
        x: Inputs, shape (m,).
        y: Answers, shape (m,).
        first_row: How the first row is counted in messages; 2 after a line of headings.

    Raises:
        InputError: If there is none, an x is not finite or too large, or a y is not 0 or 1.
    """
    if x.size == 0:
        raise InputError(f"{name}: there is no example; give at least one row of x and y.")
    for i, (xi, yi) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        if not abs(xi) <= LARGEST_X:
            raise InputError(
                f"{name}, row {i + first_row}: x is {xi:g}; give a number within ±{LARGEST_X:g}."
            )
        if yi not in (0.0, 1.0):
            raise InputError(f"{name}, row {i + first_row}: y is {yi:g}; it must be 0 or 1.")
    return Examples(name, frozen(x), frozen(y))


def single(x: float, y: float) -> Examples:
    """Return one example.

    Raises:
        InputError: If y is neither 0 nor 1 or x is no finite number.
    """
    return make_examples("one example", np.array([x]), np.array([y]))


def _six_points() -> Examples:
    points = [(0.6, 0), (-2.0, 0), (-1.2, 0), (1.5, 1), (-0.4, 1), (2.4, 1)]
    return _from_pairs("six points", points)


def _and() -> Examples:
    # x counts how many of two switches are on; the answer is yes only when both are.
    return _from_pairs("AND on a line", [(2, 1), (0, 0), (1, 0), (1, 0)])


def _overlapping() -> Examples:
    rng = np.random.default_rng(3)
    x = np.concatenate([rng.normal(-1.0, 1.2, 20), rng.normal(1.0, 1.2, 20)]).round(2)
    return make_examples("overlapping classes", x, np.repeat([0.0, 1.0], 20))


def _separable() -> Examples:
    x = np.array([-3.0, -2.6, -2.1, -1.7, -1.2, -0.8, 0.7, 1.1, 1.8, 2.2, 2.7, 3.1])
    return make_examples("separable classes", x, np.repeat([0.0, 1.0], 6))


def _from_pairs(name: str, pairs: list[tuple[float, int]]) -> Examples:
    x, y = np.array(pairs, dtype=float).T
    return make_examples(name, x, y)


EXAMPLE_SETS: dict[str, Callable[[], Examples]] = {
    "one": lambda: single(1.5, 1.0),
    "six": _six_points,
    "and": _and,
    "overlapping": _overlapping,
    "separable": _separable,
}
"""The sets that ship, by the names that commands use; each was made for this app."""
