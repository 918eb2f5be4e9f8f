"""``chainrule experiment price``: what solving costs on this machine as features grow."""

import argparse
import os
import sys
from typing import Any

# Measured on one core, unless the user has said otherwise: two BLAS threads that wait for each
# other on a busy machine would be measured in place of the methods.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from simulator.commands.output import write_rows
from simulator.simulation.price import (
    LABELS,
    MOST_FEATURES,
    TOLERANCE,
    Price,
    PriceReport,
    measure_price,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this experiment."""
    parser.epilog = "example: chainrule experiment price --max-features 1024 --output price.csv"
    parser.add_argument(
        "--max-features",
        type=int,
        default=MOST_FEATURES,
        metavar="D",
        help=f"2, 4, 8, … up to this ({MOST_FEATURES})",
    )
    parser.add_argument(
        "--repeats", type=int, default=3, metavar="N", help="take the best of N times (3)"
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        default=TOLERANCE,
        metavar="T",
        help=f"iterative methods stop at this share of the first gradient ({TOLERANCE:g})",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the data (0)")
    parser.add_argument("--format", choices=["csv", "jsonl"], default="csv")
    parser.add_argument("--output", metavar="FILE", help="write there instead of standard output")


def run(arguments: argparse.Namespace) -> int:
    """Measure, print one line per method and size, and say the slopes and where they cross."""
    report = measure_price(
        most_features=arguments.max_features,
        repeats=arguments.repeats,
        tolerance=arguments.tolerance,
        seed=arguments.seed,
        progress=_tell,
    )
    write_rows((_row(price) for price in report.prices), arguments)
    for line in _conclusion(report):
        print(f"chainrule: {line}", file=sys.stderr)
    return 0


def _tell(report: PriceReport) -> None:
    price = report.prices[-1]
    print(
        f"chainrule: {report.share:4.0%}  {price.features} features, {LABELS[price.method]}: "
        f"{price.seconds:.3g} s",
        file=sys.stderr,
    )


def _row(price: Price) -> dict[str, Any]:
    return {
        "features": price.features,
        "rows": price.rows,
        "method": price.method,
        "seconds": price.seconds,
        "flops": price.flops,
        "bytes": price.memory,
        "digits": price.digits,
        "steps": price.steps,
    }


def _conclusion(report: PriceReport) -> list[str]:
    slopes = [(LABELS[method], report.slope(method)) for method in LABELS]
    grown = ", ".join(f"{label} d^{slope:.2f}" for label, slope in slopes if slope is not None)
    return [*([f"time grows as: {grown}."] if grown else []), *report.sentences()]
