"""Tests of numbers recorded along a timeline."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.simulation.record import Record
from simulator.simulation.timeline import Timeline


@given(st.lists(st.integers(0, 300), min_size=1, max_size=12))
def test_rows_are_those_of_the_snapshots_however_one_walks(targets):
    """After any walk there is one row for each snapshot up to the cursor."""
    timeline = Timeline(0, lambda n: n + 1)
    record = Record(lambda n: (n, n * n))
    for target in targets:
        timeline.go_to(target)
        rows = record.follow(timeline)
        assert rows.tolist() == [[n, n * n] for n in range(target + 1)]


def test_another_timeline_is_recorded_from_its_start():
    """A branch has other numbers than what was recorded before."""
    timeline = Timeline(0, lambda n: n + 1)
    timeline.go_to(3)
    record = Record(lambda n: (n,))
    record.follow(timeline)
    other = timeline.branch(30)
    other.forward()
    assert record.follow(other).tolist() == [[0], [1], [2], [30], [31]]
