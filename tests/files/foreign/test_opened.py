"""Networks that other programs wrote: what is opened is what they compute."""

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.engine.recurrent_trace import trace
from simulator.files.foreign import open_model
from tests.data.references.make_foreign import SIZES, random_lstm
from tests.files.foreign.paths import FOREIGN, WORDS, lstm, written

REAL = {
    "mine.safetensors": ("lstm", 2, WORDS),
    "half.safetensors": ("lstm", 2, None),
    "gru.safetensors": ("gru", 2, None),
    "rnn.safetensors": ("rnn", 2, None),
    "cells.npz": ("lstm", 2, None),
    "onnx_lstm.onnx": ("lstm", 2, None),
    "onnx_gru.onnx": ("gru", 2, None),
    "keras_lstm.keras": ("lstm", 2, WORDS),
    "keras_alone.weights.h5": ("lstm", 2, None),
    "keras_gru.h5": ("gru", 1, None),
}


@pytest.mark.parametrize("suffix", [".safetensors", ".npz"])
@pytest.mark.parametrize("number", range(len(SIZES)))
def test_every_state_is_pytorchs(tmp_path, number, suffix):
    """Up to 3 layers of 512: h and c of each layer, token and unit within 1e-5 of nn.LSTM's."""
    arrays, tokens = random_lstm(number)
    opened = open_model(written(tmp_path / f"net{suffix}", arrays))
    done = trace(opened.model, tokens)
    assert opened.model.dtype == np.float32
    with np.load(FOREIGN / "stacks.npz") as expected:
        for name in "hc":
            difference = np.abs(done[name] - expected[f"{name}{number}"]).max()
            assert difference < 1e-5, (SIZES[number], name, difference)


@pytest.mark.parametrize("name", REAL)
def test_files_of_other_programs_are_proved(name):
    """PyTorch, both its ONNX exporters and Keras: their own outputs come out again to 1e-5."""
    kind, layers, words = REAL[name]
    opened = open_model(FOREIGN / name)
    assert (opened.model.kind, len(opened.model.layers)) == (kind, layers)
    assert opened.vocabulary == (words or tuple(map(str, range(11))))
    assert opened.proof.proved
    assert opened.proof.difference < 1e-5
    assert opened.proof.sentence.startswith("Proved")
    assert "ssumed" not in opened.summary


def test_the_table_says_which_rows_are_which_gate():
    """Each tensor of the file stands in it once, with its shape and what it became."""
    rows = {row.name: row for row in open_model(FOREIGN / "mine.safetensors").tensors}
    assert rows["embedding.weight"].became == "embedding: a row for each of the 11 words"
    assert rows["head.weight"].became == "output layer: a row for each of the 11 answers"
    first = rows["lstm.weight_ih_l0"]
    assert first.shape == (24, 5)
    assert first.became == "layer 0, from the input: rows 0–5 i, 6–11 f, 12–17 g, 18–23 o"
    onnx = {row.name: row.became for row in open_model(FOREIGN / "onnx_lstm.onnx").tensors}
    assert onnx["/lstm/LSTM_1/R"].endswith("rows 0–5 i, 6–11 o, 12–17 f, 18–23 g")


def renamed(arrays, names):
    """The arrays under other names."""
    return {names.get(name, name): array for name, array in arrays.items()}


def test_names_of_the_ends_do_not_matter(tmp_path):
    """Embedding and output layer are found by their shapes; the answers are the words."""
    names = {"emb.weight": "x", "out.weight": "y", "out.bias": "z"}
    arrays = lstm()
    del arrays["out.bias"]
    opened = open_model(written(tmp_path / "net.npz", renamed(arrays, names)))
    assert np.array_equal(opened.model.embedding, arrays["emb.weight"])
    assert np.array_equal(opened.model.output_weight, arrays["out.weight"])
    assert opened.answers == opened.vocabulary


def test_ends_of_one_shape_are_told_apart_by_bias_and_name(tmp_path):
    """With as many features as units, the one with a bias is the output layer."""
    arrays = lstm(units=4, features=4)
    path = written(tmp_path / "net.npz", dict(reversed(arrays.items())))
    model = open_model(path).model
    assert np.array_equal(model.embedding, arrays["emb.weight"])
    assert np.array_equal(model.output_weight, arrays["out.weight"])


def test_tied_weights_serve_at_both_ends(tmp_path):
    """One matrix and a bias for each word: PyTorch's save_model keeps tied weights so."""
    arrays = lstm(units=4, features=4)
    tied = {k: v for k, v in arrays.items() if k != "out.weight"}
    opened = open_model(written(tmp_path / "net.npz", tied))
    assert np.array_equal(opened.model.output_weight, arrays["emb.weight"])
    assert np.array_equal(opened.model.output_bias, arrays["out.bias"])
    assert any("tied" in row.became for row in opened.tensors)


