"""How the cells are drawn: what stands where, what flows along which way, and when.

Places are in a frame of ``WIDTH`` × ``HEIGHT``; times run from 0 to 1 in each step.
"""

from dataclasses import dataclass

from simulator.simulation.explanation import Role
from simulator.simulation.memory_explanation import UnitAt

WIDTH, HEIGHT = 252.0, 138.0

Point = tuple[float, float]

LINE = 36.0
"""Height of the line on which the state goes along."""
BOXES = 118.0
"""Height of the middles of the boxes."""
MIDDLE = 79.0
"""Height of what is between both."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A value on its way.

    Attributes:
        way: Corners.
        value: Decides how thick the line is.
        role: Its colour.
        begin: When it sets off.
        end: When it arrives.
    """

    way: tuple[Point, ...]
    value: float
    role: Role
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Box:
    """A gate or part with its number; ``name`` is that of the quantity in the formula."""

    at: Point
    title: str
    name: str
    value: float
    role: Role


@dataclass(frozen=True, slots=True)
class Operation:
    """A circle in which values meet."""

    at: Point
    sign: str
    role: Role


@dataclass(frozen=True, slots=True)
class Label:
    """A state at one end of a line: above it on the left, or on the right."""

    at: Point
    title: str
    name: str
    value: float
    role: Role
    right: bool = False


@dataclass(frozen=True, slots=True)
class CellLayout:
    """A whole drawing."""

    flows: tuple[Flow, ...]
    boxes: tuple[Box, ...]
    operations: tuple[Operation, ...]
    labels: tuple[Label, ...]


def layout_of(here: UnitAt) -> CellLayout:
    """Return the drawing of one unit at one token."""
    return {"lstm": _lstm, "gru": _gru}.get(here.reading.reader.model.kind, _tanh)(here)


def _lstm(here: UnitAt) -> CellLayout:
    f, i, o, g, c, h = (here.value(name) for name in "fiogch")
    before = here.value("c", 1)
    times, plus, side, out = (52.0, LINE), (120.0, LINE), (120.0, MIDDLE), (187.0, MIDDLE)
    flows = (
        Flow(((4, LINE), times), before, "cell", 0, 0.25),
        Flow(((52, BOXES), times), f, "forget", 0, 0.25),
        Flow((times, plus), f * before, "cell", 0.25, 0.5),
        Flow(((97, BOXES), (97, MIDDLE), side), i, "input", 0.1, 0.3),
        Flow(((142, BOXES), (142, MIDDLE), side), g, "candidate", 0.1, 0.3),
        Flow((side, plus), i * g, "input", 0.3, 0.5),
        Flow((plus, (248, LINE)), c, "cell", 0.5, 0.75),
        Flow(((187, LINE), out), c, "cell", 0.65, 0.8),
        Flow(((187, BOXES), out), o, "output", 0.6, 0.8),
        Flow((out, (248, MIDDLE)), h, "forward", 0.8, 1),
    )
    boxes = (
        Box((52, BOXES), "f", "f", f, "forget"),
        Box((97, BOXES), "i", "i", i, "input"),
        Box((142, BOXES), "g", "g", g, "candidate"),
        Box((187, BOXES), "o", "o", o, "output"),
    )
    operations = (
        Operation(times, "×", "forget"),
        Operation(plus, "+", "input"),
        Operation(side, "×", "input"),
        Operation(out, "×", "output"),
        Operation((187, (LINE + MIDDLE) / 2 - 2), "tanh", "cell"),
    )
    t = here.token
    labels = (
        Label((4, 16), f"c{_sub(t - 1)}", "c_before", before, "cell"),
        Label((248, 16), f"c{_sub(t)}", "c", c, "cell", right=True),
        Label((252, MIDDLE + 17), "h", "h", h, "forward", right=True),
    )
    return CellLayout(flows, boxes, operations, labels)


def _gru(here: UnitAt) -> CellLayout:
    r, z, n, h = (here.value(name) for name in ("r", "z", "n", "h"))
    before = here.value("h", 1)
    times, plus, side = (60.0, LINE), (160.0, LINE), (160.0, MIDDLE)
    flows = (
        Flow(((4, LINE), times), before, "forward", 0, 0.3),
        Flow(((60, BOXES), times), z, "forget", 0, 0.3),
        Flow((times, plus), z * before, "forward", 0.35, 0.65),
        Flow(((212, BOXES), (160, BOXES)), r, "input", 0, 0.2),
        Flow(((160, BOXES), side), n, "candidate", 0.2, 0.4),
        Flow(((60, BOXES), (104, BOXES), (104, MIDDLE), side), 1 - z, "forget", 0.15, 0.4),
        Flow((side, plus), (1 - z) * n, "candidate", 0.4, 0.65),
        Flow((plus, (248, LINE)), h, "forward", 0.7, 1),
    )
    boxes = (
        Box((60, BOXES), "z", "z", z, "forget"),
        Box((160, BOXES), "n", "n", n, "candidate"),
        Box((212, BOXES), "r", "r", r, "input"),
    )
    operations = (
        Operation(times, "×", "forget"),
        Operation(plus, "+", "candidate"),
        Operation(side, "×", "candidate"),
        Operation((104, MIDDLE), "1−", "forget"),
    )
    labels = (
        Label((4, 16), f"h{_sub(here.token - 1)}", "h_before", before, "forward"),
        Label((248, 16), f"h{_sub(here.token)}", "h", h, "forward", right=True),
    )
    return CellLayout(flows, boxes, operations, labels)


def _tanh(here: UnitAt) -> CellLayout:
    from_input, from_state = here.tanh_parts()
    h = here.value("h")
    memory = here.reading.reader.model.kind != "ann"
    plus, bend = (120.0, LINE), (186.0, LINE)
    flows = [
        Flow(((120, BOXES), plus), from_input, "input", 0, 0.4),
        Flow((plus, bend), from_input + from_state, "forward", 0.4, 0.7),
        Flow((bend, (248, LINE)), h, "forward", 0.7, 1),
    ]
    boxes = [Box((120, BOXES), "W x + b", "x_part", from_input, "input")]
    operations = [Operation(plus, "+", "input"), Operation(bend, "tanh", "forward")]
    labels = [Label((248, 16), f"h{_sub(here.token)}", "h", h, "forward", right=True)]
    if memory:
        flows.insert(0, Flow(((4, LINE), plus), from_state, "forget", 0, 0.4))
        before = here.value("h", 1)
        labels.append(Label((4, 16), f"h{_sub(here.token - 1)}", "h_before", before, "forward"))
        boxes.append(Box((50, BOXES), "U h", "h_part", from_state, "forget"))
        flows.append(Flow(((50, BOXES), (50, LINE)), from_state, "forget", 0, 0.2))
    return CellLayout(tuple(flows), tuple(boxes), tuple(operations), tuple(labels))


def _sub(number: int) -> str:
    return "".join(chr(0x2080 + int(digit)) for digit in str(number)) if number >= 0 else "₋₁"
