"""Reading token by token gives what tracing the whole text gives."""

import numpy as np
import pytest

from simulator.engine.initialisation import initialise
from simulator.engine.recurrent import log_softmax
from simulator.engine.recurrent_trace import trace
from simulator.engine.token_reader import TokenReader


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("scale", [1, 1000])
def test_each_token_is_answered_as_in_the_trace(layers, scale):
    """After every token the probabilities agree, also where scores are huge, and after a reset."""
    rng = np.random.default_rng(layers)
    model = initialise("lstm", 9, 3, 5, layers, 4, rng, forget_bias=1, dtype=np.float64)
    named = model.parameters()
    model = model.with_parameters({**named, "output_weight": named["output_weight"] * scale})
    tokens = rng.integers(0, 9, 12)
    expected = np.exp(log_softmax(trace(model, tokens).logits))
    reader = TokenReader(model)
    for _ in range(2):
        for token, probabilities in zip(tokens, expected, strict=True):
            np.testing.assert_allclose(reader.read(token), probabilities, rtol=0, atol=1e-12)
        reader.reset()


def test_other_networks_are_refused():
    """A GRU cannot be read this way."""
    model = initialise("gru", 9, 3, 5, 1, 4, np.random.default_rng(0))
    with pytest.raises(ValueError, match="plain LSTM"):
        TokenReader(model)
