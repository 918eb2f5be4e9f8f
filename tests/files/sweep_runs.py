"""Runs for the tests of sweeps; other processes import them by name."""

import os
import time
import uuid
from pathlib import Path


def noted(settings, facts):
    """Note that the run is made, and return its row."""
    (Path(settings["folder"]) / f"{settings['model']}@{uuid.uuid4().hex}").touch()
    return [{**settings, "process": os.getpid()}]


def noted_slowly(settings, facts):
    """The same, taking a while."""
    rows = noted(settings, facts)
    time.sleep(0.3)
    return rows


def dies_once(settings, facts):
    """The same, but one of the runs ends its process the first time."""
    before = list(Path(settings["folder"]).glob("dies@*"))
    rows = noted(settings, facts)
    if settings["model"] == "dies" and not before:
        os.kill(os.getpid(), 9)
    return rows
