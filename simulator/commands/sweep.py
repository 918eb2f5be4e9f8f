"""What experiments that train many networks share: options, progress and files."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from tqdm import tqdm

from simulator.engine.errors import InputError
from simulator.files.runs import RunFolder, plain
from simulator.simulation.experiments.sweep import Row, RunReport, run_sweep

C = TypeVar("C")


def add_sweep_arguments(parser: argparse.ArgumentParser, *, seeds: int = 5) -> None:
    """Add how many seeds, where results go, and who does the runs."""
    parser.add_argument(
        "--seeds", type=int, default=seeds, metavar="N", help=f"runs of each kind ({seeds})"
    )
    parser.add_argument("--output", metavar="FILE.csv", help="mean and spread (standard output)")
    parser.add_argument(
        "--runs",
        metavar="FOLDER",
        help="keep every finished run there, and go on from what is there",
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="processes on this machine (one for each core)"
    )
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="Dask scheduler whose workers do the runs"
    )
    # What the subcommands of `experiment` hand to `write_rows`.
    parser.set_defaults(format="csv")


def sweep(
    arguments: argparse.Namespace,
    experiment: str,
    measure_one: Callable[[C], list[Row]],
    configurations: Sequence[C],
) -> list[Row]:
    """Do all runs, with one line on standard error for each, and return their rows.

    Raises:
        InputError: If an option makes no sense, or the workers cannot be had.
    """
    for option in ("seeds", "jobs"):
        value = getattr(arguments, option)
        if value is not None and value < 1:
            raise InputError(f"--{option} {value}: give 1 or more.")
    with TemporaryDirectory() as nowhere, tqdm(total=len(configurations), unit=" runs") as bar:

        def tell(report: RunReport) -> None:
            bar.update()
            bar.write(_line(report), file=sys.stderr)

        return run_sweep(
            measure_one,
            configurations,
            RunFolder(Path(arguments.runs or nowhere), experiment),
            jobs=arguments.jobs,
            cluster=arguments.cluster,
            progress=tell,
        )


def _line(report: RunReport) -> str:
    took = f"{report.seconds:.1f} s" if report.seconds else "done before"
    words = " ".join(f"{name}={value}" for name, value in plain(report.configuration).items())
    return f"chainrule: {report.done}/{report.total}  {words}: {took}"
