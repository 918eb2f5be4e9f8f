"""Everything a recurrent network does with one text, token by token."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Integers, Reals
from simulator.engine.errors import InputError
from simulator.engine.interventions import Intervention, Patch
from simulator.engine.recurrent import Activations, RecurrentModel, State, forward, logits

TRACE_LIMIT = 1 << 30
"""Bytes that one trace may take; a longer text is traced in chunks."""

CHUNK_LIMIT = 1 << 24
"""Bytes that the values of one chunk may take."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What a network computed while it read a text, or a piece of one.

    Attributes:
        tokens: Ids of the words, (T,).
        x: Their embeddings, (T, E).
        values: By name (see ``NAMES`` of the cell: ``f i o g c h``, ``r z n h`` or ``h``),
            arrays (layers, T, H).
        logits: Scores of the outputs after each token, (T, outputs).
        first: Index in the text of the first token here.
        activations: The same as the forward pass left it, for the backward pass.
    """

    tokens: Integers
    x: Reals
    values: Mapping[str, Reals]
    logits: Reals
    first: int
    activations: Activations

    def __getitem__(self, name: str) -> Reals:
        return self.values[name]

    def __len__(self) -> int:
        return self.tokens.size


def trace(
    model: RecurrentModel, tokens: Integers, interventions: Sequence[Intervention] = ()
) -> Trace:
    """Read one text and return every gate, candidate and state.

    Args:
        model: The network.
        tokens: Ids of the words, (T,).
        interventions: What to set while reading.

    Raises:
        InputError: If the text is empty or too long, a word has no embedding, the weights
            hold NaN, or an intervention does not fit.
    """
    check_model(model)
    check_tokens(model, tokens)
    longest = TRACE_LIMIT // bytes_per_token(model)
    if tokens.size > longest:
        raise InputError(
            f"The text has {tokens.size:,} tokens; at most {longest:,} can be traced at once "
            "with this network, so shorten it or trace it in pieces."
        )
    return _trace(model, tokens, None, interventions, 0, tokens.size)


def trace_in_chunks(
    model: RecurrentModel,
    tokens: Integers,
    interventions: Sequence[Intervention] = (),
    chunk: int | None = None,
) -> Iterator[Trace]:
    """Yield the trace of a text piece by piece, so that memory does not grow with its length.

    At the peak about three times ``CHUNK_LIMIT`` is in use (48 MiB): the piece that is given
    out, and the one that is being made from what its forward pass computed.

    Args:
        model: The network.
        tokens: Ids of the words, (T,).
        interventions: What to set while reading; tokens count through the whole text.
        chunk: Tokens in a piece; if not given, as many as ``CHUNK_LIMIT`` bytes hold.

    Raises:
        InputError: As ``trace``, but for the length.
    """
    check_model(model)
    check_tokens(model, tokens)
    size = chunk or max(1, CHUNK_LIMIT // bytes_per_token(model))
    state: State | None = None
    for first in range(0, tokens.size, size):
        piece = tokens[first : first + size]
        part = _trace(model, piece, state, interventions, first, tokens.size)
        state = part.activations.end
        yield part


def bytes_per_token(model: RecurrentModel) -> int:
    """Return how many bytes a trace holds for each token: values, embedding and logits."""
    values = len(model.cell.NAMES) * len(model.layers) * model.hidden_size
    numbers = values + model.embedding.shape[1] + model.outputs
    return int(numbers * model.dtype.itemsize)


def patch_from(source: Trace, at: int, token: int, units: tuple[int, ...] | None = None) -> Patch:
    """Return the patch that puts the state of another text into this one.

    Args:
        source: Trace of the other text.
        at: Its token after which the state is taken.
        token: Token of this text after which it is put in.
        units: Which units; all if not given.

    Raises:
        InputError: If the other text has no such token.
    """
    if not 0 <= at < len(source):
        raise InputError(f"There is no token {at}; the text has tokens 0 to {len(source) - 1}.")
    c = source["c"][:, at].copy() if "c" in source.values else None
    return Patch(token, source["h"][:, at].copy(), c, units)


def check_tokens(model: RecurrentModel, tokens: Integers) -> None:
    """Check that there is a text, and an embedding for each of its words.

    Raises:
        InputError: If not.
    """
    if tokens.size == 0:
        raise InputError("The sentence is empty; write at least one word.")
    outside = tokens[(tokens < 0) | (tokens >= model.vocabulary_size)]
    if outside.size:
        raise InputError(
            f"The text has a word with number {outside[0]}, but the network has embeddings for "
            f"{model.vocabulary_size} words; give it the vocabulary it was trained with."
        )


def check_model(model: RecurrentModel) -> None:
    """Check that all weights are numbers.

    Raises:
        InputError: If some are NaN or infinite.
    """
    for name, weight in model.parameters().items():
        if not np.isfinite(weight).all():
            place = np.argwhere(~np.isfinite(weight))[0].tolist()
            raise InputError(
                f"The weights in {name} are not all numbers (the first that is not, is at "
                f"{place}); train the network again or open another file."
            )


def _trace(
    model: RecurrentModel,
    tokens: Integers,
    state: State | None,
    interventions: Sequence[Intervention],
    first: int,
    total: int,
) -> Trace:
    activations = forward(
        model, tokens[:, None], None, state, interventions, first=first, total=total
    )
    # Each value is stacked once and the layers become views of it, so nothing is held twice.
    values = {
        name: np.stack([layer[name][:, 0] for layer in activations.layers])
        for name in model.cell.NAMES
    }
    for number, layer in enumerate(activations.layers):
        layer.update({name: value[number][:, None] for name, value in values.items()})
    scores = logits(model, values["h"][-1])
    return Trace(tokens, activations.x[:, 0], values, scores, first, activations)
