"""What one unit does at one token, in a sentence and in the formulas of its cell."""

from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Reals
from simulator.simulation.explanation import Explanation, Quantity, Role
from simulator.simulation.memory_reader import Reading
from simulator.simulation.numbers import format_number

KEEPS, FORGETS = 0.9, 0.1
"""A gate at least, or at most, this much open is said to keep or to forget."""


@dataclass(frozen=True, slots=True, eq=False)
class UnitAt:
    """One unit at one token: its values, what came before, and what enters it."""

    reading: Reading
    token: int
    unit: int

    @property
    def layer(self) -> int:
        """Which layer the unit is in."""
        return self.unit // self.reading.reader.model.hidden_size

    @property
    def place(self) -> int:
        """Which unit of its layer it is."""
        return self.unit % self.reading.reader.model.hidden_size

    def value(self, name: str, back: int = 0) -> float:
        """Return a gate or state at this token, or ``back`` tokens earlier (0 before the first)."""
        t = self.token - back
        return float(self.reading.trace[name][self.layer, t, self.place]) if t >= 0 else 0.0

    def is_set(self, name: str) -> bool:
        """Whether an intervention has set the value."""
        edits = self.reading.trace.activations.edits[self.layer]
        return any(self.place in units for units, _ in edits.places.get((name, self.token), ()))

    def input_part(self, block: int) -> float:
        """Return W x_t + b of one block of the layer's rows."""
        layer = self.reading.reader.model.layers[self.layer]
        row = block * self.reading.reader.model.hidden_size + self.place
        return float(layer.weight_ih[row] @ self._x() + layer.bias[row])

    def state_part(self, block: int) -> float:
        """Return U h_(t−1) of one block of the layer's rows."""
        layer = self.reading.reader.model.layers[self.layer]
        row = block * self.reading.reader.model.hidden_size + self.place
        if self.token == 0 or layer.weight_hh is None:
            return 0.0
        return float(layer.weight_hh[row] @ self.reading.trace["h"][self.layer, self.token - 1])

    def tanh_parts(self) -> tuple[float, float]:
        """Return what an RNN's tanh is taken of: the part of the word, and that of the state."""
        if self.reading.reader.model.kind != "ann":
            return self.input_part(0), self.state_part(0)
        # The ANN's input is a window or a bag, which the trace does not hold: h = tanh(a) gives it.
        h = min(max(self.value("h"), -1 + 1e-12), 1 - 1e-12)
        return float(np.arctanh(h)), 0.0

    def _x(self) -> Reals:
        activations = self.reading.trace.activations
        x: Reals = activations.input_of(self.layer)[self.token, 0]
        return x


def explain_token(reading: Reading, original: Reading, token: int, unit: int) -> Explanation:
    """Return the narration and the formula of one unit at one token.

    Args:
        reading: The sentence as it was read, with all changes.
        original: The same without changes.
        token: From 0.
        unit: From 0 through all layers.
    """
    here = UnitAt(reading, token, unit)
    kind = reading.reader.model.kind
    explain = {"lstm": _lstm, "gru": _gru}.get(kind, _tanh)
    said, formula, substituted, quantities = explain(here)
    word = reading.tokens[token]
    unknown = "" if word.known else ", a word that the network does not know"
    caption = f"Token {token}, “{word.text}”{unknown}: {said}{_answer(reading, original, token)}."
    return Explanation(caption, formula, substituted, quantities)


_Parts = tuple[str, str, str, tuple[Quantity, ...]]


def _lstm(here: UnitAt) -> _Parts:
    f, i, c = here.value("f"), here.value("i"), here.value("c")
    quantities = (
        _quantity(here, "c", "cell", "f · c before + i · g"),
        _quantity(here, "f", "forget", "σ(W x + U h + b), the forget gate"),
        _quantity(here, "i", "input", "σ(W x + U h + b), the input gate"),
        _quantity(here, "g", "candidate", "tanh(W x + U h + b), the candidate"),
        _quantity(here, "o", "output", "σ(W x + U h + b), the output gate"),
        _quantity(here, "h", "forward", "o · tanh(c), what the unit shows"),
        _before(here, "c", "cell"),
    )
    shown = r"\slot{h}=\slot{o}\tanh(\slot{c})"
    if here.is_set("c"):
        formula = rf"\slot{{c}}\leftarrow\mathrm{{set}}\qquad {shown}"
        return f"unit {here.unit} is set to {format_number(c)}", formula, formula, quantities
    symbols = r"\slot{c}=\slot{f}\,\slot{c_before}+\slot{i}\,\slot{g}\qquad " + shown
    numbers = (
        r"\slot{f}\cdot\slot{c_before}+\slot{i}\cdot\slot{g}=\slot{c}\qquad "
        r"\slot{o}\cdot\tanh(\slot{c})=\slot{h}"
    )
    added = i * here.value("g")
    return _lstm_sentence(here, f, added), symbols, numbers, quantities


