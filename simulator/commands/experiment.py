"""``chainrule experiment NAME``: measurements behind what the labs claim, without a window."""

import argparse

from simulator.commands.groups import add_group, run_member

EXPERIMENTS = {
    "price": "what solving costs as features grow: inverse, Cholesky, QR, CG, gradient descent",
    "distance": "accuracy by distance for ANN, RNN, GRU and LSTM at the same budget",
    "learnability": "what each network learns when it is trained only at one distance",
    "fit": "ANN, RNN and LSTM on a purchase history, a short sentence and a long one",
    "reset": "the forget gate at full stops, where forgetting pays and where it does not",
    "vanish": "the gradient of the answer by token, fresh and trained",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add one sub-command per experiment."""
    add_group(parser, "experiment", "NAME", EXPERIMENTS)


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen experiment."""
    return run_member("experiment", arguments)
