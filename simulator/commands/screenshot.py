"""``chainrule screenshot``: a lab as a picture, without a display."""

import argparse
import os
import re
from pathlib import Path

from simulator.engine.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which lab, which step, how large and in which theme."""
    parser.epilog = "example: chainrule screenshot --lab memory --step 11 --theme dark out.png"
    parser.add_argument(
        "--lab", dest="pictured_lab", choices=["descent", "network", "memory"], required=True
    )
    parser.add_argument("--step", type=int, default=0, metavar="N", help="step to show")
    parser.add_argument("--size", default="1440x900", metavar="WxH")
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    parser.add_argument("--open", dest="opened", metavar="FILE", help="file to open first")
    parser.add_argument("picture", metavar="OUT.png")


def run(arguments: argparse.Namespace) -> int:
    """Write the picture.

    Raises:
        InputError: If size or step make no sense or the picture cannot be written.
    """
    width, height = _size(arguments.size)
    if arguments.step < 0:
        raise InputError(f"--step {arguments.step}: steps are counted from 0.")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QSettings

    from simulator.app.export import save_png
    from simulator.app.start import make_application
    from simulator.app.theme import THEMES
    from simulator.app.window import Window

    app = make_application()
    # Settings of nobody: the picture does not depend on who makes it.
    window = Window(QSettings(), THEMES[arguments.theme])
    window.resize(width, height)
    window.show()
    page = window.open_lab(arguments.pictured_lab)
    if arguments.opened:
        page.open_file(Path(arguments.opened))
    page.frame.player.go_to(arguments.step)
    app.processEvents()
    app.processEvents()
    save_png(window, Path(arguments.picture))
    window.close()
    return 0


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if match is None:
        raise InputError(f"--size {text}: give width and height in pixels, such as 1440x900.")
    return int(match[1]), int(match[2])
