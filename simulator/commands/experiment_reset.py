"""``chainrule experiment reset``."""

import argparse

from simulator.commands.sweep import add_sweep_arguments, run_experiment
from simulator.simulation.experiments.reset import RESET


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of a sweep."""
    add_sweep_arguments(parser, RESET)


def run(arguments: argparse.Namespace) -> int:
    """Make the sweep."""
    return run_experiment(RESET, arguments)
