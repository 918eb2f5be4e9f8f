"""Stress: twenty thousand painted steps in one process neither crash nor eat memory."""

import gc

import psutil
import pytest
from PySide6.QtWidgets import QApplication

from simulator.labs import LABS

STEPS = {"descent": 10_000, "network": 7_000, "memory": 3_000}
"""Painted steps in each lab, all in one process; those of the memory lab take longest."""
WARM_UP = 600
TURN = 400
"""Steps after which a walk turns back, where a timeline has no end before that."""
MOST_GROWTH = 20e6
"""Bytes, for each lab."""


def walk(page, steps):
    """Step to the end of the timeline and back again, and paint every step; return the paints."""
    player, direction, painted = page.frame.player, 1, 0
    while painted < steps:
        if direction > 0 and (player.timeline.index >= TURN or not player.forward()):
            direction = -1
        if direction < 0:
            player.back()
            direction = 1 if player.timeline.index == 0 else -1
        QApplication.processEvents()
        painted += 1
    return painted


@pytest.mark.parametrize("lab", LABS, ids=[lab.name for lab in LABS])
def test_thousands_of_painted_steps_need_no_more_memory(lab, qtbot):
    """Walking to and fro, each step painted, memory grows by no more than 20 MB."""
    page = lab.make_page()
    qtbot.addWidget(page)
    page.setMinimumSize(760, 560)
    page.resize(760, 560)
    page.show()
    process = psutil.Process()
    walk(page, WARM_UP)
    gc.collect()
    before = process.memory_info().rss
    assert walk(page, STEPS[lab.name]) == STEPS[lab.name]
    gc.collect()
    growth = process.memory_info().rss - before
    page.close_tasks()
    assert growth <= MOST_GROWTH, f"{growth / 1e6:.0f} MB more"
