"""Train: a net learns in the background while the chosen sentence's gates redraw.

Being built by helper memory-train (the Train part of issue 6). It will be a card for the lower
tabs, opened by "Train…" in the header: choose task, model, size, window, forget bias, rate and
seed; watch the loss and the accuracy by distance; pause, stop, resume, save, compare with the
shipped net. The training itself lives in `training_run.py`, without widgets.
"""
