"""Brushing a phrase: a range of columns, dragged over or stretched by keys."""

Range = tuple[int, int]
"""First and last column."""


class Brush:
    """The phrase that is marked, and the drag that is under way."""

    def __init__(self) -> None:
        self.range: Range | None = None
        self._begun: int | None = None

    @property
    def dragging(self) -> bool:
        """Whether a drag is under way."""
        return self._begun is not None

    def begin(self, column: int) -> None:
        """Begin a drag at a column."""
        self._begun = column

    def drag(self, column: int) -> None:
        """Mark from where the drag began to a column, once it has left the first one."""
        if self._begun is not None and (self.range is not None or column != self._begun):
            self.range = _in_order(self._begun, column)

    def end(self, column: int) -> Range | None:
        """End the drag; return the phrase, or None (and mark nothing) if it was a click."""
        begun, self._begun = self._begun, None
        moved = begun is not None and begun != column
        self.range = _in_order(begun, column) if begun is not None and moved else None
        return self.range

    def stretch(self, chosen: int, step: int, columns: int) -> Range | None:
        """Move that end of the phrase which is not at the chosen column; None if it cannot."""
        first, last = self.range or (chosen, chosen)
        other = (first if last == chosen and first != last else last) + step
        if not 0 <= other < columns:
            return None
        self.range = _in_order(chosen, other)
        return self.range


def _in_order(first: int, last: int) -> Range:
    return (first, last) if first <= last else (last, first)
