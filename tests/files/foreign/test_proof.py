"""The order of the gates: proved, assumed, or refused."""

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.engine.recurrent_trace import trace
from simulator.files.foreign import open_model
from tests.files.foreign.paths import lstm, written

TOKENS = np.array([1, 2, 3, 4, 0, 2])


def reordered(arrays, order):
    """PyTorch's arrays with the blocks of each in another order."""
    places = ["ifgo".index(gate) for gate in order]
    return {
        name: np.concatenate([np.split(array, 4)[k] for k in places]) if "_l" in name else array
        for name, array in arrays.items()
    }


def references(path, **changes):
    """The reference outputs that belong to a file."""
    done = trace(open_model(path).model, TOKENS)
    made = {"tokens": TOKENS, "h": done["h"][:, -1], "c": done["c"][:, -1], "output": done.logits}
    return {f"reference_{name}": array for name, array in (made | changes).items()}


@pytest.fixture
def plain(tmp_path):
    """A file with PyTorch's order, and its references."""
    path = written(tmp_path / "plain.npz", lstm(layers=2))
    return path, references(path)


def test_without_references_the_order_is_assumed(plain):
    """The sentence says why: the names are PyTorch's."""
    proof = open_model(plain[0]).proof
    assert proof.sentence.startswith("Assumed: PyTorch's order of gates, i, f, g, o, because")
    assert not proof.proved


def test_references_beside_the_weights_prove_it(plain, tmp_path):
    """In the same file or in NAME.reference.npz; the sentence tells the next order's error."""
    path, found = plain
    written(tmp_path / "plain.reference.npz", found)
    proof = open_model(path).proof
    assert proof.proved
    assert "next known order is off by" in proof.sentence
    both = written(tmp_path / "both.safetensors", lstm(layers=2) | found)
    assert open_model(both).proof.proved


@pytest.mark.parametrize(("order", "called"), [("iofg", "ONNX"), ("igfo", "JAX"), ("ogfi", "")])
def test_another_order_than_the_names_say_is_found(plain, tmp_path, order, called):
    """PyTorch's names, another library's order: the one that reproduces the outputs is used."""
    path, found = plain
    other = written(tmp_path / "other.npz", reordered(lstm(layers=2), order) | found)
    opened = open_model(other)
    assert opened.proof.order == order
    assert opened.proof.proved
    assert f"only {', '.join(order)}" in opened.proof.sentence
    assert called in opened.proof.sentence
    expected = open_model(path).model.parameters()
    for name, array in opened.model.parameters().items():
        assert np.array_equal(array, expected[name])
    assert opened.tensors[1].became.endswith(
        ", ".join(f"{4 * k}–{4 * k + 3} {gate}" for k, gate in enumerate(order))
    )


def test_probabilities_and_vectors_are_references_too(plain, tmp_path):
    """A softmax's output, and features instead of words, prove as well."""
    _, found = plain
    scores = found["reference_output"].astype(float)
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    arrays = lstm(layers=2)
    given = {"reference_input": arrays["emb.weight"][TOKENS], "reference_output": shares[None]}
    assert open_model(written(tmp_path / "soft.npz", arrays | given)).proof.proved
    given["reference_output"] = shares[-1]
    assert open_model(written(tmp_path / "last.npz", arrays | given)).proof.proved
    given["reference_output"] = shares[:, ::-1]
    with pytest.raises(InputError, match="no order of the gates"):
        open_model(written(tmp_path / "wrong.npz", arrays | given))


def test_a_small_difference_is_told_and_not_called_proved(plain, tmp_path):
    """Off by 1e-3, as in half precision: it opens, and says so."""
    _, found = plain
    found["reference_h"] = found["reference_h"] + np.float32(1e-3)
    opened = open_model(written(tmp_path / "near.npz", lstm(layers=2) | found))
    assert opened.proof.sentence.startswith("Not proved")
    assert opened.proof.difference == pytest.approx(1e-3, rel=0.01)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"h": np.full((2, 4), 0.9, "f")}, "no order of the gates reproduces"),
        ({"h": np.zeros((3, 3), "f")}, r"reference_h has the shape \(3, 3\); expected \(2, 4\) or"),
        ({"h": np.full((2, 4), np.nan, "f")}, "reference_h is not a number"),
        ({"c": np.zeros((2, 0), "f")}, "reference_c is empty"),
        ({"tokens": np.array([1, 2, 9])}, r"go from 1 to 9; the network has the words 0 to 4"),
        ({"tokens": np.ones((2, 3), int)}, "ids of one text"),
        ({"tokens": np.array([0.5])}, "whole numbers"),
    ],
)
def test_references_that_do_not_fit_are_refused(plain, tmp_path, changes, said):
    """One sentence: nothing is opened with gates that were refuted."""
    path, _ = plain
    found = references(path, **changes)
    with pytest.raises(InputError, match=said):
        open_model(written(tmp_path / "bad.npz", lstm(layers=2) | found))


def test_references_without_their_input_are_refused(plain, tmp_path):
    """What was read must be there too, and at least one output."""
    _, found = plain
    tokens = found.pop("reference_tokens")
    with pytest.raises(InputError, match="add reference_tokens"):
        open_model(written(tmp_path / "bad.npz", lstm(layers=2) | found))
    alone = lstm(layers=2) | {"reference_tokens": tokens}
    with pytest.raises(InputError, match="but no outputs"):
        open_model(written(tmp_path / "bad.npz", alone))
