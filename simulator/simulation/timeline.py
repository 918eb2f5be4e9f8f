"""A walk along snapshots that can be retraced exactly."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar, cast

Snapshot = TypeVar("Snapshot")

CAPACITY = 4096
"""Snapshots kept in memory; of a longer past every second, fourth, … one is kept."""


class Timeline(Generic[Snapshot]):
    """Snapshots in the order they were computed, and a cursor on one of them.

    ``advance`` is a pure function, so a snapshot that is no longer kept is computed again from
    the nearest one before it, to the last bit the same.
    """

    def __init__(self, first: Snapshot, advance: Callable[[Snapshot], Snapshot | None]) -> None:
        self._advance = advance
        self._kept = {0: first}
        self._stride = 1
        self._ended = False
        self.index = 0
        self.length = 1
        self.current = first

    @property
    def ended(self) -> bool:
        """Whether the last snapshot is known to have no next one."""
        return self._ended

    @property
    def at_end(self) -> bool:
        """Whether the cursor is on a snapshot that is known to have no next one."""
        return self._ended and self.index == self.length - 1

    def forward(self) -> bool:
        """Move to the next snapshot, computing it when it is new; False at the end."""
        if self.at_end:
            return False
        known = self._kept.get(self.index + 1)
        snapshot = self._advance(self.current) if known is None else known
        if snapshot is None:
            self._ended = True
            return False
        self.index += 1
        self.length = max(self.length, self.index + 1)
        self.current = snapshot
        self._keep(snapshot)
        return True

    def back(self) -> bool:
        """Move to the snapshot before; False at the start."""
        if self.index == 0:
            return False
        self.go_to(self.index - 1)
        return True

    def go_to(self, index: int) -> None:
        """Move to ``index``, or as far towards it as there are snapshots.

        Raises:
            ValueError: If ``index`` is negative.
        """
        if index < 0:
            raise ValueError(f"a timeline starts at 0, there is no snapshot {index}")
        start = self._kept_before(min(index, self.length - 1))
        self.index, self.current = start, self._kept[start]
        while self.index < index and self.forward():
            pass

    def past(self, start: int = 0) -> Iterator[Snapshot]:
        """Yield the snapshots from index ``start`` to the cursor; the cursor stays."""
        first = self._kept_before(min(start, self.index))
        snapshot = self._kept[first]
        for i in range(first, self.index + 1):
            if i > first:
                kept = self._kept.get(i)
                # Before the cursor there is always a next one.
                snapshot = cast(Snapshot, self._advance(snapshot)) if kept is None else kept
            if i >= start:
                yield snapshot

    def branch(self, snapshot: Snapshot) -> "Timeline[Snapshot]":
        """Return a timeline with this one's past, ``snapshot`` for the present, and a new future.

        This timeline stays as it is, so going back to it is an exact undo.
        """
        other = Timeline(snapshot, self._advance)
        other._kept = {i: kept for i, kept in self._kept.items() if i < self.index}
        other._kept[self.index] = snapshot
        other._stride = self._stride
        other.index, other.length = self.index, self.index + 1
        return other

    def mapped(self, change: Callable[[Snapshot], Snapshot]) -> "Timeline[Snapshot]":
        """Return this timeline with every snapshot changed in the same way, cursor and all.

        ``change`` must not alter what comes next, only what is said of it, such as which of
        several runs is looked at.
        """
        other = Timeline(change(self.current), self._advance)
        other._kept = {i: change(kept) for i, kept in self._kept.items()}
        other._stride, other._ended = self._stride, self._ended
        other.index, other.length = self.index, self.length
        return other

    def _kept_before(self, index: int) -> int:
        while index not in self._kept:
            index -= 1
        return index

    def _keep(self, snapshot: Snapshot) -> None:
        self._kept[self.index] = snapshot
        if len(self._kept) > CAPACITY:
            self._stride *= 2
            recent = self.index - CAPACITY // 4
            self._kept = {
                i: kept for i, kept in self._kept.items() if i % self._stride == 0 or i > recent
            }
