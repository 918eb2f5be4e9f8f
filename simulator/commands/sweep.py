"""What the experiments that train networks have in common: options, runs, rows and picture."""

import argparse
import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.commands.output import write_rows
from simulator.engine.errors import InputError
from simulator.files.atomic import write_atomically
from simulator.files.facts import read_facts
from simulator.files.runs import RunFolder
from simulator.simulation.experiments.experiment import Experiment, summary
from simulator.simulation.experiments.sweep import RunReport, run_sweep
from simulator.simulation.experiments.version import code_version


def add_sweep_arguments(parser: argparse.ArgumentParser, experiment: Experiment) -> None:
    """Add the options that all of them take."""
    parser.epilog = (
        f"example: chainrule experiment {experiment.name} --output {experiment.name}.csv "
        f"--picture {experiment.name}.png"
    )
    budget = f"texts or tokens that a run reads at most (default: {experiment.tokens:,})"
    parser.add_argument(
        "--seeds", type=int, default=experiment.seeds, metavar="N", help="seeds of each network"
    )
    parser.add_argument("--tokens", type=int, default=experiment.tokens, metavar="N", help=budget)
    parser.add_argument("--jobs", type=int, metavar="N", help="processes (default: all cores)")
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="run on the Dask scheduler there, such as host:8786"
    )
    parser.add_argument("--format", choices=["csv", "jsonl"], default="csv")
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="write means there and the command to FILE.json; FILE.runs keeps each finished run, "
        "and a restart resumes",
    )
    parser.add_argument("--picture", metavar="FILE.png", help="also draw them")


def run_experiment(experiment: Experiment, arguments: argparse.Namespace) -> int:
    """Make all runs, write means and spreads, and draw the picture if wanted.

    Raises:
        InputError: If an option makes no sense or a file cannot be written.
    """
    _check(arguments)
    with _kept(experiment, arguments) as kept:
        rows = run_sweep(
            partial(experiment.measure, facts=read_facts()),
            experiment.runs(arguments.seeds, arguments.tokens),
            kept,
            jobs=arguments.jobs,
            cluster=arguments.cluster,
            progress=_tell,
        )
    write_rows(summary(experiment, rows), arguments)
    if arguments.output:
        _write_origin(experiment, arguments)
    if arguments.picture:
        # Only here, so that measuring needs no Qt.
        from simulator.commands.picture import write_chart

        write_chart(experiment.chart(rows), Path(arguments.picture))
    return 0


def _write_origin(experiment: Experiment, arguments: argparse.Namespace) -> None:
    """Write beside the results what makes them again: the command and the code's version."""
    words = ["chainrule", "experiment", experiment.name]
    words += ["--seeds", str(arguments.seeds), "--tokens", str(arguments.tokens)]
    content = {"command": shlex.join(words), "code": code_version()}
    write_atomically(Path(f"{arguments.output}.json"), json.dumps(content, indent=1).encode())


@contextmanager
def _kept(experiment: Experiment, arguments: argparse.Namespace) -> Iterator[RunFolder]:
    """Give the folder of finished runs: beside the output, or one that is gone at the end."""
    if arguments.output:
        yield RunFolder(Path(f"{arguments.output}.runs"), experiment.name)
        return
    with TemporaryDirectory() as folder:
        yield RunFolder(Path(folder), experiment.name)


def _check(arguments: argparse.Namespace) -> None:
    for option in ("seeds", "tokens"):
        if getattr(arguments, option) < 1:
            raise InputError(f"--{option} {getattr(arguments, option)}: give 1 or more.")
    if arguments.jobs is not None and arguments.jobs < 1:
        raise InputError(f"--jobs {arguments.jobs}: give 1 or more, or leave it out for all cores.")
    for option in ("output", "picture"):
        name = getattr(arguments, option)
        if name and not Path(name).absolute().parent.is_dir():
            raise InputError(f"--{option} {name}: there is no such folder; make it first.")


def _tell(report: RunReport) -> None:
    settings = (f"{k} {v}" for k, v in report.configuration.items() if v is not None)
    time = f"{report.seconds:.1f} s" if report.seconds else "kept from before"
    print(
        f"chainrule: {report.done} of {report.total} runs: {', '.join(settings)} ({time})",
        file=sys.stderr,
        flush=True,
    )
