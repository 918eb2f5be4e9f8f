"""A real window on a real (virtual) X server, with real key presses."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

NEEDED = ("Xvfb", "xdotool")
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason=f"needs {' and '.join(NEEDED)} on the PATH"
)
PATIENCE = 60


@pytest.fixture
def display():
    """A virtual screen that is there only for this test."""
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        name = f":{pipe.readline().strip()}"
    yield name
    server.terminate()
    server.wait(PATIENCE)


def xdotool(display: str, *arguments: str) -> str:
    """Run xdotool on that screen and return what it prints."""
    done = subprocess.run(
        ["xdotool", *arguments],
        env={**os.environ, "DISPLAY": display},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def wait_for(found):
    """Return what ``found`` gives once it gives something."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        result = found()
        if result:
            return result
        time.sleep(0.1)  # another process draws; there is nothing to wait on but time
    pytest.fail(f"nothing within {PATIENCE} s")


@pytest.mark.parametrize("lab", ["descent", "network", "memory"])
def test_a_real_window_is_stepped_by_keys_and_closed(display, lab, tmp_path):
    """The app starts, its narration follows real key presses, and Ctrl+Q ends it with 0."""
    environment = {**os.environ, "DISPLAY": display, "XDG_CONFIG_HOME": str(tmp_path)}
    environment.pop("QT_QPA_PLATFORM", None)
    app = subprocess.Popen(
        [sys.executable, "-m", "simulator", "--lab", lab],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        window = wait_for(
            lambda: xdotool(display, "search", "--onlyvisible", "--name", "Chainrule")
        )
        wait_for(lambda: _title(display, window).endswith("step 0"))
        xdotool(display, "windowfocus", window)
        for key, step in (("Right", 1), ("Right", 2), ("Left", 1)):
            xdotool(display, "key", key)
            wait_for(lambda step=step: _title(display, window).endswith(f"step {step}"))
        xdotool(display, "key", "ctrl+q")
        assert app.wait(PATIENCE) == 0
        assert "Traceback" not in app.stderr.read()
    finally:
        if app.poll() is None:
            os.kill(app.pid, signal.SIGKILL)
        app.stderr.close()


def _title(display: str, window: str) -> str:
    return xdotool(display, "getwindowname", window.splitlines()[0])
