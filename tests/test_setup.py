"""What ``make run`` and ``make test`` stand on: the locks and ``.ci/bootstrap.py``."""

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = {name: (ROOT / ".ci" / f"lock-{name}.txt").read_text() for name in ("run", "test")}


@pytest.fixture
def bootstrap():
    """The set-up script as a module of its own, so that a test may change it."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / ".ci" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pins(lock):
    """Return each line of a lock that names a package, with its version and condition."""
    return set(re.findall(r"^([\w.-]+==[^\\\n]*?) *\\$", lock, re.MULTILINE))


@pytest.mark.parametrize("name", ["run", "test"])
def test_a_lock_has_a_hash_for_every_package_and_no_address(name):
    """The lock can be installed from any mirror, and no file can be exchanged."""
    blocks = re.split(r"^(?=\w)", LOCKS[name], flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pins(LOCKS[name])) > 15
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in LOCKS[name]


def test_a_run_installs_nothing_that_tests_do_not_see():
    """What people run has the very versions that were tested."""
    assert pins(LOCKS["run"]) < pins(LOCKS["test"])


def test_what_ldd_misses_becomes_one_line_to_run(bootstrap, monkeypatch):
    """Without root and without sudo, the message holds the exact line, with each package once."""
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None if name == "sudo" else name)
    with pytest.raises(SystemExit, match="run this line, then try again:") as stopped:
        bootstrap.install_libraries(["libEGL.so.1", "libGL.so.1", "libGLX.so.0"])
    line = str(stopped.value).splitlines()[-1]
    assert line == (
        "su -c 'apt-get update && apt-get install --yes --no-install-recommends libegl1 libgl1'"
    )


def test_a_library_that_no_package_is_known_for_is_named(bootstrap):
    """The sentence names it, and nothing is installed."""
    with pytest.raises(SystemExit, match=r"from your system's packages: libodd\.so\.3\."):
        bootstrap.install_libraries(["libodd.so.3"])


def test_nothing_is_done_twice(bootstrap, monkeypatch, tmp_path):
    """A run after a test installs nothing; a changed lock sets everything up again."""
    calls = []
    monkeypatch.setattr(bootstrap, "run", lambda *command: calls.append(command))
    monkeypatch.setattr(bootstrap, "pip_works", lambda: True)
    for name in ("ROOT", "LOCKS"):
        monkeypatch.setattr(bootstrap, name, tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    (tmp_path / "pyproject.toml").write_text("")
    for name in ("run", "test"):
        (tmp_path / f"lock-{name}.txt").write_text("")
    bootstrap.install_packages("run")
    bootstrap.install_packages("run")
    assert len(calls) == 3
    bootstrap.install_packages("test")
    bootstrap.install_packages("run")
    assert len(calls) == 5, "tests come on top of what a run needs"
    (tmp_path / "lock-run.txt").write_text("numpy==3")
    bootstrap.install_packages("run")
    assert len(calls) == 8


def test_the_ci_command_is_make_test_and_nothing_else():
    """`.ci/run` can be started from anywhere and hands over to `make test`."""
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text().splitlines()[-1] == "exec make --no-print-directory test"
    planned = subprocess.run(
        ["make", "--dry-run", "test"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tools = ["ruff check", "ruff format --check", "mypy", "lint-imports", "pytest"]
    places = [planned.stdout.index(f"{tool}") for tool in tools]
    assert places == sorted(places)
