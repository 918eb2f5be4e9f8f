"""Tests of ``chainrule experiment price``."""

import csv

from simulator.cli import main


def test_prices_are_written_as_csv_and_concluded_in_words(capsys, tmp_path):
    """A line for each method and size on stdout, progress and conclusions on stderr."""
    assert main(["experiment", "price", "--max-features", "16", "--repeats", "1"]) == 0
    streams = capsys.readouterr()
    rows = list(csv.DictReader(streams.out.splitlines()))
    assert len(rows) == 4 * 5
    assert list(rows[0]) == [
        "features", "rows", "method", "seconds", "flops", "bytes", "digits", "steps",
    ]  # fmt: skip
    assert float(rows[-1]["seconds"]) > 0
    assert "100%" in streams.err
    assert "time grows as: explicit inverse d^" in streams.err
    assert "Nobody should form the inverse" in streams.err


def test_bad_numbers_get_one_sentence(capsys):
    """Exit code 2, nothing on stdout."""
    assert main(["experiment", "price", "--max-features", "1"]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.count("\n") == 1
