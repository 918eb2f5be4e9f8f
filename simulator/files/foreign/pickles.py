"""Pickles are refused, because loading one runs its code; the lines that convert it are given."""

import pickletools
from pathlib import Path
from zipfile import ZipFile

from simulator.engine.errors import InputError
from simulator.files.foreign.contents import ZIP_ERRORS

EXPORT_PYTORCH = """\
import json, torch
from safetensors.torch import save_file

# model = YourNetwork(…)  with an embedding, a batch_first recurrent layer and a linear head
model.load_state_dict(torch.load("model.pt", map_location="cpu", weights_only=True))
model.float().eval()
tokens = torch.randint(len(words), (1, 12))  # words: your vocabulary, in the order of its ids
with torch.no_grad():
    states, (h, c) = model.lstm(model.embedding(tokens))  # GRU and RNN: states, h = …, no c
    proof = {"reference_tokens": tokens[0], "reference_h": h[:, 0], "reference_c": c[:, 0]}
    weights = model.state_dict() | proof | {"reference_output": model.head(states)[0]}
weights = {name: tensor.clone().contiguous() for name, tensor in weights.items()}
save_file(weights, "model.safetensors", {"vocabulary": json.dumps(words)})"""
"""What writes a file for Chainrule in PyTorch; README prints the same."""

EXPORT_KERAS = """\
import json, keras, numpy as np

# model = keras.Sequential([Embedding, LSTM(…, return_sequences=True), Dense]), trained
model.save("model.keras")  # all weights, and what each layer does
tokens = np.random.default_rng(0).integers(len(words), size=(1, 12))
read = keras.Model(model.inputs, [model.layers[-2].output, model.layers[-1].output])
states, output = read.predict(tokens)
proof = {"reference_tokens": tokens[0], "reference_h": states[0], "reference_output": output[0]}
np.savez("model.reference.npz", **proof)
with open("model.vocab.json", "w", encoding="utf-8") as file:
    json.dump(words, file)  # words: your vocabulary, in the order of its ids"""
"""What writes the files for Chainrule in Keras; README prints the same."""

TRIED = 1 << 20
"""Bytes of an old pickle (protocols 0 and 1, which have no mark) that are looked at."""


class PickleError(InputError):
    """Somebody gave a pickle; the sentence, and the lines that convert it.

    Attributes:
        sentence: Why it is refused.
        lines: The export in PyTorch.
    """

    def __init__(self, file: str, why: str = "it is a pickle") -> None:
        self.sentence = (
            f"{file} is refused: {why}, and loading one can run any code; write its weights as "
            "safetensors with these lines, where PyTorch is:"
        )
        self.lines = EXPORT_PYTORCH.replace("model.pt", file)
        super().__init__(f"{self.sentence}\n\n{self.lines}")


def is_pickle(path: Path, start: bytes) -> bool:
    """Return whether a file is a pickle, by what it holds and whatever it is called.

    Args:
        path: The file.
        start: Its first bytes, at least 512 if there are as many.
    """
    if start[:1] == b"\x80" and start[1:2] <= b"\x05":
        return True
    if start[:4] == b"PK\x03\x04":
        return _holds_pickle(path, start)
    return start[:1] in (b"(", b"c", b"}", b"]") and _is_old_pickle(path)


def _holds_pickle(path: Path, start: bytes) -> bool:
    """Return whether an archive is PyTorch's; one that is cut off shows its first member."""
    try:
        with ZipFile(path) as archive:
            return any(name.endswith(".pkl") for name in archive.namelist())
    except ZIP_ERRORS:
        return b"data.pkl" in start


def _is_old_pickle(path: Path) -> bool:
    with path.open("rb") as stream:
        content = stream.read(TRIED)
    try:
        for _ in pickletools.genops(content):  # reads the codes and runs none of them
            pass
    except (ValueError, IndexError, UnicodeDecodeError):
        return False
    return True
