"""The README promises commands; each must run as it stands there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.files.foreign.pickles import EXPORT_KERAS, EXPORT_PYTORCH

ROOT = Path(__file__).parent.parent
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").split("## Without a window")[1]
COMMANDS = re.findall(r"^chainrule (.+)$", SECTION.split("\n## ")[0], re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_readme_runs(command, tmp_path):
    """The line ends with exit code 0, and prints or writes something."""
    done = subprocess.run(
        [sys.executable, "-m", "simulator", *shlex.split(command)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout or list(tmp_path.iterdir())


def test_every_folder_of_the_tree_in_the_readme_is_there():
    """The names in 'Where everything is' exist."""
    tree = (ROOT / "README.md").read_text(encoding="utf-8").split("## Where everything is")[1]
    folders = re.findall(r"^([\w./]+/) ", tree.split("\n## ")[0], re.MULTILINE)
    assert len(folders) > 8
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_every_file_that_the_readme_links_to_is_there():
    """No link or picture of the README is broken."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", text)
    names = ["".join(link) for link in links]
    assert len(names) > 5
    assert [name for name in names if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("lines", [EXPORT_PYTORCH, EXPORT_KERAS])
def test_the_export_lines_are_those_that_wrote_the_test_files(lines):
    """What the README prints is what make_foreign.py ran, to the letter."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"```python\n{lines}\n```" in readme
