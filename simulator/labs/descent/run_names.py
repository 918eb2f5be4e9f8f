"""What the runs of a race are called where there is little room."""

from simulator.simulation.descent import DescentSnapshot
from simulator.simulation.descent_methods import METHODS
from simulator.simulation.numbers import compact

SHORT = {
    "gd": "GD",
    "minibatch": "Mini-batch",
    "sgd": "SGD",
    "line-search": "Line search",
    "cg": "CG",
}
"""Shorter names than the methods' labels, where these are long."""


def short_method(snapshot: DescentSnapshot) -> str:
    """Return a method's name in a word or two."""
    return SHORT.get(snapshot.method, METHODS[snapshot.method].label)


def uses_rate(snapshot: DescentSnapshot) -> bool:
    """Return whether the learning rate is used: exact methods find their own."""
    return METHODS[snapshot.method].kind != "exact"


def rate_text(snapshot: DescentSnapshot) -> str:
    """Return the rate in three digits; nothing for a method that finds its own."""
    return compact(snapshot.rate, 3) if uses_rate(snapshot) else ""


def run_label(snapshot: DescentSnapshot) -> str:
    """Return method and rate, such as ``GD α 0.012``."""
    rate = rate_text(snapshot)
    return f"{short_method(snapshot)} α {rate}" if rate else short_method(snapshot)
