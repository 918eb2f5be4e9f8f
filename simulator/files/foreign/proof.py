"""The order of the gates, proved: the network's own outputs, computed again."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine.arrays import Integers, Reals
from simulator.engine.errors import InputError
from simulator.engine.recurrent import RecurrentModel, log_softmax
from simulator.engine.recurrent_trace import Trace, trace
from simulator.files.foreign.contents import Arrays, Contents, stem_of
from simulator.files.foreign.ends import Ends
from simulator.files.foreign.formats import read_contents
from simulator.files.foreign.layers import Naming, RecurrentKind, numbers, order_text
from simulator.files.foreign.stacks import Stack

TOLERANCE = 1e-5
"""How far a reference output may be off, in single precision."""

NEAR = 1e-2
"""Off by less, the order is likely right and something else differs, such as half precision."""

LONGEST = 2000
"""Tokens of reference that are read at most."""

INPUTS, OUTPUTS = ("tokens", "input"), ("h", "c", "output")

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
    found = _references(contents, path)
    if found is None:
        return Proof(first.order, _assumed(first.naming, first.kind, first.order))
    file, arrays = found
    reference = _Reference(file, arrays, ends, stack)
    declared = reference.difference(first.order)
    others = {
        order: reference.difference(order) for order in KNOWN[first.kind] if order != first.order
    }
    if declared <= reference.tolerance:
        return _proved(reference, first.naming, first.kind, first.order, declared, others)
    every = ("".join(letters) for letters in permutations(first.order))
    others |= {o: reference.difference(o) for o in every if o != first.order and o not in others}
    best = min(others, key=lambda order: others[order], default=first.order)
    if others and others[best] <= reference.tolerance:
        said = (
            f"Proved, but not as the names say: of all orders only {_named(first.kind, best)} "
            f"reproduces {reference.text} (to {_short(others[best])}; {_of(first.naming)} is off "
            f"by {declared:.2g})."
        )
        return Proof(best, said, others[best])
    if declared < NEAR and declared <= others.get(best, declared):
        said = (
            f"Not proved: {reference.text} differs by {declared:.1e}, more than "
            f"{reference.tolerance:.0e}, but less than in any other order of the gates; were the "
            "references computed in float32, with dropout off?"
        )
        return Proof(first.order, said, declared)
    raise InputError(
        f"{file}: no order of the gates reproduces {reference.text} (with {_of(first.naming)} it "
        f"is off by {declared:.2g}); compute the references with these weights, from zero states, "
        "with dropout off."
    )


def _proved(
    reference: "_Reference",
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


def model_of(stack: Stack, ends: Ends, order: str) -> RecurrentModel:
    """Return the network, if its gates stand in an order; in double precision if all of it is."""
    matrices = [ends.embedding, *(layer.weight_hh for layer in stack.layers)]
    double = all(matrix.dtype == np.float64 for matrix in matrices)
    dtype = np.dtype(np.float64 if double else np.float32)
    return RecurrentModel(
        stack.layers[0].kind,
        ends.embedding.astype(dtype),
        tuple(layer.layer(order, dtype) for layer in stack.layers),
        ends.weight.astype(dtype),
        ends.bias.astype(dtype),
    )


def _references(contents: Contents, path: Path) -> tuple[str, Arrays] | None:
    """Return the file with the reference outputs, and its arrays; None if there are none."""
    beside = path.with_name(f"{stem_of(path)}.reference.npz")
    inside = _named_references(contents)
    if inside:
        return contents.name, inside
    if not beside.is_file():
        return None
    outside = _named_references(read_contents(beside))
    if not outside:
        raise InputError(
            f"{beside.name} has no reference outputs; name its arrays reference_tokens, "
            "reference_h, reference_c and reference_output."
        )
    return beside.name, outside


def _named_references(contents: Contents) -> Arrays:
    return {
        name: contents.arrays[f"reference_{name}"]
        for name in (*INPUTS, *OUTPUTS)
        if f"reference_{name}" in contents.arrays
    }


class _Reference:
    """Reference outputs, and how far an order of the gates is from them."""

    def __init__(self, file: str, arrays: Arrays, ends: Ends, stack: Stack) -> None:
        self._file, self._ends, self._stack = file, ends, stack
        self._tokens = self._input(arrays)
        self._outputs = {name: arrays[name] for name in OUTPUTS if name in arrays}
        if not len(ends.weight) and len(self._outputs) > 1:
            self._outputs.pop("output", None)  # it may be what an unread output layer made
        if not self._outputs:
            raise InputError(
                f"{file} has reference_tokens but no outputs; add reference_h, reference_c or "
                "reference_output."
            )
        for name, array in self._outputs.items():
            numbers(file, f"reference_{name}", array)
        names = [f"reference_{name}" for name in self._outputs]
        self.text = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
        size = max(float(np.abs(array).max()) for array in self._outputs.values())
        # Scores of size 20 carry rounding of their own; tiny states must not fit by being tiny.
        self.tolerance = TOLERANCE * max(size, 1) if size > 0.01 else TOLERANCE * max(size, 1e-6)

    def difference(self, order: str) -> float:
        """Return the largest difference from any of the outputs.

        Raises:
            InputError: If an output has a shape that the network does not make.
        """
        model = model_of(self._stack, self._ends, order)
        done = trace(model, self._tokens)
        return max(self._off(name, array, done) for name, array in self._outputs.items())

    def _off(self, name: str, array: NDArray[Any], done: Trace) -> float:
        made = list(_made(name, done))
        squeezed = np.squeeze(np.asarray(array, dtype=np.float64))
        fitting = [made_one for made_one in made if np.squeeze(made_one).shape == squeezed.shape]
        if not fitting:
            shapes = " or ".join(dict.fromkeys(str(one.shape) for one in made))
            raise InputError(
                f"{self._file}: reference_{name} has the shape {array.shape}; expected {shapes} "
                f"for the {len(done)} reference tokens."
            )
        differences = [np.abs(np.squeeze(one) - squeezed).max() for one in fitting]
        if name == "output":
            differences += _off_as_probabilities(fitting, squeezed)
        return float(min(differences))

    def _input(self, arrays: Arrays) -> Integers:
        """Return the tokens to read; vectors become an embedding of their own."""
        if "tokens" not in arrays and "input" not in arrays:
            raise InputError(
                f"{self._file} has reference outputs but not what was read; add reference_tokens."
            )
        if "tokens" in arrays:
            tokens = np.squeeze(arrays["tokens"])
            tokens = tokens.reshape(1) if tokens.ndim == 0 else tokens
            self._check_tokens(tokens)
            return tokens.astype(np.int64)
        features = self._stack.layers[0].features
        x = numbers(self._file, "reference_input", arrays["input"])
        if x.ndim == 3 and 1 in x.shape[:2]:
            x = x.reshape(-1, x.shape[2])
        if x.ndim != 2 or x.shape[1] != features or not 0 < len(x) <= LONGEST:
            raise InputError(
                f"{self._file}: reference_input has the shape {x.shape}; expected (tokens, "
                f"{features}), at most {LONGEST:,} tokens."
            )
        end = self._ends
        self._ends = Ends(x, end.weight, end.bias, end.sources, end.notes)
        return np.arange(len(x))

    def _check_tokens(self, tokens: NDArray[Any]) -> None:
        rows = len(self._ends.embedding)
        if tokens.ndim != 1 or tokens.dtype.kind not in "iu" or not 0 < tokens.size <= LONGEST:
            raise InputError(
                f"{self._file}: reference_tokens has the shape {tokens.shape} of {tokens.dtype}; "
                f"expected the ids of one text, 1 to {LONGEST:,} whole numbers."
            )
        if tokens.min() < 0 or tokens.max() >= rows:
            raise InputError(
                f"{self._file}: reference_tokens go from {tokens.min()} to {tokens.max()}; the "
                f"network has the words 0 to {rows - 1}."
            )


def _made(name: str, done: Trace) -> Iterable[Reals]:
    """Yield what an output may mean: at every token or at the end, of all layers or the last."""
    if name in ("h", "c"):
        if name in done.values:
            values = done[name]  # (layers, T, H)
            yield from (values[:, -1], values, values[-1], values[-1, -1])
        return
    yield from (done["h"][-1], done["h"][-1, -1])
    if done.logits.shape[1]:
        yield from (done.logits, done.logits[-1])


def _off_as_probabilities(made: Iterable[Reals], reference: Reals) -> list[float]:
    """Return the differences if the outputs went through a softmax, or its logarithm.

    Logarithms are compared: probabilities among many words are all small, in any order of gates.
    """
    if reference.ndim == 0 or reference.shape[-1] < 2:
        return []
    total = np.exp(np.minimum(reference, 50)).sum(axis=-1)
    if np.allclose(total, 1, atol=1e-3):
        logs = reference
    elif np.allclose(reference.sum(axis=-1), 1, atol=1e-3) and (reference > 0).all():
        logs = np.log(reference)
    else:
        return []
    return [float(np.abs(log_softmax(np.squeeze(one)) - logs).max()) for one in made]
