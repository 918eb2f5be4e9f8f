"""Write recurrent.npz: what PyTorch computes, in float64, for random networks.

Run with a Python that has PyTorch: ``python tests/data/references/make_recurrent.py``; made with
torch 2.13.0. Every case has its own sizes, layers and row lengths (packed sequences), and holds
the weights with PyTorch's names, the tokens, and PyTorch's results:

- ``h`` (T, B, H), ``h_n`` and ``c_n`` (layers, B, H), ``logits`` and ``loss`` at the blanks;
- ``d_…``: the derivative of the loss by each weight;
- ``cells_h``, ``cells_c`` (layers, T, H): all states of the first row, read cell by cell;
- ``dp_dh``, ``dp_dc``, ``dp_dx``: the derivative of log p(answer) after the first row's last
  token by each state and embedded token, by autograd with ``retain_grad``.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

STACKS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}
CELLS = {"lstm": nn.LSTMCell, "gru": nn.GRUCell, "rnn": nn.RNNCell}
CASES = 4  # of each kind


def main() -> None:
    """Write all cases into one file."""
    torch.set_default_dtype(torch.float64)
    rng = np.random.default_rng(20261101)
    arrays = {}
    for kind in STACKS:
        for number in range(CASES):
            made = case(kind, rng)
            arrays |= {f"{kind}{number}/{name}": array for name, array in made.items()}
    np.savez_compressed(Path(__file__).with_name("recurrent.npz"), **arrays)


def case(kind: str, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return one random network, its input, and PyTorch's results."""
    T, B, E, H, V, outputs = (int(n) for n in rng.integers([4, 1, 1, 2, 3, 2], [13, 6, 7, 9, 9, 7]))
    layers = int(rng.integers(1, 4))
    torch.manual_seed(int(rng.integers(2**31)))
    embedding, output = nn.Embedding(V, E), nn.Linear(H, outputs)
    stack = STACKS[kind](E, H, layers)
    lengths = rng.integers(1, T + 1, B)
    lengths[0] = T
    tokens = rng.integers(0, V, (T, B))
    rows = rng.integers(0, B, 2 * B)
    times = rng.integers(0, lengths[rows])
    answers = rng.integers(0, outputs, rows.size)

    packed = pack_padded_sequence(
        embedding(torch.tensor(tokens)), torch.tensor(lengths), enforce_sorted=False
    )
    packed_h, last = stack(packed)
    h, _ = pad_packed_sequence(packed_h, total_length=T)
    logits = output(h[times, rows])
    loss = nn.functional.cross_entropy(logits, torch.tensor(answers))
    loss.backward()
    named = {"embedding.weight": embedding.weight, "output.weight": output.weight}
    named |= {"output.bias": output.bias, **dict(stack.named_parameters())}
    h_n, c_n = last if kind == "lstm" else (last, torch.zeros(0))
    results = {"h": h, "h_n": h_n, "c_n": c_n, "logits": logits, "loss": loss}
    results |= {f"d_{name}": weight.grad.clone() for name, weight in named.items()}
    results |= named | by_cells(kind, stack, embedding(torch.tensor(tokens[:, 0])), output, answers)
    arrays = {name: value.detach().numpy() for name, value in results.items()}
    inputs = {"tokens": tokens, "lengths": lengths, "times": times, "rows": rows}
    return arrays | inputs | {"answers": answers}


def by_cells(kind, stack, x, output, answers) -> dict[str, torch.Tensor]:
    """Read one row cell by cell, keeping every state and its gradient."""
    x = x.detach().requires_grad_()
    size = stack.hidden_size
    inputs, states = [x[t : t + 1] for t in range(len(x))], []
    for layer in range(stack.num_layers):
        cell = CELLS[kind](inputs[0].shape[1], size)
        for name, weight in cell.named_parameters():
            weight.data = getattr(stack, f"{name}_l{layer}").data
        h = c = torch.zeros(1, size)
        kept = []
        for value in inputs:
            if kind == "lstm":
                h, c = cell(value, (h, c))
                c.retain_grad()
            else:
                h = c = cell(value, h)
            h.retain_grad()
            kept.append((h, c))
        states.append(kept)
        inputs = [h for h, _ in kept]
    log_p = torch.log_softmax(output(inputs[-1]), dim=1)[0, answers[0]]
    log_p.backward()
    stacked = {
        "cells_h": [[h for h, _ in kept] for kept in states],
        "cells_c": [[c for _, c in kept] for kept in states],
        "dp_dh": [[h.grad for h, _ in kept] for kept in states],
        "dp_dc": [[c.grad for _, c in kept] for kept in states],
    }
    cells = {
        name: torch.stack([torch.cat(layer) for layer in layers])
        for name, layers in stacked.items()
    }
    return cells | {"dp_dx": x.grad}


if __name__ == "__main__":
    main()
