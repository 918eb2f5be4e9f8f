"""What we rely on in the packages that we pin, and in the wheel that we make of ourselves."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PySide6.QtGui import QPainterPath

ROOT = Path(__file__).parent.parent


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="since 3.12 None is never freed")
def test_qt_gives_back_none_as_often_as_it_takes_it():
    """A void call does not drop a reference to None, as PySide6 6.12 does on Python 3.11."""
    path = QPainterPath()
    before = sys.getrefcount(None)
    for _ in range(1000):
        path.moveTo(1.0, 2.0)
    assert sys.getrefcount(None) > before - 500


def test_the_wheel_carries_the_assets_where_the_app_looks_for_them(tmp_path):
    """Every file under assets/ but the README's pictures is in it, and nothing lies beside."""
    build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    made = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    with zipfile.ZipFile(tmp_path / made.stdout.split()[-1]) as wheel:
        names = set(wheel.namelist())
    files = (file for file in (ROOT / "assets").rglob("*") if file.is_file())
    assets = [file for file in files if file.parent.name != "pictures"]
    assert {f"simulator/{file.relative_to(ROOT).as_posix()}" for file in assets} - names == set()
    assert not any(name.startswith("simulator/assets/pictures") for name in names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"simulator", "chainrule"}
