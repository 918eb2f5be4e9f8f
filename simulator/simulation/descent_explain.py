r"""What a step of descent says of itself: a sentence, the formula, and the formula with numbers.

The numbers of up to three parameters stand in vectors; of more, the one that moved most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.descent import STOCHASTIC
from simulator.simulation.descent_methods import METHODS
from simulator.simulation.explanation import Explanation, Quantity, Role
from simulator.simulation.numbers import format_number

if TYPE_CHECKING:
    from simulator.engine.regression import Regression
    from simulator.simulation.descent import DescentSnapshot, Taken

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

SLIPS = (
    "The sheet writes the square as (y − Xb)(y − Xb)ᵀ. For columns that is a matrix of n × n "
    "numbers; the cost is one number, (y − Xb)ᵀ(y − Xb).",
    "The sheet counts the cross term twice, −2yβᵀXᵀ − 2βᵀXᵀy. Both are the same number, "
    "so together they are −2 bᵀXᵀy, once. Its gradient is right.",
)
"""Where the answer sheet slips (S4), for the window to tell: students make the same slips."""

EXPANSION = (
    r"J(b) = \tfrac12 (y-Xb)^\top(y-Xb) "
    r"= \tfrac12\left(y^\top y - 2\,b^\top X^\top y + b^\top X^\top X\, b\right)",
    r"\nabla J = X^\top X\, b - X^\top y = 0 \;\Rightarrow\; b = (X^\top X)^{-1}X^\top y",
)
"""The right form of S4 in LaTeX: the cost expanded, and the normal equation."""


GRADIENTS = (
    r"\tfrac{n}{m} X_m^\top(X_m b-y_m)",
    r"n\, x_i(x_i^\top b-y_i)",
    r"X^\top(Xb-y)",
)
"""How the methods' formulas write the gradient: of a batch, of one row, of all."""


def explain(snapshot: DescentSnapshot) -> Explanation:
    """Return what the step that led to a snapshot did; of the first, where it stands."""
    if snapshot.taken is None:
        return _explain_start(snapshot)
    return _explain_step(snapshot, snapshot.taken)


def parameter_name(problem: Regression, index: int) -> str:
    """Return the symbol of a parameter in plain text, such as ``b₁``."""
    first = 0 if problem.intercept else 1
    return "b" + str(first + index).translate(SUBSCRIPTS)


def _explain_start(snapshot: DescentSnapshot) -> Explanation:
    steepest = int(np.abs(snapshot.gradient).argmax())
    name = parameter_name(snapshot.problem, steepest)
    caption = (
        f"Step {snapshot.step}: the cost is {format_number(snapshot.cost)}, and steepest along "
        f"{name}, where the slope is {format_number(float(snapshot.gradient[steepest]))}."
    )
    if snapshot.verdict == "converged":
        caption = f"Step {snapshot.step}: this is the optimum, the gradient is zero."
    cost = Quantity("cost", "J(b)", snapshot.cost, "forward", "half the sum of squared residuals")
    return Explanation(
        caption,
        r"\slot{cost} = \tfrac12 \lVert y - Xb \rVert^2",
        r"J(b) = \tfrac12 \lVert y - Xb \rVert^2 = \slot{cost}",
        (cost,),
    )


def _explain_step(snapshot: DescentSnapshot, taken: Taken) -> Explanation:
    method = METHODS[snapshot.method]
    shown = _shown(snapshot, taken)
    rate = Quantity("rate", r"\alpha", taken.rate, "parameter", _source_of_rate(snapshot))
    before = _quantities("before", snapshot, shown, taken.before, "parameter", "the step before")
    after = _quantities(
        "after", snapshot, shown, snapshot.parameters, "forward", "computed in this step"
    )
    source = _source_of_gradient(snapshot, taken)
    direction = _quantities("direction", snapshot, shown, taken.direction, "gradient", source)
    formula, vectors = _symbolic(method.formula, snapshot, taken)
    substituted = (
        f"{_vector(before)} - \\slot{{rate}} \\cdot {_vector(direction)} = {_vector(after)}"
    )
    quantities = (rate, *before, *direction, *after, *vectors)
    return Explanation(_caption(snapshot, taken), formula, substituted, quantities)


