"""Tracing texts: whole, in pieces, and texts that cannot be traced."""

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.engine.initialisation import initialise
from simulator.engine.interventions import Clamp
from simulator.engine.recurrent_trace import bytes_per_token, trace, trace_in_chunks


def network(kind, **options):
    """A small random network in double precision."""
    rng = np.random.default_rng(5)
    return initialise(kind, 10, 3, 4, 2, 5, rng, dtype=np.float64, **options)


@pytest.mark.parametrize(
    ("kind", "window"), [("lstm", 1), ("gru", 1), ("rnn", 1), ("ann", 4), ("ann", 0)]
)
@pytest.mark.parametrize("chunk", [1, 3, 23, 100])
def test_pieces_are_the_whole(kind, window, chunk):
    """Traced in pieces of any size, with a clamp across them, every number is the same."""
    model = network(kind, window=window)
    tokens = np.random.default_rng(1).integers(0, 10, 23)
    clamps = [Clamp("h", 0.5, (2, 11, 22), (1, 6))]
    whole = trace(model, tokens, clamps)
    pieces = list(trace_in_chunks(model, tokens, clamps, chunk))
    assert [piece.first for piece in pieces] == list(range(0, 23, chunk))
    for name in model.cell.NAMES:
        joined = np.concatenate([piece[name] for piece in pieces], axis=1)
        np.testing.assert_allclose(joined, whole[name], rtol=0, atol=1e-14)
    joined = np.concatenate([piece.logits for piece in pieces])
    np.testing.assert_allclose(joined, whole.logits, rtol=0, atol=1e-14)


def test_long_text_takes_bounded_memory_and_starts_at_once(monkeypatch):
    """10,000 tokens through 256 units come in pieces of at most 16 MiB, the first one early."""
    rng = np.random.default_rng(0)
    model = initialise("lstm", 500, 64, 256, 1, 178, rng)
    pieces = trace_in_chunks(model, rng.integers(0, 500, 10_000))
    first = next(pieces)
    held = sum(first[name].nbytes for name in model.cell.NAMES) + first.logits.nbytes
    assert held + first.x.nbytes == bytes_per_token(model) * len(first) <= 1 << 24
    assert len(first) < 10_000


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn", "ann"])
def test_one_token_is_a_text(kind):
    """A text of one token has one of everything."""
    traced = trace(network(kind), np.array([3]))
    assert len(traced) == 1
    assert traced["h"].shape == (2, 1, 4)
    assert np.isfinite(traced.logits).all()


def test_text_of_unknown_words_only_still_runs():
    """The same id throughout, as for unknown words only, is a text as any other."""
    traced = trace(network("lstm"), np.zeros(7, dtype=np.int64))
    assert np.isfinite(traced.logits).all()


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        (np.array([], dtype=np.int64), "sentence is empty"),
        (np.array([1, 10]), "number 10, but the network has embeddings for 10 words"),
        (np.array([-1, 1]), "number -1"),
    ],
)
def test_texts_that_cannot_be_read_get_one_sentence(tokens, words):
    """An empty text and words without an embedding are refused, whole or in pieces."""
    with pytest.raises(InputError, match=words):
        trace(network("lstm"), tokens)
    with pytest.raises(InputError, match=words):
        next(trace_in_chunks(network("lstm"), tokens))


def test_million_tokens_are_refused_whole_and_read_in_pieces():
    """A trace that would not fit says how much does; in pieces the text is read."""
    rng = np.random.default_rng(0)
    model = initialise("lstm", 500, 24, 256, 1, 178, rng)
    tokens = rng.integers(0, 500, 1_000_000)
    with pytest.raises(InputError, match="1,000,000 tokens; at most 154,"):
        trace(model, tokens)
    assert next(trace_in_chunks(model, tokens)).first == 0


def test_weights_that_are_no_numbers_are_named():
    """NaN in one weight is found, with its name and place."""
    model = network("gru")
    parameters = {name: array.copy() for name, array in model.parameters().items()}
    parameters["weight_hh_l1"][2, 3] = np.nan
    with pytest.raises(InputError, match=r"weight_hh_l1 .* \[2, 3\]"):
        trace(model.with_parameters(parameters), np.array([1]))
