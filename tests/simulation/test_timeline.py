"""Tests of the timeline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.simulation import timeline as timeline_module
from simulator.simulation.timeline import Timeline


def count_to_twenty(n: int) -> int | None:
    """Advance a snapshot that is a number."""
    return n + 1 if n < 20 else None


@given(st.lists(st.sampled_from(["forward", "back"]), max_size=60))
def test_cursor_always_shows_the_same_past(moves):
    """However one walks, the snapshot at index i is the i-th one computed."""
    timeline = Timeline(0, count_to_twenty)
    for move in moves:
        getattr(timeline, move)()
        assert timeline.current == timeline.index


@given(st.lists(st.integers(0, 30), min_size=1, max_size=20))
def test_thinned_past_is_computed_again_exactly(targets):
    """A past longer than what is kept in memory still shows the i-th snapshot at index i."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline_module, "CAPACITY", 4)
        timeline = Timeline(0, count_to_twenty)
        for target in targets:
            timeline.go_to(target)
            assert timeline.current == timeline.index == min(target, 20)
            start = target // 2
            assert list(timeline.past(start)) == list(range(start, timeline.index + 1))
        assert len(timeline._kept) <= 10


def test_going_past_the_end_stops_at_the_last_snapshot():
    """The end is where advance gives nothing more, and stays the end."""
    timeline = Timeline(0, count_to_twenty)
    timeline.go_to(100)
    assert timeline.current == 20
    assert timeline.at_end
    assert not timeline.forward()


def test_before_the_start_there_is_nothing():
    """A negative index is refused and the cursor stays."""
    timeline = Timeline(0, count_to_twenty)
    with pytest.raises(ValueError, match="starts at 0"):
        timeline.go_to(-1)
    assert not timeline.back()


def test_branch_keeps_the_past_and_leaves_the_original_alone():
    """What if, from here: same past, new present and future; the old timeline is untouched."""
    timeline = Timeline(0, lambda n: n + 1)
    timeline.go_to(5)
    other = timeline.branch(50)
    assert [other.current, other.index, other.length] == [50, 5, 6]
    other.forward()
    assert other.current == 51
    other.go_to(4)
    assert other.current == 4
    assert [timeline.current, timeline.index] == [5, 5]


def test_mapped_changes_every_snapshot_and_keeps_the_cursor():
    """What was computed is not computed again, and the walk goes on from there."""
    timeline = Timeline((0, "a"), lambda s: (s[0] + 1, s[1]) if s[0] < 9 else None)
    timeline.go_to(20)
    timeline.go_to(4)
    other = timeline.mapped(lambda s: (s[0], "b"))
    assert (other.index, other.length, other.current) == (4, 10, (4, "b"))
    assert list(other.past(0)) == [(i, "b") for i in range(5)]
    other.go_to(20)
    assert other.at_end
    assert timeline.current == (4, "a")