def test_without_an_output_layer_there_are_states(tmp_path):
    """It opens, says so, and traces; there are no answers."""
    arrays = {k: v for k, v in lstm().items() if not k.startswith("out")}
    opened = open_model(written(tmp_path / "net.npz", arrays))
    assert opened.answers == ()
    assert "no output layer" in opened.summary.lower()
    assert trace(opened.model, np.array([1, 2])).logits.shape == (2, 0)


def test_a_hidden_layer_before_the_output_is_not_taken_for_it(tmp_path):
    """Behind a hidden layer stands a function that no file tells: no answers are shown."""
    arrays = lstm(units=4, features=3, words=5)
    arrays["out.weight"] = np.ones((7, 4), np.float32)
    arrays["out.bias"] = np.ones(7, np.float32)
    arrays["last.weight"] = np.ones((2, 7), np.float32)
    opened = open_model(written(tmp_path / "net.npz", arrays))
    assert opened.answers == ()
    assert "3 of 8 tensors are not used" in opened.summary


def test_without_an_embedding_words_enter_one_hot(tmp_path):
    """As many inputs as words: each word is one of them."""
    arrays = {k: v for k, v in lstm(features=5).items() if k != "emb.weight"}
    (tmp_path / "vocab.txt").write_text("a\nb\nc\nd\ne\n")
    opened = open_model(written(tmp_path / "net.npz", arrays))
    assert opened.vocabulary == tuple("abcde")
    assert np.array_equal(opened.model.embedding, np.eye(5))
    assert "one-hot" in opened.summary


def test_classes_get_the_names_that_the_file_gives(tmp_path):
    """An output layer with rows for something else than words has answers of its own."""
    arrays = lstm()
    arrays["out.weight"], arrays["out.bias"] = arrays["out.weight"][:2], arrays["out.bias"][:2]
    path = written(tmp_path / "net.safetensors", arrays)
    assert open_model(path).answers == ("answer 0", "answer 1")
    path = written(tmp_path / "net.safetensors", arrays, {"labels": '["good", "bad"]'})
    assert open_model(path).answers == ("good", "bad")
    path = written(tmp_path / "net.safetensors", arrays, {"labels": '["good"]'})
    with pytest.raises(InputError, match="1 words for answers, but the output layer has 2 rows"):
        open_model(path)


def test_several_networks_in_a_file_are_asked_about(tmp_path):
    """An encoder and a decoder: the sentence names both; a chosen one gets its own ends."""
    first, second = lstm(words=5), lstm(words=6, seed=1)
    arrays = {f"enc.{k}": v for k, v in first.items() if "out" not in k}
    arrays |= {f"dec.{k}": v for k, v in second.items()}
    path = written(tmp_path / "both.npz", arrays)
    with pytest.raises(InputError, match=r"2 recurrent networks, enc\.lstm, dec\.lstm"):
        open_model(path)
    encoder, decoder = (open_model(path, part=f"{name}.lstm") for name in ("enc", "dec"))
    assert (encoder.model.vocabulary_size, encoder.model.outputs) == (5, 0)
    assert (decoder.model.vocabulary_size, decoder.model.outputs) == (6, 6)
    with pytest.raises(InputError, match="no part other"):
        open_model(path, part="other")


def test_keras_old_cudnn_layout_is_turned(tmp_path):
    """Each gate's kernel is laid out column by column, and the two biases are summed."""
    rng = np.random.default_rng(2)
    kernel = rng.standard_normal((3, 16)).astype(np.float32)
    recurrent = rng.standard_normal((4, 16)).astype(np.float32)
    both = rng.standard_normal(32).astype(np.float32)
    plain = {"kernel": kernel, "recurrent_kernel": recurrent, "bias": both[:16] + both[16:]}
    # What Keras 2 does when a plain LSTM's weights are loaded into a CuDNNLSTM.
    cudnn = {
        "kernel": np.hstack([k.T.reshape(k.shape, order="C") for k in np.split(kernel, 4, 1)]),
        "recurrent_kernel": np.hstack([k.T for k in np.split(recurrent, 4, 1)]),
        "bias": both,
    }
    table = {"embeddings": rng.standard_normal((5, 3)).astype(np.float32)}
    models = [
        open_model(written(tmp_path / f"{n}.npz", arrays | table)).model
        for n, arrays in enumerate((plain, cudnn))
    ]
    for name, array in models[0].parameters().items():
        assert models[1].parameters()[name] == pytest.approx(array), name


def test_peepholes_of_onnx_are_put_in_our_order(tmp_path):
    """P holds i, o, f; the engine's rows are i, f, o."""
    pytest.importorskip("onnx")
    arrays = {
        "net.W": np.ones((1, 16, 3), np.float32),
        "net.R": np.ones((1, 16, 4), np.float32),
        "net.P": np.arange(12, dtype=np.float32)[None],
        "emb": np.ones((5, 3), np.float32),
    }
    layer = open_model(written(tmp_path / "net.npz", arrays)).model.layers[0]
    assert np.array_equal(layer.peepholes, [[0, 1, 2, 3], [8, 9, 10, 11], [4, 5, 6, 7]])
