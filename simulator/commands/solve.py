"""``chainrule solve``: the least-squares answer at once, and what it costs in digits."""

import argparse
import json
import math
import sys

from simulator.commands.data import add_data_arguments, problem_from
from simulator.engine.regression import Regression
from simulator.engine.solvers import SOLVERS, Solution, solve, solve_sums


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.epilog = "example: chainrule solve --data longley --target TOTEMP --solver inverse"
    add_data_arguments(parser, required=True)
    parser.add_argument(
        "--no-intercept", action="store_true", help="fit through zero, without a constant"
    )
    parser.add_argument(
        "--solver", default="qr", metavar="NAME", help=f"one of {', '.join(SOLVERS)} (qr)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the answer as one JSON object."""
    intercept = not arguments.no_intercept
    problem = problem_from(arguments, standardise=False, intercept=intercept)
    solution = _solved(problem, intercept, arguments.solver)
    if solution.note:
        print(f"chainrule: {solution.note}", file=sys.stderr)
    print(json.dumps(_object(problem, solution), ensure_ascii=False, allow_nan=False))
    return 0


def _solved(problem: Regression, intercept: bool, solver: str) -> Solution:
    if problem.X is None or problem.y is None:
        return solve_sums(problem, solver)
    return solve(problem.X, problem.y, intercept=intercept, solver=solver)


def _object(problem: Regression, solution: Solution) -> dict[str, object]:
    values = solution.parameters.tolist()
    finite = math.isfinite(solution.condition)
    return {
        "parameters": dict(zip(problem.parameter_names, values, strict=True)),
        "residual_sum_of_squares": solution.residual_sum_of_squares,
        # JSON has no infinity: a singular design has no condition number.
        "condition": solution.condition if finite else None,
        "rank": solution.rank,
        "solver": solution.solver,
        "digits_lost": solution.digits_lost,
        "rows": problem.count,
        "flops": solution.flops,
        "seconds": solution.seconds,
        "bytes": solution.memory,
        "note": solution.note,
    }
