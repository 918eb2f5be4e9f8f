"""``chainrule trace descent``."""

import argparse

from simulator.commands.output import add_output_arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this trace."""
    add_output_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print one line per snapshot."""
    return 0
