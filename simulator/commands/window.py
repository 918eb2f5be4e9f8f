"""``chainrule``: the window."""

import argparse
import ctypes
import os
import sys
from pathlib import Path

from simulator.engine.errors import InputError

HEADLESS = "use the commands `chainrule trace`, `chainrule solve` or `chainrule screenshot`"


def run(arguments: argparse.Namespace) -> int:
    """Open the window and return when it is closed.

    Raises:
        InputError: If there is no display, or the file to open is not there.
    """
    path = Path(arguments.open) if arguments.open else None
    if path is not None and not path.is_file():
        raise InputError(f"{path} is not a file; check the path that follows --open.")
    check_display()
    # Qt is imported only now: the other commands do without it.
    from PySide6.QtCore import QTimer

    from simulator.app.start import make_application, user_settings
    from simulator.app.window import Window

    app = make_application(use_gl=not arguments.no_gl)
    window = Window(user_settings())
    window.show()

    def open_first_lab() -> None:
        window.open_lab(arguments.lab or "descent")
        if path is not None:
            window.open_file(path)

    # The empty frame is painted first, then the lab is read in.
    QTimer.singleShot(0, open_first_lab)
    return int(app.exec())


def check_display() -> None:
    """Refuse in one sentence where a window cannot open; Qt itself would abort the process.

    Raises:
        InputError: If there is no display or a library that Qt needs for it is missing.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if _wayland_socket_exists():
        return
    if not os.environ.get("DISPLAY") or not _x_server_answers():
        raise InputError(f"there is no display for a window; {HEADLESS}.")
    try:
        ctypes.CDLL("libxcb-cursor.so.0")
    except OSError:
        raise InputError(
            "Qt needs libxcb-cursor0 to open a window; run `make run`, which installs it."
        ) from None


def _wayland_socket_exists() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    return bool(name) and Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name).is_socket()


def _x_server_answers() -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return answers
