"""``chainrule experiment NAME``: measurements behind what the labs claim, without a window."""

import argparse

from simulator.commands.groups import add_group, run_member

EXPERIMENTS = {
    "price": "what solving costs as features grow: inverse, Cholesky, QR, CG, gradient descent",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add one sub-command per experiment."""
    add_group(parser, "experiment", "NAME", EXPERIMENTS)


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen experiment."""
    return run_member("experiment", arguments)
