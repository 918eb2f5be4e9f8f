"""``chainrule trace descent``."""

import argparse
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.commands.data import add_data_arguments, problem_from
from simulator.commands.output import add_output_arguments, write_rows
from simulator.engine.arrays import Floats
from simulator.engine.errors import InputError
from simulator.engine.regression import Regression
from simulator.simulation.descent import TOLERANCE, DescentSnapshot, start_descent
from simulator.simulation.descent_methods import METHODS

STEPS = 1000

LAST = ("converged", "diverged", "optimum")
"""Fields that only the last line has."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this trace."""
    parser.epilog = (
        "example: chainrule trace descent --data penguins --features bill_length_mm,"
        "flipper_length_mm --method momentum --steps 50"
    )
    # argparse takes -1 for a number but -1,2 for an option; a list may start with a minus, too.
    parser._negative_number_matcher = re.compile(r"-[\d.]")
    add_data_arguments(parser)
    parser.add_argument("--method", default="gd", help=f"one of {', '.join(METHODS)} (gd)")
    parser.add_argument(
        "--rate", type=float, metavar="R", help="learning rate (a tenth of 2/λmax of the data)"
    )
    parser.add_argument(
        "--steps", type=int, default=STEPS, metavar="N", help=f"at most so many steps ({STEPS})"
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        default=TOLERANCE,
        metavar="T",
        help=f"converged when the gradient is T times that at zero ({TOLERANCE:g})",
    )
    parser.add_argument(
        "--start", metavar="B0,B1,…", help="parameters to start from, in the data's units (zeros)"
    )
    parser.add_argument(
        "--batch", type=int, default=16, metavar="N", help="rows of a mini-batch (16)"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the rows drawn (0)")
    parser.add_argument(
        "--standardise",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="step in features of mean 0 and deviation 1 (on; parameters are always printed in "
        "the data's units)",
    )
    add_output_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print one line per snapshot."""
    if arguments.steps < 0:
        raise InputError(f"--steps must be 0 or more, not {arguments.steps}.")
    problem = problem_from(arguments, standardise=arguments.standardise)
    first = start_descent(
        problem,
        arguments.method,
        rate=arguments.rate,
        parameters=_start(arguments.start, problem),
        seed=arguments.seed,
        batch=arguments.batch,
        tolerance=arguments.tolerance,
    )
    rows = _rows(first, arguments.steps)
    if arguments.format == "csv":
        # A table has the same columns in each line; the last line's own are empty before.
        rows = ({**row, **{key: row.get(key) for key in LAST}} for row in rows)
    write_rows(rows, arguments)
    return 0


def _start(text: str | None, problem: Regression) -> Floats | None:
    if text is None:
        return None
    try:
        values = np.array([float(part) for part in text.split(",")])
    except ValueError as error:
        raise InputError(f"--start takes numbers with commas between, not “{text}”.") from error
    names = problem.parameter_names
    if len(values) != len(names):
        raise InputError(
            f"--start needs {len(names)} numbers, for {', '.join(names)}, not {len(values)}."
        )
    return problem.to_step_units(values)


def _rows(snapshot: DescentSnapshot, steps: int) -> Iterator[dict[str, Any]]:
    while snapshot.step < steps and (later := snapshot.next()) is not None:
        yield _row(snapshot)
        snapshot = later
    yield _row(snapshot) | {
        "converged": snapshot.verdict == "converged",
        "diverged": snapshot.verdict == "diverged",
        "optimum": _named(snapshot, snapshot.optimal_coefficients),
    }


def _row(snapshot: DescentSnapshot) -> dict[str, Any]:
    return {
        "step": snapshot.step,
        "parameters": _named(snapshot, snapshot.coefficients),
        "cost": snapshot.cost,
        "gradient": snapshot.gradient.tolist(),
        "rate": snapshot.taken.rate if snapshot.taken else snapshot.rate,
        "caption": snapshot.explain().caption,
    }


def _named(snapshot: DescentSnapshot, values: Floats) -> dict[str, float]:
    return dict(zip(snapshot.problem.parameter_names, values.tolist(), strict=True))
