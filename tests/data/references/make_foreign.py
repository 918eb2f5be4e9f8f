"""Write ../foreign: networks as PyTorch, ONNX and Keras write them, with what they compute.

Run from the repository's root with a Python that has torch, safetensors, onnx, onnxscript and
keras: ``PYTHONPATH=. KERAS_BACKEND=torch python tests/data/references/make_foreign.py``; made
with torch 2.13.0, onnx 1.23.2 and keras 3.15.1. The files of ``mine`` and ``keras_lstm`` are
written by the very lines that the README prints.

``stacks.npz`` holds no weights: ``random_lstm`` makes them from a seed, here and in the test, and
only what PyTorch computes with them is kept: ``h`` and ``c`` of every layer, token and unit.
"""

import contextlib
import io
import os
import warnings
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent.parent / "foreign"
WORDS = ["<unk>", "the", "cat", "sat", "on", "mat", ".", "a", "dog", "ran", "far"]
SIZES = [(1, 1, 1, 5), (1, 40, 7, 20), (2, 33, 64, 12), (3, 128, 50, 9), (3, 512, 256, 6)]
"""Layers, units, features and tokens of the random LSTMs."""


def random_lstm(number: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return the weights of one of ``SIZES`` with PyTorch's names, and the ids of a text."""
    layers, units, features, tokens = SIZES[number]
    rng = np.random.default_rng(1000 + number)
    arrays = {"embed.weight": rng.standard_normal((len(WORDS), features), np.float32)}
    for layer in range(layers):
        read = units if layer else features
        shapes = {"weight_ih": (4 * units, read), "weight_hh": (4 * units, units)}
        shapes |= {"bias_ih": (4 * units,), "bias_hh": (4 * units,)}
        for name, shape in shapes.items():
            array = rng.standard_normal(shape, np.float32) / np.float32(np.sqrt(shape[-1]))
            arrays[f"body.rnn.{name}_l{layer}"] = array if len(shape) > 1 else array * 3
    return arrays, rng.integers(0, len(WORDS), tokens)


def main() -> None:
    """Write everything."""
    import torch

    warnings.simplefilter("ignore")
    FOLDER.mkdir(exist_ok=True)
    os.chdir(FOLDER)
    torch.manual_seed(4)
    make_stacks(torch)
    make_pytorch(torch)
    make_onnx(torch)
    make_keras()


def make_stacks(torch) -> None:
    """Write the states of the random LSTMs, of all layers: each prefix of the stack is run."""
    results = {}
    for number, (layers, units, features, _) in enumerate(SIZES):
        arrays, tokens = random_lstm(number)
        x = torch.tensor(arrays["embed.weight"][tokens])[:, None]
        stack = torch.nn.LSTM(features, units, layers)
        named = {k.removeprefix("body.rnn."): v for k, v in arrays.items() if "rnn" in k}
        stack.load_state_dict({name: torch.tensor(array) for name, array in named.items()})
        h, c = [], []
        for layer in range(layers):
            below = torch.nn.LSTM(features, units, layer + 1)
            below.load_state_dict(
                {k: v for k, v in stack.state_dict().items() if k[-1] <= f"{layer}"}
            )
            ends = [below(x[: t + 1])[1] for t in range(len(x))]
            h.append([end[0][-1, 0].detach().numpy() for end in ends])
            c.append([end[1][-1, 0].detach().numpy() for end in ends])
        results |= {f"h{number}": np.array(h), f"c{number}": np.array(c)}
    np.savez_compressed("stacks.npz", **results)


def network(torch, cell, head=True, **options):
    """Return a small network with an embedding, two recurrent layers and an output layer."""

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = torch.nn.Embedding(len(WORDS), 5)
            self.lstm = cell(5, 6, 2, batch_first=True, **options)
            self.head = torch.nn.Linear(6, len(WORDS)) if head else None

        def forward(self, tokens):
            return self.head(self.lstm(self.embedding(tokens))[0])

    return Network().eval()


def make_pytorch(torch) -> None:
    """Write PyTorch's files: safetensors by the README's lines, pickles, half precision, cells."""
    from safetensors.torch import save_file

    from simulator.files.foreign.pickles import EXPORT_PYTORCH

    model = network(torch, torch.nn.LSTM)
    torch.save(model.state_dict(), "model.pt")
    exec(EXPORT_PYTORCH, {"model": model, "words": WORDS})  # noqa: S102
    Path("model.safetensors").rename("mine.safetensors")
    Path("model.pt").rename("zip.pt")
    torch.save(model.state_dict(), "old.pt", _use_new_zipfile_serialization=False)
    tokens = torch.tensor([2, 3, 4, 1, 5, 6, 8])
    for kind, cell in (("gru", torch.nn.GRU), ("rnn", torch.nn.RNN)):
        model = network(torch, cell)
        save_file(referenced(torch, model, tokens), f"{kind}.safetensors")
    half = network(torch, torch.nn.LSTM).to(torch.bfloat16)
    stored = half.state_dict()
    stored = {k: v.to(torch.float16) if "bias" in k else v for k, v in stored.items()}
    proof = referenced(torch, half.float(), tokens)
    save_file(stored | {k: v for k, v in proof.items() if "ref" in k}, "half.safetensors")
    make_cells(torch, tokens)


def referenced(torch, model, tokens):
    """Return a network's weights with what it computes beside them."""
    with torch.no_grad():
        states, last = model.lstm(model.embedding(tokens[None]))
        h, c = last if isinstance(last, tuple) else (last, None)
        output = torch.log_softmax(model.head(states), 2)
    arrays = model.state_dict() | {"reference_tokens": tokens, "reference_output": output}
    arrays |= {"reference_h": h} if c is None else {"reference_h": h, "reference_c": c}
    return {name: array.clone().contiguous() for name, array in arrays.items()}


def make_cells(torch, tokens) -> None:
    """Write two LSTMCells by hand, with the states of the upper one at every token."""
    embedding = torch.nn.Embedding(len(WORDS), 5)
    cells = torch.nn.ModuleList([torch.nn.LSTMCell(5, 6), torch.nn.LSTMCell(6, 6)])
    states = [(torch.zeros(6), torch.zeros(6)) for _ in cells]
    kept = []
    for x in embedding(tokens):
        for number, cell in enumerate(cells):
            x = states[number - 1][0] if number else x
            states[number] = cell(x, states[number])
        kept.append(states[-1])
    arrays = {"table": embedding.weight, **{f"cells.{k}": v for k, v in cells.named_parameters()}}
    h, c = (torch.stack([state[k] for state in kept]) for k in range(2))
    arrays |= {"reference_tokens": tokens, "reference_h": h, "reference_c": c}
    np.savez("cells.npz", **{name: array.detach().numpy() for name, array in arrays.items()})


def make_onnx(torch) -> None:
    """Write what both exporters of PyTorch write, with references beside."""
    tokens = torch.tensor([2, 3, 4, 1, 5, 6, 8])
    for name, cell, new in (("lstm", torch.nn.LSTM, False), ("gru", torch.nn.GRU, True)):
        model = network(torch, cell)
        with contextlib.redirect_stdout(io.StringIO()):
            torch.onnx.export(model, (tokens[None],), f"onnx_{name}.onnx", dynamo=new)
        proof = {k: v for k, v in referenced(torch, model, tokens).items() if "ref" in k}
        np.savez(f"onnx_{name}.reference.npz", **proof)
    model = network(torch, torch.nn.RNN, nonlinearity="relu")
    torch.onnx.export(model, (tokens[None],), "onnx_relu.onnx", dynamo=False)
    for path in FOLDER.glob("*.onnx"):
        without_traces(path)


def without_traces(path: Path) -> None:
    """Take out the paths of the machine that exported it."""
    import onnx

    model = onnx.load(path, load_external_data=False)
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    path.write_bytes(model.SerializeToString())


def make_keras() -> None:
    """Write Keras' files: the archive by the README's lines, HDF5, and weights alone."""
    import keras

    from simulator.files.foreign.pickles import EXPORT_KERAS

    layers = keras.layers
    keras.utils.set_random_seed(5)

    def stack(*recurrent):
        ends = layers.Embedding(len(WORDS), 5), layers.Dense(len(WORDS), activation="softmax")
        made = [layers.Input((None,), dtype="int32"), ends[0], *recurrent, ends[1]]
        return keras.Sequential(made)

    lstm = stack(layers.LSTM(6, return_sequences=True), layers.LSTM(6, return_sequences=True))
    exec(EXPORT_KERAS, {"model": lstm, "words": WORDS})  # noqa: S102
    for end in ("keras", "reference.npz", "vocab.json"):
        Path(f"model.{end}").rename(f"keras_lstm.{end}")
    lstm.save_weights("keras_alone.weights.h5")
    tokens = np.array([[2, 3, 4, 1, 5, 6, 8]])
    gru = stack(layers.GRU(6, return_sequences=True))
    gru.save("keras_gru.h5")
    output = gru.predict(tokens, verbose=0)
    np.savez("keras_gru.reference.npz", reference_tokens=tokens[0], reference_output=output)
    stack(layers.Bidirectional(layers.LSTM(6))).save("keras_both.keras")
    stack(layers.GRU(6, reset_after=False)).save("keras_before.keras")
    np.savez("keras_alone.reference.npz", **np.load("keras_lstm.reference.npz"))
    for path in FOLDER.iterdir():
        path.chmod(0o644)


if __name__ == "__main__":
    main()
