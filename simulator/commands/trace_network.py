"""``chainrule trace network``."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from simulator.commands.output import Row, add_output_arguments, write_rows
from simulator.engine.errors import InputError
from simulator.engine.network import is_per_example, pass_names
from simulator.engine.optimizers import RULES
from simulator.files.examples import read_examples
from simulator.simulation.network import (
    FIRST_PARAMETERS,
    NetworkSnapshot,
    start_network,
)
from simulator.simulation.network_examples import EXAMPLE_SETS, Examples, single
from simulator.simulation.network_phases import phase_places


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this trace."""
    parser.epilog = "example: chainrule trace network --x 1.5 --y 1 --rate 0.5 --updates 2"
    parser.add_argument("--x", type=float, help="input of the one example (1.5)")
    parser.add_argument("--y", type=float, help="its answer, 0 or 1 (1)")
    names = ", ".join(EXAMPLE_SETS)
    parser.add_argument(
        "--data", metavar="FILE.csv", help=f"examples with columns x and y, or one of: {names}"
    )
    for name, value in zip(("w1", "b1", "w2", "b2"), FIRST_PARAMETERS, strict=True):
        parser.add_argument(f"--{name}", type=float, default=value, help=f"({value})")
    parser.add_argument("--rate", type=float, default=0.5, help="learning rate α (0.5)")
    parser.add_argument("--updates", type=int, default=1, metavar="N", help="how many (1)")
    parser.add_argument("--method", choices=list(RULES), default="gd", help="update rule (gd)")
    parser.add_argument(
        "--one-at-a-time",
        action="store_true",
        help="with --data: train on single examples in a seeded order, not on their mean",
    )
    parser.add_argument("--seed", type=int, default=0, help="of that order (0)")
    add_output_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print one line per phase.

    Raises:
        InputError: If an option or the data cannot be used.
    """
    write_rows(_rows(_start(arguments), arguments.updates), arguments)
    return 0


def _start(arguments: argparse.Namespace) -> NetworkSnapshot:
    for name in ("w1", "b1", "w2", "b2", "rate"):
        if not abs(getattr(arguments, name)) <= 1e6:
            raise InputError(f"--{name} {getattr(arguments, name)}: give a number within ±1e6.")
    if arguments.rate <= 0:
        raise InputError(f"--rate {arguments.rate:g}: the learning rate must be above 0.")
    if arguments.updates < 1:
        raise InputError(f"--updates {arguments.updates}: give 1 or more.")
    if arguments.seed < 0:
        raise InputError(f"--seed {arguments.seed}: give 0 or more.")
    return start_network(
        _examples(arguments),
        (arguments.w1, arguments.b1, arguments.w2, arguments.b2),
        rate=arguments.rate,
        rule=arguments.method,
        batch=arguments.data is not None and not arguments.one_at_a_time,
        seed=arguments.seed,
    )


def _examples(arguments: argparse.Namespace) -> Examples:
    if arguments.data is None:
        x = 1.5 if arguments.x is None else arguments.x
        y = 1.0 if arguments.y is None else arguments.y
        return single(x, y)
    if arguments.x is not None or arguments.y is not None:
        raise InputError("--data goes without --x and --y; leave out one or the other.")
    if arguments.data in EXAMPLE_SETS:
        return EXAMPLE_SETS[arguments.data]()
    return read_examples(Path(arguments.data))


def _rows(snapshot: NetworkSnapshot, updates: int) -> Iterator[Row]:
    following = snapshot.next()
    while following is not None and following.update <= updates:
        yield _row(following)
        following = following.next()


def _row(snapshot: NetworkSnapshot) -> Row:
    name = snapshot.phase_name
    explanation = snapshot.explain()
    row = {
        "update": snapshot.update,
        "phase": name,
        "value": _value(snapshot, name),
        "formula": explanation.formula,
        "substituted": explanation.substituted,
        "caption": explanation.caption,
    }
    if not snapshot.batch:
        row["example"] = snapshot.example
    return row


def _value(snapshot: NetworkSnapshot, name: str) -> float | list[float]:
    place = phase_places(snapshot.n)[name]
    if not snapshot.batch or place >= len(pass_names(snapshot.n)):
        return snapshot.value(name)
    if name[0] in "za" and is_per_example(name):
        return snapshot.per_example(name).tolist()
    if is_per_example(name):
        return float(snapshot.per_example(name).mean())
    return snapshot.value(name)
