"""``chainrule experiment NAME``: measurements behind what the labs claim, without a window."""

import argparse
from importlib import import_module

EXPERIMENTS = {
    "price": "what solving costs as features grow: inverse, Cholesky, QR, CG, gradient descent",
}
"""Each experiment is the module ``experiment_NAME`` beside this one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add one sub-command per experiment."""
    experiments = parser.add_subparsers(dest="experiment", metavar="NAME", required=True)
    for name, summary in EXPERIMENTS.items():
        experiment = experiments.add_parser(name, help=summary, description=summary)
        _module(name).add_arguments(experiment)


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen experiment."""
    return int(_module(arguments.experiment).run(arguments))


def _module(name: str):  # type: ignore[no-untyped-def]
    return import_module(f"simulator.commands.experiment_{name}")
