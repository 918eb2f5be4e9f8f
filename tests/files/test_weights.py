"""Networks written to disk and read again."""

import json

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.engine.initialisation import initialise
from simulator.files.weights import SavedModel, read_model, read_tensors, write_model

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


def damaged(tmp_path, change):
    """A written file whose arrays were changed afterwards."""
    path = tmp_path / "model.npz"
    write_model(path, saved("lstm"))
    with np.load(path) as file:
        arrays = dict(file)
    change(arrays)
    np.savez(path, **arrays)
    return path


def with_metadata(arrays, **changes):
    """Change what is written about the network."""
    metadata = json.loads(str(arrays["metadata"])) | changes
    arrays["metadata"] = np.array(json.dumps(metadata))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: a["weight_hh_l1"].__setitem__((3, 2), np.nan), r"weight_hh_l1 .*\[3, 2\]"),
        (lambda a: a.update(weight_hh_l0=np.zeros((16, 5), "f")), r"weight_hh_l0 has the shape"),
        (lambda a: a.pop("bias_hh_l0"), "damaged"),
        (lambda a: a.pop("metadata"), "not written by Chainrule"),
        (lambda a: with_metadata(a, vocabulary='["a", "b"]'), "vocabulary has 2 words, .* 5 rows"),
        (lambda a: with_metadata(a, answers='["a"]'), "answers has 1 words, .* 2 rows"),
        (lambda a: with_metadata(a, vocabulary="[1, 2, 3, 4, 5]"), "no list of words"),
        (lambda a: with_metadata(a, kind="transformer"), "unknown kind"),
        (lambda a: a.update({"embedding.weight": np.zeros(5, "f")}), "embedding"),
        (lambda a: a.update({"output.weight": np.zeros((2, 2, 2), "f")}), "output"),
        (lambda a: a.update({"output.bias": np.zeros(3, "f")}), "bias of the outputs"),
    ],
)
def test_weights_that_do_not_fit_together_get_one_sentence(tmp_path, change, words):
    """NaN, wrong shapes, missing parts and words that do not match are named with the file."""
    path = damaged(tmp_path, change)
    with pytest.raises(InputError, match=words) as raised:
        read_model(path)
    assert "\n" not in str(raised.value)


def test_pickles_are_refused_and_not_run(tmp_path):
    """An .npz that holds a Python object is refused; reading it runs nothing."""
    path = tmp_path / "model.npz"
    np.savez(path, weights=np.array([Bomb()], dtype=object))
    with pytest.raises(InputError, match=r"model\.npz cannot be read"):
        read_model(path)


class Bomb:
    """Says so if it is unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was run",))


def test_failed_writing_leaves_the_old_file(tmp_path, monkeypatch):
    """When the disk is full, the file from before is still whole."""
    path = tmp_path / "model.safetensors"
    write_model(path, saved("rnn"))
    before = path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match="No space left"):
        write_model(path, saved("gru"))
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_pytorch_names_and_shapes(tmp_path):
    """The tensors have nn.LSTM's names and shapes, the second bias zero, so PyTorch loads them."""
    path = tmp_path / "model.safetensors"
    write_model(path, saved("lstm"))
    tensors, _ = read_tensors(path)
    assert {name: tensors[name].shape for name in tensors if name.endswith("_l1")} == {
        "weight_ih_l1": (16, 4),
        "weight_hh_l1": (16, 4),
        "bias_ih_l1": (16,),
        "bias_hh_l1": (16,),
    }
    assert not tensors["bias_hh_l1"].any()