def _lstm_sentence(here: UnitAt, f: float, added: float) -> str:
    """Say what the gates do to the cell, in the order of what matters most."""
    before = here.value("c", 1)
    kept = f"f = {format_number(f, 3)}"
    who = f"unit {here.unit}"
    if here.token == 0:
        return f"{who} starts from 0 and takes in {_signed(added)}"
    if abs(added) > max(abs(f * before), 0.1):
        return f"{who} takes in {_signed(added)} and keeps {_signed(f * before)} ({kept})"
    if f <= FORGETS:
        return f"the forget gate of {who} is nearly closed ({kept}), so what was there is dropped"
    if f >= KEEPS:
        return f"the forget gate of {who} stays open ({kept}), so what was there is carried along"
    return f"{who} keeps {format_number(100 * f, 2)} % of what was there ({kept})"


def _gru(here: UnitAt) -> _Parts:
    z = here.value("z")
    quantities = (
        _quantity(here, "h", "forward", "(1 − z) · n + z · h before"),
        _quantity(here, "z", "forget", "σ(W x + U h + b), the update gate: 1 keeps"),
        _quantity(here, "n", "candidate", "tanh(W x + b + r · (U h + b)), the candidate"),
        _quantity(here, "r", "input", "σ(W x + U h + b), the reset gate"),
        _before(here, "h", "forward"),
    )
    if here.is_set("h"):
        formula = r"\slot{h}\leftarrow\mathrm{set}"
        said = f"unit {here.unit} is set to {format_number(here.value('h'))}"
        return said, formula, formula, quantities
    symbols = r"\slot{h}=(1-\slot{z})\,\slot{n}+\slot{z}\,\slot{h_before}"
    numbers = r"(1-\slot{z})\cdot\slot{n}+\slot{z}\cdot\slot{h_before}=\slot{h}"
    if z >= KEEPS:
        said = "keeps what was there"
    elif z <= FORGETS:
        said = "is written anew"
    else:
        said = f"keeps {format_number(100 * z, 2)} % of what was there"
    return f"unit {here.unit} {said} (z = {format_number(z, 3)})", symbols, numbers, quantities


def _tanh(here: UnitAt) -> _Parts:
    from_input, from_state = here.tanh_parts()
    quantities = (
        _quantity(here, "h", "forward", "tanh of both parts"),
        Quantity("x_part", "W x+b", from_input, "input", "from the word and the bias"),
        Quantity("h_part", "U h", from_state, "forget", "from the state before"),
        _before(here, "h", "forward"),
    )
    if here.is_set("h"):
        formula = r"\slot{h}\leftarrow\mathrm{set}"
        said = f"unit {here.unit} is set to {format_number(here.value('h'))}"
        return said, formula, formula, quantities
    if here.reading.reader.model.kind == "ann":
        said = f"unit {here.unit} sees {_seen(here)}, and has no memory"
        return said, r"\slot{h}=\tanh(\slot{x_part})", r"\tanh(\slot{x_part})=\slot{h}", quantities
    symbols = r"\slot{h}=\tanh(\slot{x_part}+\slot{h_part})"
    numbers = r"\tanh(\slot{x_part}+\slot{h_part})=\slot{h}"
    said = (
        f"unit {here.unit} is rewritten from the word ({_signed(from_input)}) and the state "
        f"before ({_signed(from_state)})"
    )
    return said, symbols, numbers, quantities


def _seen(here: UnitAt) -> str:
    window = here.reading.reader.model.layers[0].window
    return f"the last {window} tokens" if window else "all words so far as a bag, without order"


def _quantity(here: UnitAt, name: str, role: Role, source: str) -> Quantity:
    origin = "held there by a change (What if)" if here.is_set(name) else source
    # Always t, not the token's number: typesetting other symbols at each token would take too long.
    return Quantity(name, f"{name}_t", here.value(name), role, f"{origin}, at this token")


def _before(here: UnitAt, name: str, role: Role) -> Quantity:
    value = here.value(name, 1)
    symbol = f"{name}_{{t-1}}"
    if here.token == 0:
        return Quantity(f"{name}_before", symbol, 0.0, role, "0 before the first token")
    word = here.reading.tokens[here.token - 1].text
    return Quantity(f"{name}_before", symbol, value, role, f"{name} after “{word}”")


def _answer(reading: Reading, original: Reading, token: int) -> str:
    """Say the first answer at the end of the sentence, and what it was before a change."""
    if token != reading.last or not reading.reader.answers:
        return ""
    first = reading.answers(count=1)[0]
    said = f"; the answer is “{first.word}” ({format_number(100 * first.probability, 3)} %"
    if reading is not original:
        was = original.answers(count=1)[0]
        said += f"; without the changes “{was.word}”"
    return said + ")"


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + format_number(value, 3)