def _symbolic(
    formula: str, snapshot: DescentSnapshot, taken: Taken
) -> tuple[str, tuple[Quantity, ...]]:
    """Return a method's formula with slots, and the vectors in them with their lengths."""
    written = next(form for form in GRADIENTS if form in formula)
    formula = (
        formula.replace(written, r"\slot{gradient}", 1)
        .replace(r"b \leftarrow b", r"\slot{b} \leftarrow \slot{b_before}")
        .replace(r"\alpha", r"\slot{rate}")
    )
    rows = snapshot.problem.count if taken.rows is None else len(taken.rows)
    length = "the length of this vector; its parts stand beside"
    return formula, (
        Quantity("b", "b", _length(snapshot.parameters), "forward", length),
        Quantity("b_before", "b", _length(taken.before), "parameter", f"before the step, {length}"),
        Quantity(
            "gradient",
            written,
            _length(taken.gradient),
            "gradient",
            f"the length of the gradient, summed over {_rows(rows)}",
        ),
    )


def _length(vector: Floats) -> float:
    return float(np.linalg.norm(vector))


def _shown(snapshot: DescentSnapshot, taken: Taken) -> list[int]:
    """Return which parameters the formula has room for."""
    size = len(snapshot.parameters)
    if size <= 3:
        return list(range(size))
    return [int(np.abs(snapshot.parameters - taken.before).argmax())]


def _quantities(
    kind: str, snapshot: DescentSnapshot, shown: list[int], values: Floats, role: Role, source: str
) -> tuple[Quantity, ...]:
    symbols = snapshot.problem.symbols
    if kind == "direction":
        symbols = tuple(rf"\Delta {symbol}" for symbol in symbols)
    return tuple(Quantity(f"{kind}{i}", symbols[i], float(values[i]), role, source) for i in shown)


def _vector(quantities: tuple[Quantity, ...]) -> str:
    slots = [rf"\slot{{{quantity.name}}}" for quantity in quantities]
    if len(slots) == 1:
        return rf"({slots[0]})" if quantities[0].name.startswith("direction") else slots[0]
    return r"\begin{pmatrix}" + r"\\".join(slots) + r"\end{pmatrix}"


def _source_of_rate(snapshot: DescentSnapshot) -> str:
    if snapshot.method == "newton":
        return "Newton's step is taken whole"
    if METHODS[snapshot.method].kind == "exact":
        return "the lowest point along this direction"
    return "the learning rate that is set"


def _source_of_gradient(snapshot: DescentSnapshot, taken: Taken) -> str:
    rows = snapshot.problem.count if taken.rows is None else len(taken.rows)
    which = f"all {rows} rows" if taken.rows is None else f"{rows} of the rows, drawn by chance"
    gradient = f"the gradient Xᵀ(Xb − y) of {which} at the parameters before the step"
    if snapshot.method in ("gd", "line-search", *STOCHASTIC):
        return gradient
    return f"{METHODS[snapshot.method].label}'s direction, made from {gradient}"


def _caption(snapshot: DescentSnapshot, taken: Taken) -> str:
    change = snapshot.parameters - taken.before
    most = int(np.abs(change).argmax())
    name, moved = parameter_name(snapshot.problem, most), float(change[most])
    slope = format_number(float(taken.gradient[most]))
    text = (
        f"Step {snapshot.step}: the slope is {slope} along {name}, so {name} "
        f"{'grows' if moved > 0 else 'falls'} by {format_number(abs(moved))}"
    )
    if moved == 0:
        text = f"Step {snapshot.step}: nothing moves"
    if snapshot.verdict == "converged":
        return f"{text}; descent has converged."
    if snapshot.verdict == "diverged":
        return (
            f"{text}; descent has diverged and stops here, far outside the data: "
            "choose a smaller learning rate."
        )
    if taken.rows is not None:
        return f"{text} (from {_rows(len(taken.rows))})."
    if float(taken.gradient[most]) * moved > 0:
        return f"{text} against its slope: the velocity carries it."
    return f"{text}."


def _rows(count: int) -> str:
    return "one row" if count == 1 else f"{count} rows"
