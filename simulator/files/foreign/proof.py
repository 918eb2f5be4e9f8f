"""The order of the gates, proved: the network's own outputs, computed again."""

from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from simulator.engine.errors import InputError
from simulator.files.foreign.contents import Contents
from simulator.files.foreign.ends import Ends
from simulator.files.foreign.layers import FoundLayer, Naming, RecurrentKind, order_text
from simulator.files.foreign.references import Reference, find_references
from simulator.files.foreign.stacks import Stack

NEAR = 1e-2
"""Off by less, the order is likely right and something else differs, such as half precision."""

KNOWN: dict[str, dict[str, str]] = {
    "lstm": {"ifgo": "PyTorch and Keras", "iofg": "ONNX", "igfo": "TensorFlow 1 and JAX"},
    "gru": {"rzn": "PyTorch", "zrn": "Keras and ONNX"},
    "rnn": {"h": "any library"},
}
"""Who keeps the gates in which order."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of the order of the gates.

    Attributes:
        order: The order of the blocks that is used, in our letters.
        sentence: How it is known.
        difference: The largest difference from a reference output; None without references.
        proved: Whether that is within the tolerance.
    """

    order: str
    sentence: str
    difference: float | None = None

    @property
    def proved(self) -> bool:
        """Whether reference outputs were reproduced."""
        return self.sentence.startswith("Proved")


def prove(contents: Contents, path: Path, stack: Stack, ends: Ends) -> Proof:
    """Say which order the gates have, and how that is known.

    Raises:
        InputError: If there are reference outputs that no order reproduces, or that do not fit.
    """
    first = stack.layers[0]
    found = find_references(contents, path)
    if found is None:
        return Proof(first.order, _assumed(first.naming, first.kind, first.order))
    reference = Reference(*found, ends, stack)
    declared = reference.difference(first.order)
    others = {o: reference.difference(o) for o in KNOWN[first.kind] if o != first.order}
    if declared <= reference.tolerance:
        return _proved(reference, first.naming, first.kind, first.order, declared, others)
    return _otherwise(reference, first, declared, others)


def _otherwise(
    reference: Reference, layer: FoundLayer, declared: float, others: dict[str, float]
) -> Proof:
    """Say what is known when the declared order does not reproduce the references.

    Args:
        reference: The references.
        layer: One of the network's.
        declared: How far its order is off.
        others: How far the other known orders are off; all that are left are tried here.

    Raises:
        InputError: If no order reproduces them.
    """
    every = {"".join(letters) for letters in permutations(layer.order)}
    others |= {o: reference.difference(o) for o in sorted(every - {layer.order} - others.keys())}
    best = min(others, key=lambda order: others[order], default=layer.order)
    if others and others[best] <= reference.tolerance:
        said = (
            f"Proved, but not as the names say: of all orders only {_named(layer.kind, best)} "
            f"reproduces {reference.text} (to {_short(others[best])}; {_of(layer.naming)} is off "
            f"by {declared:.2g})."
        )
        return Proof(best, said, others[best])
    if declared < NEAR and declared <= others.get(best, declared):
        said = (
            f"Not proved: {reference.text} differs by {declared:.1e}, more than "
            f"{reference.tolerance:.0e}, but less than in any other order of the gates; were the "
            "references computed in float32, with dropout off?"
        )
        return Proof(layer.order, said, declared)
    raise InputError(
        f"{reference.file}: no order of the gates reproduces {reference.text} (with "
        f"{_of(layer.naming)} it is off by {declared:.2g}); compute the references with these "
        "weights, from zero states, with dropout off."
    )


def _proved(
    reference: Reference,
    naming: Naming,
    kind: RecurrentKind,
    order: str,
    difference: float,
    others: dict[str, float],
) -> Proof:
    said = f"Proved: what Chainrule computes differs from {reference.text} by {_short(difference)}"
    if kind == "rnn":
        return Proof(order, f"{said} at most.", difference)
    said += f" at most, with {_of(naming)} order of gates, {order_text(naming, kind, order)}"
    if others:
        said += f" (the next known order is off by {min(others.values()):.1g})"
    return Proof(order, f"{said}.", difference)


def _of(naming: Naming) -> str:
    return f"{naming}'" if naming.endswith("s") else f"{naming}'s"


def _short(difference: float) -> str:
    """Return a small number in few characters, such as 3e-07; 0 where there is none."""
    return f"{difference:.0e}" if difference else "0"


def _assumed(naming: Naming, kind: RecurrentKind, order: str) -> str:
    if kind == "rnn":
        return (
            f"Assumed: a tanh RNN, because the names are {_of(naming)}; reference outputs beside "
            "the weights would prove it."
        )
    return (
        f"Assumed: {_of(naming)} order of gates, {order_text(naming, kind, order)}, because the "
        f"names are {_of(naming)}; reference outputs beside the weights would prove it."
    )


def _named(kind: str, order: str) -> str:
    letters = ", ".join(order)
    return f"{letters} ({KNOWN[kind][order]})" if order in KNOWN[kind] else letters
