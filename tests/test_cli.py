"""Tests of the command line as a whole: exit codes, one sentence, nothing imported in vain."""

import subprocess
import sys

import pytest

from simulator.cli import main


def run(*arguments, **environment):
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "simulator", *arguments],
        capture_output=True,
        text=True,
        env={"PATH": "", **environment},
        check=False,
    )


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":4711"}, {"WAYLAND_DISPLAY": "gone"}])
def test_without_a_display_one_sentence_names_the_other_commands(environment):
    """No abort of Qt, no traceback: exit code 2 and what works instead."""
    result = run(**environment)
    assert result.returncode == 2
    assert "no display" in result.stderr
    assert "chainrule trace" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_missing_file_is_named(capsys):
    """The sentence says which file and what to do."""
    assert main(["--open", "nowhere.csv"]) == 2
    assert "nowhere.csv" in capsys.readouterr().err


def test_an_unknown_lab_is_refused(capsys):
    """argparse names the labs that there are."""
    with pytest.raises(SystemExit) as error:
        main(["--lab", "cooking"])
    assert error.value.code == 2
    assert "descent" in capsys.readouterr().err


def test_help_is_there_without_importing_qt():
    """Help is quick because the window is not imported."""
    program = (
        "import sys; from simulator.cli import build_parser; build_parser([]).format_help();"
        "sys.exit(any('PySide6' in name or 'numpy' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_reader_that_has_enough_is_no_error():
    """`chainrule trace … | head` ends quietly."""
    program = f"{sys.executable} -m simulator trace descent | head -n 1"
    result = subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=False)
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""
