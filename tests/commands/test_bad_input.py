"""Bad input to any command: one clear sentence on stderr, exit code 2, no traceback."""

import pytest

from simulator.cli import main

BROKEN = b'speed,distance\n4,2\n7,"four\n8,\n'


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A folder with a broken table, an empty one, one with text, and one with a single column."""
    (tmp_path / "broken.csv").write_bytes(BROKEN)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "text.csv").write_text("x,y\n1,2\ntwo,3\n4,5\n")
    (tmp_path / "single.csv").write_text("x\n1\n2\n3\n")
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("trace descent --data nowhere.csv", "nowhere.csv"),
        ("trace descent --data empty.csv", "empty.csv"),
        ("trace descent --data broken.csv", "broken.csv"),
        ("trace descent --data text.csv --target y --features x", "line 3"),
        ("trace descent --data single.csv", "single.csv"),
        ("trace descent --data binary.csv", "binary.csv"),
        ("trace descent --rate -1", "rate"),
        ("trace descent --method teleport", "teleport"),
        ("trace descent --start 1,2,3", "--start"),
        ("trace descent --output nowhere/out.jsonl", "nowhere/out.jsonl"),
        ("trace network --y 0.5", "0.5"),
        ("trace network --rate 0", "rate"),
        ("trace network --updates 0", "updates"),
        ("trace network --data nowhere.csv", "nowhere.csv"),
        ("solve --data engel --target nothing", "nothing"),
        ("solve --data nowhere.csv --target y", "nowhere.csv"),
        ("screenshot --lab descent --size big out.png", "big"),
        ("screenshot --lab descent --step -3 out.png", "-3"),
    ],
)
def test_one_sentence_names_what_is_wrong(files, capsys, command, named):
    """The sentence names the file, the place or the option; nothing goes to stdout."""
    try:
        code = main(command.split())
    except SystemExit as error:  # argparse refuses what is not a choice
        code = error.code
    printed = capsys.readouterr()
    assert code == 2
    assert named in printed.err
    assert "Traceback" not in printed.err
    assert printed.out == ""


@pytest.mark.parametrize("words", [0, 10_000])
def test_empty_and_very_long_sentences_are_answered(capsys, words):
    """No words are refused in one sentence; ten thousand are read, or refused in one sentence."""
    code = main(["trace", "memory", "--sentence", "word " * words])
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    if words == 0 or code:
        assert code == 2
        assert len(printed.err.splitlines()) == 1
    else:
        assert len(printed.out.splitlines()) == words
