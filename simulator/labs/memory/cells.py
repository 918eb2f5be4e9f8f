"""What the values of each kind of cell are called, and which colours and lines they have."""

from dataclasses import dataclass

from simulator.simulation.explanation import Role


@dataclass(frozen=True, slots=True)
class Value:
    """A gate or state of a cell.

    Attributes:
        name: In the trace, such as ``f``.
        title: In words, such as ``forget``.
        role: Its colour.
        gate: Whether it goes from 0 to 1.
        dashed: Whether its line is dashed, because another line has its colour.
        source: Where its numbers come from.
    """

    name: str
    title: str
    role: Role
    gate: bool
    dashed: bool
    source: str


_GATE = "σ(W x + U h + b)"
LSTM = (
    Value("c", "cell", "cell", False, False, "f · c before + i · g"),
    Value("f", "forget", "forget", True, False, _GATE),
    Value("i", "input", "input", True, False, _GATE),
    Value("o", "output", "output", True, False, _GATE),
    Value("g", "candidate", "candidate", False, False, "tanh(W x + U h + b)"),
    Value("h", "hidden", "forward", False, True, "o · tanh(c)"),
)
GRU = (
    Value("h", "hidden", "forward", False, False, "(1 − z) · n + z · h before"),
    Value("z", "update", "forget", True, False, _GATE + "; 1 keeps"),
    Value("r", "reset", "input", True, False, _GATE),
    Value("n", "candidate", "candidate", False, False, "tanh(W x + b + r · (U h + b))"),
)
RNN = (Value("h", "hidden", "forward", False, False, "tanh(W x + U h + b)"),)
ANN = (Value("h", "hidden", "forward", False, False, "tanh(W u + b), no memory"),)

VALUES = {"lstm": LSTM, "gru": GRU, "rnn": RNN, "ann": ANN}
"""The values of each kind of cell, the most telling first."""
