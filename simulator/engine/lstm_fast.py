"""The LSTM layer of ``lstm.py`` again, arranged for training speed; the results are the same.

What makes it fast: everything is feature-major, (features, B) at each token, so that a gate is
one contiguous piece; σ(z) is ½ tanh(½z) + ½ with the inner ½ folded into the weights, so that one
tanh serves all gates; one matrix product a token each way, [U W b] · [h; x; 1] and its transpose;
what the derivatives need is prepared for as many tokens at once as the cache holds; every array
and every view of it is made once and written into again.

Blocks are in the order o, i, f, g here: the three sigmoids lie together, and so do the two pairs
whose products make the cell, [i, f] · [g, c_(t−1)].
"""

from collections.abc import Container

import numpy as np
from numpy.typing import DTypeLike

from simulator.engine.arrays import Reals
from simulator.engine.blas import limited_blas
from simulator.engine.layer import Cuts, Layer

BLOCKS = 4
CACHE = 1 << 19
"""Bytes that the prepared derivatives of one block of tokens may take."""
LARGE = 1 << 24
"""Multiplications from which a product is worth sharing between two threads."""


class FastLayer:
    """One LSTM layer with all buffers for B rows of up to ``capacity`` tokens."""

    def __init__(self, layer: Layer, rows: int, capacity: int, dtype: DTypeLike) -> None:
        """Make the buffers.

        Args:
            layer: For its sizes; it must have a forget gate and no peepholes.
            rows: B.
            capacity: Most tokens.
            dtype: Single or double precision.
        """
        H, E = layer.recurrent().shape[1], layer.weight_ih.shape[1]
        self.hidden, self.features, self.rows, self.capacity = H, E, rows, capacity
        self._half = np.array(0.5, dtype)  # a Python 0.5 costs as much again as the product
        self._forward_weights = np.empty((BLOCKS * H, H + E + 1), dtype)  # sigmoids' rows halved
        self._backward_weights = np.empty((H + E, BLOCKS * H), dtype)  # [U W]ᵀ
        self._inputs = np.zeros((capacity + 1, H + E + 1, rows), dtype)  # [h_(t−1); x_t; 1]
        self._inputs[:, -1] = 1
        self._values = np.zeros((capacity + 1, 5 * H, rows), dtype)  # [o, i, f, g, c_(t−1)]
        self._products = np.empty((capacity, 2 * H, rows), dtype)  # [i g, f c_(t−1)]
        self._tanh_c = np.empty((capacity, H, rows), dtype)
        self._direct_h = np.zeros((capacity, H, rows), dtype)
        self._d_inputs = np.empty((capacity, H + E, rows), dtype)  # by [h_(t−1); x_t]
        block = max(1, min(capacity, CACHE // (5 * H * rows * self._half.itemsize)))
        self._slopes = np.empty((block, 5 * H, rows), dtype)
        self._dz_block = np.empty((block, 5 * H, rows), dtype)  # by [c through h; z]
        # Feature-major over all tokens, for one product over all of them: views are cut to T.
        self._dz = np.empty(BLOCKS * H * capacity * rows, dtype)
        self._across = np.empty((H + E + 1) * capacity * rows, dtype)
        self._d_weights = np.empty((BLOCKS * H, H + E + 1), dtype)
        self._steps = [self._step(t) for t in range(capacity)]
        self._back_steps = [self._back_step(t) for t in range(block)]
        self._ends = [self._end(t) for t in range(capacity)]

    def x(self, tokens: int) -> Reals:
        """Return where the input is to be written, (T, features, B)."""
        return self._inputs[:tokens, self.hidden : -1]

    def h(self, tokens: int) -> Reals:
        """Return the hidden states, (T, H, B)."""
        return self._inputs[1 : tokens + 1, : self.hidden]

    def f(self, tokens: int) -> Reals:
        """Return the forget gates, (T, H, B)."""
        return self._values[:tokens, 2 * self.hidden : 3 * self.hidden]

    def c(self, tokens: int) -> Reals:
        """Return the cell states, (T, H, B)."""
        return self._values[1 : tokens + 1, BLOCKS * self.hidden :]

    def direct_h(self, tokens: int) -> Reals:
        """Return where the loss's direct derivative by h is to be written, (T, H, B)."""
        return self._direct_h[:tokens]

    def dx(self, tokens: int) -> Reals:
        """Return the derivative by the input, (T, features, B)."""
        return self._d_inputs[:tokens, self.hidden :]

    def forward(self, layer: Layer, tokens: int) -> None:
        """Compute all values from what stands in ``x``."""
        self._take_weights(layer)
        half, weights = self._half, self._forward_weights
        dot, tanh, multiply, add = np.dot, np.tanh, np.multiply, np.add
        for step in self._steps[:tokens]:
            inputs, z, oif, if_, gc, o, products, written, kept, c, tanh_c, h = step
            dot(weights, inputs, z)
            tanh(z, z)
            multiply(oif, half, oif)
            add(oif, half, oif)
            multiply(if_, gc, products)
            add(written, kept, c)
            tanh(c, tanh_c)
            multiply(o, tanh_c, h)

    def backward(
        self,
        tokens: int,
        asked: Container[int],
        direct_c: Reals | None,
        direct_z_f: Reals | None,
        cuts: Cuts,
    ) -> None:
        """Compute the derivatives by all gates' sums z and by the input, last token first.

        Args:
            tokens: T.
            asked: At which tokens something was written into ``direct_h``; it is used up.
            direct_c: The loss's direct derivative by c, (T, H, B).
            direct_z_f: The loss's direct derivative by the forget gate's sum, (T, H, B).
            cuts: Tokens past which nothing flows back.
        """
        weights = self._backward_weights
        dot, multiply, add = np.dot, np.multiply, np.add
        across = self._dz_across(tokens).reshape(-1, tokens, self.rows)
        H, dh = self.hidden, np.zeros_like(self._tanh_c[0])
        dc, later_c = np.empty_like(dh), np.zeros_like(dh)
        block = len(self._slopes)
        for stop in range(tokens, 0, -block):
            start = max(0, stop - block)
            self._prepare(start, stop)
            for t in range(stop - 1, start - 1, -1):
                step = self._back_steps[t - start]
                c_h, o_h, i_c, f_c, g_c, dc_h, dz, dz_o, dz_i, dz_f, dz_g = step
                if t in cuts:
                    dh.fill(0)
                    later_c.fill(0)
                if t in asked:
                    direct = self._direct_h[t]
                    add(dh, direct, dh)
                    direct.fill(0)
                multiply(dh, c_h, dc_h)
                multiply(dh, o_h, dz_o)
                add(later_c, dc_h, dc)
                if direct_c is not None:
                    add(dc, direct_c[t], dc)
                multiply(dc, i_c, dz_i)
                multiply(dc, f_c, dz_f)
                multiply(dc, g_c, dz_g)
                if direct_z_f is not None:
                    add(dz_f, direct_z_f[t], dz_f)
                f, d_inputs, dh = self._ends[t]
                multiply(dc, f, later_c)
                dot(weights, dz, d_inputs)
            across[:, start:stop] = self._dz_block[: stop - start, H:].transpose(1, 0, 2)

    def weight_gradients(self, tokens: int, into: Layer, threads: int) -> None:
        """Write the derivatives by the weights into the arrays of a layer of gradients.

        Args:
            tokens: T.
            into: The layer of gradients.
            threads: How many BLAS may use if the product is large; 1 where its threads are ours.
        """
        H, d_weights = self.hidden, self._d_weights
        width = d_weights.shape[1]
        across = self._across[: width * tokens * self.rows].reshape(width, tokens, self.rows)
        across[:] = self._inputs[:tokens].transpose(1, 0, 2)
        dz, inputs = self._dz_across(tokens), across.reshape(width, -1).T
        if threads > 1 and d_weights.size * len(inputs) >= LARGE:
            with limited_blas(threads):
                np.dot(dz, inputs, d_weights)
        else:
            np.dot(dz, inputs, d_weights)
        for theirs, ours in (
            (into.recurrent(), d_weights[:, :H]),
            (into.weight_ih, d_weights[:, H:-1]),
            (into.bias, d_weights[:, -1]),
        ):
            theirs[3 * H :], theirs[: 3 * H] = ours[:H], ours[H:]

    def _dz_across(self, tokens: int) -> Reals:
        """Return the derivatives by z of T tokens, (4H, T·B)."""
        rows = BLOCKS * self.hidden
        return self._dz[: rows * tokens * self.rows].reshape(rows, -1)

    def _take_weights(self, layer: Layer) -> None:
        """Copy the weights into our order of blocks: o, then i, f, g."""
        H, ahead, back = self.hidden, self._forward_weights, self._backward_weights
        for ours, theirs in (
            (ahead[:, :H], layer.recurrent()),
            (ahead[:, H:-1], layer.weight_ih),
            (ahead[:, -1], layer.bias),
        ):
            ours[:H], ours[H:] = theirs[3 * H :], theirs[: 3 * H]
        back[:] = ahead[:, :-1].T
        ahead[: 3 * H] *= self._half

    def _prepare(self, start: int, stop: int) -> None:
        """Compute what the derivatives at tokens start…stop−1 are multiplied with.

        ∂h/∂c = o (1 − tanh² c) = o − h tanh c, ∂h/∂z_o = h (1 − o); ∂c/∂z_i = i g (1 − i),
        ∂c/∂z_f = f c_(t−1) (1 − f), ∂c/∂z_g = i (1 − g²).
        """
        H = self.hidden
        slopes, values = self._slopes[: stop - start], self._values[start:stop]
        products, h = self._products[start:stop], self._inputs[start + 1 : stop + 1, :H]
        o, i, g = (values[:, block * H : (block + 1) * H] for block in (0, 1, 3))
        c_h, oif, o_h, if_c, g_c = (
            slopes[:, first * H : last * H]
            for first, last in ((0, 1), (1, 4), (1, 2), (2, 4), (4, 5))
        )
        np.multiply(h, self._tanh_c[start:stop], c_h)
        np.subtract(o, c_h, c_h)
        np.subtract(1, values[:, : 3 * H], oif)
        np.multiply(o_h, h, o_h)
        np.multiply(if_c, products, if_c)
        np.multiply(products[:, :H], g, g_c)
        np.subtract(i, g_c, g_c)

    def _step(self, t: int) -> tuple[Reals, ...]:
        """Return the views that ``forward`` needs at one token, each (rows, B)."""
        H, values, products = self.hidden, self._values[t], self._products[t]
        return (
            self._inputs[t],
            values[: 4 * H],
            values[: 3 * H],
            values[H : 3 * H],
            values[3 * H :],
            values[:H],
            products,
            products[:H],
            products[H:],
            self._values[t + 1, 4 * H :],
            self._tanh_c[t],
            self._inputs[t + 1, :H],
        )

    def _back_step(self, t: int) -> list[Reals]:
        """Return the views that ``backward`` needs at one token of a block."""
        H, slopes, dz = self.hidden, self._slopes[t], self._dz_block[t]
        by_h_and_c = [slopes[row : row + H] for row in range(0, 5 * H, H)]
        dc_h, *dz_blocks = [dz[row : row + H] for row in range(0, 5 * H, H)]
        return [*by_h_and_c, dc_h, dz[H:], *dz_blocks]

    def _end(self, t: int) -> tuple[Reals, Reals, Reals]:
        """Return where one token's derivatives go on from: f, and those by [h; x] and h before."""
        H = self.hidden
        return self._values[t, 2 * H : 3 * H], self._d_inputs[t], self._d_inputs[t, :H]
