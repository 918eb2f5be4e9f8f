"""``chainrule trace LAB``: every snapshot of a lab as one line, without a window."""

import argparse

from simulator.commands.groups import add_group, run_member

LABS = {
    "descent": "gradient descent on a linear regression",
    "network": "forward and backward pass of the two-neuron network",
    "memory": "what a recurrent network remembers of a sentence",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add one sub-command per lab."""
    add_group(parser, "trace", "LAB", LABS)


def run(arguments: argparse.Namespace) -> int:
    """Print the trace of the chosen lab."""
    return run_member("trace", arguments)
