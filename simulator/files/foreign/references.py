"""Reference outputs beside the weights, and how far the network's own are from them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine.arrays import Integers, Reals
from simulator.engine.errors import InputError
from simulator.engine.recurrent import log_softmax
from simulator.engine.recurrent_trace import Trace, trace
from simulator.files.foreign.contents import Arrays, Contents, stem_of
from simulator.files.foreign.ends import Ends, model_of
from simulator.files.foreign.formats import read_contents
from simulator.files.foreign.layers import numbers
from simulator.files.foreign.stacks import Stack

TOLERANCE = 1e-5
"""How far a reference output may be off, in single precision."""

LONGEST = 2000
"""Tokens of reference that are read at most."""

INPUTS, OUTPUTS = ("tokens", "input"), ("h", "c", "output")


def find_references(contents: Contents, path: Path) -> tuple[str, Arrays] | None:
    """Return the file with the reference outputs, and its arrays; None if there are none."""
    beside = path.with_name(f"{stem_of(path)}.reference.npz")
    inside = _named(contents)
    if inside:
        return contents.name, inside
    if not beside.is_file():
        return None
    outside = _named(read_contents(beside))
    if not outside:
        raise InputError(
            f"{beside.name} has no reference outputs; name its arrays reference_tokens, "
            "reference_h, reference_c and reference_output."
        )
    return beside.name, outside


def _named(contents: Contents) -> Arrays:
    return {
        name: contents.arrays[f"reference_{name}"]
        for name in (*INPUTS, *OUTPUTS)
        if f"reference_{name}" in contents.arrays
    }


class Reference:
    """Reference outputs, and how far an order of the gates is from them.

    Attributes:
        file: Where they stand.
        text: Their names, for a sentence.
        tolerance: How far the network's own may be off.
    """

    def __init__(self, file: str, arrays: Arrays, ends: Ends, stack: Stack) -> None:
        self.file, self._ends, self._stack = file, ends, stack
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
            if not numbers(file, f"reference_{name}", array).size:
                raise InputError(f"{file}: reference_{name} is empty; write it again.")
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
                f"{self.file}: reference_{name} has the shape {array.shape}; expected {shapes} "
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
                f"{self.file} has reference outputs but not what was read; add reference_tokens."
            )
        if "tokens" in arrays:
            tokens = np.squeeze(arrays["tokens"])
            tokens = tokens.reshape(1) if tokens.ndim == 0 else tokens
            self._check_tokens(tokens)
            return tokens.astype(np.int64)
        features = self._stack.layers[0].features
        x = numbers(self.file, "reference_input", arrays["input"])
        if x.ndim == 3 and 1 in x.shape[:2]:
            x = x.reshape(-1, x.shape[2])
        if x.ndim != 2 or x.shape[1] != features or not 0 < len(x) <= LONGEST:
            raise InputError(
                f"{self.file}: reference_input has the shape {x.shape}; expected (tokens, "
                f"{features}), at most {LONGEST:,} tokens."
            )
        end = self._ends
        self._ends = Ends(x, end.weight, end.bias, end.sources, end.notes)
        return np.arange(len(x))

    def _check_tokens(self, tokens: NDArray[Any]) -> None:
        rows = len(self._ends.embedding)
        if tokens.ndim != 1 or tokens.dtype.kind not in "iu" or not 0 < tokens.size <= LONGEST:
            raise InputError(
                f"{self.file}: reference_tokens has the shape {tokens.shape} of {tokens.dtype}; "
                f"expected the ids of one text, 1 to {LONGEST:,} whole numbers."
            )
        if tokens.min() < 0 or tokens.max() >= rows:
            raise InputError(
                f"{self.file}: reference_tokens go from {tokens.min()} to {tokens.max()}; the "
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
