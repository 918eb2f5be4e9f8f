"""``chainrule trace memory``, run as people run it."""

import csv
import io
import json

import numpy as np
import pytest

from simulator.cli import main
from simulator.engine.recurrent_gradients import state_gradients
from simulator.files.weights import SavedModel, write_model
from tests.files.foreign.paths import FOREIGN, lstm, written
from tests.simulation.readers import ANSWERS, SENTENCE, WORDS, make_reader


@pytest.fixture
def weights(tmp_path):
    """A file with a small untrained LSTM of two layers."""
    path = tmp_path / "small.safetensors"
    write_model(path, SavedModel(make_reader(layers=2).model, WORDS, ANSWERS))
    return path


@pytest.fixture
def trace(weights, capsys):
    """Return a function that runs the command and gives its rows."""

    def run(*arguments):
        assert main(["trace", "memory", "--weights", str(weights), *arguments]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def refused(capsys, *arguments):
    """Return what the command says when it refuses."""
    assert main(["trace", "memory", *map(str, arguments)]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.count("\n") == 1
    return written.err


def test_rows_have_the_fields_of_the_contract(trace):
    """One row for each token up to the blank, with every gate by layer and unit, exactly."""
    rows = trace("--sentence", SENTENCE)
    reading = make_reader(layers=2).read(SENTENCE)
    assert [row["index"] for row in rows] == list(range(16))
    assert [row["token"] for row in rows][3::12] == ["Ireland", "___"]
    assert [row["known"] for row in rows] == [True] * 16
    for t, row in enumerate(rows):
        for name in "fiogch":
            assert np.array_equal(np.array(row[name]), reading.trace[name][:, t])
        assert len(row["answers"]) == len(ANSWERS)
    assert rows[-1]["answers"][0] == {
        "word": reading.answers()[0].word,
        "probability": reading.answers()[0].probability,
    }


def test_weights_of_pytorch_are_traced_and_the_proof_is_told(capsys):
    """A file written by the README's lines: its gates on stdout, the sentence on stderr."""
    path = FOREIGN / "mine.safetensors"
    assert main(["trace", "memory", "--weights", str(path), "--sentence", "the cat ___"]) == 0
    printed = capsys.readouterr()
    rows = [json.loads(line) for line in printed.out.splitlines()]
    assert [row["known"] for row in rows] == [True, True]
    assert np.array(rows[0]["f"]).shape == (2, 6)
    assert printed.err.startswith("mine: Proved: ")
    assert printed.err.count("\n") == 1


def test_a_part_and_a_vocabulary_can_be_named(tmp_path, capsys):
    """An encoder among two networks, with words of its own; without a choice both are named."""
    arrays = {f"{part}.{k}": v for part in ("enc", "dec") for k, v in lstm().items()}
    path = written(tmp_path / "both.npz", arrays)
    (tmp_path / "words.json").write_text('{"so": 0, "a": 1, "b": 2, "c": 3, "d": 4}')
    arguments = ["--weights", path, "--sentence", "so"]
    assert "enc.lstm, dec.lstm" in refused(capsys, *arguments)
    more = ["--part", "enc.lstm", "--vocabulary", tmp_path / "words.json"]
    assert main(["trace", "memory", *map(str, arguments + more)]) == 0
    assert json.loads(capsys.readouterr().out)["known"]
    assert "belong to --weights" in refused(capsys, "--sentence", "so", "--part", "enc")


def test_without_an_output_layer_gates_are_traced_and_gradients_refused(capsys):
    """Two LSTMCells alone: states, no answers, and one sentence instead of gradients."""
    arguments = ["--weights", FOREIGN / "cells.npz", "--sentence", "1 2 3"]
    assert main(["trace", "memory", *map(str, arguments)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["token"], row["answers"]) for row in rows] == [("1", []), ("2", []), ("3", [])]
    assert "no output layer" in refused(capsys, *arguments, "--gradients")


def test_a_pickle_is_refused_with_the_lines_that_convert_it(capsys):
    """Exit code 2, the reason, and the export in PyTorch."""
    path = str(FOREIGN / "zip.pt")
    assert main(["trace", "memory", "--weights", path, "--sentence", "so"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("chainrule: zip.pt is refused: it is a pickle")
    assert "save_file(weights" in printed.err


def test_clamps_change_what_follows_and_only_that(trace):
    """With f = 0 at token 6, the cells there hold i·g alone; tokens before stay as they were."""
    plain = trace("--sentence", SENTENCE)
    clamped = trace("--sentence", SENTENCE, "--clamp", "f=0@6:all")
    assert clamped[:6] == plain[:6]
    i, g, c = (np.array(clamped[6][name]) for name in "igc")
    assert np.allclose(c, i * g, atol=1e-7)
    assert clamped[7:] != plain[7:]


def test_gradients_are_the_engines(trace):
    """Norms over all units, of the first answer's log-probability at the blank."""
    rows = trace("--sentence", SENTENCE, "--gradients")
    reader = make_reader(layers=2)
    reading = reader.read(SENTENCE)
    first = ANSWERS.index(reading.answers()[0].word)
    found = state_gradients(reader.model, reading.trace, 15, first)
    expected = np.linalg.norm(found.c.astype(float), axis=(0, 2))
    assert [row["dA_dc"] for row in rows] == pytest.approx(expected)
    assert all(row["dA_dh"] >= 0 for row in rows)


def test_csv_has_the_same_numbers(weights, capsys):
    """Lists are written as JSON in the cells."""
    arguments = ["--weights", str(weights), "--sentence", SENTENCE, "--format", "csv"]
    assert main(["trace", "memory", *arguments]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 16
    assert (
        json.loads(rows[0]["f"]) == make_reader(layers=2).read(SENTENCE).trace["f"][:, 0].tolist()
    )


def test_a_file_of_sentences_is_traced_line_by_line(trace, tmp_path):
    """Each row says of which sentence it is; a long text is read in pieces."""
    path = tmp_path / "texts.txt"
    path.write_text(f"{SENTENCE}\n{'so ' * 5000}\n")
    rows = trace("--file", str(path))
    assert [row["sentence"] for row in rows] == [0] * 16 + [1] * 5000
    assert [row["index"] for row in rows[16:]] == list(range(5000))


def test_a_gru_has_its_own_gates(tmp_path, capsys):
    """Its rows have r, z, n and h, and no gradient of a cell."""
    path = tmp_path / "gru.npz"
    write_model(path, SavedModel(make_reader("gru").model, WORDS, ANSWERS))
    assert main(["trace", "memory", "--weights", str(path), "--sentence", "so", "--gradients"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert {"r", "z", "n", "h", "dA_dh"} < row.keys()
    assert "dA_dc" not in row


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--sentence", ""], "empty"),
        (["--sentence", "so " * 10_000], "--file"),
        (["--sentence", "so", "--clamp", "f=0"], "GATE=VALUE@TOKENS:UNITS"),
        (["--sentence", "so", "--clamp", "f=0@5:all"], "no token 5"),
        (["--sentence", "so", "--clamp", "f=0@0:99"], "no unit 99"),
        (["--sentence", "so", "--clamp", "q=0@0:all"], "no value named q"),
        (["--file", "missing.txt"], "missing.txt"),
    ],
)
def test_bad_input_gets_one_sentence(weights, capsys, arguments, said):
    """Exit code 2, nothing on standard output, no traceback."""
    assert said in refused(capsys, "--weights", weights, *arguments)


def test_unknown_models_and_missing_weights_are_named(capsys):
    """The name that was given stands in the sentence."""
    assert "nonesuch" in refused(capsys, "--sentence", "so", "--model", "nonesuch")
    assert "none.npz" in refused(capsys, "--sentence", "so", "--weights", "none.npz")
