"""``chainrule trace LAB``: every snapshot of a lab as one line, without a window."""

import argparse
from importlib import import_module

LABS = {
    "descent": "gradient descent on a linear regression",
    "network": "forward and backward pass of the two-neuron network",
    "memory": "what a recurrent network remembers of a sentence",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add one sub-command per lab; each is the module ``trace_LAB`` beside this one."""
    labs = parser.add_subparsers(dest="traced_lab", metavar="LAB", required=True)
    for name, summary in LABS.items():
        lab = labs.add_parser(name, help=summary, description=summary)
        _module(name).add_arguments(lab)


def run(arguments: argparse.Namespace) -> int:
    """Print the trace of the chosen lab."""
    return int(_module(arguments.traced_lab).run(arguments))


def _module(lab: str):  # type: ignore[no-untyped-def]
    return import_module(f"simulator.commands.trace_{lab}")
