"""Tests of ``chainrule train``."""

import json

import pytest

from simulator.cli import main
from simulator.files.weights import read_model


def test_train_writes_weights_vocabulary_and_card(tmp_path, capsys):
    """A short training leaves a network that can be read, its words, and a card that says how."""
    options = ["--hidden", "8", "--tokens", "20000", "--seed", "3", "--output", str(tmp_path)]
    assert main(["train", *options]) == 0
    out = capsys.readouterr().out.split()
    assert {path.rsplit("/")[-1] for path in out} == {
        "lstm.safetensors", "vocabulary.json", "lstm.json", "lstm.md"
    }  # fmt: skip
    saved = read_model(tmp_path / "lstm.safetensors")
    assert saved.model.hidden_size == 8
    assert json.loads((tmp_path / "vocabulary.json").read_text()) == list(saved.vocabulary)
    card = json.loads((tmp_path / "lstm.json").read_text())
    assert card["command"] == "chainrule train --model lstm --hidden 8 --seed 3 --tokens 20000"
    assert set(card["accuracy"]["wordings"]) == {"0", "1", "5", "10", "20", "30", "40", "80"}
    assert "keep-and-energy" in (tmp_path / "lstm.md").read_text()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--hidden", "0"], "--hidden 0: give 1 or more."),
        (["--seed", "-1"], "--seed -1: give 0 or more."),
        (["--model", "rnn", "--forget-bias", "3"], "--forget-bias is for --model lstm"),
        (["--window", "5"], "--window is for --model ann"),
    ],
)
def test_options_that_make_no_sense_are_one_sentence(options, message, tmp_path, capsys):
    """Exit code 2 and the reason."""
    assert main(["train", *options, "--output", str(tmp_path / "new")]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_file_in_place_of_a_folder_is_refused(tmp_path, capsys):
    """What is there stays as it is."""
    path = tmp_path / "file"
    path.write_text("mine")
    assert main(["train", "--output", str(path)]) == 2
    assert "is a file" in capsys.readouterr().err
    assert path.read_text() == "mine"


def test_a_task_is_trained_in_the_same_way(tmp_path, capsys):
    """Another task leaves its own words, and a card with its accuracy by length."""
    options = ["--task", "recall", "--model", "gru", "--tokens", "20000"]
    assert main(["train", *options, "--output", str(tmp_path)]) == 0
    capsys.readouterr()
    card = json.loads((tmp_path / "gru.json").read_text())
    assert card["command"] == "chainrule train --task recall --model gru --seed 0 --tokens 20000"
    assert set(card["accuracy"]) == {"5", "10", "20", "40", "80"}
    assert read_model(tmp_path / "gru.safetensors").vocabulary[-1] == "?"
