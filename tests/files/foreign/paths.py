"""Where the files of other programs lie, and how to make more of them."""

from pathlib import Path

import numpy as np
import safetensors.numpy

FOREIGN = Path(__file__).parents[2] / "data" / "foreign"

WORDS = ("<unk>", "the", "cat", "sat", "on", "mat", ".", "a", "dog", "ran", "far")


def lstm(units=4, features=3, words=5, layers=1, blocks=4, seed=0):
    """Return a network's arrays with PyTorch's names."""
    rng = np.random.default_rng(seed)
    arrays = {"emb.weight": rng.standard_normal((words, features), np.float32)}
    for layer in range(layers):
        read = units if layer else features
        shapes = {"weight_ih": (blocks * units, read), "weight_hh": (blocks * units, units)}
        shapes |= {"bias_ih": (blocks * units,), "bias_hh": (blocks * units,)}
        for name, shape in shapes.items():
            arrays[f"lstm.{name}_l{layer}"] = rng.standard_normal(shape, np.float32)
    arrays["out.weight"] = rng.standard_normal((words, units), np.float32)
    arrays["out.bias"] = rng.standard_normal(words, np.float32)
    return arrays


def written(path, arrays, metadata=None):
    """Write arrays as safetensors or ``.npz``, and return the path."""
    if path.suffix == ".npz":
        np.savez(path, **arrays)
    else:
        copies = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        safetensors.numpy.save_file(copies, path, metadata)
    return path
