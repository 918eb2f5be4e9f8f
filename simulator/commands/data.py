"""How commands choose the data of a regression."""

import argparse
import sys

from simulator.engine.regression import Regression
from simulator.files.datasets import DEFAULT, SHIPPED, dataset


def add_data_arguments(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """Add the options that choose data, target and features."""
    sets = f"a table, or one of {', '.join(SHIPPED)}"
    parser.add_argument(
        "--data",
        metavar="FILE.csv|NAME",
        required=required,
        default=None if required else DEFAULT,
        help=sets if required else f"{sets} ({DEFAULT})",
    )
    parser.add_argument("--target", metavar="COLUMN", help="column to predict")
    parser.add_argument("--features", metavar="A,B", help="columns to predict from")


def problem_from(arguments: argparse.Namespace, **options: bool) -> Regression:
    """Return the regression that ``--data``, ``--target`` and ``--features`` choose.

    What must be said of the data goes to standard error.

    Raises:
        InputError: If data, target or features cannot be used.
    """
    features = tuple(filter(None, map(str.strip, (arguments.features or "").split(",")))) or None
    columns = (*features, arguments.target) if features and arguments.target else None
    table = dataset(arguments.data, columns=columns, progress=_tell)
    problem = table.problem(arguments.target, features, **options)
    for remark in problem.remarks:
        print(f"chainrule: {remark}", file=sys.stderr)
    return problem


def _tell(share: float) -> None:
    if sys.stderr.isatty():
        print(f"\rreading: {share:.0%}", end="\n" if share == 1 else "", file=sys.stderr)
