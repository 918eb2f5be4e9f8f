"""Networks written to disk and read again."""

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.engine.initialisation import initialise
from simulator.files.weights import SavedModel, read_model, write_model

WORDS = ("<unknown>", "Irland", "Éire", "日本", ".")


def saved(kind, **options):
    """A small network with its words."""
    model = initialise(kind, 5, 3, 4, 2, 2, np.random.default_rng(1), **options)
    return SavedModel(model, WORDS, ("Irish", "日本語"), {"seed": "1"})


@pytest.mark.parametrize("suffix", [".safetensors", ".npz"])
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("lstm", {}),
        ("lstm", {"peepholes": True, "forget_gate": False}),
        ("gru", {"dtype": np.float64}),
        ("rnn", {}),
        ("ann", {"window": 3}),
        ("ann", {"window": 0}),
    ],
)
def test_what_is_written_is_read_again(tmp_path, kind, options, suffix):
    """Weights, words, notes and options come back exactly, for every kind and both formats."""
    before = saved(kind, **options)
    path = tmp_path / f"model{suffix}"
    write_model(path, before)
    after = read_model(path)
    assert (after.vocabulary, after.answers, after.notes) == (WORDS, before.answers, {"seed": "1"})
    first, second = before.model.parameters(), after.model.parameters()
    assert first.keys() == second.keys()
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert after.model.dtype == before.model.dtype
    for old, new in zip(before.model.layers, after.model.layers, strict=True):
        assert (new.forget_gate, new.window) == (old.forget_gate, old.window)


@pytest.mark.parametrize("name", ["missing.safetensors", "text.safetensors", "text.npz"])
def test_files_that_are_no_weights_get_one_sentence(tmp_path, name):
    """A missing file, and text that pretends, are refused by name."""
    if name.startswith("text"):
        (tmp_path / name).write_text("hello")
    with pytest.raises(InputError, match=name):
        read_model(tmp_path / name)
