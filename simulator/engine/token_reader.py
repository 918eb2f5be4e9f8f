"""Reading token by token as fast as NumPy can, for typing along: state, answer, next."""

import numpy as np

from simulator.engine.arrays import Reals
from simulator.engine.fast_gradients import can_be_fast
from simulator.engine.layer import Layer
from simulator.engine.recurrent import RecurrentModel

BLOCKS = 4


class TokenReader:
    """A plain LSTM that reads one token at a time and says what it expects.

    What the input layer makes of each word is computed once for the whole vocabulary.
    """

    def __init__(self, model: RecurrentModel) -> None:
        """Prepare for a network, whose weights must not change afterwards.

        Raises:
            ValueError: If it is not an LSTM with forget gates and without peepholes.
        """
        if not can_be_fast(model):
            raise ValueError("only a plain LSTM can be read token by token")
        self._layers = [_Layer(layer) for layer in model.layers]
        first = self._layers[0]
        self._words = list(model.embedding @ first.input_weight.T + first.bias)
        one_more = [model.output_weight, model.output_bias[:, None]]
        self._output = np.asfortranarray(np.concatenate(one_more, axis=1))  # [W b], for [h; 1]
        self._scores = np.empty_like(model.output_bias)
        self._sum, self._ones = np.empty((), model.dtype), np.ones_like(model.output_bias)
        # |h| < 1 limits the scores; where exp cannot overflow, the maximum is not needed.
        largest = np.abs(self._output).sum(axis=1).max()
        self._is_safe = bool(largest < np.log(np.finfo(model.dtype).max) / 2)

    def reset(self) -> None:
        """Forget everything that was read."""
        for layer in self._layers:
            layer.forget()

    def read(self, token: int) -> Reals:
        """Read one token and return the probabilities of all outputs.

        Args:
            token: Id of a word.

        Returns:
            An array (outputs,) that the next call overwrites.
        """
        h = self._layers[0].advance(self._words[token])
        for layer in self._layers[1:]:
            h = layer.advance(layer.input_weight @ h[:-1] + layer.bias)
        scores = self._scores
        np.dot(self._output, h, scores)
        if not self._is_safe:
            np.subtract(scores, scores.max(), scores)
        np.exp(scores, scores)
        np.dot(scores, self._ones, self._sum)  # a third of the time of a sum
        return np.divide(scores, self._sum, scores)


class _Layer:
    """One layer's weights, state and buffers; blocks in the order of ``lstm_fast``."""

    def __init__(self, layer: Layer) -> None:
        H = layer.recurrent().shape[1]
        half = np.array(0.5, layer.bias.dtype)
        order = np.concatenate([np.arange(3 * H, 4 * H), np.arange(3 * H)])  # o, then i, f, g
        scale = np.ones((BLOCKS * H, 1), layer.bias.dtype)
        scale[: 3 * H] = half  # σ(z) is ½ tanh(½z) + ½
        self.input_weight = layer.weight_ih[order] * scale
        self.bias = layer.bias[order] * scale[:, 0]
        values = np.zeros(5 * H, layer.bias.dtype)  # o, i, f, g, and c before
        products = np.empty(2 * H, layer.bias.dtype)
        self._values = values
        self._h = np.zeros(H + 1, layer.bias.dtype)
        self._h[-1] = 1
        self._views = (
            np.asfortranarray(layer.recurrent()[order] * scale),
            half,
            values[: 4 * H],
            values[: 3 * H],
            values[H : 3 * H],
            values[3 * H :],
            values[:H],
            products,
            products[:H],
            products[H:],
            values[4 * H :],
            np.empty(H, layer.bias.dtype),
            self._h[:H],
        )

    def forget(self) -> None:
        """Set the state to zeros."""
        self._values.fill(0)
        self._h[:-1] = 0

    def advance(self, from_input: Reals) -> Reals:
        """Take in one input, already multiplied, and return the new [h; 1]."""
        weight, half, z, oif, if_, gc, o, products, written, kept, c, tanh_c, h = self._views
        np.dot(weight, h, z)
        np.add(z, from_input, z)
        np.tanh(z, z)
        np.multiply(oif, half, oif)
        np.add(oif, half, oif)
        np.multiply(if_, gc, products)
        np.add(written, kept, c)
        np.tanh(c, tanh_c)
        np.multiply(o, tanh_c, h)
        return self._h
