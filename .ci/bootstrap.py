"""Set up everything that ``make run`` and ``make test`` need, with the standard library only.

A fresh Debian 12 has no python3-venv, and its pip refuses to install outside an environment; so
the environment is made without pip, and the system's pip is pointed at it. Done once: a stamp
remembers what was installed, and the second call costs milliseconds.
"""

from __future__ import annotations  # so that an old Python gets as far as the sentence about it

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / ".ci"
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "chainrule-stamp"

DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
"""The package of Debian (and Ubuntu) that holds each library which Qt's wheels leave out."""


DISPLAY_PLUGINS = {
    "DISPLAY": ["plugins/platforms/libqxcb.so"],
    "WAYLAND_DISPLAY": [
        "plugins/platforms/libqwayland.so",
        "plugins/wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
    ],
}
"""What Qt loads for each kind of display; without a display, it draws offscreen."""


def main(purpose: str) -> None:
    """Make ``.venv`` and find the system's libraries, for ``run`` or for ``test``."""
    if sys.version_info < (3, 11):  # noqa: UP036 - nobody has checked it yet
        stop(f"Chainrule needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")
    install_packages(purpose)
    if sys.platform == "linux":
        install_libraries(missing_libraries(purpose))


def install_packages(purpose: str) -> None:
    """Install what the lock for ``purpose`` names, hashes checked, and the app itself, editable."""
    stamp = fingerprint()
    done = STAMP.read_text().split() if STAMP.exists() and PYTHON.exists() else []
    if stamp in done and (purpose in done or "test" in done):  # tests need all that a run needs
        return
    if not pip_works():
        stop("pip is missing; install it first (Debian: apt-get install python3-pip).")
    print("Setting up .venv; this is done once and takes a minute or two.", flush=True)
    if stamp not in done:
        run(sys.executable, "-m", "venv", "--without-pip", "--clear", str(ENVIRONMENT))
    install("--require-hashes", "--requirement", str(LOCKS / f"lock-{purpose}.txt"))
    install("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(f"{stamp} {purpose}")


def pip_works() -> bool:
    """Whether this Python has pip; Debian packages it separately."""
    found = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True)
    return found.returncode == 0


def fingerprint() -> str:
    """Return one word that changes when a set-up would come out differently."""
    files = [ROOT / "pyproject.toml", *sorted(LOCKS.glob("lock-*.txt"))]
    place = f"{sys.version} {ENVIRONMENT}".encode()
    return hashlib.sha256(b"".join([*(file.read_bytes() for file in files), place])).hexdigest()


def install(*arguments: str) -> None:
    """Let this Python's pip install into the environment."""
    quiet = [] if sys.stdout.isatty() else ["-qq"]  # a person wants to see the progress
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "--disable-pip-version-check"]
    run(*pip, "install", *quiet, *arguments)


def missing_libraries(purpose: str) -> list[str]:
    """Return the shared libraries that Qt needs for ``purpose`` and that are not found here."""
    (qt,) = ENVIRONMENT.glob("lib/python3*/site-packages/PySide6/Qt")
    files = ["lib/libQt6OpenGLWidgets.so.6", "plugins/platforms/libqoffscreen.so"]
    for display, plugins in DISPLAY_PLUGINS.items():
        if os.environ.get(display):
            files += plugins
    if purpose == "test" and shutil.which("Xvfb"):  # then a real window is tested, too
        files += DISPLAY_PLUGINS["DISPLAY"]
    found = subprocess.run(["ldd", *(qt / file for file in files)], capture_output=True, text=True)
    return sorted(set(re.findall(r"^\s*(\S+) => not found", found.stdout, re.MULTILINE)))


def install_libraries(missing: list[str]) -> None:
    """Install the system's packages that hold ``missing``, or say how."""
    if not missing:
        return
    if not shutil.which("apt-get") or not all(name in DEBIAN_PACKAGES for name in missing):
        stop(f"Qt needs these libraries from your system's packages: {' '.join(missing)}.")
    packages = " ".join(sorted({DEBIAN_PACKAGES[name] for name in missing}))
    line = f"apt-get update && apt-get install --yes --no-install-recommends {packages}"
    shell = root_shell()
    if shell is None:
        become = "sudo sh" if shutil.which("sudo") else "su"
        stop(f"Qt needs system libraries; run this line, then try again:\n{become} -c '{line}'")
    print(f"Installing the system libraries that Qt needs: {packages}.", flush=True)
    run(*shell, line, silent=True)


def root_shell() -> list[str] | None:
    """Return the command that runs a line as root without asking anything, or None."""
    if os.geteuid() == 0:
        return ["sh", "-c"]
    sudo = ["sudo", "-n", "sh", "-c"]
    allowed = shutil.which("sudo") and subprocess.run([*sudo, ":"], capture_output=True)
    return sudo if allowed and allowed.returncode == 0 else None


def run(*command: str, silent: bool = False) -> None:
    """Run ``command``; when it fails, say which one, and stop."""
    done = subprocess.run(command, stdout=subprocess.PIPE if silent else None, text=True)
    if done.returncode:
        print(done.stdout or "", end="", file=sys.stderr)
        stop(f"this failed, see above: {' '.join(command)}")


def stop(sentence: str) -> None:
    """End with one sentence for the person at the keyboard."""
    sys.exit(f"chainrule: {sentence}")


if __name__ == "__main__":
    main(sys.argv[1])
