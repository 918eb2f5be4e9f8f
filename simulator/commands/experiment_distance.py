"""``chainrule experiment distance``."""

import argparse

from simulator.commands.sweep import add_sweep_arguments, run_experiment
from simulator.simulation.experiments.distance import DISTANCE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of a sweep."""
    add_sweep_arguments(parser, DISTANCE)


def run(arguments: argparse.Namespace) -> int:
    """Make the sweep."""
    return run_experiment(DISTANCE, arguments)
