"""Where everything in the diagram of the network stands, for a size and a number of neurons."""

from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRectF

from simulator.simulation.network_phases import neuron_of

SMALLEST_COLUMN = 104.0
"""Pixels between neighbouring nodes; a longer chain scrolls."""


@dataclass(frozen=True, slots=True)
class Travel:
    """A way that a value goes: from one place to another, as a line in pixels."""

    line: QLineF
    backward: bool
    """Whether it is an error term on its way back, and not a value on its way forward."""


@dataclass(slots=True)
class DiagramLayout:
    """Circles of nodes and rectangles of boxes, by the names of their quantities."""

    width: float
    height: float
    n: int
    nodes: dict[str, QPointF] = field(default_factory=dict)
    boxes: dict[str, QRectF] = field(default_factory=dict)
    radius: float = 0.0

    def __post_init__(self) -> None:
        column = self.column
        self.radius = min(39.0, 0.31 * column, 0.15 * self.height)
        middle = 0.52 * self.height
        names = ["x"] + [f"{a}{k}" for k in range(1, self.n + 1) for a in "za"] + ["L"]
        left = (self.width - column * (len(names) - 1)) / 2
        for i, name in enumerate(names):
            self.nodes[name] = QPointF(left + i * column, middle)
        for k in range(1, self.n + 1):
            self._place_parameters(k)
            self._place_errors(k)

    @property
    def column(self) -> float:
        """Pixels between neighbouring nodes."""
        margin = 0.9 * SMALLEST_COLUMN
        return (self.width - margin) / (2 * self.n + 1)

    @property
    def param_height(self) -> float:
        """Height of a parameter's box, its gradient included."""
        return min(58.0, 0.27 * self.height)

    def node_before(self, name: str) -> str:
        """Return the node that feeds ``z`` or ``a`` of a neuron."""
        k = neuron_of(name)
        if name[0] == "a":
            return f"z{k}"
        return f"a{k - 1}" if k > 1 else "x"

    def place_of(self, name: str) -> QRectF:
        """Return the rectangle around a node or box."""
        if name in self.boxes:
            return self.boxes[name]
        r = self.radius
        centre = self.nodes[name]
        return QRectF(centre.x() - r, centre.y() - r, 2 * r, 2 * r)

    def name_at(self, point: QPointF) -> str:
        """Return what stands at ``point``, or an empty string."""
        for name, box in self.boxes.items():
            if box.contains(point):
                return name
        for name, centre in self.nodes.items():
            if QLineF(centre, point).length() <= self.radius:
                return name
        return ""

    def edge(self, name: str) -> QLineF:
        """Return the arrow that ends in the node ``name``."""
        last = f"a{self.n}"
        start = self.nodes[last if name == "L" else self.node_before(name)]
        end, r = self.nodes[name], self.radius
        return QLineF(start.x() + r, start.y(), end.x() - r - 2, end.y())

    def feed(self, name: str) -> QLineF:
        """Return the dashed line from a parameter's box down to where it is used."""
        box, end = self.boxes[f"dL_d{name}"], self.nodes[f"z{neuron_of(name)}"]
        bottom = end.y() - (self.radius if name[0] == "b" else 4)
        return QLineF(box.center().x(), box.bottom(), box.center().x(), bottom)

    def error_edge(self, name: str) -> QLineF:
        """Return the arrow that ends in an error term's box."""
        end = self.boxes[name]
        k = neuron_of(name)
        if name == f"dL_dz{self.n}":
            start = self.nodes["L"]
            return QLineF(start.x(), start.y() + self.radius, end.right() + 3, end.center().y())
        before = f"dL_da{k}" if name[4] == "z" else f"dL_dz{k + 1}"
        start = self.boxes[before]
        return QLineF(start.left(), start.center().y(), end.right() + 3, end.center().y())

    def travel(self, phase: str) -> tuple[Travel, ...]:
        """Return the ways that values go in a phase, ending in its own place."""
        if phase[0] in "za" or phase == "L":
            ways = [Travel(self.edge(phase), False)]
            if phase[0] == "z":
                k = neuron_of(phase)
                ways += [Travel(self.feed(f"{p}{k}"), False) for p in "wb"]
            return tuple(ways)
        if phase.startswith(("dL_dz", "dL_da")):
            return (Travel(self.error_edge(phase), True),)
        if phase.startswith("dL_d"):
            start = self.boxes[f"dL_dz{neuron_of(phase)}"]
            end = self.boxes[phase]
            line = QLineF(QPointF(start.center().x(), start.top()), end.center())
            return (Travel(line, True),)
        box = self.boxes[f"dL_d{phase}"]
        return (Travel(QLineF(box.center(), self.boxes[phase].center()), True),)

    def rests(self, phase: str) -> bool:
        """Whether a value stays in sight where its way ends, and does not hide its own number."""
        return not phase.startswith(("dL_dw", "dL_db")) and phase[0] not in "wb"

    def _place_parameters(self, k: int) -> None:
        half = self.column / 2
        width = min(78.0, half - 6)
        height = self.param_height
        z = self.nodes[f"z{k}"]
        top = max(2.0, 0.04 * self.height)
        for name, x in ((f"w{k}", z.x() - half), (f"b{k}", z.x())):
            whole = QRectF(x - width / 2, top, width, height)
            value = QRectF(whole.topLeft(), whole.bottomRight() - QPointF(0, 0.34 * height))
            self.boxes[name] = value
            self.boxes[f"dL_d{name}"] = QRectF(value.bottomLeft(), whole.bottomRight())

    def _place_errors(self, k: int) -> None:
        width = min(112.0, 0.74 * self.column)
        height = min(44.0, 0.19 * self.height)
        top = self.height - height - max(2.0, 0.05 * self.height)
        names = [f"dL_dz{k}"] + ([f"dL_da{k}"] if k < self.n else [])
        for name in names:
            x = self.nodes[name.removeprefix("dL_d")].x()
            self.boxes[name] = QRectF(x - width / 2, top, width, height)
